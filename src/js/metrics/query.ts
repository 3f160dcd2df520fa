/** `db.metrics()`. */

import type { Ask } from "../types/internal_model.js";
import { METRICS, metricOf } from "./catalog.js";
import { type Point, readPoints } from "./points.js";
import { isStatistic, seriesOf } from "./series.js";

/** What `db.metrics()` is asked for. */
export interface MetricsQuery {
  /** CloudWatch's name, such as `ConsumedWriteCapacityUnits`. */
  metric: string;
  /** All tables together by default. */
  table?: string | undefined;
  /** A global secondary index of the table; by default the table without its indexes. */
  index?: string | undefined;
  /** Such as `GetItem`; all operations together by default. */
  operation?: string | undefined;
  /** Seconds of each data point: 60 by default, or a multiple of 60. */
  period?: number | undefined;
  /** The first moment; an hour ago by default. */
  from?: Date | number | undefined;
  /** The moment after the last; now by default. */
  to?: Date | number | undefined;
  /** The members that data points have: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, and percentiles such as `p99`. */
  statistics?: readonly string[] | undefined;
}

/** The values of a metric in one period. Periods without a value are left out. */
export interface MetricDatapoint {
  /** The beginning of the period. */
  Timestamp: Date;
  /** `Count`, `Milliseconds`, `Bytes` or `Percent`. */
  Unit: string;
  SampleCount?: number;
  Sum?: number;
  Average?: number;
  Minimum?: number;
  Maximum?: number;
  /** Percentiles, such as `p99`; of latencies only. */
  [percentile: `p${number}`]: number | undefined;
}

const DEFAULT = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"];
const HOUR = 3_600_000;

/** @throws TypeError naming what is wrong with the query. */
export async function metricsOf(ask: Ask, now: number, query: MetricsQuery): Promise<MetricDatapoint[]> {
  const { metric, table, index, operation, period = 60, statistics = DEFAULT } = query ?? {};
  if (typeof metric !== "string" || !Object.hasOwn(METRICS, metric))
    throw new TypeError(
      `db.metrics() has no metric ${JSON.stringify(metric)}. There are ${Object.keys(METRICS).join(", ")}.`,
    );
  if (!Number.isInteger(period) || period < 60 || period % 60 !== 0)
    throw new TypeError("`period` is a multiple of 60 seconds.");
  const wrong = statistics.find((name) => !isStatistic(name));
  if (wrong !== undefined)
    throw new TypeError(
      `There is no statistic ${JSON.stringify(wrong)}: use ${DEFAULT.join(", ")}, or percentiles such as p99.`,
    );
  // What was counted in this millisecond is part of it.
  const to = moment(query.to, now + 1);
  const from = moment(query.from, to - HOUR);
  const points = await readPoints(ask, { from, to, metric, table });
  const wanted = points.filter(
    (point) =>
      (table === undefined || point.TableName === table) &&
      point.IndexName === index &&
      (operation === undefined || point.Operation === operation),
  );
  return datapoints(wanted, period, statistics, metricOf(metric).unit);
}

function moment(given: Date | number | undefined, otherwise: number): number {
  const ms = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(ms)) throw new TypeError("`from` and `to` are dates or epoch milliseconds.");
  return ms;
}

function datapoints(
  points: readonly Point[],
  period: number,
  statistics: readonly string[],
  Unit: string,
): MetricDatapoint[] {
  return [...seriesOf(points, period)].map(([begin, values]) => ({
    Timestamp: new Date(begin),
    Unit,
    ...Object.fromEntries(
      statistics.flatMap((name) => {
        const value = values.value(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  }));
}
