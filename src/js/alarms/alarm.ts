/** Alarms as they are kept. */

import type { MetricDataQuery } from "../cloudwatch/get_metric_data.js";
import type { NamedMetric } from "../cloudwatch/selection.js";
import { Records } from "../services/records.js";
import type { Ask } from "../types/internal_model.js";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** `EVALUATION_ERROR` is a rule that cannot be evaluated, `EVALUATION_FAILURE` anything else that went wrong. */
export type EvaluationState = "EVALUATION_ERROR" | "EVALUATION_FAILURE";

/** What PutMetricAlarm takes. */
export interface AlarmInput extends NamedMetric {
  AlarmName: string;
  AlarmDescription?: string;
  ActionsEnabled?: boolean;
  OKActions?: string[];
  AlarmActions?: string[];
  InsufficientDataActions?: string[];
  Statistic?: string;
  ExtendedStatistic?: string;
  Period?: number;
  Unit?: string;
  EvaluationPeriods?: number;
  DatapointsToAlarm?: number;
  Threshold?: number;
  ComparisonOperator?: string;
  TreatMissingData?: string;
  EvaluateLowSampleCountPercentile?: string;
  Metrics?: MetricDataQuery[];
  Tags?: { Key: string; Value: string }[];
  ThresholdMetricId?: string;
  EvaluationCriteria?: object;
}

/** What is to be done because of a new state. */
export interface PendingAction {
  action: string;
  event: AlarmEvent;
}

/** What an action is called with: the event that CloudWatch gives to a Lambda function. */
export interface AlarmEvent {
  source: "aws.cloudwatch";
  alarmArn: string;
  accountId: string;
  time: string;
  region: string;
  alarmData: {
    alarmName: string;
    state: { value: StateValue; reason: string; reasonData?: string; timestamp: string };
    previousState: { value: StateValue; reason: string; reasonData?: string; timestamp: string };
    configuration: { description?: string; metrics: object[] };
  };
}

/** An alarm with its state; times are epoch milliseconds. */
export interface Alarm {
  config: Omit<AlarmInput, "Tags">;
  tags: Record<string, string>;
  configured: number;
  state: StateValue;
  reason: string;
  reasonData?: string;
  /** Why it could not be evaluated the last time. */
  evaluation?: EvaluationState;
  /** When the state, or what is said of it, was written last. */
  updated: number;
  /** When it became another one. */
  transitioned: number;
  pending: PendingAction[];
}

/** What has happened to an alarm. */
export interface HistoryItem {
  at: number;
  type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  summary: string;
  data: string;
}

/** The kind of the states that call for the evaluation of alarms. */
export const ALARM = "alarm";

export function alarmsOf(ask: Ask): Records<Alarm> {
  return new Records(ask, ALARM);
}

interface History {
  items: HistoryItem[];
}

const KEPT = 40;
const LONGEST_DATA = 1200;

/** Notes what has happened; the newest are kept. */
export async function note(ask: Ask, name: string, items: readonly HistoryItem[]): Promise<void> {
  if (items.length === 0) return;
  const short = items.map((item) => ({ ...item, data: item.data.slice(0, LONGEST_DATA) }));
  const records = new Records<History>(ask, "alarm-history");
  await records.change(name, (known) => ({ items: [...(known?.items ?? []), ...short].slice(-KEPT) }));
}

export async function historyOf(ask: Ask): Promise<{ name: string; items: HistoryItem[] }[]> {
  const all = await new Records<History>(ask, "alarm-history").all();
  return all.map(({ name, value }) => ({ name, items: value.items }));
}

/** Another state, and the actions that it calls for. */
export function transition(
  alarm: Alarm,
  next: { state: StateValue; reason: string; reasonData?: string },
  now: number,
  place: { region: string; account: string },
): Alarm {
  const { config } = alarm;
  const shown = (of: Pick<Alarm, "state" | "reason" | "reasonData" | "updated">) => ({
    value: of.state,
    reason: of.reason,
    ...(of.reasonData !== undefined && { reasonData: of.reasonData }),
    timestamp: new Date(of.updated).toISOString(),
  });
  const { reasonData: _, evaluation: __, ...rest } = alarm;
  const changed: Alarm = { ...rest, ...next, updated: now, transitioned: now };
  const actions = {
    OK: config.OKActions,
    ALARM: config.AlarmActions,
    INSUFFICIENT_DATA: config.InsufficientDataActions,
  }[next.state];
  if (config.ActionsEnabled === false || actions === undefined) return changed;
  const event: AlarmEvent = {
    source: "aws.cloudwatch",
    alarmArn: arnOf(config.AlarmName, place),
    accountId: place.account,
    time: new Date(now).toISOString(),
    region: place.region,
    alarmData: {
      alarmName: config.AlarmName,
      state: shown(changed),
      previousState: shown(alarm),
      configuration: {
        ...(config.AlarmDescription !== undefined && { description: config.AlarmDescription }),
        metrics: config.Metrics ?? [
          {
            id: "m1",
            metricStat: {
              metric: {
                namespace: config.Namespace,
                name: config.MetricName,
                dimensions: Object.fromEntries(
                  (config.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
                ),
              },
              period: config.Period,
              stat: config.Statistic ?? config.ExtendedStatistic,
            },
            returnData: true,
          },
        ],
      },
    },
  };
  return { ...changed, pending: [...alarm.pending, ...actions.map((action) => ({ action, event }))] };
}

export function arnOf(name: string, { region, account }: { region: string; account: string }): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** The name of the alarm that an ARN has. */
export function nameIn(arn: string): string {
  return /^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(arn)?.[1] ?? "";
}
