/** Auto scaling of a global table's replicas: each region scales its own, and any of them shows and sets that of all. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  type AutoScalingSettingsDescription,
  DescribeTableReplicaAutoScalingCommand,
  DynamoDBClient,
  UpdateTableReplicaAutoScalingCommand,
  type UpdateTableReplicaAutoScalingCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type Database, open } from "hashrange";
import { messagePort } from "hashrange/replicas";
import { becomes } from "./manual_clock.js";

const secret = "what both sides of this test know";
const [HERE, THERE] = ["eu-west-1", "us-east-1"];
const TableName = "Orders";
const policy = (TargetValue: number) => ({
  ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue } },
});

async function scene(t: TestContext) {
  const [eu, us] = await Promise.all(
    [HERE, THERE].map((region) =>
      open({ name: `scaling-${region}-${Math.random()}`, storage: "memory", region }),
    ),
  );
  assert.ok(eu && us);
  const { port1, port2 } = new MessageChannel();
  t.after(async () => {
    port1.close();
    await Promise.all([eu.close(), us.close()]);
  });
  const connection = await eu.connect({ region: THERE, transport: messagePort(port1), secret });
  await us.connect({ region: HERE, transport: messagePort(port2), secret });
  await becomes(() => connection.state === "CONNECTED");
  await eu.client.createTable({
    TableName,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  });
  const add = { TableName, ReplicaUpdates: [{ Create: { RegionName: THERE } }] };
  await becomes(() =>
    eu.client.updateTable(add).then(
      () => true,
      () => false,
    ),
  );
  await becomes(async () => {
    const { Table } = await eu.client.describeTable({ TableName });
    return (
      Table?.Replicas?.some((one) => one.RegionName === THERE && one.ReplicaStatus === "ACTIVE") === true
    );
  });
  return { eu, us, connection };
}

async function shown(db: Database): Promise<Record<string, { reads: unknown; writes: unknown }>> {
  const client = new DynamoDBClient(db.awsConfig());
  const answer = await client.send(new DescribeTableReplicaAutoScalingCommand({ TableName }));
  const all = answer.TableAutoScalingDescription?.Replicas ?? [];
  const most = (settings?: AutoScalingSettingsDescription) =>
    settings && (settings.AutoScalingDisabled ? "off" : settings.MaximumUnits);
  return Object.fromEntries(
    all.map((one) => [
      one.RegionName,
      {
        reads: most(one.ReplicaProvisionedReadCapacityAutoScalingSettings),
        writes: most(one.ReplicaProvisionedWriteCapacityAutoScalingSettings),
      },
    ]),
  );
}

function update(db: Database, input: Omit<UpdateTableReplicaAutoScalingCommandInput, "TableName">) {
  const client = new DynamoDBClient(db.awsConfig());
  return client.send(new UpdateTableReplicaAutoScalingCommand({ TableName, ...input }));
}

test("writes are scaled in all regions, reads in the region that is named, by either side", async (t) => {
  const { eu, us } = await scene(t);
  const off = { reads: "off", writes: "off" };
  assert.deepEqual(await shown(eu), { [HERE]: off, [THERE]: off });
  await update(eu, {
    ProvisionedWriteCapacityAutoScalingUpdate: { MinimumUnits: 5, MaximumUnits: 50, ...policy(60) },
    ReplicaUpdates: [
      {
        RegionName: THERE,
        ReplicaProvisionedReadCapacityAutoScalingUpdate: { MinimumUnits: 1, MaximumUnits: 9, ...policy(70) },
      },
    ],
  });
  const expected = { [HERE]: { reads: "off", writes: 50 }, [THERE]: { reads: 9, writes: 50 } };
  assert.deepEqual(await shown(eu), expected);
  assert.deepEqual(await shown(us), expected);
  await update(us, {
    ReplicaUpdates: [
      {
        RegionName: HERE,
        ReplicaProvisionedReadCapacityAutoScalingUpdate: { MinimumUnits: 1, MaximumUnits: 7 },
      },
    ],
    ProvisionedWriteCapacityAutoScalingUpdate: { AutoScalingDisabled: true },
  });
  assert.deepEqual(await shown(eu), {
    [HERE]: { reads: 7, writes: "off" },
    [THERE]: { reads: 9, writes: "off" },
  });
});

test("a region that refuses says why, and nothing is changed while one cannot be reached", async (t) => {
  const { eu, us, connection } = await scene(t);
  const reads = (MinimumUnits: number, MaximumUnits: number) => ({
    ReplicaUpdates: [
      { RegionName: THERE, ReplicaProvisionedReadCapacityAutoScalingUpdate: { MinimumUnits, MaximumUnits } },
    ],
  });
  await assert.rejects(update(eu, reads(9, 1)), { name: "ValidationException", message: /Maximum capacity/ });
  await connection.close();
  const writes = {
    ProvisionedWriteCapacityAutoScalingUpdate: { MinimumUnits: 5, MaximumUnits: 50, ...policy(60) },
  };
  await assert.rejects(update(eu, writes), {
    name: "InternalServerError",
    message: /us-east-1 cannot be asked/,
  });
  assert.deepEqual(await shown(eu), {
    [HERE]: { reads: "off", writes: "off" },
    [THERE]: { reads: undefined, writes: undefined },
  });
  assert.deepEqual((await shown(us))[THERE], { reads: "off", writes: "off" });
});
