/** Capacity and metrics in a Durable Object: throttled by the service's words, asked by CloudWatch, kept over an eviction. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { ProvisionedThroughputExceededException } from "@aws-sdk/client-dynamodb";
import { clientOf, createTable, put, TABLE } from "./sdk.js";
import { type Bundle, bundle, killWorkers, startWorker, worker } from "./workerd.js";

const BEGIN = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;

let folder = "";
let made: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-edge-measured-"));
  made = await bundle(worker("workers/measured.ts"), join(folder, "bundle"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

test("an object throttles a table of one unit, answers GetMetricData, and keeps its counters over an eviction", async () => {
  const running = await startWorker(made, { storage: join(folder, "storage") });
  const credentials = { accessKeyId: "x", secretAccessKey: "x" };
  const client = clientOf(running.endpoint);
  const cloudwatch = new CloudWatchClient({ endpoint: running.endpoint, region: "eu-west-1", credentials });
  const told = async (path: string) => (await fetch(running.endpoint + path)).json();
  const sums = async () => {
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: "AWS/DynamoDB",
          MetricName,
          Dimensions: [{ Name: "TableName", Value: TABLE }],
        },
        Period: 60,
        Stat: "Sum",
      },
    });
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(BEGIN),
        EndTime: new Date(BEGIN + 10 * MINUTE),
        ScanBy: "TimestampAscending",
        MetricDataQueries: [
          query("used", "ConsumedWriteCapacityUnits"),
          query("refused", "WriteThrottleEvents"),
        ],
      }),
    );
    return MetricDataResults.map(({ Id, Timestamps = [], Values = [] }) => [
      Id,
      ...Timestamps.map((at, index) => [(at.getTime() - BEGIN) / MINUTE, Values[index]]),
    ]);
  };
  try {
    await createTable(client, 1);
    await put(client, "ada", 1);
    await assert.rejects(put(client, "ada", 2), (error) => {
      assert.ok(error instanceof ProvisionedThroughputExceededException);
      assert.equal(error.$metadata.httpStatusCode, 400);
      assert.equal(
        error.message,
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      );
      assert.deepEqual(error.ThrottlingReasons, [
        {
          reason: "TableWriteProvisionedThroughputExceeded",
          resource: `arn:aws:dynamodb:eu-west-1:000000000000:table/${TABLE}`,
        },
      ]);
      return true;
    });
    assert.deepEqual(await sums(), [
      ["used", [0, 1]],
      ["refused", [0, 1]],
    ]);
    await told(`/pass?ms=${MINUTE}`);
    // The next request finds that the minute is over, and stores it.
    await put(client, "ada", 2);
    const first = await told("/object");
    assert.equal((await fetch(`${running.endpoint}/evict`)).status, 503);
    assert.notEqual(await told("/object"), first);
    assert.deepEqual(
      (await sums()).map(([id, minute]) => [id, minute]),
      [
        ["used", [0, 1]],
        ["refused", [0, 1]],
      ],
    );
    await put(client, "ada", 3);
    assert.deepEqual(await sums(), [
      ["used", [0, 1], [1, 1]],
      ["refused", [0, 1]],
    ]);
  } finally {
    client.destroy();
    cloudwatch.destroy();
    await running.kill();
  }
});
