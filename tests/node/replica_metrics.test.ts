/** The metrics of global tables: how late changes are in the region that receives them, and how many are on their way. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { open } from "hashrange";
import { messagePort } from "hashrange/replicas";
import { becomes } from "./manual_clock.js";

test("each region counts how far others are behind", async (t) => {
  const secret = "what both sides know";
  const [here, there] = ["eu-west-1", "us-east-1"];
  const eu = await open({ name: "metrics-eu", storage: "memory", region: here, metrics: true });
  const us = await open({ name: "metrics-us", storage: "memory", region: there });
  const { port1, port2 } = new MessageChannel();
  t.after(async () => {
    await Promise.all([eu.close(), us.close()]);
    port1.close();
  });
  const near = await eu.connect({ region: there, transport: messagePort(port1), secret });
  await us.connect({ region: here, transport: messagePort(port2), secret });
  await becomes(() => near.state === "CONNECTED");
  await eu.client.createTable({
    TableName: "Movies",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "title", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "title", AttributeType: "S" }],
  });
  const ReplicaUpdates = [{ Create: { RegionName: there } }];
  await becomes(() =>
    eu.client.updateTable({ TableName: "Movies", ReplicaUpdates }).then(
      () => true,
      () => false,
    ),
  );
  await becomes(async () => {
    const { Table } = await eu.client.describeTable({ TableName: "Movies" });
    return (
      Table?.Replicas?.some(
        ({ ReplicaStatus, RegionName }) => RegionName === there && ReplicaStatus === "ACTIVE",
      ) === true
    );
  });
  const statistics = ["SampleCount", "Minimum", "Maximum"];
  const of = async (metric: string) => (await eu.metrics({ metric, table: "Movies", statistics })).at(-1);
  // What was copied as the replica was made is no change that came late.
  assert.equal(await of("ReplicationLatency"), undefined);
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "Rashomon" } });
  await becomes(async () => (await of("ReplicationLatency")) !== undefined);
  const latency = await of("ReplicationLatency");
  assert.equal(latency?.Unit, "Milliseconds");
  assert.equal(latency?.SampleCount, 1);
  assert.ok(Number(latency?.Maximum) < 60_000, String(latency?.Maximum));
  assert.equal((await of("PendingReplicationCount"))?.Minimum, 0);

  const cloudwatch = new CloudWatchClient(eu.awsConfig());
  const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ MetricName: "ReplicationLatency" }));
  assert.deepEqual(
    Metrics?.map(({ Dimensions }) => Dimensions),
    [
      [
        { Name: "TableName", Value: "Movies" },
        { Name: "ReceivingRegion", Value: there },
      ],
    ],
  );

  const { tables, month, explanation } = await eu.cost({ sample: false });
  const [movies] = tables;
  const [replica] = movies?.replicas ?? [];
  assert.equal(replica?.region, there);
  assert.equal(movies?.writeUnits, 1);
  assert.ok(Math.abs((replica?.onDemand ?? 0) - 0.625e-6) < 1e-12, "a write unit of the price list");
  assert.equal(replica?.storagePerMonth, movies?.storagePerMonth);
  assert.ok(month.other >= 0);
  assert.match(explanation, /The same writes in us-east-1 cost \$0\.000001 on demand/);
});
