/** What capacity policies want. */

import type { StepScaling, Target, TargetTracking } from "./target.js";

/** What was consumed in whole minutes: units of each, the last one last; minutes without a value are left out. */
export interface Used {
  minute: number;
  units: number;
}

/** Minutes above the target, or below, before a policy acts; as the alarms that the service makes. */
export const MINUTES_OUT = 2;
export const MINUTES_IN = 15;
/** Below the target by so many points before capacity is lowered. */
const MARGIN = 20;
const SECONDS = 60;

export interface Wanted {
  capacity: number;
  cause: string;
}

/** The capacity that brings the use to its target; nothing if it is near enough, or the policy may not act yet. */
export function track(
  target: Target,
  { TargetValue, ScaleOutCooldown = 0, ScaleInCooldown = 0, DisableScaleIn }: TargetTracking,
  used: readonly Used[],
  capacity: number,
  now: number,
): Wanted | undefined {
  const minute = Math.floor(now / 60_000);
  const percent = ({ units }: Used) => (100 * units) / (SECONDS * capacity);
  const since = (first: number) => used.filter((one) => one.minute >= first && one.minute < minute);
  const last = since(minute - MINUTES_OUT);
  const { suspended } = target;
  if (last.length === MINUTES_OUT && last.every((one) => percent(one) > TargetValue)) {
    if (suspended.DynamicScalingOutSuspended || cooling(target.raised, ScaleOutCooldown, now))
      return undefined;
    const most = Math.max(...last.map(({ units }) => units));
    return { capacity: unitsFor(most, TargetValue), cause: "above" };
  }
  const quarter = since(minute - MINUTES_IN);
  const low = quarter.length > 0 && quarter.every((one) => percent(one) < TargetValue - MARGIN);
  // A target whose first minutes are not over yet has no quarter of an hour to look at.
  const settled =
    now - Math.max(target.created, target.raised ?? 0, target.lowered ?? 0) >= MINUTES_IN * 60_000;
  if (!low || !settled || DisableScaleIn || suspended.DynamicScalingInSuspended) return undefined;
  if (cooling(target.lowered, ScaleInCooldown, now)) return undefined;
  const most = Math.max(...quarter.map(({ units }) => units));
  const wanted = unitsFor(most, TargetValue);
  return wanted < capacity ? { capacity: wanted, cause: "below" } : undefined;
}

function unitsFor(unitsPerMinute: number, targetPercent: number): number {
  return Math.max(1, Math.ceil((unitsPerMinute / SECONDS) * (100 / targetPercent)));
}

function cooling(since: number | undefined, seconds: number, now: number): boolean {
  return since !== undefined && now - since < seconds * 1000;
}

/** The capacity after the step that a value is in, by its distance from the alarm's threshold. */
export function step(
  { AdjustmentType = "ChangeInCapacity", StepAdjustments = [], MinAdjustmentMagnitude = 1 }: StepScaling,
  distance: number,
  capacity: number,
): number | undefined {
  const found = StepAdjustments.find(
    ({
      MetricIntervalLowerBound: low = Number.NEGATIVE_INFINITY,
      MetricIntervalUpperBound: high = Number.POSITIVE_INFINITY,
    }) =>
      // Below the threshold the upper bound belongs to the step, above it the lower one.
      distance >= 0 ? distance >= low && distance < high : distance > low && distance <= high,
  );
  if (found === undefined) return undefined;
  const { ScalingAdjustment } = found;
  if (AdjustmentType === "ExactCapacity") return ScalingAdjustment;
  if (AdjustmentType === "ChangeInCapacity") return capacity + ScalingAdjustment;
  const part = (capacity * ScalingAdjustment) / 100;
  const whole = part > 0 ? Math.max(1, Math.floor(part)) : Math.min(-1, Math.ceil(part));
  const least = Math.sign(part) * Math.max(Math.abs(whole), MinAdjustmentMagnitude);
  return capacity + (part === 0 ? 0 : least);
}
