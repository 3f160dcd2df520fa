/** Callers with policies at CloudWatch, Application Auto Scaling, and the scaling of replicas. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  GetPredictiveScalingForecastCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { DescribeTableReplicaAutoScalingCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Database } from "hashrange";
import { cloudwatch as cloudwatchService } from "../../src/js/alarms/service.js";
import { replicas, scaling as scalingService } from "../../src/js/scaling/service.js";
import type { ServiceHost } from "../../src/js/services/service.js";
import { open } from "./memory_database.js";
import { makeOrders } from "./orders.js";
import { start } from "./sdk_server.js";

const ADA = "arn:aws:iam::000000000000:user/ada";
const TABLE = "arn:aws:dynamodb:local:000000000000:table/Orders";
const ALARMS = "arn:aws:cloudwatch:local:000000000000:alarm:";
const TARGET = {
  ServiceNamespace: "dynamodb",
  ResourceId: "table/Orders",
  ScalableDimension: "dynamodb:table:ReadCapacityUnits",
} as const;

const allow = (Action: string | string[], Resource: string | string[] = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: string, Resource = "*", Condition?: object) => ({
  ...allow(Action, Resource, Condition),
  Effect: "Deny",
});

async function scene(t: TestContext): Promise<Database> {
  const db = await open(t);
  await makeOrders(db, { units: [5, 5] });
  return db;
}

function clients(db: Database, ...Statement: object[]) {
  const config = db
    .as({ arn: ADA, policies: [{ Version: "2012-10-17", Statement }] })
    .awsConfig() as ConstructorParameters<typeof CloudWatchClient>[0] & object;
  const quick = { ...config, maxAttempts: 1 };
  return {
    cloudwatch: new CloudWatchClient(quick),
    scaling: new ApplicationAutoScalingClient(quick as never),
    dynamodb: new DynamoDBClient(quick as never),
  };
}

const alarm = (AlarmName: string, more = {}) =>
  new PutMetricAlarmCommand({
    AlarmName,
    Namespace: "AWS/DynamoDB",
    MetricName: "UserErrors",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanThreshold",
    ...more,
  });

const refusal = (name: string, action: string, resource = "", reason = "") => ({
  name,
  message: `User: ${ADA} is not authorized to perform: ${action}${resource && ` on resource: ${resource}`} ${reason || `because no identity-based policy allows the ${action} action`}`,
});

test("each operation that is answered asks for its own action first", async () => {
  const ask = async () => ({ States: [] });
  const host = { ask, now: () => 0, region: "local", account: "000000000000" } as unknown as ServiceHost;
  const input = {
    ...TARGET,
    AlarmName: "a",
    AlarmNames: ["a"],
    RuleName: "a",
    ResourceARN: `${ALARMS}a`,
    TableName: "Orders",
  };
  for (const { operations, prefix, model } of [cloudwatchService, scalingService, replicas]) {
    assert.deepEqual(Object.keys(operations).sort(), Object.keys(model.inputs).sort());
    for (const [operation, { asks }] of Object.entries(operations)) {
      const [first] = await asks(host, input as never, operation);
      // The engine writes DynamoDB's prefix itself, and the ARN of the table.
      assert.equal(first?.Action, prefix === "dynamodb" ? operation : `${prefix}:${operation}`);
      assert.ok(first?.Resource ?? first?.TableName, operation);
    }
  }
});

test("a forecast is refused to those whose policies do not allow it, and unknown to others", async (t) => {
  const db = await scene(t);
  const forecast = new GetPredictiveScalingForecastCommand({
    ...TARGET,
    PolicyName: "a",
    StartTime: new Date(0),
    EndTime: new Date(1),
  });
  const action = "application-autoscaling:GetPredictiveScalingForecast";
  await assert.rejects(clients(db, allow(action)).scaling.send(forecast), {
    name: "ValidationException",
    message: /^The policy type PredictiveScaling is not supported/,
  });
  const others = clients(db, allow("application-autoscaling:Describe*"));
  await assert.rejects(others.scaling.send(forecast), { name: "AccessDeniedException" });
});

test("a caller may read metrics where its policies say so, and is told what is missing", async (t) => {
  const db = await scene(t);
  const { cloudwatch } = clients(db, allow("cloudwatch:GetMetricData"));
  const asked = new GetMetricDataCommand({
    StartTime: new Date(0),
    EndTime: new Date(),
    MetricDataQueries: [
      {
        Id: "a",
        MetricStat: {
          Metric: { Namespace: "AWS/DynamoDB", MetricName: "UserErrors" },
          Period: 60,
          Stat: "Sum",
        },
      },
    ],
  });
  assert.equal((await cloudwatch.send(asked)).MetricDataResults?.length, 1);
  const refused = refusal("AccessDenied", "cloudwatch:ListMetrics");
  await assert.rejects(cloudwatch.send(new ListMetricsCommand({})), refused);
  // Operations that are not answered here are not to be found out about, either.
  await assert.rejects(
    cloudwatch.send(new PutDashboardCommand({ DashboardName: "a", DashboardBody: "{}" })),
    refusal("AccessDenied", "cloudwatch:PutDashboard"),
  );
});

test("alarms are resources: names, tags, conditions and denials count", async (t) => {
  const db = await scene(t);
  const { cloudwatch } = clients(
    db,
    allow(["cloudwatch:*"], `${ALARMS}own-*`),
    deny("cloudwatch:DeleteAlarms", `${ALARMS}own-kept`),
    deny("cloudwatch:*", "*", { StringEquals: { "aws:ResourceTag/team": "blue" } }),
    deny("cloudwatch:PutMetricAlarm", "*", {
      "ForAnyValue:StringLike": { "cloudwatch:AlarmActions": "arn:aws:sns:*" },
    }),
  );
  await cloudwatch.send(alarm("own-one"));
  await cloudwatch.send(alarm("own-kept"));
  const other = `${ALARMS}other`;
  await assert.rejects(
    cloudwatch.send(alarm("other")),
    refusal("AccessDenied", "cloudwatch:PutMetricAlarm", other),
  );
  const denied = { name: "AccessDenied", message: /explicit deny in an identity-based policy/ };
  const ring = { AlarmActions: ["arn:aws:sns:local:000000000000:oncall"] };
  await assert.rejects(cloudwatch.send(alarm("own-two", ring)), denied);
  // One of several is denied: none is deleted.
  const both = new DeleteAlarmsCommand({ AlarmNames: ["own-one", "own-kept"] });
  await assert.rejects(cloudwatch.send(both), denied);
  const named = new DescribeAlarmsCommand({ AlarmNames: ["own-one", "own-kept"] });
  assert.equal((await cloudwatch.send(named)).MetricAlarms?.length, 2);
  await assert.rejects(cloudwatch.send(new DescribeAlarmsCommand({})), { name: "AccessDenied" });
  // An ARN of another region means the same alarm here, and is judged as that.
  const blue = [{ Key: "team", Value: "blue" }];
  const elsewhere = "arn:aws:cloudwatch:elsewhere:999999999999:alarm:";
  const tag = (name: string) => new TagResourceCommand({ ResourceARN: elsewhere + name, Tags: blue });
  await assert.rejects(cloudwatch.send(tag("other")), { name: "AccessDenied" });
  await cloudwatch.send(tag("own-one"));
  await assert.rejects(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["own-one"] })), denied);
});

test("who makes a table scale has to be allowed to do it by hand", async (t) => {
  const db = await scene(t);
  const register = new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 1, MaxCapacity: 9 });
  const only = clients(db, allow("application-autoscaling:*"));
  const missing = refusal("ValidationException", "dynamodb:DescribeTable", TABLE);
  await assert.rejects(only.scaling.send(register), missing);
  const all = clients(db, allow(["application-autoscaling:*", "dynamodb:*"]));
  await all.scaling.send(register);
  const describing = clients(db, allow("application-autoscaling:Describe*"));
  const describe = new DescribeScalableTargetsCommand({ ServiceNamespace: "dynamodb" });
  const { ScalableTargets: [target] = [] } = await describing.scaling.send(describe);
  assert.equal(target?.MaxCapacity, 9);
  await assert.rejects(
    describing.scaling.send(new DeregisterScalableTargetCommand(TARGET)),
    refusal(
      "AccessDeniedException",
      "application-autoscaling:DeregisterScalableTarget",
      target?.ScalableTargetARN,
    ),
  );
  const reads = clients(
    db,
    allow("application-autoscaling:*"),
    deny("application-autoscaling:*", "*", {
      StringEquals: { "application-autoscaling:scalable-dimension": TARGET.ScalableDimension },
    }),
  );
  await assert.rejects(reads.scaling.send(new DeregisterScalableTargetCommand(TARGET)), /explicit deny/);
});

test("the scaling of replicas is asked on the table, whose policy counts", async (t) => {
  const db = await scene(t);
  const describe = new DescribeTableReplicaAutoScalingCommand({ TableName: "Orders" });
  const none = clients(db, allow("application-autoscaling:*"));
  const action = "dynamodb:DescribeTableReplicaAutoScaling";
  await assert.rejects(none.dynamodb.send(describe), refusal("AccessDeniedException", action, TABLE));
  const own = clients(db, allow(action, TABLE));
  const { TableAutoScalingDescription } = await own.dynamodb.send(describe);
  assert.equal(TableAutoScalingDescription?.TableName, "Orders");
  await db.client.putResourcePolicy({
    ResourceArn: TABLE,
    Policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: { ...deny("dynamodb:*", TABLE), Principal: { AWS: ADA } },
    }),
  });
  await assert.rejects(own.dynamodb.send(describe), /explicit deny in a resource-based policy/);
});

test("serve --access serves them over HTTP, in each protocol", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-services-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "users.json");
  const policies = [{ Version: "2012-10-17", Statement: allow("cloudwatch:ListMetrics") }];
  const user = { accessKeyId: "ADA", secretAccessKey: "ada", arn: ADA, policies };
  writeFileSync(file, JSON.stringify({ users: [user] }));
  const { url, stop } = await start("--memory", "--metrics", "--access", file, "--credentials", "OWNER:own");
  t.after(async () => assert.equal(await stop(), 0));
  const config = {
    endpoint: url,
    region: "local",
    maxAttempts: 1,
    credentials: { accessKeyId: "ADA", secretAccessKey: "ada" },
  };
  const cloudwatch = new CloudWatchClient(config);
  assert.ok((await cloudwatch.send(new ListMetricsCommand({}))).Metrics);
  await assert.rejects(
    cloudwatch.send(new DescribeAlarmsCommand({})),
    (error: { name: string; $metadata: { httpStatusCode: number } }) =>
      error.name === "AccessDenied" && error.$metadata.httpStatusCode === 403,
  );
  const scaling = new ApplicationAutoScalingClient(config);
  await assert.rejects(
    scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: "dynamodb" })),
    refusal("AccessDeniedException", "application-autoscaling:DescribeScalableTargets"),
  );
});
