/** What capacity refused, and the capacity that would have let it through. */

import type { Point } from "../metrics/points.js";
import { REFUSED } from "../metrics/points.js";

/** Reads or writes of a table or index that were refused for capacity in the measured time. */
export interface Refused {
  /** How often: a request that was tried again counts each time. */
  requests: number;
  /** Capacity units that they would have consumed. */
  units: number;
  /** Units to provision, so that the busiest minute had had as many on average as were asked for in it. */
  needed: number;
}

/** There where something was refused. */
export interface Throttled {
  reads?: Refused;
  writes?: Refused;
}

/** Of the points of one table or index. */
export function throttledIn(points: readonly Point[]): { throttled?: Throttled } {
  const reads = refused(points, "ReadThrottleEvents", REFUSED.reads, "ConsumedReadCapacityUnits");
  const writes = refused(points, "WriteThrottleEvents", REFUSED.writes, "ConsumedWriteCapacityUnits");
  if (reads === undefined && writes === undefined) return {};
  return { throttled: { ...(reads && { reads }), ...(writes && { writes }) } };
}

function refused(
  points: readonly Point[],
  events: string,
  units: string,
  consumed: string,
): Refused | undefined {
  const found: Refused = { requests: 0, units: 0, needed: 0 };
  /** What was asked for in periods, by their beginnings. */
  const asked = new Map<number, number>();
  for (const { Metric, Sum, Time, Seconds } of points) {
    if (Metric === events) found.requests += Sum;
    if (Metric === units) found.units += Sum;
    if (Metric === units || Metric === consumed) asked.set(Time, (asked.get(Time) ?? 0) + Sum / Seconds);
  }
  for (const { Metric, Time } of points)
    if (Metric === units) found.needed = Math.max(found.needed, Math.ceil(asked.get(Time) ?? 0));
  return found.requests === 0 ? undefined : found;
}
