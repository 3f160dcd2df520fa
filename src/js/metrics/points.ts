/** What the engine has counted: the one place that asks for it. */

import type { Ask, MetricPoint } from "../types/internal_model.js";

/** A metric over one minute, five minutes or an hour. */
export type Point = MetricPoint;

/** What is asked for. */
export interface PointsWanted {
  /** Epoch milliseconds; points that begin from here on. */
  from: number;
  /** Points that begin before. */
  to: number;
  metric?: string | undefined;
  table?: string | undefined;
  /** Whether there are also those that CloudWatch does not have. */
  own?: boolean | undefined;
}

/** What the engine counts for `db.cost()`, which CloudWatch has no metric for. */
export const REFUSED = { reads: "RefusedReadCapacityUnits", writes: "RefusedWriteCapacityUnits" };

const OWN = Object.values(REFUSED);

/** The points between two times. Metrics have to be on; else there are none. */
export async function readPoints(ask: Ask, { from, to, metric, table, own }: PointsWanted): Promise<Point[]> {
  const found: Point[] = [];
  if (to <= from) return found;
  let next: string | undefined;
  do {
    const page: { Points: Point[]; Next?: string } = await ask("ReadMetrics", {
      From: Math.max(0, Math.floor(from)),
      To: Math.max(0, Math.ceil(to)),
      ...(metric !== undefined && { Metric: metric }),
      ...(table !== undefined && { TableName: table }),
      ...(next !== undefined && { ExclusiveStart: next }),
    });
    for (const point of page.Points)
      if (point.Time >= from && point.Time < to && (own || !OWN.includes(point.Metric))) found.push(point);
    next = page.Next;
  } while (next !== undefined);
  return found;
}
