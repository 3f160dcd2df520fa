/** The series that a request names: a metric with exactly these dimensions. */

import { type Dimension, dimensionsOf, MEMBERS, NAMESPACE } from "../metrics/catalog.js";
import { type Point, readPoints } from "../metrics/points.js";
import { type Series, seriesOf } from "../metrics/series.js";
import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";

/** A metric as requests have it. */
export interface NamedMetric {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: readonly { Name: string; Value?: string }[];
}

/** The dimensions of a point, as answers have them. */
export function shownDimensions(point: Point): { Name: Dimension; Value: string }[] {
  return dimensionsOf(point).map((Name) => ({ Name, Value: String(point[MEMBERS[Name]]) }));
}

function belongs(point: Point, dimensions: NonNullable<NamedMetric["Dimensions"]>): boolean {
  const own = shownDimensions(point);
  return (
    own.length === dimensions.length &&
    own.every(({ Name, Value }) => dimensions.some((given) => given.Name === Name && given.Value === Value))
  );
}

/** The series of a metric in periods that begin between two times. */
export async function select(
  { ask }: ServiceHost,
  { Namespace, MetricName, Dimensions = [] }: NamedMetric,
  period: number,
  from: number,
  to: number,
): Promise<Series> {
  if (Namespace !== NAMESPACE) return new Map();
  const ms = period * 1000;
  const table = Dimensions.find(({ Name }) => Name === "TableName")?.Value;
  const begin = Math.floor(from / ms) * ms;
  const points = await readPoints(ask, {
    from: begin,
    to: Math.ceil(to / ms) * ms,
    metric: MetricName,
    table,
  });
  const own = points.filter((point) => point.Metric === MetricName && belongs(point, Dimensions));
  return new Map([...seriesOf(own, period)].filter(([at]) => at < to));
}

const FINE = [1, 5, 10, 20, 30];

const DAY = 86_400;

/** @throws ServiceFault if there is no such period. */
export function checkPeriod(period: number, shape: string, fine: readonly number[] = FINE): void {
  if (period < 1 || (!fine.includes(period) && period % 60 !== 0))
    throw new ServiceFault(shape, `The parameter Period must be ${fine.join(", ")} or a multiple of 60.`);
  if (period > DAY)
    throw new ServiceFault(shape, `The parameter Period must be at most ${DAY}, which is a day.`);
}

/** @throws ServiceFault if the times are the wrong way round. */
export function checkTimes(start: Date, end: Date, shape: string): void {
  if (start.getTime() >= end.getTime())
    throw new ServiceFault(shape, "The parameter StartTime must be less than the parameter EndTime.");
}
