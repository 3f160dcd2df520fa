/** `hashrange import`. */
import { statSync } from "node:fs";
import type { ImportArguments } from "./arguments.js";
import { dataFilesOf } from "./export_folder.js";
import { formatOf, itemsOf, STANDARD } from "./items.js";
import { grouped, Progress } from "./progress.js";
import { keyOf, makeTable, tableOf } from "./tables.js";
import type { Answer, Wire } from "./wire.js";
import { ItemWriter } from "./writer.js";

/** So many refused items are named; of the others only the number. */
const NAMED = 20;

/** Resolves with the exit code: 1 if items were left out. */
export async function runImport(asked: ImportArguments, wire: Wire, stop: AbortSignal): Promise<number> {
  // Before a table is made for files that cannot be read.
  const files = filesOf(asked);
  const given = { ...asked, files };
  const total = totalBytes(given);
  const found = await tableOf(wire, given.table);
  if (found !== undefined) checkKey(given, found);
  const table = found ?? (await newTable(given, wire));
  const work = new Import(given, wire, table, total, stop);
  return work.run();
}

/** Folders stand for the files in them. */
function filesOf({ files }: ImportArguments): string[] {
  return files.flatMap((file) =>
    file !== STANDARD && statSync(file, { throwIfNoEntry: false })?.isDirectory() ? dataFilesOf(file) : file,
  );
}

function totalBytes({ files, format }: ImportArguments): number | undefined {
  let total: number | undefined = 0;
  for (const file of files) {
    if (format === undefined) formatOf(file);
    if (file === STANDARD) total = undefined;
    else {
      const found = statSync(file, { throwIfNoEntry: false });
      if (found === undefined) throw new Error(`${file}: There is no such file.`);
      if (total !== undefined) total += found.size;
    }
  }
  return total;
}

/** `--key` of a table that is there already has to be its own. */
function checkKey({ table, key }: ImportArguments, found: Answer): void {
  const own = keyOf(found);
  if (key !== undefined && own !== key.map(({ name, type }) => `${name}:${type}`).join(","))
    throw new Error(`The table ${table} is there already, and its key is ${own}. Leave --key out.`);
}

function newTable({ table, key }: ImportArguments, wire: Wire): Promise<Answer> {
  if (key === undefined) {
    throw new Error(
      `There is no table ${table}. To make it, add its key: --key NAME:TYPE or --key NAME:TYPE,NAME:TYPE`,
    );
  }
  return makeTable(wire, {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: key.map(({ name }, at) => ({ AttributeName: name, KeyType: at === 0 ? "HASH" : "RANGE" })),
    AttributeDefinitions: key.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  });
}

class Import {
  readonly #given: ImportArguments;
  readonly #stop: AbortSignal;
  readonly #progress: Progress;
  readonly #writer: ItemWriter;
  readonly #types: ReadonlyMap<string, string>;
  #left = 0;
  /** Items of all files that have been read, good or not. */
  #place = 0;

  constructor(
    given: ImportArguments,
    wire: Wire,
    table: Answer,
    total: number | undefined,
    stop: AbortSignal,
  ) {
    this.#given = given;
    this.#stop = stop;
    const keys = (table["KeySchema"] ?? []) as { AttributeName: string }[];
    const defined = (table["AttributeDefinitions"] ?? []) as {
      AttributeName: string;
      AttributeType: string;
    }[];
    this.#types = new Map([
      ...defined.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType] as const),
      ...given.types,
    ]);
    const { quiet } = given;
    this.#progress = new Progress({ stream: process.stderr, verb: "Importing", total, unit: "bytes", quiet });
    this.#writer = new ItemWriter({
      wire,
      table: given.table,
      keys: keys.map(({ AttributeName }) => AttributeName),
      concurrency: given.concurrency,
      onRefused: given.skipInvalid ? (refused) => this.#leaveOut(refused.message) : undefined,
      onWritten: (count) => {
        this.#progress.items += count;
      },
    });
  }

  async run(): Promise<number> {
    try {
      for (const file of this.#given.files) {
        if (this.#stop.aborted) break;
        await this.#read(file);
      }
      await this.#writer.finish();
    } catch (error) {
      this.#progress.stop();
      // What is under way may still arrive; the count below is to include it.
      await this.#writer.finish().catch(() => undefined);
      const written = `${grouped(this.#progress.items)} items have been imported.`;
      const place = Math.min(this.#writer.failedAt ?? this.#place, this.#place);
      const again = place > 0 ? ` To go on from here later, add --skip ${place}.` : "";
      throw new Error(`${describe(error)}\n${written}${again}`);
    } finally {
      this.#progress.stop();
    }
    return this.#report();
  }

  async #read(file: string): Promise<void> {
    const { format, delimiter, header, skip, skipInvalid } = this.#given;
    const found = itemsOf(file, {
      format,
      delimiter,
      header,
      types: this.#types,
      stop: this.#stop,
      onBytes: (count) => {
        this.#progress.bytes += count;
      },
    });
    for await (const one of found) {
      if (this.#stop.aborted) return;
      const place = this.#place;
      if (place < skip) {
        this.#place += 1;
        continue;
      }
      if ("item" in one) {
        await this.#writer.add({ item: one.item, file, line: one.line, place });
      } else {
        const message = `${file}:${one.line}: ${one.problem}`;
        if (!skipInvalid) throw new Error(message);
        this.#leaveOut(message);
      }
      this.#place += 1;
    }
  }

  #leaveOut(message: string): void {
    this.#left += 1;
    if (this.#left > NAMED) return;
    this.#progress.clear();
    process.stderr.write(`${message}\n`);
    if (this.#left === NAMED) process.stderr.write("More of these are not shown.\n");
  }

  #report(): number {
    const items = grouped(this.#progress.items);
    if (this.#stop.aborted) {
      process.stderr.write(
        `Stopped: ${items} items have been imported. To go on later, add --skip ${this.#place}.\n`,
      );
    } else if (!this.#given.quiet) {
      process.stderr.write(`Imported ${items} items in ${this.#progress.seconds().toFixed(1)} s.\n`);
    }
    if (this.#left > 0) process.stderr.write(`${grouped(this.#left)} items were left out.\n`);
    return this.#left > 0 ? 1 : 0;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
