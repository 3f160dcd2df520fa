/** Batches: each shard gets its part, and the answers become one. */

import type { Answered } from "./messages.js";
import { answered } from "./messages.js";
import { ownerOf, type Place, placeOf } from "./places.js";
import { summed } from "./reasons.js";
import { answerOf, at, concernOf, type Routing, Stale } from "./routing.js";
import type { Json } from "./wire.js";

/** Entries of one shard. */
interface Share {
  readonly places: Place[];
  readonly requests: Record<string, unknown[]>;
}

function share(shares: Map<string, Share>, shard: string, table: string, entry: unknown, place: Place): void {
  const known = shares.get(shard) ?? { places: [], requests: {} };
  shares.set(shard, known);
  known.places.push(place);
  known.requests[table] = [...(known.requests[table] ?? []), entry];
}

function requestsOf(input: Json): [string, unknown][] {
  const requests = input["RequestItems"];
  return typeof requests === "object" && requests !== null ? Object.entries(requests) : [];
}

/** Any shard says what is wrong with a request that cannot be divided. */
function whole(routing: Routing, operation: string, input: Json): Promise<Answered> {
  return at(routing, operation, JSON.stringify(input), undefined, false);
}

export async function batchGet(routing: Routing, input: Json): Promise<Answered> {
  const shares = new Map<string, Share>();
  const settings = new Map<string, Json>();
  let count = 0;
  for (const [table, given] of requestsOf(input)) {
    const { Keys, ...rest } = (given ?? {}) as Json;
    settings.set(table, rest);
    for (const key of Array.isArray(Keys) ? Keys : []) {
      const place = placeOf(routing.map, table, key);
      if (place === undefined) return whole(routing, "BatchGetItem", input);
      share(shares, ownerOf(routing.map, place.hash), table, key, place);
      count += 1;
    }
  }
  if (count === 0 || count > 100) return whole(routing, "BatchGetItem", input);
  const bodies = [...shares].map(([shard, { places, requests }]) => {
    const RequestItems = Object.fromEntries(
      Object.entries(requests).map(([table, Keys]) => [table, { ...settings.get(table), Keys }]),
    );
    return [shard, places, { ...input, RequestItems }] as const;
  });
  const answers = await all(routing, "BatchGetItem", bodies, false);
  const failed = answers.find(({ status }) => status !== 200);
  if (failed !== undefined) return failed;
  const parts = answers.map(({ body }) => JSON.parse(body) as Json);
  return joinedGets(parts, settings);
}

function joinedGets(parts: readonly Json[], settings: ReadonlyMap<string, Json>): Answered {
  const Responses: Record<string, unknown[]> = {};
  const UnprocessedKeys: Record<string, Json> = {};
  for (const part of parts) {
    const left = (part["UnprocessedKeys"] ?? {}) as Record<string, Json>;
    for (const [table, { Keys }] of Object.entries(left)) {
      const known = UnprocessedKeys[table];
      const keys = [...((known?.["Keys"] as unknown[] | undefined) ?? []), ...(Keys as unknown[])];
      UnprocessedKeys[table] = { ...settings.get(table), Keys: keys };
    }
    for (const [table, items] of Object.entries((part["Responses"] ?? {}) as Record<string, unknown[]>))
      Responses[table] = [...(Responses[table] ?? []), ...items];
  }
  return answered({ Responses, UnprocessedKeys, ...capacityOf(parts) });
}

function capacityOf(parts: readonly Json[]): Json {
  const all = parts.flatMap((part) => (part["ConsumedCapacity"] ?? []) as Json[]);
  return all.length > 0 ? { ConsumedCapacity: summed(all) } : {};
}

function all(
  routing: Routing,
  operation: string,
  bodies: readonly (readonly [string, readonly Place[], Json])[],
  writes: boolean,
): Promise<Answered[]> {
  return Promise.all(
    bodies.map(([shard, places, body]) =>
      answerOf(routing, shard, {
        kind: "run",
        operation,
        body: JSON.stringify(body),
        concern: concernOf(places, writes),
      }),
    ),
  );
}

/** How often what is being moved is tried; after that it is left for the next request. */
const ROUNDS = 20;

export async function batchWrite(routing: Routing, input: Json): Promise<Answered> {
  const parts: Json[] = [];
  let [now, left] = [routing, input];
  for (let round = 1; ; round += 1) {
    const shares = sharesOf(now, left);
    if (shares === undefined) return whole(now, "BatchWriteItem", input);
    const begun = await Promise.allSettled(
      [...shares].map(([shard, { places, requests }]) =>
        all(now, "BatchWriteItem", [[shard, places, { ...input, RequestItems: requests }]], true),
      ),
    );
    const again: Record<string, unknown[]> = {};
    for (const [n, { requests }] of [...shares.values()].entries()) {
      const done = begun[n];
      const [answer] = done?.status === "fulfilled" ? done.value : [];
      if (answer?.status === 200) parts.push(JSON.parse(answer.body) as Json);
      else if (done?.status === "rejected" && done.reason instanceof Stale && round < ROUNDS)
        append(again, requests);
      else if (answer === undefined || answer.body.includes("#TransactionConflictException"))
        parts.push({ UnprocessedItems: requests });
      else return answer;
    }
    if (Object.keys(again).length === 0) break;
    left = { ...input, RequestItems: again };
    now = await now.refreshed();
  }
  const UnprocessedItems: Record<string, unknown[]> = {};
  const ItemCollectionMetrics: Record<string, unknown[]> = {};
  for (const part of parts) {
    append(UnprocessedItems, part["UnprocessedItems"]);
    append(ItemCollectionMetrics, part["ItemCollectionMetrics"]);
  }
  const metrics = Object.keys(ItemCollectionMetrics).length > 0 ? { ItemCollectionMetrics } : {};
  return answered({ UnprocessedItems, ...metrics, ...capacityOf(parts) });
}

/** Adds lists to those of the same tables. */
function append(sum: Record<string, unknown[]>, lists: unknown): void {
  for (const [table, entries] of Object.entries((lists ?? {}) as Record<string, unknown[]>))
    sum[table] = [...(sum[table] ?? []), ...entries];
}

/** The entries of a batch by shard; nothing if one has no place, or if there are none or too many. */
function sharesOf(routing: Routing, input: Json): Map<string, Share> | undefined {
  const shares = new Map<string, Share>();
  let count = 0;
  for (const [table, entries] of requestsOf(input))
    for (const entry of Array.isArray(entries) ? (entries as Json[]) : []) {
      const put = entry["PutRequest"] as Json | undefined;
      const deleted = entry["DeleteRequest"] as Json | undefined;
      const place = placeOf(routing.map, table, put ? put["Item"] : deleted?.["Key"]);
      if (place === undefined) return undefined;
      share(shares, ownerOf(routing.map, place.hash), table, entry, place);
      count += 1;
    }
  return count === 0 || count > 25 ? undefined : shares;
}
