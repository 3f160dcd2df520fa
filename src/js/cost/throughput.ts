/** What reads and writes of a table or index cost, in both capacity modes. */

import type { Point } from "../metrics/points.js";
import type { ClassPrices } from "./prices.js";

/** Units and what they cost. */
export interface Throughput {
  /** Request units that were consumed. */
  readUnits: number;
  writeUnits: number;
  /** Dollars for the measured time, each in its mode. */
  onDemand: number;
  /** With capacity that follows the use hour by hour, at 70 % utilization, as auto scaling has it. */
  provisioned: number;
  /** What is provisioned now, if that had stood all the time; nothing for tables on demand. */
  asProvisioned?: number;
}

/** Capacity units that each hour needs, by its beginning in epoch milliseconds. */
export type Hours = Map<number, { reads: number; writes: number }>;

/** The measured time, in epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
  measuredHours: number;
}

const HOUR = 3_600_000;
const UTILIZATION = 0.7;

/** The units of each hour of the measured time: what its busiest minute needs, and one at least. */
export function hoursOf(points: readonly Point[], from: number, to: number): Hours {
  const hours: Hours = new Map();
  for (let at = Math.floor(from / HOUR) * HOUR; at < to; at += HOUR) hours.set(at, { reads: 1, writes: 1 });
  for (const { Metric, Time, Seconds, Sum } of points) {
    const hour = hours.get(Math.floor(Time / HOUR) * HOUR);
    if (hour === undefined) continue;
    const needed = Math.ceil(Sum / Seconds / UTILIZATION);
    if (Metric === "ConsumedReadCapacityUnits") hour.reads = Math.max(hour.reads, needed);
    else if (Metric === "ConsumedWriteCapacityUnits") hour.writes = Math.max(hour.writes, needed);
  }
  return hours;
}

/** Sums up the points of one table or index. */
export function throughputOf(
  points: readonly Point[],
  hours: Hours,
  prices: ClassPrices,
  measuredHours: number,
  now: { reads: number; writes: number } | undefined,
): Throughput {
  const sum = (metric: string) =>
    points.filter(({ Metric }) => Metric === metric).reduce((all, { Sum }) => all + Sum, 0);
  const readUnits = sum("ConsumedReadCapacityUnits");
  const writeUnits = sum("ConsumedWriteCapacityUnits");
  // The first and the last hour may have been measured in part.
  const part = hours.size === 0 ? 0 : measuredHours / hours.size;
  let provisioned = 0;
  for (const { reads, writes } of hours.values())
    provisioned += part * (reads * prices.readUnitHour + writes * prices.writeUnitHour);
  return {
    readUnits,
    writeUnits,
    onDemand: (readUnits * prices.readsPerMillion + writeUnits * prices.writesPerMillion) / 1_000_000,
    provisioned,
    ...(now && {
      asProvisioned: measuredHours * (now.reads * prices.readUnitHour + now.writes * prices.writeUnitHour),
    }),
  };
}

/** The utilization above which provisioned capacity is the cheaper one, in percent. */
export function breakEven(prices: ClassPrices): { reads: number; writes: number } {
  const percent = (unitHour: number, perMillion: number) =>
    perMillion === 0 ? Number.POSITIVE_INFINITY : (100 * unitHour) / ((3600 * perMillion) / 1_000_000);
  return {
    reads: percent(prices.readUnitHour, prices.readsPerMillion),
    writes: percent(prices.writeUnitHour, prices.writesPerMillion),
  };
}
