/** `hashrange export`. */

import { fieldOf } from "../transfer/columns.js";
import { csvField } from "../transfer/csv.js";
import { ionItem } from "../transfer/ion_writer.js";
import { plainItem, type WireItem } from "../transfer/values.js";
import type { ExportArguments } from "./arguments.js";
import { STANDARD } from "./items.js";
import { grouped, Progress, size } from "./progress.js";
import { pagesOf } from "./scan.js";
import { Sink } from "./sink.js";
import { tableOf } from "./tables.js";
import type { Wire } from "./wire.js";

/** Resolves with the exit code. */
export async function runExport(given: ExportArguments, wire: Wire, stop: AbortSignal): Promise<number> {
  const table = await tableOf(wire, given.table);
  if (table === undefined) throw new Error(`There is no table ${given.table}.`);
  const sink = new Sink(given.file, given.force);
  const total = Number(table["ItemCount"]);
  try {
    const columns = given.format === "csv" ? await columnsOf(given, wire, total, stop) : undefined;
    if (columns !== undefined) {
      const header = columns.names.map((name) => csvField(name, given.delimiter));
      await sink.write(`${header.join(given.delimiter)}\n`);
    }
    const progress = progressOf(given, "Exporting", total);
    try {
      await each(given, wire, stop, async (items) => {
        let text = "";
        for (const item of items) text += `${lineOf(given, item, columns?.names ?? [])}\n`;
        await sink.write(text);
        progress.items += items.length;
        progress.bytes += Buffer.byteLength(text);
      });
    } finally {
      progress.stop();
    }
    if (stop.aborted) {
      await sink.abandon();
      const fate = given.file === STANDARD ? "" : ` ${given.file} was not written.`;
      process.stderr.write(`Stopped after ${grouped(progress.items)} items.${fate}\n`);
      return 0;
    }
    await sink.finish();
    if (!given.quiet) {
      const { items, bytes } = progress;
      process.stderr.write(
        `Exported ${grouped(items)} items, ${size(bytes)}, in ${progress.seconds().toFixed(1)} s.\n`,
      );
      if (columns?.note) process.stderr.write(`${columns.note}\n`);
    }
    return 0;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

function progressOf(given: ExportArguments, verb: string, total: number): Progress {
  const { quiet } = given;
  return new Progress({ stream: process.stderr, verb, total, unit: "items", quiet });
}

/** Segments are read at once; what `use` does with their pages happens one page at a time. */
async function each(
  given: ExportArguments,
  wire: Wire,
  stop: AbortSignal,
  use: (items: WireItem[]) => Promise<void>,
): Promise<void> {
  let turn = Promise.resolve();
  const ended = new AbortController();
  const end = () => ended.abort();
  stop.addEventListener("abort", end, { once: true });
  if (stop.aborted) end();
  const segment = async (number: number): Promise<void> => {
    try {
      for await (const items of pagesOf(wire, given.table, number, given.concurrency, ended.signal)) {
        const mine = turn.then(() => use(items));
        turn = mine.catch(() => undefined);
        await mine;
      }
    } catch (error) {
      end();
      throw error;
    }
  };
  const segments = await Promise.allSettled(
    Array.from({ length: given.concurrency }, (_, number) => segment(number)),
  );
  stop.removeEventListener("abort", end);
  for (const one of segments) if (one.status === "rejected") throw one.reason;
}

function lineOf({ format, delimiter }: ExportArguments, item: WireItem, columns: readonly string[]): string {
  if (format === "json") return plainItem(item);
  if (format === "dynamodb-json") return JSON.stringify({ Item: item });
  if (format === "ion") return `$ion_1_0 {Item:${ionItem(item)}}`;
  return columns
    .map((name) => (Object.hasOwn(item, name) ? csvField(fieldOf(item[name] ?? {}), delimiter) : ""))
    .join(delimiter);
}

interface Columns {
  names: readonly string[];
  /** How to get the same items back. */
  note: string;
}

/** The columns asked for; else all there are, keys first, for which the table is read twice. */
async function columnsOf(
  given: ExportArguments,
  wire: Wire,
  total: number,
  stop: AbortSignal,
): Promise<Columns> {
  if (given.columns !== undefined) return { names: given.columns, note: "" };
  const types = new Map<string, Set<string>>();
  const keys = await keyNames(wire, given.table);
  for (const name of keys) types.set(name, new Set());
  const progress = progressOf(given, "Looking for columns", total);
  try {
    await each(given, wire, stop, async (items) => {
      for (const item of items) {
        for (const [name, value] of Object.entries(item)) {
          const known = types.get(name) ?? new Set();
          types.set(name, known.add(Object.keys(value)[0] ?? ""));
        }
      }
      progress.items += items.length;
    });
  } finally {
    progress.stop();
  }
  const names = [...types.keys()];
  const others = names.slice(keys.length).sort();
  const typed = others.filter((name) => !same(types.get(name), "S"));
  const mixed = typed.filter((name) => (types.get(name)?.size ?? 0) > 1);
  const single = typed.filter((name) => !mixed.includes(name));
  let note = "";
  if (single.length > 0) {
    const list = single.map((name) => `${name}:${[...(types.get(name) ?? [])][0]}`).join(",");
    note = `CSV has no types: import the file with --types '${list}'.`;
  }
  if (mixed.length > 0) {
    note += `${note && "\n"}Of several types, which CSV cannot keep: ${mixed.join(", ")}.`;
  }
  return { names: [...keys, ...others], note };
}

function same(types: ReadonlySet<string> | undefined, only: string): boolean {
  return types?.size === 1 && types.has(only);
}

async function keyNames(wire: Wire, name: string): Promise<string[]> {
  const table = await tableOf(wire, name);
  return ((table?.["KeySchema"] ?? []) as { AttributeName: string }[]).map((key) => key.AttributeName);
}
