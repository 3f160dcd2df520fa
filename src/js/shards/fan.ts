/** Reads of several shards: scans, which go from one to the next, and reads of indexes, which all have a part of. */

import { HASHES, murmur, payloadOf } from "./hash.js";
import { type Answered, answered, type Owned, type Range, type TableKey } from "./messages.js";
import { indexOf, placeOf, tableOf } from "./places.js";
import { summed } from "./reasons.js";
import { answerOf, at, type Routing } from "./routing.js";
import type { Json } from "./wire.js";

/** A page's size in bytes, as far as it can be told from JSON. */
const PAGE = 1 << 20;

interface Found {
  readonly name: string;
  readonly key: TableKey;
}

/** Asks the owner of a range for its part. */
export async function partOf(
  routing: Routing,
  table: Found,
  owned: Owned,
  input: Json,
  spent = 0,
): Promise<Answered> {
  const { from, to, shard } = owned;
  const concern = { ids: { [table.name]: table.key.id }, range: { from, to } };
  return answerOf(routing, shard, { kind: "part", input, spent, concern });
}

/** The hashes of a segment, as the engine has them. */
function segmentOf(input: Json): Range {
  const [segment, total] = [input["Segment"], input["TotalSegments"]];
  if (typeof segment !== "number" || typeof total !== "number" || segment < 0 || segment >= total)
    return { from: 0, to: HASHES };
  const start = (place: number) => Number((BigInt(place) * 2n ** 32n + BigInt(total) - 1n) / BigInt(total));
  return { from: start(segment), to: start(segment + 1) };
}

/** The order of a table is that of the hashes, so a scan is the shards' scans one after the other. */
export async function scan(routing: Routing, input: Json): Promise<Answered> {
  const table = tableOf(routing.map, input["TableName"]);
  const body = JSON.stringify(input);
  const segment = segmentOf(input);
  const start = input["ExclusiveStartKey"]
    ? placeOf(routing.map, input["TableName"], input["ExclusiveStartKey"])
    : undefined;
  if (table === undefined || (input["ExclusiveStartKey"] && start === undefined))
    return at(routing, "Scan", body, undefined, false);
  const from = Math.max(segment.from, start?.hash ?? 0);
  const ranges = routing.map.ranges.filter((range) => range.to > from && range.from < segment.to);
  const pages: Json[] = [];
  let [left, spent] = [input["Limit"], 0];
  let given = input;
  // A segment without hashes, or a start behind its end, which a shard has something to say about.
  for (const range of ranges.length > 0 ? ranges : routing.map.ranges.slice(0, 1)) {
    const Scan = { ...given, ...(typeof left === "number" && { Limit: left }) };
    const answer = await partOf(routing, table, range, { Scan }, spent);
    if (answer.status !== 200) return answer;
    const page = JSON.parse(answer.body) as Json;
    pages.push(page);
    if (page["LastEvaluatedKey"] !== undefined) break;
    spent = Number(page["PageBytes"]);
    if (typeof left === "number") left -= Number(page["ScannedCount"]);
    const { ExclusiveStartKey: _, ...rest } = input;
    given = rest;
  }
  return answered(joinedPages(pages));
}

function joinedPages(pages: readonly Json[]): Json {
  const sum = (name: string) => pages.reduce((all, page) => all + Number(page[name]), 0);
  const last = pages.at(-1)?.["LastEvaluatedKey"];
  return {
    ...(pages[0]?.["Items"] !== undefined && { Items: pages.flatMap((page) => page["Items"] as unknown[]) }),
    Count: sum("Count"),
    ScannedCount: sum("ScannedCount"),
    ...(last !== undefined && { LastEvaluatedKey: last }),
    ...capacityOf(pages),
  };
}

function capacityOf(pages: readonly Json[]): Json {
  const all = pages.flatMap((page) => (page["ConsumedCapacity"] ? [page["ConsumedCapacity"] as Json] : []));
  return all.length > 0 ? { ConsumedCapacity: summed(all)[0] } : {};
}

/** Attributes that say where an entry of an index is. */
type IndexKey = readonly { readonly name: string; readonly type: string; readonly sorts: boolean }[];

/** Each shard has the entries of its own items: all are asked, and their pages merged in the order of the index. */
export async function readIndex(
  routing: Routing,
  operation: "Query" | "Scan",
  input: Json,
): Promise<Answered> {
  const table = tableOf(routing.map, input["TableName"]);
  const index = indexOf(routing.map, input);
  if (table === undefined || index === undefined)
    return at(routing, operation, JSON.stringify(input), undefined, false);
  const key = orderOf(table.key, index);
  const { asked, added } = withKeys(input, key);
  const answers = await Promise.all(
    routing.map.ranges.map((range) => partOf(routing, table, range, { [operation]: asked })),
  );
  const failed = answers.find(({ status }) => status !== 200);
  if (failed !== undefined) return failed;
  const pages = answers.map(({ body }) => JSON.parse(body) as Json);
  return answered(merged(pages, input, key, added));
}

/** Index key, then what of the table's key is not in it. */
function orderOf(table: TableKey, index: IndexKey): IndexKey {
  const own = [
    { name: table.partition, type: table.type, sorts: true },
    ...(table.sort === undefined ? [] : [{ name: table.sort, type: table.sortType ?? "S", sorts: true }]),
  ];
  return [...index, ...own.filter(({ name }) => !index.some((one) => one.name === name))];
}

/** A request that shows the keys, too, and which of them nobody has asked for. */
function withKeys(input: Json, key: IndexKey): { asked: Json; added: readonly string[] } {
  const names = (input["ExpressionAttributeNames"] ?? {}) as Record<string, string>;
  const isCount = input["Select"] === "COUNT";
  if (Array.isArray(input["AttributesToGet"])) {
    const shown = input["AttributesToGet"] as string[];
    const added = key.map(({ name }) => name).filter((name) => !shown.includes(name));
    return { asked: { ...input, AttributesToGet: [...shown, ...added] }, added };
  }
  const projection = input["ProjectionExpression"];
  if (typeof projection !== "string" && !isCount) return { asked: input, added: [] };
  const paths = typeof projection === "string" ? projection.split(",").map((path) => path.trim()) : [];
  const shown = paths.map((path) => path.split(/[.[]/)[0] ?? "").map((name) => names[name] ?? name);
  const added = key.map(({ name }) => name).filter((name) => !shown.includes(name));
  const aliases = Object.fromEntries(added.map((name, n) => [`#hrKey${n}`, name]));
  const asked: Json = { ...input, ProjectionExpression: [...paths, ...Object.keys(aliases)].join(", ") };
  if (added.length > 0) asked["ExpressionAttributeNames"] = { ...names, ...aliases };
  if (isCount) asked["Select"] = "SPECIFIC_ATTRIBUTES";
  return { asked, added };
}

const END = [0, 1];

/** The place of an entry in the order of the index. */
function placeIn(key: IndexKey, entry: Json): Uint8Array {
  const payloads = key.map(({ name, type }) => payloadOf(entry[name], type) ?? new Uint8Array());
  const partition = payloads.slice(
    0,
    key.findIndex(({ sorts }) => sorts),
  );
  const [only] = partition;
  const hash = murmur(partition.length === 1 && only ? only : tuple(partition));
  return Uint8Array.from([
    hash >>> 24,
    (hash >>> 16) & 255,
    (hash >>> 8) & 255,
    hash & 255,
    ...tuple(payloads),
  ]);
}

function tuple(components: readonly Uint8Array[]): Uint8Array {
  const bytes = components.flatMap((component, n) => {
    if (n === components.length - 1) return [...component];
    return [...[...component].flatMap((byte) => (byte === 0 ? [0, 255] : [byte])), ...END];
  });
  return Uint8Array.from(bytes);
}

function compared(one: Uint8Array, two: Uint8Array): number {
  const length = Math.min(one.length, two.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== two[at]) return (one[at] ?? 0) - (two[at] ?? 0);
  return one.length - two.length;
}

function merged(pages: readonly Json[], input: Json, key: IndexKey, added: readonly string[]): Json {
  const turn = input["ScanIndexForward"] === false ? -1 : 1;
  const order = (one: { place: Uint8Array }, two: { place: Uint8Array }) =>
    turn * compared(one.place, two.place);
  const placed = (item: unknown) => ({ item: item as Json, place: placeIn(key, item as Json) });
  const all = pages.flatMap((page) => (page["Items"] as unknown[]).map(placed)).sort(order);
  // Behind the nearest end of a page others may have entries that were not read.
  const ends = pages.flatMap((page) => (page["LastEvaluatedKey"] ? [placed(page["LastEvaluatedKey"])] : []));
  const [end] = ends.sort(order);
  const read = end ? all.filter((one) => order(one, end) <= 0) : all;
  const limit = typeof input["Limit"] === "number" ? input["Limit"] : Number.POSITIVE_INFINITY;
  let [count, size] = [0, 0];
  for (const { item } of read) {
    if (count === limit || size > PAGE) break;
    size += JSON.stringify(item).length;
    count += 1;
  }
  const shown = read.slice(0, count);
  const isCut = count < read.length || (count === limit && count > 0 && count < all.length);
  const filtered = ["FilterExpression", "QueryFilter", "ScanFilter"].some(
    (name) => input[name] !== undefined,
  );
  const scanned = pages.reduce((sum, page) => sum + Number(page["ScannedCount"]), 0);
  const last = isCut ? keysOf(shown.at(-1)?.item ?? {}, key) : end?.item;
  return {
    ...(input["Select"] !== "COUNT" && { Items: shown.map(({ item }) => stripped(item, added)) }),
    Count: count,
    ScannedCount: filtered ? Math.max(count, Math.min(limit, scanned)) : count,
    ...(last !== undefined && { LastEvaluatedKey: last }),
    ...capacityOf(pages),
  };
}

function keysOf(item: Json, key: IndexKey): Json {
  return Object.fromEntries(key.map(({ name }) => [name, item[name]]));
}

function stripped(item: Json, added: readonly string[]): Json {
  return added.length === 0
    ? item
    : Object.fromEntries(Object.entries(item).filter(([name]) => !added.includes(name)));
}
