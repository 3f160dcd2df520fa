/** Application Auto Scaling with the SDK: targets, policies and schedules, on a clock that the test moves. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import {
  DescribeTableReplicaAutoScalingCommand,
  DynamoDBClient,
  UpdateTableReplicaAutoScalingCommand,
} from "@aws-sdk/client-dynamodb";
import type { Database } from "../../src/js/client/database.js";
import { step } from "../../src/js/scaling/decide.js";
import { readSchedule } from "../../src/js/scaling/schedule.js";
import { becomes, ManualClock } from "./manual_clock.js";
import { BEGIN, busy, MINUTE, makeOrders, TRACKING, WRITES } from "./orders.js";
import { counted } from "./watched.js";

interface Scene {
  db: Database;
  clock: ManualClock;
  scaling: ApplicationAutoScalingClient;
}

async function scene(): Promise<Scene> {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock, region: "eu-west-1" });
  await makeOrders(db, { units: [5, 5] });
  return { db, clock, scaling: new ApplicationAutoScalingClient(db.awsConfig()) };
}

/** Units that are consumed in this minute. */
async function consume(db: Database, units: number): Promise<void> {
  for (let left = units; left > 0; left -= 25) {
    const count = Math.min(25, left);
    const puts = Array.from({ length: count }, (_, id) => ({ PutRequest: { Item: { id } } }));
    await db.documentClient().batchWrite({ RequestItems: { Orders: puts } });
  }
}

async function writesOf(db: Database): Promise<number | undefined> {
  const { Table } = await db.client.describeTable({ TableName: "Orders" });
  return Table?.ProvisionedThroughput?.WriteCapacityUnits;
}

test("target tracking raises the capacity after two minutes above, and lowers it after fifteen below", async () => {
  const { db, clock, scaling } = await scene();
  await scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 2, MaxCapacity: 20 }));
  await scaling.send(new PutScalingPolicyCommand(TRACKING));
  // 420 units a minute are 7 a second: 140 % of what is provisioned.
  for (let minute = 0; minute < 2; minute += 1) {
    await consume(db, 420);
    assert.equal(await writesOf(db), 5);
    clock.pass(MINUTE);
  }
  await becomes(async () => (await writesOf(db)) === 10);
  // 100 % of 10 would be 600 units; 60 are a tenth.
  for (let minute = 0; minute < 16; minute += 1) {
    await consume(db, 60);
    clock.pass(MINUTE);
    await becomes(async () => db.status()["working"] !== true);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await becomes(async () => (await writesOf(db)) === 2);
  const { ScalingActivities } = await scaling.send(
    new DescribeScalingActivitiesCommand({ ServiceNamespace: "dynamodb", ResourceId: "table/Orders" }),
  );
  assert.deepEqual(
    ScalingActivities?.map(({ Description, StatusCode }) => [Description, StatusCode]),
    [
      ["Setting write capacity units to 2.", "Successful"],
      ["Setting write capacity units to 10.", "Successful"],
    ],
  );
  assert.match(ScalingActivities?.[1]?.Cause ?? "", /AlarmHigh in state ALARM triggered policy track/);
  await db.close();
});

test("the maximum bounds what a policy may do, and a suspended target does nothing", async () => {
  const { db, clock, scaling } = await scene();
  const suspend = (DynamicScalingOutSuspended: boolean) =>
    scaling.send(
      new RegisterScalableTargetCommand({
        ...WRITES,
        MinCapacity: 1,
        MaxCapacity: 6,
        SuspendedState: { DynamicScalingOutSuspended },
      }),
    );
  await suspend(true);
  await scaling.send(new PutScalingPolicyCommand(TRACKING));
  for (let minute = 0; minute < 3; minute += 1) {
    await consume(db, 420);
    clock.pass(MINUTE);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await writesOf(db), 5);
  await suspend(false);
  await becomes(async () => (await writesOf(db)) === 6);
  await db.close();
});

test("scheduled actions set the limits at their times, also when the database was not open then", async () => {
  const { db, clock, scaling } = await scene();
  await scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 1, MaxCapacity: 6 }));
  await scaling.send(
    new PutScheduledActionCommand({
      ...WRITES,
      ScheduledActionName: "lunch",
      Schedule: "cron(30 13 ? * MON-FRI *)",
      Timezone: "Europe/Vienna",
      ScalableTargetAction: { MinCapacity: 8, MaxCapacity: 30 },
    }),
  );
  // Half past one in Vienna is half past twelve: the next round comes late.
  clock.pass(45 * MINUTE);
  await becomes(async () => (await writesOf(db)) === 8);
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: "dynamodb" }),
  );
  assert.deepEqual([ScalableTargets?.[0]?.MinCapacity, ScalableTargets?.[0]?.MaxCapacity], [8, 30]);
  const { ScheduledActions } = await scaling.send(
    new DescribeScheduledActionsCommand({ ServiceNamespace: "dynamodb" }),
  );
  assert.equal(ScheduledActions?.[0]?.Timezone, "Europe/Vienna");
  const name = { ...WRITES, ScheduledActionName: "lunch" };
  await scaling.send(new DeleteScheduledActionCommand(name));
  await assert.rejects(scaling.send(new DeleteScheduledActionCommand(name)), {
    name: "ObjectNotFoundException",
  });
  await db.close();
});

test("an alarm of one's own runs a step policy", async () => {
  const { db, clock, scaling } = await scene();
  await scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 1, MaxCapacity: 50 }));
  const { PolicyARN = "" } = await scaling.send(
    new PutScalingPolicyCommand({
      ...WRITES,
      PolicyName: "steps",
      PolicyType: "StepScaling",
      StepScalingPolicyConfiguration: {
        AdjustmentType: "ChangeInCapacity",
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 100, ScalingAdjustment: 2 },
          { MetricIntervalLowerBound: 100, ScalingAdjustment: 10 },
        ],
      },
    }),
  );
  await new CloudWatchClient(db.awsConfig()).send(busy(200, PolicyARN));
  await consume(db, 350);
  clock.pass(MINUTE);
  await becomes(async () => (await writesOf(db)) === 15);
  await db.close();
});

test("steps follow their intervals", () => {
  const steps = {
    StepAdjustments: [
      { MetricIntervalUpperBound: -10, ScalingAdjustment: -30 },
      { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -10 },
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 10 },
      { MetricIntervalLowerBound: 10, ScalingAdjustment: 30 },
    ],
  };
  const percent = { ...steps, AdjustmentType: "PercentChangeInCapacity" as const };
  assert.equal(step(percent, 5, 100), 110);
  assert.equal(step(percent, 10, 100), 130);
  assert.equal(step(percent, -5, 100), 90);
  assert.equal(step(percent, -10, 100), 70);
  assert.equal(step(percent, 5, 5), 6);
  assert.equal(step({ ...percent, MinAdjustmentMagnitude: 4 }, 5, 5), 9);
  assert.equal(step({ ...steps, AdjustmentType: "ExactCapacity" }, 20, 5), 30);
});

test("schedules are read as the service reads them", () => {
  const next = (text: string, after: string, zone?: string) => {
    const at = readSchedule(text, zone, BEGIN)(Date.parse(after));
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  assert.equal(next("at(2026-12-24T18:00:00)", "2026-11-30T12:00:00Z"), "2026-12-24T18:00:00.000Z");
  assert.equal(
    next("at(2026-12-24T18:00:00)", "2026-11-30T12:00:00Z", "Europe/Vienna"),
    "2026-12-24T17:00:00.000Z",
  );
  assert.equal(next("at(2026-12-24T18:00:00)", "2026-12-25T00:00:00Z"), undefined);
  assert.equal(next("rate(2 hours)", "2026-11-30T13:00:00Z"), "2026-11-30T14:00:00.000Z");
  assert.equal(next("cron(0 22 * * ? *)", "2026-11-30T12:00:00Z"), "2026-11-30T22:00:00.000Z");
  // Sunday is the first day of the week: 2 is Monday.
  assert.equal(next("cron(15 10 ? * 2 *)", "2026-12-01T00:00:00Z"), "2026-12-07T10:15:00.000Z");
  assert.equal(next("cron(0 8 ? * 2-6 *)", "2026-12-05T00:00:00Z"), "2026-12-07T08:00:00.000Z");
  assert.equal(next("cron(0 8 L * ? *)", "2026-12-05T00:00:00Z"), "2026-12-31T08:00:00.000Z");
  assert.equal(next("cron(0/30 9 1 1 ? 2028)", "2026-12-05T00:00:00Z"), "2028-01-01T09:00:00.000Z");
  // The clocks go forward on the last Sunday of March: nine in Vienna is then seven.
  assert.equal(
    next("cron(0 9 * * ? *)", "2027-03-28T00:00:00Z", "Europe/Vienna"),
    "2027-03-28T07:00:00.000Z",
  );
  for (const wrong of [
    "",
    "rate(1 hours)",
    "rate(0 minutes)",
    "cron(* * * * *)",
    "cron(0 8 * * * *)",
    "at(tomorrow)",
  ])
    assert.throws(() => readSchedule(wrong, undefined, 0), { message: /Invalid schedule expression/ }, wrong);
  assert.throws(() => readSchedule("rate(1 hour)", "Mars/Olympus", 0), { message: /Invalid timezone/ });
});

test("DynamoDB's own operations show and change the scaling of the replica that is here", async () => {
  const { db, scaling } = await scene();
  const dynamodb = new DynamoDBClient(db.awsConfig());
  const describe = async () => {
    const command = new DescribeTableReplicaAutoScalingCommand({ TableName: "Orders" });
    return (await dynamodb.send(command)).TableAutoScalingDescription?.Replicas?.[0];
  };
  const before = await describe();
  assert.deepEqual(before?.ReplicaProvisionedWriteCapacityAutoScalingSettings, { AutoScalingDisabled: true });
  const policy = { TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 } };
  await dynamodb.send(
    new UpdateTableReplicaAutoScalingCommand({
      TableName: "Orders",
      ProvisionedWriteCapacityAutoScalingUpdate: {
        MinimumUnits: 5,
        MaximumUnits: 50,
        ScalingPolicyUpdate: { PolicyName: "writes", ...policy },
      },
      ReplicaUpdates: [
        {
          RegionName: "eu-west-1",
          ReplicaProvisionedReadCapacityAutoScalingUpdate: {
            MinimumUnits: 1,
            MaximumUnits: 9,
            ScalingPolicyUpdate: policy,
          },
        },
      ],
    }),
  );
  const after = await describe();
  const writes = after?.ReplicaProvisionedWriteCapacityAutoScalingSettings;
  assert.deepEqual(
    [writes?.MinimumUnits, writes?.MaximumUnits, writes?.ScalingPolicies?.[0]?.PolicyName],
    [5, 50, "writes"],
  );
  assert.equal(after?.ReplicaProvisionedReadCapacityAutoScalingSettings?.MaximumUnits, 9);
  const all = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: "dynamodb" }));
  assert.equal(all.ScalableTargets?.length, 2);
  const update = (more: object) =>
    dynamodb.send(new UpdateTableReplicaAutoScalingCommand({ TableName: "Orders", ...more }));
  await update({ ProvisionedWriteCapacityAutoScalingUpdate: { AutoScalingDisabled: true } });
  assert.deepEqual((await describe())?.ReplicaProvisionedWriteCapacityAutoScalingSettings, {
    AutoScalingDisabled: true,
  });
  await assert.rejects(update({}), { name: "ValidationException" });
  await assert.rejects(
    update({ ReplicaUpdates: [{ RegionName: "mars-1" }] }),
    /no replica in the region mars-1/,
  );
  await assert.rejects(update({ TableName: "Nobody" }), { name: "ResourceNotFoundException" });
  await db.close();
});

test("what is wrong gets the service's errors", async () => {
  const { db, scaling } = await scene();
  const refused = (asked: Promise<unknown>, name: string, message: RegExp) =>
    assert.rejects(asked, { name, message });
  const register = (more: object) =>
    scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 1, MaxCapacity: 5, ...more }));
  await refused(
    register({ ResourceId: "table/Nobody" }),
    "ValidationException",
    /does not exist: table\/Nobody/,
  );
  await refused(register({ MaxCapacity: 0 }), "ValidationException", /Maximum capacity cannot be less/);
  await refused(register({ MinCapacity: undefined }), "ValidationException", /must be provided/);
  await refused(register({ ServiceNamespace: "ecs" }), "ValidationException", /dynamodb, not ecs/);
  await refused(register({ ServiceNamespace: "magic" }), "ValidationException", /enum value set/);
  await refused(
    register({ ScalableDimension: "dynamodb:index:WriteCapacityUnits" }),
    "ValidationException",
    /Unsupported service namespace, resource type or scalable dimension/,
  );
  await refused(
    scaling.send(new PutScalingPolicyCommand(TRACKING)),
    "ObjectNotFoundException",
    /No scalable target registered/,
  );
  const { ScalableTargetARN } = await register({ Tags: { team: "shop" } });
  await scaling.send(new TagResourceCommand({ ResourceARN: ScalableTargetARN, Tags: { stage: "test" } }));
  const tags = await scaling.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }));
  assert.deepEqual(tags.Tags, { team: "shop", stage: "test" });
  const tracking = (more: object) =>
    scaling.send(
      new PutScalingPolicyCommand({
        ...TRACKING,
        TargetTrackingScalingPolicyConfiguration: {
          ...TRACKING.TargetTrackingScalingPolicyConfiguration,
          ...more,
        },
      }),
    );
  await refused(tracking({ TargetValue: 95 }), "ValidationException", /between 20 and 90/);
  await refused(
    tracking({ PredefinedMetricSpecification: { PredefinedMetricType: "DynamoDBReadCapacityUtilization" } }),
    "ValidationException",
    /does not support the metric/,
  );
  await tracking({});
  const { ScalingPolicies } = await scaling.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: "dynamodb" }),
  );
  assert.equal(ScalingPolicies?.[0]?.TargetTrackingScalingPolicyConfiguration?.TargetValue, 70);
  const action = (more: object) =>
    scaling.send(
      new PutScheduledActionCommand({
        ...WRITES,
        ScheduledActionName: "a",
        Schedule: "rate(1 day)",
        ScalableTargetAction: { MinCapacity: 1 },
        ...more,
      }),
    );
  await refused(action({ Schedule: "daily" }), "ValidationException", /Invalid schedule expression: daily/);
  await refused(action({ ScalableTargetAction: {} }), "ValidationException", /At least one of MinCapacity/);
  await refused(action({ ScheduledActionName: "a:b" }), "ValidationException", /regular expression pattern/);
  await scaling.send(new DeleteScalingPolicyCommand({ ...WRITES, PolicyName: "track" }));
  await scaling.send(new DeregisterScalableTargetCommand(WRITES));
  await refused(
    scaling.send(new DeregisterScalableTargetCommand(WRITES)),
    "ObjectNotFoundException",
    /No scalable target registered/,
  );
  await db.close();
});
