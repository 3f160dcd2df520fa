/** Takes the items of the remote table: at first, and where there is no stream again and again. */

import { reader } from "../transfer/records.js";
import { unpacked } from "../transfer/unpack.js";
import { wireForm } from "../transfer/wire_form.js";
import { canonical, itemOf, keyOf, StrangeAnswer } from "./items.js";
import type { Mirror } from "./mirror.js";
import type { Settings, SyncExport, SyncItem } from "./options.js";
import type { ProgressRecord } from "./progress.js";
import { everyOf, type Remote } from "./remote.js";

/** What is asked for by pages. */
interface Part {
  readonly operation: "Scan" | "Query";
  readonly input: object;
}

/** Keys that a page at a time is looked for there. */
const BATCH = 100;

export class Pull {
  readonly #remote: Remote;
  readonly #mirror: Mirror;
  readonly #settings: Settings;
  readonly #record: ProgressRecord;
  readonly #changed: () => void;

  constructor(
    remote: Remote,
    mirror: Mirror,
    settings: Settings,
    record: ProgressRecord,
    changed: () => void,
  ) {
    this.#remote = remote;
    this.#mirror = mirror;
    this.#settings = settings;
    this.#record = record;
    this.#changed = changed;
  }

  #parts(): Part[] {
    const { queries, segments: TotalSegments } = this.#settings;
    if (queries === undefined)
      return Array.from({ length: TotalSegments }, (_, Segment) => ({
        operation: "Scan",
        input: TotalSegments > 1 ? { Segment, TotalSegments } : {},
      }));
    return queries.map((query) => ({
      operation: "Query",
      input: { ...query, ExpressionAttributeValues: wireForm(query.ExpressionAttributeValues) },
    }));
  }

  /** The first items; goes on where an earlier run was. Gives whether they may be too old for the stream to go on from. */
  async hydrate(): Promise<boolean> {
    const { source } = this.#settings;
    if (source !== undefined) return this.#import(source);
    await everyOf(
      this.#parts().map(async (part, at) => {
        const known = this.#record.value.parts[at] ?? {};
        this.#record.value.parts[at] = known;
        if (known.done) return;
        for await (const { items, next } of this.#pages(part, known.from)) {
          await this.#take(items);
          known.from = next;
          known.done = next === undefined;
          await this.#record.save();
        }
      }),
      () => undefined,
    );
    return false;
  }

  async #take(items: readonly SyncItem[]): Promise<void> {
    const left = await this.#mirror.fill(items);
    await this.#adopt(left);
    this.#record.value.hydrated += items.length;
    this.#changed();
  }

  #adopt(items: readonly SyncItem[]): Promise<number> {
    const entries = items.map((item) => [keyOf(item, this.#mirror.keys), item] as const);
    return this.#mirror.adopt(entries, this.#settings.push);
  }

  async *#pages(
    { operation, input }: Part,
    from?: Record<string, unknown>,
  ): AsyncGenerator<{ items: SyncItem[]; next: Record<string, unknown> | undefined }> {
    const ask = (key: Record<string, unknown> | undefined) =>
      this.#remote.ask(operation, {
        TableName: this.#settings.remoteTable,
        ConsistentRead: true,
        ...input,
        ...(key && { ExclusiveStartKey: key }),
      });
    for (let answer = ask(from); ; ) {
      const { Items, LastEvaluatedKey } = await answer;
      if (!Array.isArray(Items)) throw new StrangeAnswer(`The answer of a ${operation} has no items.`);
      const next = LastEvaluatedKey === undefined ? undefined : wireForm(itemOf(LastEvaluatedKey));
      // The next page is under way while this one is stored.
      if (next !== undefined) answer = ask(next);
      answer.catch(() => undefined);
      yield { items: Items.map(itemOf), next };
      if (next === undefined) return;
    }
  }

  /** Compares everything that is pulled with what is known, and finds what was deleted. */
  async compare(): Promise<void> {
    const seen = new Set<string>();
    for (const part of this.#parts())
      for await (const { items } of this.#pages(part)) {
        for (const item of items) seen.add(canonical(keyOf(item, this.#mirror.keys)));
        await this.#count(this.#adopt(items));
      }
    for await (const keys of this.#mirror.keysOf(this.#mirror.records)) {
      const gone = keys.filter((key) => !seen.has(canonical(key)));
      for (let at = 0; at < gone.length; at += BATCH) await this.refresh(gone.slice(at, at + BATCH));
    }
  }

  async #count(taken: Promise<number>): Promise<void> {
    const count = await taken;
    this.#record.value.pulled += count;
    if (count > 0) this.#changed();
  }

  /** Takes the remote versions of items as they are now. */
  async refresh(keys: readonly SyncItem[]): Promise<void> {
    const { remoteTable } = this.#settings;
    const found = new Map<string, SyncItem>();
    for (let Keys: unknown = keys.map(wireForm); Array.isArray(Keys) && Keys.length > 0; ) {
      const { Responses, UnprocessedKeys } = (await this.#remote.ask("BatchGetItem", {
        RequestItems: { [remoteTable]: { Keys, ConsistentRead: true } },
      })) as { Responses?: Record<string, unknown>; UnprocessedKeys?: Record<string, { Keys?: unknown }> };
      const items = Responses?.[remoteTable];
      if (!Array.isArray(items)) throw new StrangeAnswer("The answer of a BatchGetItem has no items.");
      for (const item of items.map(itemOf)) found.set(canonical(keyOf(item, this.#mirror.keys)), item);
      Keys = UnprocessedKeys?.[remoteTable]?.Keys;
    }
    const entries = keys.map((key) => [key, found.get(canonical(key))] as const);
    await this.#count(this.#mirror.adopt(entries, this.#settings.push));
  }

  /** The items of an export. Whether the stream may not reach back to it. */
  async #import({ store, manifest }: SyncExport): Promise<boolean> {
    const text = async (key: string) => {
      const body = await store.get(key);
      if (body === undefined) throw new Error(`The export has no object ${JSON.stringify(key)}.`);
      return new Response(body as unknown as BodyInit).text();
    };
    const summary = JSON.parse(await text(manifest)) as Record<string, string>;
    if (summary["exportType"] !== undefined && summary["exportType"] !== "FULL_EXPORT")
      throw new TypeError("db.sync(): `pull.export` is a full export, not an incremental one.");
    const format = {
      name: summary["outputFormat"] === "ION" ? "ION" : "DYNAMODB_JSON",
      delimiter: ",",
      header: undefined,
      types: new Map(),
      conditions: false,
    } as const;
    const files = (await text(summary["manifestFilesS3Key"] ?? "")).split("\n").filter((line) => line !== "");
    for (const line of files) {
      const { dataFileS3Key: key = "" } = JSON.parse(line) as { dataFileS3Key?: string };
      if (this.#record.value.parts[key]?.done) continue;
      const body = await store.get(key);
      if (body === undefined) throw new Error(`The export has no object ${JSON.stringify(key)}.`);
      const records = reader(format);
      const take = async (found: ReturnType<typeof records.take>) => {
        const items = found.map((one) => {
          if ("problem" in one) throw new Error(`${key}: ${one.problem}`);
          return one.put.Item as unknown as SyncItem;
        });
        if (items.length > 0) await this.#take(items);
      };
      for await (const bytes of unpacked(body, "GZIP")) await take(records.take(bytes));
      await take(records.end());
      this.#record.value.parts[key] = { done: true };
      await this.#record.save();
    }
    // What was changed between the export and now: a comparison finds it, as old items may be in the stream no more.
    return true;
  }
}
