/** A load that throttles a provisioned table: an alarm fires, auto scaling raises the capacity, and the cost is explained. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import type { AlarmEvent } from "../../src/js/alarms/alarm.js";
import { becomes, ManualClock } from "./manual_clock.js";
import { BEGIN, MINUTE, makeOrders, TRACKING, WRITES } from "./orders.js";
import { counted, settled } from "./watched.js";

const ACTION = "arn:aws:sns:eu-west-1:000000000000:oncall";
const TableName = "Orders";
const Dimensions = [{ Name: "TableName", Value: TableName }];
test("a load throttles a table, an alarm fires, scaling raises the capacity, and the cost is explained", async () => {
  const clock = new ManualClock(BEGIN);
  const events: AlarmEvent[] = [];
  const { db } = await counted({
    clock,
    metrics: true,
    capacity: "enforce",
    region: "eu-west-1",
    alarms: { actions: { [ACTION]: (event) => events.push(event) } },
  });
  await makeOrders(db, { units: [5, 5] });
  const cloudwatch = new CloudWatchClient(db.awsConfig());
  const scaling = new ApplicationAutoScalingClient(db.awsConfig());
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: "throttled",
      Namespace: "AWS/DynamoDB",
      MetricName: "WriteThrottleEvents",
      Dimensions,
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [ACTION],
      OKActions: [ACTION],
    }),
  );
  await scaling.send(new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 5, MaxCapacity: 100 }));
  await scaling.send(new PutScalingPolicyCommand(TRACKING));
  const doc = db.documentClient();
  let throttled = 0;
  /** Twenty writes a second, for a minute. */
  const load = async () => {
    throttled = 0;
    for (let second = 0; second < 60; second += 1) {
      for (let id = 0; id < 20; id += 1)
        await doc.put({ TableName, Item: { id: second * 20 + id } }).catch(({ name }: Error) => {
          assert.equal(name, "ProvisionedThroughputExceededException");
          throttled += 1;
        });
      clock.pass(1000);
    }
  };
  const capacity = async () =>
    (await db.client.describeTable({ TableName })).Table?.ProvisionedThroughput?.WriteCapacityUnits ?? 0;

  while (throttled === 0) await load();
  const refused = throttled;
  const states = () => events.map(({ alarmData }) => alarmData.state.value).join();
  await becomes(() => states().endsWith("ALARM"));
  // Only what is let through counts as used, so that it takes some steps.
  const raised: number[] = [];
  for (let minutes = 0; throttled > 0; minutes += 1) {
    assert.ok(minutes < 60, `${throttled} at ${raised}`);
    await load();
    await settled();
    raised.push(await capacity());
  }
  assert.deepEqual(
    raised,
    [...raised].sort((one, two) => one - two),
  );
  assert.ok((await capacity()) >= 20);
  // The minutes that are looked at have to be past those with data.
  for (let minute = 0; minute < 4; minute += 1) {
    clock.pass(MINUTE);
    await settled();
  }
  await becomes(() => states().endsWith("ALARM,OK"));

  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/DynamoDB",
      MetricName: "WriteThrottleEvents",
      Dimensions,
      StartTime: new Date(BEGIN),
      EndTime: new Date(BEGIN + 30 * MINUTE),
      Period: 60,
      Statistics: ["Sum"],
    }),
  );
  assert.ok(Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0) >= refused);
  const { tables, explanation } = await db.cost({ sample: false });
  assert.ok((tables[0]?.writeUnits ?? 0) > 2000);
  assert.match(explanation, /Orders has provisioned capacity/);
  await db.close();
});
