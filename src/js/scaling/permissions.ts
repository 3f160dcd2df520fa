/** What callers have to be allowed for the operations of Application Auto Scaling, by its service authorization reference. */

import type { Permission, Permissions, ServiceHost } from "../services/service.js";
import { keyOf, type Target, type TargetName, targetsOf } from "./target.js";

interface Tagging {
  ResourceARN: string;
  Tags?: Record<string, string>;
  TagKeys?: string[];
}

const shown = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const anywhere = (operation: string) => () => [
  { Action: `application-autoscaling:${operation}`, Resource: "*" },
];

function of(host: ServiceHost, operation: string, target: Target | undefined): Permission {
  const place = `arn:aws:application-autoscaling:${host.region}:${host.account}:scalable-target/`;
  return {
    Action: `application-autoscaling:${operation}`,
    Resource: target?.arn ?? `${place}*`,
    ...(target && { ResourceTags: shown(target.tags) }),
  };
}

/** What is about a target. Whoever makes it scale a table has to be allowed to do that by hand, as the service checks, too. */
const changing = (operation: string, scales = false) => {
  return async (host: ServiceHost, input: TargetName & { Tags?: Record<string, string> }) => {
    const { ServiceNamespace, ResourceId, ScalableDimension, Tags } = input;
    const target = await targetsOf(host.ask).get(keyOf(ResourceId, ScalableDimension));
    const own: Permission = {
      ...of(host, operation, target),
      ...(Tags && { Tags: shown(Tags) }),
      Keys: [
        { Name: "application-autoscaling:service-namespace", Values: [ServiceNamespace] },
        { Name: "application-autoscaling:scalable-dimension", Values: [ScalableDimension] },
      ],
    };
    const tagging = { ...own, Action: "application-autoscaling:TagResource" };
    const [, TableName = ""] = ResourceId.split("/");
    const otherwise = "ValidationException";
    const byHand = ["DescribeTable", "UpdateTable"].map((Action) => ({ Action, TableName, otherwise }));
    return [own, ...(Tags === undefined ? [] : [tagging]), ...(scales ? byHand : [])];
  };
};

const tagged = (operation: string) => {
  return async (host: ServiceHost, { ResourceARN, Tags, TagKeys }: Tagging) => {
    const found = (await targetsOf(host.ask).all()).find(({ value }) => value.arn === ResourceARN);
    const own = { ...of(host, operation, found?.value), Resource: ResourceARN };
    return [{ ...own, ...(Tags && { Tags: shown(Tags) }), ...(TagKeys && { TagKeys }) }];
  };
};

export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  DeleteScalingPolicy: changing("DeleteScalingPolicy"),
  DeleteScheduledAction: changing("DeleteScheduledAction"),
  DeregisterScalableTarget: changing("DeregisterScalableTarget"),
  DescribeScalableTargets: anywhere("DescribeScalableTargets"),
  DescribeScalingActivities: anywhere("DescribeScalingActivities"),
  DescribeScalingPolicies: anywhere("DescribeScalingPolicies"),
  DescribeScheduledActions: anywhere("DescribeScheduledActions"),
  GetPredictiveScalingForecast: changing("GetPredictiveScalingForecast"),
  ListTagsForResource: tagged("ListTagsForResource"),
  PutScalingPolicy: changing("PutScalingPolicy", true),
  PutScheduledAction: changing("PutScheduledAction", true),
  RegisterScalableTarget: changing("RegisterScalableTarget", true),
  TagResource: tagged("TagResource"),
  UntagResource: tagged("UntagResource"),
};

const ofTable = (Action: string) => {
  return (_: ServiceHost, { TableName }: { TableName: string }) => [{ Action, TableName }];
};

export const REPLICA_PERMISSIONS: Readonly<Record<string, Permissions>> = {
  DescribeTableReplicaAutoScaling: ofTable("DescribeTableReplicaAutoScaling"),
  UpdateTableReplicaAutoScaling: ofTable("UpdateTableReplicaAutoScaling"),
};
