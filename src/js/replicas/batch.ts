/** `BatchWriteItem` on global tables of strong consistency: each put and delete for itself. What finds no majority is unprocessed. */

import { entriesOf, listEntry, mapEntry, readWithout, valuesOf, written } from "./document.js";
import { mapOf, type Outcome } from "./items.js";

/** A put or delete: its operation and its request, in hexadecimal digits, and how it stood in the batch. */
interface One {
  readonly table: string;
  readonly operation: "PutItem" | "DeleteItem";
  readonly request: string;
  readonly given: Uint8Array;
}

/** What is consumed of a table. */
interface Consumed {
  TableName: string;
  CapacityUnits: number;
  Table?: { CapacityUnits: number };
  LocalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

/** The requests of a batch. */
export function batchOf(request: string): One[] {
  const entries = entriesOf(bytesOf(request));
  const asked = entries.get("ReturnConsumedCapacity");
  const found: One[] = [];
  const tables = entries.get("RequestItems");
  if (tables === undefined) return found;
  for (const [table, list] of mapOf(valueIn(tables))) {
    for (const given of valuesOf(list)) {
      const one = mapOf(given);
      const [operation, parts] = one.has("PutRequest")
        ? (["PutItem", one.get("PutRequest")] as const)
        : (["DeleteItem", one.get("DeleteRequest")] as const);
      if (parts === undefined) continue;
      const document = written({ TableName: table }, asked, ...mapOf(valueIn(parts)).values());
      found.push({ table, operation, request: hexOf(document), given });
    }
  }
  return found;
}

/** Runs the requests of a batch. */
export async function batched(
  batch: readonly One[],
  run: (operation: string, request: string) => Promise<Outcome>,
): Promise<Outcome> {
  const outcomes = await Promise.all(batch.map(({ operation, request }) => run(operation, request)));
  const failed = outcomes.filter(({ Answer }) => Answer === undefined);
  const [first] = failed;
  if (first && failed.length === batch.length) return first;
  const unprocessed = new Map<string, Uint8Array[]>();
  const consumed = new Map<string, Consumed>();
  for (const [at, { Answer }] of outcomes.entries()) {
    const one = batch[at];
    if (one === undefined) continue;
    if (Answer === undefined) unprocessed.set(one.table, [...(unprocessed.get(one.table) ?? []), one.given]);
    else
      add(consumed, one.table, readWithout(entriesOf(Answer), "Attributes")["ConsumedCapacity"] as Consumed);
  }
  const lists = [...unprocessed].map(([table, values]) => listEntry(table, values));
  return {
    Answer: written(
      consumed.size > 0 ? { ConsumedCapacity: [...consumed.values()] } : {},
      mapEntry("UnprocessedItems", lists),
    ),
  };
}

function add(all: Map<string, Consumed>, table: string, one: Consumed | undefined): void {
  if (one === undefined) return;
  const sum = all.get(table);
  if (sum === undefined) {
    all.set(table, one);
    return;
  }
  sum.CapacityUnits += one.CapacityUnits;
  if (sum.Table && one.Table) sum.Table.CapacityUnits += one.Table.CapacityUnits;
  for (const kind of ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] as const) {
    for (const [name, { CapacityUnits }] of Object.entries(one[kind] ?? {})) {
      sum[kind] ??= {};
      const known = sum[kind][name];
      if (known) known.CapacityUnits += CapacityUnits;
      else sum[kind][name] = { CapacityUnits };
    }
  }
}

/** The value of an entry: what is behind its name. */
function valueIn(entry: Uint8Array): Uint8Array {
  let [length, at] = [0, 0];
  for (let scale = 1; ; scale *= 128) {
    const byte = entry[at] ?? 0;
    at += 1;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return entry.subarray(at + (length >>> 1));
}

/** Bytes of hexadecimal digits. */
export function bytesOf(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1)
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** Hexadecimal digits of bytes. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
