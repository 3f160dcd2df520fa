/** The table of the tests of metrics, costs, alarms and scaling. */

import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import type { LowLevelMethods } from "../../src/js/client/low_level_client.js";

export const BEGIN = Date.UTC(2026, 10, 30, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

interface Wanted {
  /** Read and write units; on demand without. */
  units?: readonly [reads: number, writes: number];
  /** What the index `byDay` has; no index without. */
  projection?: "ALL" | "KEYS_ONLY";
  streams?: boolean;
}

/** Makes the table `Orders`, whose key is the number `id`. */
export async function makeOrders(
  db: { readonly client: Pick<LowLevelMethods, "createTable"> },
  { units, projection, streams = false }: Wanted = {},
): Promise<void> {
  const [ReadCapacityUnits, WriteCapacityUnits] = units ?? [];
  const ProvisionedThroughput = { ReadCapacityUnits, WriteCapacityUnits };
  await db.client.createTable({
    TableName: "Orders",
    ...(units ? { ProvisionedThroughput } : { BillingMode: "PAY_PER_REQUEST" }),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "N" },
      ...(projection ? [{ AttributeName: "day", AttributeType: "S" } as const] : []),
    ],
    ...(projection && {
      GlobalSecondaryIndexes: [
        {
          IndexName: "byDay",
          KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
          Projection: { ProjectionType: projection },
        },
      ],
    }),
    ...(streams && { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } }),
  });
}

/** The scalable target of its writes. */
export const WRITES = {
  ServiceNamespace: "dynamodb",
  ResourceId: "table/Orders",
  ScalableDimension: "dynamodb:table:WriteCapacityUnits",
} as const;

/** A policy of theirs. */
export const TRACKING = {
  ...WRITES,
  PolicyName: "track",
  PolicyType: "TargetTrackingScaling",
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: 70,
    PredefinedMetricSpecification: { PredefinedMetricType: "DynamoDBWriteCapacityUtilization" },
  },
} as const;

/** An alarm on a minute with more written units. */
export function busy(Threshold: number, ...AlarmActions: string[]): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName: "busy",
    Namespace: "AWS/DynamoDB",
    MetricName: "ConsumedWriteCapacityUnits",
    Dimensions: [{ Name: "TableName", Value: "Orders" }],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold,
    ComparisonOperator: "GreaterThanThreshold",
    AlarmActions,
  });
}
