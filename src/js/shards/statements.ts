/** PartiQL: a statement goes to the shard of its partition, or reads all of them one after the other. */

import { partOf } from "./fan.js";
import { type Answered, answered, failedWith } from "./messages.js";
import { ownerOf, type Statement, statementOf } from "./places.js";
import { summed } from "./reasons.js";
import { answerOf, at, concernOf, type Routing } from "./routing.js";
import { parsed } from "./tables.js";
import type { Json } from "./wire.js";

export async function statement(routing: Routing, body: string, input: Json): Promise<Answered> {
  const found = statementOf(routing.map, input);
  const refusal = refusalOf(found);
  if (refusal !== undefined) return refusal;
  if (!spreads(found)) return at(routing, "ExecuteStatement", body, found.place, !found.reads);
  if (/\border\s+by\b/i.test(String(input["Statement"])))
    return failedWith("ValidationException", "ORDER BY is not served for an index over several shards");
  return readAll(routing, found, input);
}

/** A write has to say where, or it would be done anywhere. */
function refusalOf({ reads, table, place }: Statement): Answered | undefined {
  if (table === undefined) return failedWith("ResourceNotFoundException", "Requested resource not found");
  if (reads || place !== undefined) return undefined;
  const message = "Where clause does not contain a mandatory equality on all key attributes";
  return failedWith("ValidationException", message);
}

/** Whether a statement reads of all shards. */
function spreads({ reads, table, index, place }: Statement): boolean {
  return reads && table !== undefined && (index || place === undefined);
}

/** A page of a statement's answer: the first shard that has more says where the next one begins. */
async function readAll(routing: Routing, { table }: Statement, input: Json): Promise<Answered> {
  if (table === undefined) throw new TypeError("a statement without a table");
  const token = parsed(textOf(input["NextToken"]));
  const start = typeof token["hash"] === "number" ? token["hash"] : 0;
  let inner: unknown = token["token"];
  let left = input["Limit"];
  const Items: unknown[] = [];
  const capacity: Json[] = [];
  for (const range of routing.map.ranges.filter(({ to }) => to > start)) {
    const { NextToken: _, ...rest } = input;
    const Statement = {
      ...rest,
      ...(typeof left === "number" && { Limit: left }),
      ...(typeof inner === "string" && { NextToken: inner }),
    };
    const answer = await partOf(routing, table, { ...range, from: range.from }, { Statement });
    if (answer.status !== 200) return answer;
    const page = JSON.parse(answer.body) as Json;
    const items = page["Items"] as unknown[];
    Items.push(...items);
    if (page["ConsumedCapacity"]) capacity.push(page["ConsumedCapacity"] as Json);
    if (typeof left === "number") left -= items.length;
    inner = page["NextToken"];
    const isFull = typeof left === "number" && left <= 0;
    if (inner !== undefined || isFull || JSON.stringify(Items).length > 1 << 20) {
      const next = inner === undefined ? range.to : range.from;
      return answered({ Items, ...tokenOf(next, inner), ...shown(capacity) });
    }
  }
  return answered({ Items, ...shown(capacity) });
}

function shown(capacity: readonly Json[]): Json {
  return capacity.length > 0 ? { ConsumedCapacity: summed(capacity)[0] } : {};
}

function tokenOf(hash: number, token: unknown): Json {
  return hash >= 2 ** 32 ? {} : { NextToken: btoa(JSON.stringify({ hash, token })) };
}

function textOf(token: unknown): string {
  try {
    return typeof token === "string" ? atob(token) : "{}";
  } catch {
    return "{}";
  }
}

/** Each statement of a batch is one of its own, and so is its failure. */
export async function batchStatements(routing: Routing, body: string, input: Json): Promise<Answered> {
  const statements = input["Statements"];
  if (!Array.isArray(statements) || statements.length === 0 || statements.length > 25)
    return at(routing, "BatchExecuteStatement", body, undefined, false);
  const shares = new Map<string, number[]>();
  const founds = statements.map((one) => statementOf(routing.map, (one ?? {}) as Json));
  const refused = founds.map(refusalOf).find((refusal) => refusal !== undefined);
  if (refused !== undefined) return refused;
  for (const [n, { place }] of founds.entries()) {
    const shard = place ? ownerOf(routing.map, place.hash) : (routing.map.ranges[0]?.shard ?? "");
    shares.set(shard, [...(shares.get(shard) ?? []), n]);
  }
  const Responses: unknown[] = [];
  const capacity: Json[] = [];
  for (const [shard, places] of shares) {
    const part = JSON.stringify({ ...input, Statements: places.map((place) => statements[place]) });
    const at = places.flatMap((place) => founds[place]?.place ?? []);
    const concern = concernOf(at, true);
    const operation = "BatchExecuteStatement";
    let answer: Answered;
    try {
      answer = await answerOf(routing, shard, { kind: "run", operation, body: part, concern });
    } catch (error) {
      // What others have done is not to be done again.
      if (Responses.length === 0) throw error;
      for (const place of places)
        Responses[place] = { Error: { Code: "ThrottlingError", Message: String(error) } };
      continue;
    }
    if (answer.status !== 200) return answer;
    const page = JSON.parse(answer.body) as Json;
    for (const [n, response] of (page["Responses"] as unknown[]).entries())
      Responses[places[n] ?? 0] = response;
    capacity.push(...((page["ConsumedCapacity"] ?? []) as Json[]));
  }
  return answered({ Responses, ...(capacity.length > 0 && { ConsumedCapacity: summed(capacity) }) });
}

export async function transactStatements(routing: Routing, body: string, input: Json): Promise<Answered> {
  const statements = Array.isArray(input["TransactStatements"])
    ? (input["TransactStatements"] as Json[])
    : [];
  const places = statements.map((one) => statementOf(routing.map, one).place);
  const known = places.flatMap((place) => place ?? []);
  const shards = new Set(known.map(({ hash }) => ownerOf(routing.map, hash)));
  if (shards.size > 1 || known.length < statements.length)
    return failedWith(
      "ValidationException",
      "The statements of a transaction have to name partitions of one shard: use TransactWriteItems",
    );
  const [shard = routing.map.ranges[0]?.shard ?? ""] = shards;
  const concern = concernOf(known, true);
  return answerOf(routing, shard, { kind: "run", operation: "ExecuteTransaction", body, concern });
}
