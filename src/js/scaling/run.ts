/** Scales tables every minute: scheduled actions first, then policies. */

import { select } from "../cloudwatch/selection.js";
import { NAMESPACE } from "../metrics/catalog.js";
import { Rounds } from "../services/rounds.js";
import type { ServiceHost } from "../services/service.js";
import type { Clock } from "../types/clock.js";
import { provisionedOf, setCapacity } from "./apply.js";
import { MINUTES_IN, step, track, type Used } from "./decide.js";
import { readSchedule } from "./schedule.js";
import {
  keyOf,
  type Policy,
  type Scaled,
  type ScheduledAction,
  scaledBy,
  type Target,
  targetsOf,
} from "./target.js";

export interface ScalingWork extends ServiceHost {
  readonly engine: object;
  readonly clock: Clock;
}

const MINUTE = 60_000;
const rounds = new Rounds("the scaling of tables");

/** Runs as long as there are scalable targets. */
export function runScaling(work: ScalingWork): Promise<void> {
  return rounds.run(work.engine, work.clock, async (now) => {
    const all = await targetsOf(work.ask).all();
    for (const { name, value } of all) await scaleOne(work, name, value, now);
    if (all.length === 0) return undefined;
    const due = all.flatMap(({ value }) => value.actions.flatMap(({ next }) => next ?? []));
    const minute = (Math.floor(now / MINUTE) + 1) * MINUTE;
    return Math.min(minute, ...due.filter((next) => next > now));
  });
}

async function scaleOne(work: ScalingWork, name: string, target: Target, now: number): Promise<void> {
  const scaled = scaledBy({
    ServiceNamespace: "dynamodb",
    ResourceId: target.resource,
    ScalableDimension: target.dimension,
  });
  const known = await provisionedOf(work, scaled);
  // What is to be scaled is gone for good.
  if (known === "missing") return targetsOf(work.ask).remove(name);
  const due = target.actions.filter(({ next }) => next !== undefined && next <= now);
  for (const action of due) await runAction(work, name, action, now);
  const current = due.length > 0 ? await targetsOf(work.ask).get(name) : target;
  if (current === undefined || typeof known === "string" || due.length > 0) return;
  const capacity = scaled.reads ? known.reads : known.writes;
  // The policy that wants most decides, as on the service.
  const wishes = [];
  for (const policy of current.policies) {
    if (policy.tracking === undefined) continue;
    const used = await usedBy(work, scaled, now);
    const wanted = track(current, policy.tracking, used, capacity, now);
    if (wanted !== undefined) wishes.push({ policy, wanted });
  }
  wishes.sort((one, two) => two.wanted.capacity - one.wanted.capacity);
  const [most] = wishes;
  if (most === undefined) return;
  const alarm = `TargetTracking-${target.resource}-Alarm${most.wanted.cause === "above" ? "High" : "Low"}`;
  await setCapacity(work, current, most.wanted.capacity, causeOf(alarm, most.policy));
}

function causeOf(alarm: string, { name }: Policy): string {
  return `monitor alarm ${alarm} in state ALARM triggered policy ${name}`;
}

/** Units of each minute that a policy looks at. */
async function usedBy(work: ScalingWork, { table, index, reads }: Scaled, now: number): Promise<Used[]> {
  const metric = {
    Namespace: NAMESPACE,
    MetricName: `Consumed${reads ? "Read" : "Write"}CapacityUnits`,
    Dimensions: [
      { Name: "TableName", Value: table },
      ...(index === undefined ? [] : [{ Name: "GlobalSecondaryIndexName", Value: index }]),
    ],
  };
  const series = await select(work, metric, 60, now - MINUTES_IN * MINUTE, now);
  return [...series].map(([at, { sum }]) => ({ minute: Math.floor(at / MINUTE), units: sum }));
}

/** Sets new limits, and brings the capacity into them. */
async function runAction(
  work: ScalingWork,
  name: string,
  action: ScheduledAction,
  now: number,
): Promise<void> {
  const changed = await targetsOf(work.ask).change(name, (target) => {
    if (target === undefined) return undefined;
    const schedule = readSchedule(action.schedule, action.timezone, action.start ?? action.created);
    const next = schedule(now);
    const later = next !== undefined && next <= (action.end ?? Number.POSITIVE_INFINITY) ? { next } : {};
    const { next: _, ...rest } = action;
    const actions = target.actions.map((one) => (one.name === action.name ? { ...rest, ...later } : one));
    if (target.suspended.ScheduledScalingSuspended) return { ...target, actions };
    const { MinCapacity: min = target.min, MaxCapacity: max = target.max } = action.action;
    return { ...target, actions, min, max: Math.max(min, max) };
  });
  if (changed === undefined || changed.suspended.ScheduledScalingSuspended) return;
  const scaled = scaledBy({
    ServiceNamespace: "dynamodb",
    ResourceId: changed.resource,
    ScalableDimension: changed.dimension,
  });
  const known = await provisionedOf(work, scaled);
  if (typeof known === "string") return;
  const capacity = scaled.reads ? known.reads : known.writes;
  await setCapacity(work, changed, capacity, `scheduled action name ${action.name} was triggered`);
}

/** Runs the policy of an ARN, which an alarm has called for; whether there is such a policy. */
export async function runPolicy(
  host: ServiceHost,
  arn: string,
  alarm: string,
  distance: number,
): Promise<boolean> {
  for (const { value: target } of await targetsOf(host.ask).all()) {
    const policy = target.policies.find((one) => one.arn === arn);
    if (policy?.step === undefined) continue;
    const scaled = scaledBy({
      ServiceNamespace: "dynamodb",
      ResourceId: target.resource,
      ScalableDimension: target.dimension,
    });
    const known = await provisionedOf(host, scaled);
    if (typeof known === "string") return true;
    const capacity = scaled.reads ? known.reads : known.writes;
    const wanted = step(policy.step, distance, capacity);
    const last = Math.max(target.raised ?? 0, target.lowered ?? 0);
    const cooling = host.now() - last < (policy.step.Cooldown ?? 300) * 1000;
    if (wanted === undefined || cooling) return true;
    const { DynamicScalingInSuspended: noLess, DynamicScalingOutSuspended: noMore } = target.suspended;
    if (wanted > capacity ? noMore : noLess) return true;
    await setCapacity(host, target, wanted, causeOf(alarm, policy));
    return true;
  }
  return false;
}

/** The name of a target's record. */
export { keyOf };
