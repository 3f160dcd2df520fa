/** One answer of the answers of several shards. */

import { type Answered, failedWith } from "./messages.js";
import type { Json } from "./wire.js";

interface Part {
  /** Places of the shard's actions in the request. */
  readonly places: readonly number[];
  readonly status: number;
  readonly body: Json;
}

const nameOf = (body: Json): string => String(body["__type"]).split("#").at(-1) ?? "";

/** Why a transaction does not happen: what is wrong with the request as a whole, or the reasons in their order. */
export function mergedFailure(parts: readonly Part[], count: number): Answered {
  const failed = parts.filter(({ status }) => status !== 200);
  const whole = failed.find(({ body }) => nameOf(body) !== "TransactionCanceledException");
  if (whole !== undefined) return { status: whole.status, body: JSON.stringify(whole.body) };
  const reasons: Json[] = Array.from({ length: count }, () => ({ Code: "None" }));
  for (const { places, body } of failed)
    for (const [at, reason] of ((body["CancellationReasons"] ?? []) as Json[]).entries()) {
      const place = places[at];
      if (place !== undefined) reasons[place] = reason;
    }
  return canceled(reasons);
}

/** The cancellation of a transaction for reasons. */
export function canceled(reasons: readonly Json[]): Answered {
  const codes = reasons.map((reason) => reason["Code"]).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const failed = failedWith("TransactionCanceledException", message);
  const body = { ...JSON.parse(failed.body), Message: message, CancellationReasons: reasons };
  return { ...failed, body: JSON.stringify(body) };
}

/** The capacity and the collections of several answers in one. */
export function mergedAnswer(bodies: readonly Json[]): Json {
  const merged: Json = {};
  const capacity = bodies.flatMap((body) => list(body["ConsumedCapacity"]));
  if (capacity.length > 0) merged["ConsumedCapacity"] = summed(capacity);
  const metrics: Record<string, unknown[]> = {};
  for (const body of bodies)
    for (const [table, entries] of Object.entries(
      (body["ItemCollectionMetrics"] ?? {}) as Record<string, unknown[]>,
    ))
      metrics[table] = [...(metrics[table] ?? []), ...entries];
  if (Object.keys(metrics).length > 0) merged["ItemCollectionMetrics"] = metrics;
  return merged;
}

function list(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

/** Capacity by table. */
export function summed(all: readonly Json[]): Json[] {
  const tables = new Map<unknown, Json>();
  for (const one of all) {
    const known = tables.get(one["TableName"]);
    tables.set(one["TableName"], known === undefined ? one : added(known, one));
  }
  return [...tables.values()];
}

function added(one: Json, two: Json): Json {
  const sum: Json = { ...one };
  for (const [name, value] of Object.entries(two)) {
    const known = sum[name];
    if (typeof value === "number") sum[name] = (typeof known === "number" ? known : 0) + value;
    else if (typeof value === "object" && value !== null)
      sum[name] = added((known ?? {}) as Json, value as Json);
  }
  return sum;
}
