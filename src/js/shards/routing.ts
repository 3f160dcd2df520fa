/** How the parts of the router reach shards. */

import type {
  Answered,
  Concern,
  ShardClock,
  ShardMap,
  ShardMessage,
  ShardPort,
  ShardReply,
} from "./messages.js";
import { ownerOf, type Place } from "./places.js";

/** What the parts of the router share. */
export interface Routing {
  readonly port: ShardPort;
  readonly clock: ShardClock;
  readonly map: ShardMap;
  /** The same with the present map, after a moment. */
  refreshed(): Promise<Routing>;
}

/** What is thrown when the map that was used is not the present one, or will soon not be. */
export class Stale extends Error {
  override readonly name = "Stale";
}

/** Asks a shard for an answer. */
export async function answerOf(
  { port }: Pick<Routing, "port">,
  shard: string,
  message: ShardMessage,
): Promise<ShardReply & { kind: "answer" }> {
  const reply = await port.call(shard, message);
  if (reply.kind === "answer") return reply;
  if (reply.kind === "done") throw new Error(`${shard} has given no answer`);
  throw new Stale(reply.kind);
}

/** What a request of some items concerns. */
export function concernOf(places: readonly Place[], writes: boolean): Concern {
  return {
    ids: Object.fromEntries(places.map(({ table, id }) => [table, id])),
    hashes: [...new Set(places.map(({ hash }) => hash))],
    ...(writes && { writes }),
  };
}

/** Runs an operation at a place; anywhere if it has none, for then there is something wrong with it that any shard tells. */
export async function at(
  routing: Routing,
  operation: string,
  body: string,
  place: Place | undefined,
  writes: boolean,
): Promise<Answered> {
  const shard = place ? ownerOf(routing.map, place.hash) : (routing.map.ranges[0]?.shard ?? "");
  const concern: Concern = place ? concernOf([place], writes) : { ids: {} };
  return answerOf(routing, shard, { kind: "run", operation, body, concern });
}
