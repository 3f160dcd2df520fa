/** DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling: settings of the replica that is here. */

import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import { deregisterScalableTarget, putScalingPolicy, registerScalableTarget } from "./operations.js";
import { invalid, keyOf, type Target, type TargetName, type TargetTracking, targetsOf } from "./target.js";

interface Settings {
  MinimumUnits?: number;
  MaximumUnits?: number;
  AutoScalingDisabled?: boolean;
  AutoScalingRoleArn?: string;
  ScalingPolicyUpdate?: { PolicyName?: string; TargetTrackingScalingPolicyConfiguration: TargetTracking };
}

interface Update {
  TableName: string;
  ProvisionedWriteCapacityAutoScalingUpdate?: Settings;
  GlobalSecondaryIndexUpdates?: {
    IndexName?: string;
    ProvisionedWriteCapacityAutoScalingUpdate?: Settings;
  }[];
  ReplicaUpdates?: {
    RegionName: string;
    ReplicaProvisionedReadCapacityAutoScalingUpdate?: Settings;
    ReplicaGlobalSecondaryIndexUpdates?: {
      IndexName?: string;
      ProvisionedReadCapacityAutoScalingUpdate?: Settings;
    }[];
  }[];
}

type Direction = "Read" | "Write";

function nameOf(table: string, index: string | undefined, direction: Direction): TargetName {
  return {
    ServiceNamespace: "dynamodb",
    ResourceId: `table/${table}${index === undefined ? "" : `/index/${index}`}`,
    ScalableDimension: `dynamodb:${index === undefined ? "table" : "index"}:${direction}CapacityUnits`,
  };
}

/** The table's description; an ARN names it as well. */
async function tableOf({ ask }: ServiceHost, TableName: string) {
  try {
    return (await ask("ReadTable", { TableName })).Table ?? {};
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== "ResourceNotFoundException") throw error;
    throw new ServiceFault(name, message);
  }
}

export async function describeReplicas(
  host: ServiceHost,
  { TableName }: { TableName: string },
): Promise<object> {
  const table = await tableOf(host, TableName);
  const name = table.TableName ?? "";
  const settings = async (index: string | undefined, direction: Direction) => {
    const { ResourceId, ScalableDimension } = nameOf(name, index, direction);
    return shown(await targetsOf(host.ask).get(keyOf(ResourceId, ScalableDimension)));
  };
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(async ({ IndexName, IndexStatus }) => ({
    IndexName,
    IndexStatus,
    ProvisionedReadCapacityAutoScalingSettings: await settings(IndexName, "Read"),
    ProvisionedWriteCapacityAutoScalingSettings: await settings(IndexName, "Write"),
  }));
  return {
    TableAutoScalingDescription: {
      TableName: name,
      TableStatus: table.TableStatus,
      Replicas: [
        {
          RegionName: host.region,
          ReplicaStatus: "ACTIVE",
          ReplicaProvisionedReadCapacityAutoScalingSettings: await settings(undefined, "Read"),
          ReplicaProvisionedWriteCapacityAutoScalingSettings: await settings(undefined, "Write"),
          GlobalSecondaryIndexes: await Promise.all(indexes),
        },
        // What scales the others is kept by them.
        ...(table.Replicas ?? []).map(({ RegionName, ReplicaStatus }) => ({ RegionName, ReplicaStatus })),
      ],
    },
  };
}

function shown(target: Target | undefined): object {
  if (target === undefined) return { AutoScalingDisabled: true };
  return {
    MinimumUnits: target.min,
    MaximumUnits: target.max,
    AutoScalingDisabled: false,
    AutoScalingRoleArn: target.role,
    ScalingPolicies: target.policies.flatMap(({ name, tracking }) => {
      if (tracking === undefined) return [];
      const { DisableScaleIn, ScaleInCooldown, ScaleOutCooldown, TargetValue } = tracking;
      const configuration = { DisableScaleIn, ScaleInCooldown, ScaleOutCooldown, TargetValue };
      return [{ PolicyName: name, TargetTrackingScalingPolicyConfiguration: configuration }];
    }),
  };
}

export async function updateReplicas(host: ServiceHost, input: Update): Promise<object> {
  const { TableName = "" } = await tableOf(host, input.TableName);
  const wanted: [TargetName, Direction, Settings][] = [];
  const add = (index: string | undefined, direction: Direction, settings: Settings | undefined) => {
    if (settings !== undefined) wanted.push([nameOf(TableName, index, direction), direction, settings]);
  };
  add(undefined, "Write", input.ProvisionedWriteCapacityAutoScalingUpdate);
  for (const { IndexName, ProvisionedWriteCapacityAutoScalingUpdate } of input.GlobalSecondaryIndexUpdates ??
    [])
    add(IndexName, "Write", ProvisionedWriteCapacityAutoScalingUpdate);
  for (const replica of input.ReplicaUpdates ?? []) {
    if (replica.RegionName !== host.region)
      throw invalid(`The table ${TableName} has no replica in the region ${replica.RegionName}`);
    add(undefined, "Read", replica.ReplicaProvisionedReadCapacityAutoScalingUpdate);
    for (const index of replica.ReplicaGlobalSecondaryIndexUpdates ?? [])
      add(index.IndexName, "Read", index.ProvisionedReadCapacityAutoScalingUpdate);
  }
  if (wanted.length === 0) throw invalid("The request changes nothing: give the settings of a capacity.");
  for (const [name, direction, settings] of wanted) await apply(host, name, direction, settings);
  return describeReplicas(host, { TableName });
}

async function apply(
  host: ServiceHost,
  name: TargetName,
  direction: Direction,
  settings: Settings,
): Promise<void> {
  const { MinimumUnits, MaximumUnits, AutoScalingDisabled, AutoScalingRoleArn, ScalingPolicyUpdate } =
    settings;
  if (AutoScalingDisabled) {
    const known = await targetsOf(host.ask).get(keyOf(name.ResourceId, name.ScalableDimension));
    if (known !== undefined) await deregisterScalableTarget(host, name);
    return;
  }
  await registerScalableTarget(host, {
    ...name,
    ...(MinimumUnits !== undefined && { MinCapacity: MinimumUnits }),
    ...(MaximumUnits !== undefined && { MaxCapacity: MaximumUnits }),
    ...(AutoScalingRoleArn !== undefined && { RoleARN: AutoScalingRoleArn }),
  });
  if (ScalingPolicyUpdate === undefined) return;
  await putScalingPolicy(host, {
    ...name,
    PolicyName:
      ScalingPolicyUpdate.PolicyName ?? `DynamoDB${direction}CapacityUtilization:${name.ResourceId}`,
    PolicyType: "TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration: {
      ...ScalingPolicyUpdate.TargetTrackingScalingPolicyConfiguration,
      PredefinedMetricSpecification: { PredefinedMetricType: `DynamoDB${direction}CapacityUtilization` },
    },
  });
}
