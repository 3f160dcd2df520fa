/** Which state data points mean. */

import type { StateValue } from "./alarm.js";

/** What an alarm looks at. */
export interface Rule {
  ComparisonOperator: string;
  Threshold: number;
  EvaluationPeriods: number;
  /** By default as many as `EvaluationPeriods`. */
  DatapointsToAlarm?: number | undefined;
  /** `missing` by default. */
  TreatMissingData?: string | undefined;
}

/** A data point that there is. */
export interface Datapoint {
  at: number;
  value: number;
}

export interface Judgement {
  state: StateValue;
  reason: string;
}

/** Periods that are looked at besides those that are evaluated, in case some of these have no data. */
export const MORE_PERIODS = 2;

const COMPARISONS: Readonly<Record<string, [string, (value: number, threshold: number) => boolean]>> = {
  GreaterThanOrEqualToThreshold: ["greater than or equal to", (value, threshold) => value >= threshold],
  GreaterThanThreshold: ["greater than", (value, threshold) => value > threshold],
  LessThanThreshold: ["less than", (value, threshold) => value < threshold],
  LessThanOrEqualToThreshold: ["less than or equal to", (value, threshold) => value <= threshold],
};

export function isComparison(name: string): boolean {
  return Object.hasOwn(COMPARISONS, name);
}

/**
 * Judges the data points of the evaluation range, in order of time. As on the service, missing ones are made up for only when
 * there are fewer than are to be evaluated; `undefined` keeps the state that is.
 */
export function judge(points: readonly Datapoint[], rule: Rule): Judgement | undefined {
  const { EvaluationPeriods: all, Threshold, TreatMissingData = "missing" } = rule;
  const needed = rule.DatapointsToAlarm ?? all;
  const [, compare] = COMPARISONS[rule.ComparisonOperator] ?? ["", () => false];
  const looked = points.slice(-all);
  const breaching = looked.filter(({ value }) => compare(value, Threshold)).length;
  const missing = all - looked.length;
  const say = (state: StateValue): Judgement => ({ state, reason: reasonOf(state, looked, missing, rule) });
  if (breaching >= needed) return say("ALARM");
  if (missing === 0) return say("OK");
  switch (TreatMissingData) {
    case "breaching":
      return say(breaching + missing >= needed ? "ALARM" : "OK");
    case "notBreaching":
      return say("OK");
    case "ignore":
      return breaching < looked.length ? say("OK") : undefined;
    default:
      if (looked.length === 0) return say("INSUFFICIENT_DATA");
      return say(breaching < looked.length ? "OK" : "ALARM");
  }
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function number(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** As `30/11/26 21:05:00`. */
function moment(at: number): string {
  const [, year, month, day, time] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}

function reasonOf(state: StateValue, looked: readonly Datapoint[], missing: number, rule: Rule): string {
  const { EvaluationPeriods: all, Threshold, TreatMissingData } = rule;
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${plural(missing, "datapoint")} ${missing === 1 ? "was" : "were"} unknown.`;
  const needed = rule.DatapointsToAlarm ?? all;
  const treated = TreatMissingData === "breaching" ? "Breaching" : "NonBreaching";
  const filled = missing > 0 && /reaching$/.test(TreatMissingData ?? "");
  if (looked.length === 0)
    return `Threshold Crossed: no datapoints were received for ${plural(all, "period")} and ${plural(missing, "missing datapoint")} ${missing === 1 ? "was" : "were"} treated as [${treated}].`;
  const [words, compare] = COMPARISONS[rule.ComparisonOperator] ?? ["", () => false];
  const shown = looked.filter(({ value }) => compare(value, Threshold) === (state === "ALARM"));
  const list = shown.map(({ at, value }) => `${number(value)} (${moment(at)})`).join(", ");
  const not = state === "ALARM" ? "" : "not ";
  const verb = shown.length === 1 ? "was" : "were";
  const head =
    all === 1
      ? `1 datapoint [${list}]`
      : `${shown.length} out of the last ${plural(all, "datapoint")} [${list}]`;
  const tail =
    all === 1
      ? ""
      : state === "ALARM"
        ? ` (minimum ${plural(needed, "datapoint")} for OK -> ALARM transition)`
        : ` (minimum ${plural(all - needed + 1, "datapoint")} for ALARM -> OK transition)`;
  const made = filled
    ? ` and ${plural(missing, "missing datapoint")} ${missing === 1 ? "was" : "were"} treated as [${treated}]`
    : "";
  return `Threshold Crossed: ${head}${made} ${verb} ${not}${words} the threshold (${number(Threshold)})${tail}.`;
}
