/** What callers have to be allowed for CloudWatch's operations, by its service authorization reference. */

import type { Permission, ServiceHost } from "../services/service.js";
import { alarmsOf, arnOf, nameIn } from "./alarm.js";

interface Tagging {
  ResourceARN: string;
  Tags?: { Key: string; Value: string }[];
  TagKeys?: string[];
}

interface Put {
  AlarmName: string;
  Tags?: { Key: string; Value: string }[];
  AlarmActions?: string[];
  OKActions?: string[];
  InsufficientDataActions?: string[];
}

const action = (operation: string) => `cloudwatch:${operation}`;

/** What is about no resource. */
export const anywhere = (_: ServiceHost, __: object, operation: string): Permission[] => [
  { Action: action(operation), Resource: "*" },
];

/** An alarm with the tags that it has. Names stand for any alarm where there are none. */
async function alarm(host: ServiceHost, operation: string, name: string): Promise<Permission> {
  const known = name === "*" ? undefined : await alarmsOf(host.ask).get(name || "?");
  return {
    Action: action(operation),
    Resource: arnOf(name, host),
    ...(known && { ResourceTags: Object.entries(known.tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}

/** What is about one alarm. */
export async function ofAlarm(
  host: ServiceHost,
  { AlarmName = "*" }: { AlarmName?: string },
  operation: string,
): Promise<Permission[]> {
  return [await alarm(host, operation, AlarmName)];
}

/** What is about several. */
export function ofAlarms(
  host: ServiceHost,
  { AlarmNames = [] }: { AlarmNames?: string[] },
  operation: string,
): Promise<Permission[]> {
  const names = AlarmNames.length > 0 ? AlarmNames : ["*"];
  return Promise.all(names.map((name) => alarm(host, operation, name)));
}

export async function ofTagged(
  host: ServiceHost,
  { ResourceARN, Tags, TagKeys }: Tagging,
  operation: string,
): Promise<Permission[]> {
  // Only the name tells which alarm is meant.
  const own = await alarm(host, operation, nameIn(ResourceARN));
  return [{ ...own, ...(Tags && { Tags }), ...(TagKeys && { TagKeys }) }];
}

export async function ofPut(
  host: ServiceHost,
  { AlarmName, Tags, ...input }: Put,
  operation: string,
): Promise<Permission[]> {
  const asked = await alarm(host, operation, AlarmName);
  const Values = [
    ...(input.AlarmActions ?? []),
    ...(input.OKActions ?? []),
    ...(input.InsufficientDataActions ?? []),
  ];
  const one = {
    ...asked,
    ...(Tags && { Tags }),
    ...(Values.length > 0 && { Keys: [{ Name: action("alarmactions"), Values }] }),
  };
  return Tags === undefined ? [one] : [one, { ...asked, Tags, Action: action("TagResource") }];
}

export const ofRule = (
  { region, account }: ServiceHost,
  { RuleName }: { RuleName: string },
  operation: string,
): Permission[] => [
  { Action: action(operation), Resource: `arn:aws:cloudwatch:${region}:${account}:insight-rule/${RuleName}` },
];
