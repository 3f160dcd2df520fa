/** Looks at the data of an alarm. */

import { computed } from "../cloudwatch/get_metric_data.js";
import { select } from "../cloudwatch/selection.js";
import type { ServiceHost } from "../services/service.js";
import type { Alarm } from "./alarm.js";
import { type Datapoint, type Judgement, judge, MORE_PERIODS } from "./judge.js";

/** What follows from the data for the state; nothing if it stays as it is for want of data. */
export async function evaluateAlarm(
  host: ServiceHost,
  { config }: Alarm,
  now: number,
): Promise<(Judgement & { reasonData: string }) | undefined> {
  const { EvaluationPeriods = 1, ComparisonOperator = "", Threshold = 0 } = config;
  const period = periodOf(config);
  const ms = period * 1000;
  // The period under way is not complete.
  const to = Math.floor(now / ms) * ms;
  const from = to - (EvaluationPeriods + MORE_PERIODS) * ms;
  const points = await pointsOf(host, config, period, from, to);
  const judgement = judge(points, { ...config, EvaluationPeriods, ComparisonOperator, Threshold });
  if (judgement === undefined) return undefined;
  const recent = points.slice(-EvaluationPeriods);
  const dataOf = (recent: readonly Datapoint[]) =>
    JSON.stringify({
      version: "1.0",
      queryDate: new Date(now).toISOString(),
      ...(recent[0] && { startDate: new Date(recent[0].at).toISOString() }),
      statistic: config.Statistic ?? config.ExtendedStatistic,
      period,
      recentDatapoints: recent.map(({ value }) => value),
      threshold: Threshold,
      evaluatedDatapoints: recent.map(({ at, value }) => ({ timestamp: new Date(at).toISOString(), value })),
    });
  let shown = recent;
  while (dataOf(shown).length > 4000) shown = shown.slice(Math.ceil(shown.length / 2));
  return { ...judgement, reason: judgement.reason.slice(0, 1023), reasonData: dataOf(shown) };
}

/** Of all metrics the longest, in seconds. */
export function periodOf({ Period, Metrics = [] }: Alarm["config"]): number {
  const periods = Metrics.flatMap(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? []);
  return Period ?? Math.max(60, ...periods);
}

async function pointsOf(
  host: ServiceHost,
  { Metrics, Statistic, ExtendedStatistic = "", ...metric }: Alarm["config"],
  period: number,
  from: number,
  to: number,
): Promise<Datapoint[]> {
  if (Metrics === undefined) {
    const series = await select(host, metric, period, from, to);
    return [...series].flatMap(([at, statistics]) => {
      const value = statistics.value(Statistic ?? ExtendedStatistic);
      return value === undefined ? [] : [{ at, value }];
    });
  }
  const results = await computed(host, Metrics, from, to);
  const wanted = Metrics.find(({ ReturnData }) => ReturnData !== false)?.Id ?? "";
  const values = results.get(wanted);
  return values instanceof Map ? [...values].map(([at, value]) => ({ at, value })) : [];
}
