/**
 * DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling. Each region has the settings of its replica: those of
 * others are asked for by `db.connect()`.
 */

import { ServiceFault } from "../services/fault.js";
import type { ServiceHost } from "../services/service.js";
import { deregisterScalableTarget, putScalingPolicy, registerScalableTarget } from "./operations.js";
import { askThere, type Replica } from "./regions.js";
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

/** What an update says of one region. */
export type Part = Omit<Update, "TableName">;

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

/** The settings of the replica that is here. */
export async function ownReplica(host: ServiceHost, TableName: string): Promise<Replica> {
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
    RegionName: host.region,
    ReplicaStatus: "ACTIVE",
    ReplicaProvisionedReadCapacityAutoScalingSettings: await settings(undefined, "Read"),
    ReplicaProvisionedWriteCapacityAutoScalingSettings: await settings(undefined, "Write"),
    GlobalSecondaryIndexes: await Promise.all(indexes),
  };
}

export async function describeReplicas(host: ServiceHost, input: { TableName: string }): Promise<object> {
  const { TableName = "", TableStatus, Replicas = [] } = await tableOf(host, input.TableName);
  const others = Replicas.filter(({ RegionName }) => RegionName !== host.region);
  const there = others.map(async ({ RegionName = "", ReplicaStatus }) => {
    // A region that cannot be reached is listed without its settings.
    const seen = await askThere(host, TableName, RegionName, {}).catch(() => ({}));
    return { ...seen, RegionName, ReplicaStatus };
  });
  const all = [await ownReplica(host, TableName), ...(await Promise.all(there))];
  return { TableAutoScalingDescription: { TableName, TableStatus, Replicas: all } };
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
  const { TableName = "", Replicas = [] } = await tableOf(host, input.TableName);
  const { ReplicaUpdates = [], TableName: _, ...writes } = input;
  const regions = new Set([host.region, ...Replicas.map(({ RegionName = "" }) => RegionName)]);
  for (const { RegionName } of ReplicaUpdates)
    if (!regions.has(RegionName))
      throw invalid(`The table ${TableName} has no replica in the region ${RegionName}`);
  // All replicas have the same settings of writes, and each has its own of reads.
  const parts = [...regions].map((region) => {
    const own = ReplicaUpdates.filter(({ RegionName }) => RegionName === region);
    return [region, { ...writes, ReplicaUpdates: own }] as const;
  });
  const due = parts.filter(([, part]) => wantedOf(TableName, part).length > 0);
  if (due.length === 0) throw invalid("The request changes nothing: give the settings of a capacity.");
  const others = due.filter(([region]) => region !== host.region);
  // Nothing is changed while one of them cannot be reached.
  await Promise.all(others.map(([region]) => askThere(host, TableName, region, {})));
  for (const [region, part] of due)
    if (region === host.region) await changeReplica(host, TableName, part);
    else await askThere(host, TableName, region, { Update: part });
  return describeReplicas(host, { TableName });
}

/** Changes the settings of the replica that is here. */
export async function changeReplica(host: ServiceHost, TableName: string, update: Part): Promise<void> {
  for (const [name, direction, settings] of wantedOf(TableName, update))
    await apply(host, name, direction, settings);
}

/** The targets that an update is about. */
function wantedOf(TableName: string, update: Part): [TargetName, Direction, Settings][] {
  const wanted: [TargetName, Direction, Settings][] = [];
  const add = (index: string | undefined, direction: Direction, settings: Settings | undefined) => {
    if (settings !== undefined) wanted.push([nameOf(TableName, index, direction), direction, settings]);
  };
  add(undefined, "Write", update.ProvisionedWriteCapacityAutoScalingUpdate);
  for (const index of update.GlobalSecondaryIndexUpdates ?? [])
    add(index.IndexName, "Write", index.ProvisionedWriteCapacityAutoScalingUpdate);
  for (const replica of update.ReplicaUpdates ?? []) {
    add(undefined, "Read", replica.ReplicaProvisionedReadCapacityAutoScalingUpdate);
    for (const index of replica.ReplicaGlobalSecondaryIndexUpdates ?? [])
      add(index.IndexName, "Read", index.ProvisionedReadCapacityAutoScalingUpdate);
  }
  return wanted;
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
