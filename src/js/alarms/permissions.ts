/** What callers have to be allowed for CloudWatch's operations, by its service authorization reference. */

import type { Permission, Permissions, ServiceHost } from "../services/service.js";
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

const anywhere = (operation: string) => () => [{ Action: `cloudwatch:${operation}`, Resource: "*" }];

/** An alarm with the tags that it has. Names stand for any alarm where there are none. */
async function alarm(host: ServiceHost, operation: string, name: string): Promise<Permission> {
  const known = name === "*" ? undefined : await alarmsOf(host.ask).get(name || "?");
  return {
    Action: `cloudwatch:${operation}`,
    Resource: arnOf(name, host),
    ...(known && { ResourceTags: Object.entries(known.tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}

const named = (operation: string) => {
  return (host: ServiceHost, { AlarmName = "*" }: { AlarmName?: string }) =>
    Promise.all([alarm(host, operation, AlarmName)]);
};

const all = (operation: string) => {
  return (host: ServiceHost, { AlarmNames = [] }: { AlarmNames?: string[] }) =>
    Promise.all((AlarmNames.length > 0 ? AlarmNames : ["*"]).map((name) => alarm(host, operation, name)));
};

const tagged = (operation: string) => {
  return async (host: ServiceHost, { ResourceARN, Tags, TagKeys }: Tagging) => [
    // Only the name tells which alarm is meant.
    {
      ...(await alarm(host, operation, nameIn(ResourceARN))),
      ...(Tags && { Tags }),
      ...(TagKeys && { TagKeys }),
    },
  ];
};

async function put(host: ServiceHost, { AlarmName, Tags, ...input }: Put): Promise<Permission[]> {
  const asked = await alarm(host, "PutMetricAlarm", AlarmName);
  const Values = [
    ...(input.AlarmActions ?? []),
    ...(input.OKActions ?? []),
    ...(input.InsufficientDataActions ?? []),
  ];
  const one = {
    ...asked,
    ...(Tags && { Tags }),
    ...(Values.length > 0 && { Keys: [{ Name: "cloudwatch:alarmactions", Values }] }),
  };
  return Tags === undefined ? [one] : [one, { ...asked, Tags, Action: "cloudwatch:TagResource" }];
}

export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  DeleteAlarms: all("DeleteAlarms"),
  DescribeAlarmHistory: named("DescribeAlarmHistory"),
  DescribeAlarms: all("DescribeAlarms"),
  DescribeAlarmsForMetric: anywhere("DescribeAlarmsForMetric"),
  DisableAlarmActions: all("DisableAlarmActions"),
  EnableAlarmActions: all("EnableAlarmActions"),
  GetInsightRuleReport: ({ region, account }, { RuleName }: { RuleName: string }) => [
    {
      Action: "cloudwatch:GetInsightRuleReport",
      Resource: `arn:aws:cloudwatch:${region}:${account}:insight-rule/${RuleName}`,
    },
  ],
  GetMetricData: anywhere("GetMetricData"),
  GetMetricStatistics: anywhere("GetMetricStatistics"),
  ListMetrics: anywhere("ListMetrics"),
  ListTagsForResource: tagged("ListTagsForResource"),
  PutMetricAlarm: put,
  SetAlarmState: named("SetAlarmState"),
  TagResource: tagged("TagResource"),
  UntagResource: tagged("UntagResource"),
};
