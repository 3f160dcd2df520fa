/**
 * What is known of each item on both sides. A table beside the local one has for each key the remote version that was seen last:
 * an item that differs from it is a local change that is still to be pushed. That holds whatever happened between, so nothing
 * depends on when something was noticed. Both tables are written in one transaction.
 */

import type { Ask } from "../types/internal_model.js";
import { canonical, keyOf, same } from "./items.js";
import type { SyncItem } from "./options.js";
import { writeOf } from "./writes.js";

/** Attributes of the records beside the key. */
const BASE = "sync:base";
const QUEUE = "sync:queue";
const VERSION = "sync:version";
const ERROR = "sync:error";
const SENT = "sync:sent";
/** The index of changes that wait, or are put aside. */
export const INDEX = "queue";

/** `out`: to be pushed. `parked`: refused, waits for somebody to decide. */
export type Queue = "out" | "parked";

/** An item as both sides have it. */
export interface Seen {
  readonly key: SyncItem;
  readonly local: SyncItem | undefined;
  /** The remote version that was seen last. */
  readonly base: SyncItem | undefined;
  readonly queue: Queue | undefined;
  readonly error: string | undefined;
  readonly version: string | undefined;
  /** Digests of what was pushed over this base, the latest last, apart by spaces. */
  readonly sent: string | undefined;
}

/** What is to become of an item. */
export interface Next {
  readonly local: SyncItem | undefined;
  readonly base: SyncItem | undefined;
  readonly queue?: Queue | undefined;
  readonly error?: string;
  readonly sent?: string | undefined;
}

/** A transaction has a hundred writes, and a batch as many reads. */
const PAIRS = 50;
const BYTES = 1 << 20;

export function recordsName(table: string): string {
  return `hashrange.sync.${table}`.slice(0, 255);
}

export class Mirror {
  readonly table: string;
  readonly records: string;
  readonly keys: readonly string[];
  readonly #ask: Ask;
  #version = 0;

  constructor(ask: Ask, table: string, keys: readonly string[]) {
    this.#ask = ask;
    this.table = table;
    this.records = recordsName(table);
    this.keys = keys;
  }

  /** Both sides of items, each as it was at one moment. */
  async look(keys: readonly SyncItem[]): Promise<Seen[]> {
    const seen: Seen[] = [];
    for (let at = 0; at < keys.length; at += PAIRS) {
      const some = keys.slice(at, at + PAIRS);
      const wanted = { Keys: some, ConsistentRead: true };
      const { Responses = {}, UnprocessedKeys = {} } = await this.#ask("BatchGetItem", {
        RequestItems: { [this.table]: wanted, [this.records]: wanted },
      });
      if (Object.keys(UnprocessedKeys).length > 0) {
        for (const key of some) seen.push(await this.#lookAt(key));
        continue;
      }
      const byKey = (name: string) =>
        new Map((Responses[name] ?? []).map((item) => [canonical(keyOf(item, this.keys)), item]));
      const [items, records] = [byKey(this.table), byKey(this.records)];
      for (const key of some) {
        const text = canonical(key);
        seen.push(this.#seen(key, items.get(text), records.get(text)));
      }
    }
    return seen;
  }

  async #lookAt(Key: SyncItem): Promise<Seen> {
    const { Responses = [] } = await this.#ask("TransactGetItems", {
      TransactItems: [{ Get: { TableName: this.table, Key } }, { Get: { TableName: this.records, Key } }],
    });
    return this.#seen(Key, Responses[0]?.Item, Responses[1]?.Item);
  }

  #seen(key: SyncItem, local: SyncItem | undefined, record: SyncItem | undefined): Seen {
    return {
      key,
      local,
      base: record?.[BASE]?.M,
      queue: record?.[QUEUE]?.S as Queue | undefined,
      error: record?.[ERROR]?.S,
      version: record?.[VERSION]?.N,
      sent: record?.[SENT]?.S,
    };
  }

  /** Brings items to what they are to become; gives those back that were changed since they were looked at. */
  async settle(changes: readonly (readonly [Seen, Next])[]): Promise<Seen[]> {
    const changed: Seen[] = [];
    for (let from = 0; from < changes.length; ) {
      let [to, bytes] = [from, 0];
      for (; to < changes.length && to - from < PAIRS && bytes < BYTES; to += 1)
        bytes += sizeOf(changes[to]?.[1].base) + sizeOf(changes[to]?.[1].local);
      const some = changes.slice(from, to);
      from = to;
      if (await this.#transact(some)) continue;
      for (const one of some) if (!(await this.#transact([one]))) changed.push(one[0]);
    }
    return changed;
  }

  async #transact(changes: readonly (readonly [Seen, Next])[]): Promise<boolean> {
    const TransactItems = changes.flatMap(([seen, next]) => this.#writes(seen, next));
    if (TransactItems.length === 0) return true;
    try {
      await this.#ask("TransactWriteItems", { TransactItems });
      return true;
    } catch (error) {
      const { name, CancellationReasons = [] } = error as Error & {
        CancellationReasons?: { Code?: string }[];
      };
      const codes = CancellationReasons.map(({ Code }) => Code);
      if (name !== "TransactionCanceledException") throw error;
      if (codes.every((code) => code === "None" || code === "ConditionalCheckFailed")) return false;
      throw error;
    }
  }

  #writes(seen: Seen, next: Next): object[] {
    const writes: object[] = [];
    if (!same(seen.local, next.local)) writes.push(this.#localWrite(seen, next));
    else if (next.queue === undefined) writes.push(this.#check(seen));
    writes.push(this.#recordWrite(seen, next));
    return writes.filter((write) => Object.keys(write).length > 0);
  }

  #localWrite(seen: Seen, next: Next): object {
    const { operation, ...write } = writeOf(this.keys, seen.local, next.local);
    const TableName = this.table;
    if (operation === "PutItem") return { Put: { TableName, ...write } };
    if (operation === "DeleteItem") return { Delete: { TableName, ...write } };
    return { Update: { TableName, ...write } };
  }

  /** That an item is still as it was seen, where it counts as pushed or pulled by that. */
  #check({ key, local }: Seen): object {
    if (local === undefined) {
      const { ConditionExpression, ExpressionAttributeNames } = writeOf(this.keys, undefined, key);
      return {
        ConditionCheck: { TableName: this.table, Key: key, ConditionExpression, ExpressionAttributeNames },
      };
    }
    const { operation: _, Item: __, UpdateExpression: ___, ...check } = writeOf(this.keys, local, undefined);
    return { ConditionCheck: { TableName: this.table, ...check } };
  }

  #recordWrite({ key, version }: Seen, { base, queue, error, sent }: Next): object {
    const condition = {
      ConditionExpression: version === undefined ? "attribute_not_exists(#v)" : "#v = :v",
      ExpressionAttributeNames: { "#v": VERSION },
      ...(version !== undefined && { ExpressionAttributeValues: { ":v": { N: version } } }),
    };
    const TableName = this.records;
    if (base === undefined && queue === undefined)
      return version === undefined ? {} : { Delete: { TableName, Key: key, ...condition } };
    this.#version = Math.max(this.#version + 1, Date.now() * 1000);
    const Item: SyncItem = { ...key, [VERSION]: { N: String(this.#version) } };
    if (base !== undefined) Item[BASE] = { M: base };
    if (queue !== undefined) Item[QUEUE] = { S: queue };
    if (error !== undefined) Item[ERROR] = { S: error };
    if (sent !== undefined) Item[SENT] = { S: sent };
    return { Put: { TableName, Item, ...condition } };
  }

  /** Takes versions of the remote side in; what was changed here as well waits for its push. Gives how many were taken. */
  async adopt(
    entries: readonly (readonly [SyncItem, SyncItem | undefined])[],
    push: boolean,
  ): Promise<number> {
    let [taken, rest] = [0, entries];
    // Of versions of one item the last one counts.
    const last = new Map(rest.map((entry) => [canonical(entry[0]), entry]));
    rest = [...last.values()];
    while (rest.length > 0) {
      const seen = await this.look(rest.map(([key]) => key));
      const changes = seen.flatMap((one, at) => {
        const next = adopted(one, rest[at]?.[1], push);
        return next === undefined ? [] : [[one, next] as const];
      });
      const again = new Set((await this.settle(changes)).map(({ key }) => canonical(key)));
      taken += changes.length - again.size;
      rest = rest.filter(([key]) => again.has(canonical(key)));
    }
    return taken;
  }

  /** Takes new items in without a look, as there is nothing yet; gives those back that there is something of. */
  async fill(items: readonly SyncItem[]): Promise<SyncItem[]> {
    const changes = items.map((item) => {
      const nothing = {
        local: undefined,
        base: undefined,
        queue: undefined,
        error: undefined,
        version: undefined,
      };
      return [
        { key: keyOf(item, this.keys), ...nothing, sent: undefined },
        { local: item, base: item },
      ] as const;
    });
    const left = new Set((await this.settle(changes)).map(({ key }) => canonical(key)));
    if (left.size === 0) return [];
    return items.filter((item) => left.has(canonical(keyOf(item, this.keys))));
  }

  /** Queues those that differ from the remote side; gives how many do. */
  async note(keys: readonly SyncItem[]): Promise<number> {
    let [noted, rest] = [0, [...new Map(keys.map((key) => [canonical(key), key])).values()]];
    while (rest.length > 0) {
      const seen = await this.look(rest);
      const changes = seen.flatMap((one) =>
        same(one.local, one.base)
          ? []
          : [[one, { local: one.local, base: one.base, queue: "out", sent: one.sent }] as const],
      );
      rest = (await this.settle(changes)).map(({ key }) => key);
      noted += changes.length - rest.length;
    }
    return noted;
  }

  /** Keys of a queue, oldest first. */
  async queued(queue: Queue, Limit = 100): Promise<SyncItem[]> {
    const { Items = [] } = await this.#ask("Query", {
      TableName: this.records,
      IndexName: INDEX,
      KeyConditionExpression: "#q = :q",
      ExpressionAttributeNames: { "#q": QUEUE },
      ExpressionAttributeValues: { ":q": { S: queue } },
      Limit,
    });
    return Items.map((item) => keyOf(item, this.keys));
  }

  /** How many a queue has. */
  async count(queue: Queue): Promise<number> {
    let count = 0;
    for (let ExclusiveStartKey: SyncItem | undefined; ; ) {
      const page = await this.#ask("Query", {
        TableName: this.records,
        IndexName: INDEX,
        KeyConditionExpression: "#q = :q",
        ExpressionAttributeNames: { "#q": QUEUE },
        ExpressionAttributeValues: { ":q": { S: queue } },
        Select: "COUNT",
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      count += page.Count ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey === undefined) return count;
    }
  }

  /** The keys of one of both tables. */
  async *keysOf(TableName: string): AsyncGenerator<SyncItem[]> {
    const names = Object.fromEntries(this.keys.map((name, at) => [`#${at}`, name]));
    for (let ExclusiveStartKey: SyncItem | undefined; ; ) {
      const page = await this.#ask("Scan", {
        TableName,
        ProjectionExpression: Object.keys(names).join(", "),
        ExpressionAttributeNames: names,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      yield (page.Items ?? []).map((item) => keyOf(item, this.keys));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey === undefined) return;
    }
  }

  /** Queues every item that differs, for when it is not known which were changed. */
  async compare(): Promise<void> {
    for (const name of [this.table, this.records])
      for await (const keys of this.keysOf(name)) await this.note(keys);
  }
}

/** What becomes of an item when this is its remote version. */
function adopted(seen: Seen, remote: SyncItem | undefined, push: boolean): Next | undefined {
  if (same(seen.base, remote)) return undefined;
  // An earlier push may be there without an answer: the next one finds that out.
  if (seen.sent !== undefined && push && !same(seen.local, remote)) return undefined;
  if (same(seen.local, remote) || same(seen.local, seen.base) || !push)
    return { local: remote, base: remote };
  if (seen.queue !== undefined) return undefined;
  return { local: seen.local, base: seen.base, queue: "out", sent: seen.sent };
}

/** About as many bytes as it has. */
function sizeOf(item: SyncItem | undefined): number {
  let size = 0;
  const add = (value: unknown): void => {
    if (typeof value === "string" || value instanceof Uint8Array) size += value.length;
    else if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === "object" && value !== null)
      for (const [name, held] of Object.entries(value)) {
        size += name.length;
        add(held);
      }
    else size += 1;
  };
  add(item);
  return size;
}
