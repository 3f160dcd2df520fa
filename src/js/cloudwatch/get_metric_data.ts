/** GetMetricData: series and expressions over them. */

import { isStatistic } from "../metrics/series.js";
import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import { type Expression, flawIn, idsIn, readExpression } from "./expression.js";
import { type Computed, evaluate, type Values } from "./math.js";
import { offsetOf, tokenOf } from "./next_token.js";
import { checkPeriod, checkTimes, type NamedMetric, select } from "./selection.js";

/** One query of a request, or of an alarm. */
export interface MetricDataQuery {
  Id: string;
  MetricStat?: { Metric: NamedMetric; Period: number; Stat: string; Unit?: string };
  Expression?: string;
  Label?: string;
  ReturnData?: boolean;
  Period?: number;
}

interface Input {
  MetricDataQueries: MetricDataQuery[];
  StartTime: Date;
  EndTime: Date;
  NextToken?: string;
  ScanBy?: "TimestampDescending" | "TimestampAscending";
  MaxDatapoints?: number;
}

const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
const INVALID = "ValidationException";
/** Times that one expression may have values for. */
const MOST_TIMES = 100_800;
/** Values that the expressions of one request may make with FILL and TIME_SERIES. */
const MOST_MADE = 1_000_000;

/** The values of queries by their ids. */
export type Results = Map<string, Computed>;

/** The expressions of queries by their ids, as they are read. */
export type Expressions = ReadonlyMap<string, Expression>;

/** @throws ServiceFault naming the query whose expression cannot be read. */
function expressionsOf(queries: readonly MetricDataQuery[]): Expressions {
  const found = new Map<string, Expression>();
  for (const { Id, Expression: text } of queries)
    if (text !== undefined) found.set(Id, readExpression(Id, text));
  return found;
}

/** Gives the expressions. @throws ServiceFault naming the query that is none. */
export function checkQueries(queries: readonly MetricDataQuery[]): Expressions {
  if (queries.length === 0 || queries.length > MOST_QUERIES)
    throw new ServiceFault(INVALID, `MetricDataQueries must have between 1 and ${MOST_QUERIES} members.`);
  const ids = new Set<string>();
  for (const [index, { Id, MetricStat, Expression, Period }] of queries.entries()) {
    const place = `MetricDataQueries.member.${index + 1}`;
    if (!/^[a-z]\w*$/.test(Id))
      throw new ServiceFault(
        INVALID,
        `The value ${Id} for parameter ${place}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    if (ids.has(Id))
      throw new ServiceFault(INVALID, `The Id ${Id} is used by more than one member of MetricDataQueries.`);
    ids.add(Id);
    if ((MetricStat === undefined) === (Expression === undefined))
      throw new ServiceFault(INVALID, `${place} must have either MetricStat or Expression, and not both.`);
    const { Metric, Stat } = MetricStat ?? {};
    if (MetricStat && (Metric?.Namespace === undefined || Metric.MetricName === undefined))
      throw new ServiceFault(INVALID, `${place}.MetricStat.Metric must have Namespace and MetricName.`);
    if (Stat !== undefined && !isStatistic(Stat, Metric?.MetricName))
      throw new ServiceFault(
        INVALID,
        `The value ${Stat} for parameter ${place}.MetricStat.Stat is not supported.`,
      );
    const period = MetricStat?.Period ?? Period;
    if (period !== undefined) checkPeriod(period, INVALID);
  }
  const expressions = expressionsOf(queries);
  checkReferences(queries, expressions);
  if (queries.every(({ ReturnData }) => ReturnData === false))
    throw new ServiceFault(INVALID, "At least one member of MetricDataQueries must return data.");
  return expressions;
}

/** Every expression refers to others without a circle. */
function checkReferences(queries: readonly MetricDataQuery[], expressions: Expressions): void {
  const read = new Map<string, string[]>();
  for (const { Id } of queries) {
    const expression = expressions.get(Id);
    read.set(Id, expression === undefined ? [] : idsIn(expression));
  }
  const done = new Set<string>();
  const visit = (id: string, asked: string, open: readonly string[]): void => {
    const ids = read.get(id);
    if (ids === undefined) throw flawIn(asked, `The Id ${id} is not known`);
    if (open.includes(id)) throw flawIn(asked, "The expression refers to itself");
    if (done.has(id)) return;
    for (const name of ids) visit(name, id, [...open, id]);
    done.add(id);
  };
  for (const { Id } of queries) visit(Id, Id, []);
}

/** The values of all queries, between two times. */
export async function computed(
  host: ServiceHost,
  queries: readonly MetricDataQuery[],
  from: number,
  to: number,
  expressions: Expressions = expressionsOf(queries),
): Promise<Results> {
  const metrics = new Map<string, Values>();
  for (const { Id, MetricStat } of queries) {
    if (MetricStat === undefined) continue;
    const series = await select(host, MetricStat.Metric, MetricStat.Period, from, to);
    const values = [...series].flatMap(([at, statistics]) => {
      const value = statistics.value(MetricStat.Stat);
      return value === undefined ? [] : [[at, value] as const];
    });
    metrics.set(Id, new Map(values));
  }
  const periods = queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []);
  const coarsest = Math.max(60, ...periods);
  const results: Results = new Map(metrics);
  let made = 0;
  const make = (id: string, values: number) => {
    made += values;
    if (made > MOST_MADE) throw flawIn(id, `The expressions make more than ${MOST_MADE} values`);
  };
  const resolve = (id: string, asked: string): Computed => {
    const known = results.get(id);
    if (known !== undefined) return known;
    const expression = expressions.get(id);
    if (expression === undefined) throw flawIn(asked, `The Id ${id} is not known`);
    const period = queries.find(({ Id }) => Id === id)?.Period ?? coarsest;
    const value = evaluate(expression, {
      id,
      resolve: (name) => resolve(name, id),
      metrics: () => [...metrics.values()],
      period,
      times: timesOf(period * 1000, from, to),
      make: (values) => make(id, values),
    });
    results.set(id, value);
    return value;
  };
  for (const { Id } of queries) resolve(Id, Id);
  return results;
}

function timesOf(period: number, from: number, to: number): number[] {
  const first = Math.floor(from / period) * period;
  const count = Math.min(Math.max(0, Math.ceil((to - first) / period)), MOST_TIMES);
  return Array.from({ length: count }, (_, index) => first + index * period);
}

export async function getMetricData(host: ServiceHost, input: Input): Promise<object> {
  const { MetricDataQueries: queries, StartTime, EndTime, NextToken, ScanBy } = input;
  checkTimes(StartTime, EndTime, INVALID);
  const expressions = checkQueries(queries);
  let left = input.MaxDatapoints ?? MOST_DATAPOINTS;
  if (left < 1 || left > MOST_DATAPOINTS)
    throw new ServiceFault(
      INVALID,
      `The value ${left} for parameter MaxDatapoints is not supported: it must be between 1 and ${MOST_DATAPOINTS}.`,
    );
  const offset = offsetOf(NextToken);
  const results = await computed(host, queries, StartTime.getTime(), EndTime.getTime(), expressions);
  let skipped = 0;
  let given = 0;
  let more = false;
  const shown = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap((query) => seriesOf(query, results.get(query.Id)).map((series) => ({ query, series })))
    .map(({ query: { Id, Label, MetricStat }, series }) => {
      const all = [...series];
      if (ScanBy !== "TimestampAscending") all.reverse();
      const begin = Math.min(all.length, Math.max(0, offset - skipped));
      skipped += begin;
      const page = all.slice(begin, begin + left);
      left -= page.length;
      given += page.length;
      const cut = begin + page.length < all.length;
      more ||= cut;
      return {
        Id,
        Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
        Timestamps: page.map(([at]) => new Date(at)),
        Values: page.map(([, value]) => value),
        StatusCode: cut ? "PartialData" : "Complete",
      };
    });
  return { MetricDataResults: shown, Messages: [], ...(more ? { NextToken: tokenOf(offset + given) } : {}) };
}

function seriesOf({ Id }: MetricDataQuery, value: Computed | undefined): Values[] {
  if (value instanceof Map) return [value];
  if (Array.isArray(value)) return value;
  throw flawIn(Id, "The expression must come to a time series");
}
