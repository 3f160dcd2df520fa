/** The operations on alarms. */

import { checkQueries } from "../cloudwatch/get_metric_data.js";
import { paged } from "../cloudwatch/next_token.js";
import { checkPeriod, type NamedMetric } from "../cloudwatch/selection.js";
import { isExtended } from "../metrics/series.js";
import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import {
  type Alarm,
  type AlarmInput,
  alarmsOf,
  arnOf,
  historyOf,
  nameIn,
  note,
  type StateValue,
  transition,
} from "./alarm.js";
import { periodOf } from "./evaluate.js";
import { isComparison } from "./judge.js";
import { stateUpdate } from "./run.js";

const DAY = 86_400;
const PAGE = 50;
/** Periods below a minute that alarms may have. */
const ALARM_PERIODS = [10, 20, 30];

function invalid(message: string): ServiceFault {
  return new ServiceFault("ValidationException", message);
}

function checkAlarm(input: AlarmInput): void {
  const { MetricName, Metrics, Statistic, ExtendedStatistic, EvaluationPeriods, TreatMissingData } = input;
  if (input.EvaluationCriteria !== undefined || input.ThresholdMetricId !== undefined)
    throw invalid(
      "Hashrange has alarms with a Threshold only: not EvaluationCriteria, nor ThresholdMetricId.",
    );
  if ((MetricName === undefined) === (Metrics === undefined))
    throw invalid("Exactly one of the parameters MetricName and Metrics must be given.");
  for (const name of ["EvaluationPeriods", "ComparisonOperator", "Threshold"] as const)
    if (input[name] === undefined) throw invalid(`The parameter ${name} is required.`);
  if (!isComparison(input.ComparisonOperator ?? ""))
    throw invalid(
      `The comparison operator ${input.ComparisonOperator} is for anomaly detection, which Hashrange has not.`,
    );
  if (Metrics === undefined) {
    if (input.Namespace === undefined || input.Period === undefined)
      throw invalid(`The parameter ${input.Namespace === undefined ? "Namespace" : "Period"} is required.`);
    if ((Statistic === undefined) === (ExtendedStatistic === undefined))
      throw invalid("Exactly one of the parameters Statistic and ExtendedStatistic must be given.");
    if (ExtendedStatistic !== undefined && !isExtended(ExtendedStatistic, input.MetricName))
      throw invalid(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
    checkPeriod(input.Period, "ValidationException", ALARM_PERIODS);
  } else {
    checkQueries(Metrics);
    if (Metrics.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
      throw invalid("Exactly one element of the metrics list should return data.");
  }
  const all = EvaluationPeriods ?? 1;
  if ((input.DatapointsToAlarm ?? 1) > all)
    throw invalid("The parameter DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  const days = periodOf(input) >= 3600 ? 7 : 1;
  if (all * periodOf(input) > days * DAY)
    throw invalid(
      `Metrics cannot be checked across more than ${days === 1 ? "a day" : "7 days"} (EvaluationPeriods * Period must be <= ${days * DAY}).`,
    );
  if (!/^(?:breaching|notBreaching|ignore|missing)$/.test(TreatMissingData ?? "missing"))
    throw invalid(`The value ${TreatMissingData} for parameter TreatMissingData is not supported.`);
  const actions = [input.OKActions, input.AlarmActions, input.InsufficientDataActions].flatMap(
    (own) => own ?? [],
  );
  const wrong = actions.find((arn) => !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(arn));
  if (wrong !== undefined) throw invalid(`Invalid arn syntax: ${wrong}`);
}

export async function putMetricAlarm(host: ServiceHost, input: AlarmInput): Promise<object> {
  checkAlarm(input);
  const { Tags = [], ...config } = input;
  const now = host.now();
  let created = false;
  await alarmsOf(host.ask).change(
    input.AlarmName,
    (known) => {
      created = known === undefined;
      if (known !== undefined) return { ...known, config, configured: now };
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      const reason = "Unchecked: Initial alarm creation";
      const state = "INSUFFICIENT_DATA";
      return { config, tags, configured: now, state, reason, updated: now, transitioned: now, pending: [] };
    },
    true,
  );
  const summary = `Alarm "${input.AlarmName}" ${created ? "created" : "updated"}`;
  const data = JSON.stringify({ version: "1.0", type: created ? "Create" : "Update" });
  await note(host.ask, input.AlarmName, [{ at: now, type: "ConfigurationUpdate", summary, data }]);
  return {};
}

export async function deleteAlarms(
  host: ServiceHost,
  { AlarmNames }: { AlarmNames: string[] },
): Promise<object> {
  const alarms = alarmsOf(host.ask);
  for (const name of AlarmNames)
    if ((await alarms.get(name)) === undefined)
      throw new ServiceFault("ResourceNotFound", `The alarm ${name} does not exist`);
  for (const name of AlarmNames) await alarms.remove(name);
  return {};
}

function shownAlarm({ config, ...alarm }: Alarm, host: ServiceHost): object {
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(config.Metrics === undefined && { Dimensions: [] }),
    ...config,
    AlarmArn: arnOf(config.AlarmName, host),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configured),
    StateValue: alarm.state,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    ...(alarm.evaluation !== undefined && { EvaluationState: alarm.evaluation }),
    StateUpdatedTimestamp: new Date(alarm.updated),
    StateTransitionedTimestamp: new Date(alarm.transitioned),
  };
}

interface Filters {
  AlarmNames?: string[];
  AlarmNamePrefix?: string;
  AlarmTypes?: string[];
  ChildrenOfAlarmName?: string;
  ParentsOfAlarmName?: string;
  StateValue?: StateValue;
  ActionPrefix?: string;
  MaxRecords?: number;
  NextToken?: string;
}

export async function describeAlarms(host: ServiceHost, input: Filters): Promise<object> {
  const { AlarmNames, AlarmNamePrefix = "", AlarmTypes, StateValue: state, ActionPrefix } = input;
  const composite = input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
  const found = (await alarmsOf(host.ask).all())
    .map(({ value }) => value)
    .filter(({ config: { AlarmName: name, OKActions, AlarmActions, InsufficientDataActions }, ...alarm }) => {
      const actions = [OKActions, AlarmActions, InsufficientDataActions].flatMap((own) => own ?? []);
      return (
        (AlarmNames === undefined || AlarmNames.includes(name)) &&
        name.startsWith(AlarmNamePrefix) &&
        (AlarmTypes === undefined || AlarmTypes.includes("MetricAlarm")) &&
        !composite &&
        (state === undefined || alarm.state === state) &&
        (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
      );
    });
  const { page, next } = paged(found, input.NextToken, input.MaxRecords ?? PAGE);
  return { MetricAlarms: page.map((alarm) => shownAlarm(alarm, host)), CompositeAlarms: [], ...next };
}

interface OfMetric extends NamedMetric {
  Statistic?: string;
  ExtendedStatistic?: string;
  Period?: number;
}

export async function describeAlarmsForMetric(host: ServiceHost, input: OfMetric): Promise<object> {
  const key = (dimensions: NamedMetric["Dimensions"] = []) =>
    JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());
  const found = (await alarmsOf(host.ask).all()).filter(
    ({ value: { config } }) =>
      config.MetricName === input.MetricName &&
      config.Namespace === input.Namespace &&
      key(config.Dimensions) === key(input.Dimensions) &&
      (input.Period ?? config.Period) === config.Period &&
      (input.Statistic ?? config.Statistic) === config.Statistic &&
      (input.ExtendedStatistic ?? config.ExtendedStatistic) === config.ExtendedStatistic,
  );
  return { MetricAlarms: found.map(({ value }) => shownAlarm(value, host)) };
}

interface SetState {
  AlarmName: string;
  StateValue: StateValue;
  StateReason: string;
  StateReasonData?: string;
}

export async function setAlarmState(host: ServiceHost, input: SetState): Promise<object> {
  const { AlarmName, StateValue: state, StateReason: reason, StateReasonData } = input;
  if (StateReasonData !== undefined) {
    try {
      JSON.parse(StateReasonData);
    } catch {
      throw new ServiceFault("InvalidFormatFault", "StateReasonData was not valid JSON");
    }
  }
  const now = host.now();
  const next = { state, reason, ...(StateReasonData !== undefined && { reasonData: StateReasonData }) };
  let before: Alarm | undefined;
  const change = (known: Alarm | undefined) => {
    before = known;
    if (known === undefined)
      throw new ServiceFault("ResourceNotFound", `The alarm ${AlarmName} does not exist`);
    return transition(known, next, now, host);
  };
  await alarmsOf(host.ask).change(AlarmName, change, true);
  if (before !== undefined) await note(host.ask, AlarmName, [stateUpdate(before, next, now)]);
  return {};
}

/** EnableAlarmActions and DisableAlarmActions; names of no alarm are left out, as on the service. */
export function switchActions(ActionsEnabled: boolean) {
  return async ({ ask }: ServiceHost, { AlarmNames }: { AlarmNames: string[] }): Promise<object> => {
    for (const name of AlarmNames)
      await alarmsOf(ask).change(
        name,
        (known) => known && { ...known, config: { ...known.config, ActionsEnabled } },
      );
    return {};
  };
}

interface HistoryFilters {
  AlarmName?: string;
  HistoryItemType?: string;
  StartDate?: Date;
  EndDate?: Date;
  MaxRecords?: number;
  NextToken?: string;
  ScanBy?: string;
}

export async function describeAlarmHistory({ ask }: ServiceHost, input: HistoryFilters): Promise<object> {
  const { AlarmName, HistoryItemType, StartDate, EndDate } = input;
  const items = (await historyOf(ask))
    .filter(({ name }) => AlarmName === undefined || name === AlarmName)
    .flatMap(({ name, items }) => items.map((item) => ({ name, ...item })))
    .filter(
      ({ at, type }) =>
        (HistoryItemType === undefined || type === HistoryItemType) &&
        at >= (StartDate?.getTime() ?? 0) &&
        at <= (EndDate?.getTime() ?? Number.POSITIVE_INFINITY),
    )
    .sort((one, two) => one.at - two.at);
  if (input.ScanBy !== "TimestampAscending") items.reverse();
  const { page, next } = paged(items, input.NextToken, input.MaxRecords ?? PAGE);
  return {
    AlarmHistoryItems: page.map(({ name, at, type, summary, data }) => ({
      AlarmName: name,
      AlarmType: "MetricAlarm",
      Timestamp: new Date(at),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: data,
    })),
    ...next,
  };
}

interface Tagging {
  ResourceARN: string;
  Tags?: { Key: string; Value: string }[];
  TagKeys?: string[];
}

function missing(arn: string): ServiceFault {
  return new ServiceFault("ResourceNotFoundException", `Resource not found: ${arn}`);
}

export async function listTags({ ask }: ServiceHost, { ResourceARN }: Tagging): Promise<object> {
  const alarm = await alarmsOf(ask).get(nameIn(ResourceARN) || "?");
  if (alarm === undefined) throw missing(ResourceARN);
  return { Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** TagResource and UntagResource. */
export async function tag(
  { ask }: ServiceHost,
  { ResourceARN, Tags = [], TagKeys = [] }: Tagging,
): Promise<object> {
  await alarmsOf(ask).change(nameIn(ResourceARN) || "?", (known) => {
    if (known === undefined) throw missing(ResourceARN);
    const given = Tags.map(({ Key, Value }) => [Key, Value] as const);
    const kept = Object.entries(known.tags).filter(([key]) => !TagKeys.includes(key));
    return { ...known, tags: Object.fromEntries([...kept, ...given]) };
  });
  return {};
}
