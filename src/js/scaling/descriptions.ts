/** The operations that describe targets, policies, scheduled actions and activities. */

import { paged } from "../cloudwatch/next_token.js";
import type { ServiceHost } from "../services/service.js";
import { invalid, type Target, type TargetName, targetsOf } from "./target.js";

const PAGE = 50;
const NEXT = "InvalidNextTokenException";

interface Filters {
  ServiceNamespace: string;
  ResourceIds?: string[];
  ResourceId?: string;
  ScalableDimension?: string;
  PolicyNames?: string[];
  ScheduledActionNames?: string[];
  MaxResults?: number;
  NextToken?: string;
}

/** The targets that filters leave, each with the names that all its descriptions have. */
async function chosen(
  { ask }: ServiceHost,
  filters: Filters,
): Promise<{ target: Target; named: TargetName }[]> {
  const { ServiceNamespace, ResourceIds, ResourceId, ScalableDimension } = filters;
  if (ServiceNamespace !== "dynamodb") return [];
  if (ScalableDimension !== undefined && ResourceId === undefined && (ResourceIds ?? []).length === 0)
    throw invalid("A scalable dimension needs a resource ID beside it");
  const all = (await targetsOf(ask).all()).map(({ value }) => value);
  return all
    .filter(
      ({ resource, dimension }) =>
        (ResourceIds === undefined || ResourceIds.length === 0 || ResourceIds.includes(resource)) &&
        (ResourceId ?? resource) === resource &&
        (ScalableDimension ?? dimension) === dimension,
    )
    .map((target) => ({
      target,
      named: { ServiceNamespace, ResourceId: target.resource, ScalableDimension: target.dimension },
    }));
}

function pageOf<Entry>(all: readonly Entry[], { MaxResults = PAGE, NextToken }: Filters) {
  return paged(all, NextToken, Math.min(Math.max(1, MaxResults), PAGE), NEXT);
}

export async function describeScalableTargets(host: ServiceHost, input: Filters): Promise<object> {
  const { page, next } = pageOf(await chosen(host, input), input);
  return {
    ScalableTargets: page.map(({ target, named }) => ({
      ...named,
      MinCapacity: target.min,
      MaxCapacity: target.max,
      RoleARN: target.role,
      CreationTime: new Date(target.created),
      SuspendedState: {
        DynamicScalingInSuspended: target.suspended.DynamicScalingInSuspended ?? false,
        DynamicScalingOutSuspended: target.suspended.DynamicScalingOutSuspended ?? false,
        ScheduledScalingSuspended: target.suspended.ScheduledScalingSuspended ?? false,
      },
      ScalableTargetARN: target.arn,
    })),
    ...next,
  };
}

export async function describeScalingPolicies(host: ServiceHost, input: Filters): Promise<object> {
  const { PolicyNames = [] } = input;
  const all = (await chosen(host, input)).flatMap(({ target, named }) =>
    target.policies.map((policy) => ({ policy, named })),
  );
  const wanted = all.filter(({ policy }) => PolicyNames.length === 0 || PolicyNames.includes(policy.name));
  const { page, next } = pageOf(wanted, input);
  return {
    ScalingPolicies: page.map(({ policy, named }) => ({
      PolicyARN: policy.arn,
      PolicyName: policy.name,
      ...named,
      PolicyType: policy.type,
      ...(policy.step && { StepScalingPolicyConfiguration: policy.step }),
      ...(policy.tracking && { TargetTrackingScalingPolicyConfiguration: policy.tracking }),
      Alarms: [],
      CreationTime: new Date(policy.created),
    })),
    ...next,
  };
}

export async function describeScheduledActions(host: ServiceHost, input: Filters): Promise<object> {
  const { ScheduledActionNames = [] } = input;
  const all = (await chosen(host, input)).flatMap(({ target, named }) =>
    target.actions.map((action) => ({ action, named })),
  );
  const wanted = all.filter(
    ({ action }) => ScheduledActionNames.length === 0 || ScheduledActionNames.includes(action.name),
  );
  const { page, next } = pageOf(wanted, input);
  return {
    ScheduledActions: page.map(({ action, named }) => ({
      ScheduledActionName: action.name,
      ScheduledActionARN: action.arn,
      ...named,
      Schedule: action.schedule,
      ...(action.timezone !== undefined && { Timezone: action.timezone }),
      ...(action.start !== undefined && { StartTime: new Date(action.start) }),
      ...(action.end !== undefined && { EndTime: new Date(action.end) }),
      ScalableTargetAction: action.action,
      CreationTime: new Date(action.created),
    })),
    ...next,
  };
}

export async function describeScalingActivities(host: ServiceHost, input: Filters): Promise<object> {
  const all = (await chosen(host, input))
    .flatMap(({ target, named }) => target.activities.map((activity) => ({ activity, named })))
    .sort((one, two) => two.activity.start - one.activity.start);
  const { page, next } = pageOf(all, input);
  return {
    ScalingActivities: page.map(({ activity, named }) => ({
      ActivityId: activity.id,
      ...named,
      Description: activity.description,
      Cause: activity.cause,
      StartTime: new Date(activity.start),
      EndTime: new Date(activity.end),
      StatusCode: activity.status,
      StatusMessage: activity.message,
    })),
    ...next,
  };
}
