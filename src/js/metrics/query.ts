/** `db.metrics()`. */

import { checkMembers } from "../advice/unknown.js";
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
  /**
   * The members that data points have: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, percentiles such as `p99`, and of
   * latencies CloudWatch's trimmed ones, such as `tm90` and `TM(10%:90%)`.
   */
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
  /** Trimmed mean, count and sum, and winsorized mean of all but the greatest values, such as `tm90`; of latencies only. */
  [trimmed: `${"tm" | "tc" | "ts" | "wm"}${number}`]: number | undefined;
  /** The same between two percentiles or values, such as `TM(10%:90%)`, and the percentile rank, such as `PR(:300)`. */
  [bounded: `${"TM" | "TC" | "TS" | "WM" | "PR"}(${string}:${string})`]: number | undefined;
  /** The mean of the middle half; of latencies only. */
  IQM?: number;
}

const MEMBERS = ["metric", "table", "index", "operation", "period", "from", "to", "statistics"];
const DEFAULT = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"];
const HOUR = 3_600_000;

/** @throws TypeError naming what is wrong with the query. */
export async function metricsOf(ask: Ask, now: number, query: MetricsQuery): Promise<MetricDatapoint[]> {
  const { metric, table, index, operation, period = 60, statistics = DEFAULT } = query ?? {};
  checkMembers("db.metrics()", query, MEMBERS);
  if (typeof metric !== "string" || !Object.hasOwn(METRICS, metric))
    throw new TypeError(
      `db.metrics() has no metric ${JSON.stringify(metric)}. There are ${Object.keys(METRICS).join(", ")}.`,
    );
  if (!Number.isInteger(period) || period < 60 || period % 60 !== 0)
    throw new TypeError("`period` is a multiple of 60 seconds.");
  const wrong = statistics.find((name) => !isStatistic(name, metric));
  if (wrong !== undefined)
    throw new TypeError(
      `${metric} has no statistic ${JSON.stringify(wrong)}: use ${DEFAULT.join(", ")}, percentiles such as p99, or of latencies tm90, TM(10%:90%) and their like.`,
    );
  // What was counted in this millisecond is part of it.
  const to = moment(query.to, now + 1);
  const from = moment(query.from, to - HOUR);
  if (from > to) throw new TypeError("`from` is later than `to`.");
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
