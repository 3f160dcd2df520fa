/** Transactions: straight through where one shard has all items, else by a coordinator, or read twice. */

import { coordinatorOf } from "./coordinator.js";
import { type Answered, answered, type Participant } from "./messages.js";
import { ownerOf, type Place, placeOf } from "./places.js";
import { canceled, mergedAnswer, mergedFailure } from "./reasons.js";
import { answerOf, at, concernOf, type Routing } from "./routing.js";
import type { Json } from "./wire.js";

const MOST = 100;
const READS = 4;

/** The actions of a transaction by shard; nothing if one has no place. */
function participantsOf(
  routing: Routing,
  items: readonly unknown[],
  writes: boolean,
): Participant[] | undefined {
  const shares = new Map<string, { places: number[]; at: Place[] }>();
  for (const [n, item] of items.entries()) {
    const [verb = "", members] = Object.entries((item ?? {}) as Record<string, Json>)[0] ?? [];
    const place = placeOf(routing.map, members?.["TableName"], members?.[verb === "Put" ? "Item" : "Key"]);
    if (place === undefined) return undefined;
    const shard = ownerOf(routing.map, place.hash);
    const share = shares.get(shard) ?? { places: [], at: [] };
    shares.set(shard, share);
    share.places.push(n);
    share.at.push(place);
  }
  return [...shares].map(([shard, { places, at }]) => ({ shard, places, concern: concernOf(at, writes) }));
}

function itemsOf(input: Json): readonly unknown[] {
  return Array.isArray(input["TransactItems"]) ? input["TransactItems"] : [];
}

export async function transactWrite(routing: Routing, body: string, input: Json): Promise<Answered> {
  const items = itemsOf(input);
  const participants = participantsOf(routing, items, true);
  if (participants === undefined || items.length === 0 || items.length > MOST)
    return at(routing, "TransactWriteItems", body, undefined, true);
  const [only] = participants;
  // A token has to be found again wherever its items are by then.
  if (only !== undefined && participants.length === 1 && input["ClientRequestToken"] === undefined)
    return answerOf(routing, only.shard, {
      kind: "run",
      operation: "TransactWriteItems",
      body,
      concern: only.concern,
    });
  const { clock } = routing;
  const ms = clock.now();
  const chance = () => Math.floor(clock.random() * 2 ** 32).toString(36);
  const id = `${String(ms).padStart(15, "0")}-${chance()}${chance()}${chance()}`;
  const token = input["ClientRequestToken"];
  // Without a token nobody has to find it again: one of the participants decides, which saves messages.
  const home = token === undefined ? (only?.shard ?? "") : coordinatorOf(String(token));
  return answerOf(routing, home, { kind: "transact", home, id, ms, input, participants });
}

/**
 * Reads twice what several shards have: if nothing was written in between, and no transaction holds an item, all of it was so at
 * one moment.
 */
export async function transactGet(routing: Routing, body: string, input: Json): Promise<Answered> {
  const items = itemsOf(input);
  const participants = participantsOf(routing, items, false);
  const [only] = participants ?? [];
  if (participants === undefined || items.length > MOST || only === undefined)
    return at(routing, "TransactGetItems", body, undefined, false);
  if (participants.length === 1)
    return answerOf(routing, only.shard, {
      kind: "run",
      operation: "TransactGetItems",
      body,
      concern: only.concern,
    });
  const read = () =>
    Promise.all(
      participants.map(({ shard, places, concern }) => {
        const part = JSON.stringify({ ...input, TransactItems: places.map((place) => items[place]) });
        return answerOf(routing, shard, { kind: "snapshot", body: part, concern });
      }),
    );
  let before = await read();
  for (let times = 1; ; times += 1) {
    if (before.some(({ status }) => status !== 200)) return joinedReads(before, participants, items.length);
    const after = await read();
    const isSame = after.every(({ status, body, seen }, n) => {
      const [begun] = before[n]?.seen?.split("/") ?? [];
      return status === 200 && body === before[n]?.body && begun !== "" && begun === seen?.split("/")[1];
    });
    if (isSame) return joinedReads(after, participants, items.length);
    if (times === READS) break;
    before = after;
    await routing.clock.pause(5 * times);
  }
  const Message = "Transaction is ongoing for the item";
  return canceled(items.map(() => ({ Code: "TransactionConflict", Message })));
}

function joinedReads(
  answers: readonly Answered[],
  participants: readonly Participant[],
  count: number,
): Answered {
  const parts = answers.map(({ status, body }, n) => ({
    status,
    body: JSON.parse(body) as Json,
    places: participants[n]?.places ?? [],
  }));
  if (parts.some(({ status }) => status !== 200)) return mergedFailure(parts, count);
  const Responses: Json[] = Array.from({ length: count }, () => ({}));
  for (const { places, body } of parts)
    for (const [n, response] of (body["Responses"] as Json[]).entries()) Responses[places[n] ?? 0] = response;
  return answered({ Responses, ...mergedAnswer(parts.map(({ body }) => body)) });
}
