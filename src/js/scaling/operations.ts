/** The operations of Application Auto Scaling. */

import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import { provisionedOf } from "./apply.js";
import { readSchedule } from "./schedule.js";
import {
  invalid,
  keyOf,
  noTarget,
  type Policy,
  type ScheduledAction,
  type StepScaling,
  type SuspendedState,
  scaledBy,
  type Target,
  type TargetName,
  type TargetTracking,
  targetsOf,
} from "./target.js";

const MOST_POLICIES = 50;
const MOST_ACTIONS = 200;
const MOST_TAGS = 50;

interface Register extends TargetName {
  MinCapacity?: number;
  MaxCapacity?: number;
  RoleARN?: string;
  SuspendedState?: SuspendedState;
  Tags?: Record<string, string>;
}

function idFor(): string {
  return crypto.randomUUID();
}

export async function registerScalableTarget(host: ServiceHost, input: Register): Promise<object> {
  const scaled = scaledBy(input);
  const { ResourceId, ScalableDimension, MinCapacity, MaxCapacity, Tags = {} } = input;
  if ((await provisionedOf(host, scaled)) === "missing")
    throw invalid(`DynamoDB table or index does not exist: ${ResourceId}`);
  const role = `arn:aws:iam::${host.account}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`;
  const change = (known: Target | undefined): Target => {
    const { min = MinCapacity, max = MaxCapacity } = {
      min: MinCapacity ?? known?.min,
      max: MaxCapacity ?? known?.max,
    };
    if (min === undefined || max === undefined)
      throw invalid("MinCapacity and MaxCapacity must be provided when a new scalable target is registered");
    if (min < 1) throw invalid("Minimum capacity must be at least 1");
    if (max < min) throw invalid("Maximum capacity cannot be less than minimum capacity");
    if (known !== undefined)
      return { ...known, min, max, suspended: { ...known.suspended, ...input.SuspendedState } };
    checkTags(Tags);
    return {
      arn: `arn:aws:application-autoscaling:${host.region}:${host.account}:scalable-target/${idFor().replace(/-/g, "").slice(0, 20)}`,
      resource: ResourceId,
      dimension: ScalableDimension,
      min,
      max,
      role: input.RoleARN ?? role,
      created: host.now(),
      suspended: input.SuspendedState ?? {},
      tags: Tags,
      policies: [],
      actions: [],
      activities: [],
    };
  };
  const target = await targetsOf(host.ask).change(keyOf(ResourceId, ScalableDimension), change, true);
  return { ScalableTargetARN: target?.arn };
}

export async function deregisterScalableTarget({ ask }: ServiceHost, input: TargetName): Promise<object> {
  const key = keyOf(input.ResourceId, input.ScalableDimension);
  if ((await targetsOf(ask).get(key)) === undefined) throw noTarget(input);
  await targetsOf(ask).remove(key);
  return {};
}

/** Changes a target that there has to be. */
async function changed(
  { ask }: ServiceHost,
  input: TargetName,
  change: (target: Target) => Target,
): Promise<void> {
  scaledBy(input);
  const apply = (known: Target | undefined) => {
    if (known === undefined) throw noTarget(input);
    return change(known);
  };
  await targetsOf(ask).change(keyOf(input.ResourceId, input.ScalableDimension), apply, true);
}

interface PutPolicy extends TargetName {
  PolicyName: string;
  PolicyType?: string;
  StepScalingPolicyConfiguration?: StepScaling;
  TargetTrackingScalingPolicyConfiguration?: TargetTracking;
  PredictiveScalingPolicyConfiguration?: object;
}

function checkTracking(input: PutPolicy, tracking: TargetTracking): void {
  const {
    TargetValue,
    PredefinedMetricSpecification: metric,
    ScaleInCooldown = 0,
    ScaleOutCooldown = 0,
  } = tracking;
  const { reads } = scaledBy(input);
  if (metric === undefined || tracking.CustomizedMetricSpecification !== undefined)
    throw invalid("Hashrange tracks predefined metrics: give a PredefinedMetricSpecification");
  if (metric.PredefinedMetricType !== `DynamoDB${reads ? "Read" : "Write"}CapacityUtilization`)
    throw invalid(
      `The scalable dimension ${input.ScalableDimension} does not support the metric ${metric.PredefinedMetricType}`,
    );
  if (TargetValue < 20 || TargetValue > 90)
    throw invalid(`The target value of ${metric.PredefinedMetricType} must be between 20 and 90`);
  if (ScaleInCooldown < 0 || ScaleOutCooldown < 0) throw invalid("Cooldown must be at least 0");
}

function checkSteps({ AdjustmentType, StepAdjustments = [], Cooldown = 0 }: StepScaling): void {
  if (AdjustmentType === undefined) throw invalid("AdjustmentType must be specified");
  if (StepAdjustments.length === 0) throw invalid("At least one StepAdjustment must be specified");
  if (StepAdjustments.length > 20) throw invalid("There are at most 20 StepAdjustments");
  if (Cooldown < 0) throw invalid("Cooldown must be at least 0");
  const ranges = StepAdjustments.map((one) => ({
    low: one.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY,
    high: one.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY,
  })).sort((one, two) => one.low - two.low);
  for (const [index, { low, high }] of ranges.entries()) {
    if (low >= high) throw invalid("MetricIntervalLowerBound must be less than MetricIntervalUpperBound");
    const before = ranges[index - 1];
    if (before === undefined) continue;
    if (before.high > low) throw invalid("StepAdjustment intervals can't overlap");
    if (before.high < low) throw invalid("StepAdjustment intervals can't have gaps between them");
  }
}

export async function putScalingPolicy(host: ServiceHost, input: PutPolicy): Promise<object> {
  const { PolicyName: name, PolicyType = "StepScaling" } = input;
  const { StepScalingPolicyConfiguration: step, TargetTrackingScalingPolicyConfiguration: tracking } = input;
  scaledBy(input);
  if (PolicyType === "PredictiveScaling" || input.PredictiveScalingPolicyConfiguration !== undefined)
    throw noForecast(input);
  const wanted = PolicyType === "StepScaling" ? step : tracking;
  if (wanted === undefined || (step !== undefined && tracking !== undefined))
    throw invalid(`The policy type ${PolicyType} needs its own configuration, and no other`);
  if (step !== undefined) checkSteps(step);
  if (tracking !== undefined) checkTracking(input, tracking);
  let arn = "";
  await changed(host, input, (target) => {
    const known = target.policies.find((one) => one.name === name);
    if (known !== undefined && known.type !== PolicyType)
      throw invalid(`The policy ${name} exists with the type ${known.type}`);
    const others = target.policies.filter((one) => one !== known);
    if (others.length >= MOST_POLICIES)
      throw new ServiceFault(
        "LimitExceededException",
        `A scalable target has at most ${MOST_POLICIES} policies`,
      );
    if (tracking !== undefined && others.some((one) => one.tracking !== undefined))
      throw invalid("Only one TargetTrackingScaling policy for a given metric specification is allowed.");
    arn =
      known?.arn ??
      `arn:aws:autoscaling:${host.region}:${host.account}:scalingPolicy:${idFor()}:resource/dynamodb/${target.resource}:policyName/${name}`;
    const policy: Policy = {
      arn,
      name,
      type: PolicyType,
      created: known?.created ?? host.now(),
      ...(step && { step }),
      ...(tracking && { tracking }),
    };
    return { ...target, policies: [...others, policy] };
  });
  return { PolicyARN: arn, Alarms: [] };
}

/** Predictive scaling is for services of ECS: the service has none for tables and indexes. */
function noForecast({ ServiceNamespace, ScalableDimension }: TargetName): ServiceFault {
  return invalid(
    `The policy type PredictiveScaling is not supported for the service namespace ${ServiceNamespace} and the scalable dimension ${ScalableDimension}`,
  );
}

export async function getPredictiveScalingForecast(_: ServiceHost, input: TargetName): Promise<object> {
  scaledBy(input);
  throw noForecast(input);
}

export async function deleteScalingPolicy(
  host: ServiceHost,
  input: TargetName & { PolicyName: string },
): Promise<object> {
  const { PolicyName } = input;
  await changed(host, input, (target) => {
    const policies = target.policies.filter(({ name }) => name !== PolicyName);
    if (policies.length === target.policies.length)
      throw new ServiceFault("ObjectNotFoundException", `No scaling policy found for ${PolicyName}`);
    return { ...target, policies };
  });
  return {};
}

interface PutAction extends TargetName {
  ScheduledActionName: string;
  Schedule?: string;
  Timezone?: string;
  StartTime?: Date;
  EndTime?: Date;
  ScalableTargetAction?: { MinCapacity?: number; MaxCapacity?: number };
}

export async function putScheduledAction(host: ServiceHost, input: PutAction): Promise<object> {
  const { ScheduledActionName: name, Schedule, Timezone, StartTime, EndTime, ScalableTargetAction } = input;
  const now = host.now();
  if (StartTime !== undefined && EndTime !== undefined && StartTime >= EndTime)
    throw invalid("StartTime must be before EndTime");
  await changed(host, input, (target) => {
    const known = target.actions.find((one) => one.name === name);
    const others = target.actions.filter((one) => one !== known);
    const schedule = Schedule ?? known?.schedule;
    const action = ScalableTargetAction ?? known?.action;
    if (schedule === undefined) throw invalid("Schedule must be provided for a new scheduled action");
    if (action?.MinCapacity === undefined && action?.MaxCapacity === undefined)
      throw invalid("At least one of MinCapacity and MaxCapacity must be provided in ScalableTargetAction");
    const { MinCapacity = target.min, MaxCapacity = target.max } = action;
    if (MaxCapacity < MinCapacity) throw invalid("Maximum capacity cannot be less than minimum capacity");
    if (others.length >= MOST_ACTIONS)
      throw new ServiceFault(
        "LimitExceededException",
        `A scalable target has at most ${MOST_ACTIONS} scheduled actions`,
      );
    const start = StartTime?.getTime() ?? known?.start;
    const end = EndTime?.getTime() ?? known?.end;
    const timezone = Timezone ?? known?.timezone;
    const next = readSchedule(schedule, timezone, start ?? now)(Math.max(now, (start ?? 0) - 1));
    if (next === undefined && schedule.startsWith("at")) throw invalid("The schedule is in the past");
    const made: ScheduledAction = {
      arn:
        known?.arn ??
        `arn:aws:autoscaling:${host.region}:${host.account}:scheduledAction:${idFor()}:resource/dynamodb/${target.resource}:scheduledActionName/${name}`,
      name,
      created: known?.created ?? now,
      schedule,
      action,
      ...(timezone !== undefined && { timezone }),
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
      ...(next !== undefined && next <= (end ?? Number.POSITIVE_INFINITY) && { next }),
    };
    return { ...target, actions: [...others, made] };
  });
  return {};
}

export async function deleteScheduledAction(
  host: ServiceHost,
  input: TargetName & { ScheduledActionName: string },
): Promise<object> {
  const { ScheduledActionName: name } = input;
  await changed(host, input, (target) => {
    const actions = target.actions.filter((one) => one.name !== name);
    if (actions.length === target.actions.length)
      throw new ServiceFault("ObjectNotFoundException", `No scheduled action found for ${name}`);
    return { ...target, actions };
  });
  return {};
}

interface Tagging {
  ResourceARN: string;
  Tags?: Record<string, string>;
  TagKeys?: string[];
}

function checkTags(tags: Record<string, string>, arn = ""): void {
  if (Object.keys(tags).length > MOST_TAGS)
    throw new ServiceFault("TooManyTagsException", `A resource has at most ${MOST_TAGS} tags ${arn}`.trim());
}

async function keyByArn({ ask }: ServiceHost, arn: string): Promise<string> {
  const found = (await targetsOf(ask).all()).find(({ value }) => value.arn === arn);
  if (found === undefined) throw new ServiceFault("ResourceNotFoundException", `Resource not found: ${arn}`);
  return found.name;
}

export async function listTags(host: ServiceHost, { ResourceARN }: Tagging): Promise<object> {
  const target = await targetsOf(host.ask).get(await keyByArn(host, ResourceARN));
  return { Tags: target?.tags ?? {} };
}

/** TagResource and UntagResource. */
export async function tag(
  host: ServiceHost,
  { ResourceARN, Tags = {}, TagKeys = [] }: Tagging,
): Promise<object> {
  await targetsOf(host.ask).change(await keyByArn(host, ResourceARN), (target) => {
    if (target === undefined) return undefined;
    const kept = Object.entries({ ...target.tags, ...Tags }).filter(([key]) => !TagKeys.includes(key));
    const tags = Object.fromEntries(kept);
    checkTags(tags, ResourceARN);
    return { ...target, tags };
  });
  return {};
}
