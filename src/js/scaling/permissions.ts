/** What callers have to be allowed for the operations of Application Auto Scaling, by its service authorization reference. */

import type { Permission, ServiceHost } from "../services/service.js";
import { keyOf, type Target, type TargetName, targetsOf } from "./target.js";

interface Tagging {
  ResourceARN: string;
  Tags?: Record<string, string>;
  TagKeys?: string[];
}

const shown = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const action = (operation: string) => `application-autoscaling:${operation}`;

/** What is about no target. */
export const anywhere = (_: ServiceHost, __: object, operation: string): Permission[] => [
  { Action: action(operation), Resource: "*" },
];

function of(host: ServiceHost, operation: string, target: Target | undefined): Permission {
  const place = `arn:aws:application-autoscaling:${host.region}:${host.account}:scalable-target/`;
  return {
    Action: action(operation),
    Resource: target?.arn ?? `${place}*`,
    ...(target && { ResourceTags: shown(target.tags) }),
  };
}

interface Named extends TargetName {
  Tags?: Record<string, string>;
}

/** What is about a target. */
export async function ofTarget(host: ServiceHost, input: Named, operation: string): Promise<Permission[]> {
  const { ServiceNamespace, ResourceId, ScalableDimension, Tags } = input;
  const target = await targetsOf(host.ask).get(keyOf(ResourceId, ScalableDimension));
  const own: Permission = {
    ...of(host, operation, target),
    ...(Tags && { Tags: shown(Tags) }),
    Keys: [
      { Name: action("service-namespace"), Values: [ServiceNamespace] },
      { Name: action("scalable-dimension"), Values: [ScalableDimension] },
    ],
  };
  return Tags === undefined ? [own] : [own, { ...own, Action: action("TagResource") }];
}

/** Whoever makes a target scale a table has to be allowed to do that by hand, as the service checks, too. */
export async function ofScaling(host: ServiceHost, input: Named, operation: string): Promise<Permission[]> {
  const [, TableName = ""] = input.ResourceId.split("/");
  const otherwise = "ValidationException";
  const byHand = ["DescribeTable", "UpdateTable"].map((Action) => ({ Action, TableName, otherwise }));
  return [...(await ofTarget(host, input, operation)), ...byHand];
}

export async function ofTagged(
  host: ServiceHost,
  { ResourceARN, Tags, TagKeys }: Tagging,
  operation: string,
): Promise<Permission[]> {
  const found = (await targetsOf(host.ask).all()).find(({ value }) => value.arn === ResourceARN);
  const own = { ...of(host, operation, found?.value), Resource: ResourceARN };
  return [{ ...own, ...(Tags && { Tags: shown(Tags) }), ...(TagKeys && { TagKeys }) }];
}

/** The engine writes DynamoDB's prefix, and the ARN of the table. */
export const ofTable = (
  _: ServiceHost,
  { TableName }: { TableName: string },
  Action: string,
): Permission[] => [{ Action, TableName }];
