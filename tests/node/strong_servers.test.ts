/** Three servers with a table of strong consistency: a program over HTTP reads in one what it wrote in another, and one may die. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type RunningServer, startServer } from "./served.js";

const SECRET = "what the servers of a test know";
const TableName = "Seats";

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail("it never was so");
}

const add = (server: RunningServer, sum: number) =>
  server.send("UpdateItem", {
    TableName,
    Key: { id: { S: "n" } },
    UpdateExpression: "ADD n :sum",
    ExpressionAttributeValues: { ":sum": { N: String(sum) } },
    ReturnValues: "ALL_NEW",
  });

async function sumOf(server: RunningServer): Promise<string> {
  const request = { TableName, Key: { id: { S: "n" } }, ConsistentRead: true };
  const { Item } = (await server.send("GetItem", request)) as { Item: { n: { N: string } } };
  return Item.n.N;
}

test("a majority of three servers goes on when one is killed, which is up to date when it is back", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-strong-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const start = async (region: string, peers: Record<string, string>, at?: string) => {
    const asked = Object.entries(peers).flatMap(([peer, url]) => ["--peer", `${peer}=${url}`]);
    const server = await startServer(at, ["--region", region, ...asked, "--peer-secret", SECRET]);
    t.after(() => server.kill());
    return server;
  };
  const eu = await start("eu-west-1", {});
  const us = await start("us-east-1", { "eu-west-1": eu.endpoint });
  const peers = { "eu-west-1": eu.endpoint, "us-east-1": us.endpoint };
  let ap = await start("ap-south-1", peers, folder);
  await eu.send("CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  await until(async () => {
    await eu.send("UpdateTable", {
      TableName,
      MultiRegionConsistency: "STRONG",
      ReplicaUpdates: ["us-east-1", "ap-south-1"].map((RegionName) => ({ Create: { RegionName } })),
    });
    return true;
  });
  await until(async () => {
    const { Table } = (await eu.send("DescribeTable", { TableName })) as {
      Table: { Replicas: { ReplicaStatus: string }[] };
    };
    return Table.Replicas.every(({ ReplicaStatus }) => ReplicaStatus === "ACTIVE");
  });
  await until(async () => Boolean(await add(ap, 1)));
  await add(us, 2);
  assert.equal(await sumOf(eu), "3");
  await ap.kill();
  await add(eu, 4);
  assert.equal(await sumOf(us), "7");
  ap = await start("ap-south-1", peers, folder);
  await until(async () => (await sumOf(ap)) === "7");
  await add(ap, 8);
  assert.equal(await sumOf(us), "15");
});
