/** `hashrange serve --metrics --access-log`: signed requests to every service at one address. */

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { start } from "./sdk_server.js";

const TABLE = {
  TableName: "Orders",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
} as const;

test("unsigned requests are served on this machine, and what was asked is logged", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-log-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { url, stop } = await start("--memory", "--metrics", "--access-log", folder);
  const config = {
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "anything" },
  };
  const dynamodb = new DynamoDBClient(config);
  await dynamodb.send(new CreateTableCommand(TABLE as never));
  await dynamodb.send(new PutItemCommand({ TableName: "Orders", Item: { id: { S: "a secret" } } }));
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.match(text, /^dynamodb_consumed_write_capacity_units_total\{table_name="Orders"\} 1$/m);
  assert.ok(text.endsWith("# EOF\n"));
  const { Metrics = [] } = await new CloudWatchClient(config).send(new ListMetricsCommand({}));
  assert.ok(Metrics.some(({ MetricName }) => MetricName === "ConsumedWriteCapacityUnits"));
  assert.equal(await stop(), 0);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".gz"),
  );
  const records = files.flatMap(
    (name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()).Records,
  );
  const put = records.find(({ eventName }) => eventName === "PutItem");
  assert.equal(put?.userIdentity.accessKeyId, "AKIDEXAMPLE");
  assert.match(put?.userAgent ?? "", /aws-sdk-js/);
  assert.ok(!JSON.stringify(records).includes("a secret"));
});

test("where signatures are required, each service takes those for itself, and metrics are not for others", async () => {
  const { url, stop } = await start(
    "--memory",
    "--metrics",
    "--credentials",
    "AKIDEXAMPLE:long-enough-secret",
  );
  const config = (secretAccessKey: string) => ({
    endpoint: url,
    region: "local",
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey },
  });
  const right = config("long-enough-secret");
  const wrong = config("another-secret-key");
  await new DynamoDBClient(right).send(new CreateTableCommand(TABLE as never));
  await new CloudWatchClient(right).send(new ListMetricsCommand({}));
  const targets = new DescribeScalableTargetsCommand({ ServiceNamespace: "dynamodb" });
  await new ApplicationAutoScalingClient(right).send(targets);
  const refused = { name: "InvalidSignatureException" };
  await assert.rejects(new CloudWatchClient(wrong).send(new ListMetricsCommand({})), refused);
  await assert.rejects(new ApplicationAutoScalingClient(wrong).send(targets), refused);
  const scraped = await fetch(`${url}/metrics`);
  assert.equal(scraped.status, 403);
  assert.doesNotMatch(await scraped.text(), /dynamodb_/);
  assert.equal(await stop(), 0);
});
