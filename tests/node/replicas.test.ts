/** Global tables between real engines, joined by message ports: replicas are made, follow each other, and go. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database } from "hashrange";
import { open } from "hashrange";
import { messagePort } from "hashrange/replicas";
import { becomes } from "./manual_clock.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { MOVIES, SECRET } from "./replica_scene.js";

let count = 0;

async function database(t: TestContext, region: string, options: object = {}): Promise<Database> {
  const db = await open({ name: `replicas-${count++}`, storage: "memory", region, ...options });
  t.after(() => db.close());
  return db;
}

/** Joins two databases. */
async function join(
  t: TestContext,
  [one, one_region]: [Database, string],
  [other, other_region]: [Database, string],
  options = {},
) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const [near, far] = await Promise.all([
    one.connect({ region: other_region, transport: messagePort(port1), secret: SECRET, ...options }),
    other.connect({ region: one_region, transport: messagePort(port2), secret: SECRET, ...options }),
  ]);
  await becomes(() => near.state === "CONNECTED" && far.state === "CONNECTED");
  return { near, far, ports: [port1, port2] as const };
}

async function pair(t: TestContext, options = {}) {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const joined = await join(t, [eu, "eu-west-1"], [us, "us-east-1"], options);
  return { eu, us, ...joined };
}

async function replicate(db: Database, region: string, TableName = "Movies"): Promise<void> {
  await known(db, region);
  await db.client.updateTable({ TableName, ReplicaUpdates: [{ Create: { RegionName: region } }] });
  await becomes(async () => (await status(db, region, TableName)) === "ACTIVE");
}

/** The engine has heard of a region. */
async function known(db: Database, region: string): Promise<void> {
  await becomes(async () =>
    (await db.connections()).some((one) => one.region === region && one.state === "CONNECTED"),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
}

async function status(db: Database, region: string, TableName = "Movies"): Promise<string | undefined> {
  const { Table } = await db.client.describeTable({ TableName });
  return Table?.Replicas?.find(({ RegionName }) => RegionName === region)?.ReplicaStatus;
}

async function items(db: Database, TableName = "Movies"): Promise<string> {
  const doc = db.documentClient();
  const all: Record<string, unknown>[] = [];
  for await (const page of doc.paginateScan({}, { TableName })) all.push(...(page.Items ?? []));
  return JSON.stringify(all.sort((one, other) => (String(one["title"]) < String(other["title"]) ? -1 : 1)));
}

const equal = (one: Database, other: Database) =>
  becomes(async () => (await items(one)) === (await items(other)));

test("a replica is made with its data, and both sides' writes and deletes meet", async (t) => {
  const { eu, us, near } = await pair(t);
  await eu.client.createTable(MOVIES);
  const [here, there] = [eu.documentClient(), us.documentClient()];
  for (let at = 0; at < 300; at += 25)
    await here.batchWrite({
      RequestItems: {
        Movies: Array.from({ length: 25 }, (_, n) => ({
          PutRequest: { Item: { title: `m${at + n}`, year: n } },
        })),
      },
    });
  await replicate(eu, "us-east-1");
  await equal(eu, us);
  assert.equal((await there.get({ TableName: "Movies", Key: { title: "m7" } })).Item?.["year"], 7);
  await there.put({
    TableName: "Movies",
    Item: { title: "from there", tags: new Set(["a"]), big: { deep: [1, 2] } },
  });
  await here.delete({ TableName: "Movies", Key: { title: "m7" } });
  await here.update({
    TableName: "Movies",
    Key: { title: "m8" },
    UpdateExpression: "SET #y = :y",
    ExpressionAttributeNames: { "#y": "year" },
    ExpressionAttributeValues: { ":y": 1999 },
  });
  await equal(eu, us);
  const now = await items(us);
  assert.ok(now.includes("from there") && now.includes("1999") && !now.includes('"m7"'));
  await becomes(() => near.pending === 0 && near.latency !== undefined);
  assert.equal(await status(us, "eu-west-1"), "ACTIVE");
});

test("of two writes at the same time one stays on both sides, and the other is seen among the conflicts", async (t) => {
  const { eu, us, near, far, ports } = await pair(t);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  await Promise.all([near.close(), far.close()]);
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "Alien", by: "eu" } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await us.documentClient().put({ TableName: "Movies", Item: { title: "Alien", by: "us" } });
  ports[0].close();
  await join(t, [eu, "eu-west-1"], [us, "us-east-1"]);
  await equal(eu, us);
  await becomes(async () => (await eu.conflicts("Movies")).length > 0);
  assert.ok((await items(eu)).includes('"by":"us"'));
  const [conflict] = await eu.conflicts("Movies");
  assert.deepEqual(conflict?.keys, { title: "Alien" });
  assert.equal(conflict?.won.item?.["by"], "us");
  assert.equal(conflict?.lost.item?.["by"], "eu");
});

test("a merge function makes one item of two, once", async (t) => {
  const calls: string[] = [];
  const merge = {
    Movies: (
      won: Record<string, { N?: string }> | undefined,
      lost: Record<string, { N?: string }> | undefined,
    ) => {
      calls.push("merge");
      return {
        ...won,
        ...lost,
        votes: { N: String(Number(won?.["votes"]?.N) + Number(lost?.["votes"]?.N)) },
      } as never;
    },
  };
  const { eu, us, near, far } = await pair(t, { merge });
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  await Promise.all([near.close(), far.close()]);
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "Alien", votes: 3 } });
  await us.documentClient().put({ TableName: "Movies", Item: { title: "Alien", votes: 4 } });
  await join(t, [eu, "eu-west-1"], [us, "us-east-1"], { merge });
  await becomes(
    async () => (await items(eu)).includes('"votes":7') && (await items(us)).includes('"votes":7'),
  );
  assert.deepEqual(calls, ["merge"]);
});

test("definitions travel: indexes, time to live, and replicas that are deleted or leave", async (t) => {
  const { eu, us } = await pair(t);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  await eu.client.updateTable({
    TableName: "Movies",
    AttributeDefinitions: [
      { AttributeName: "title", AttributeType: "S" },
      { AttributeName: "year", AttributeType: "N" },
    ],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: "byYear",
          KeySchema: [{ AttributeName: "year", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      },
    ],
  });
  await becomes(async () => {
    const { Table } = await us.client.describeTable({ TableName: "Movies" });
    return Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus === "ACTIVE";
  });
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "Alien", year: 1979 } });
  await becomes(async () => {
    const { Count } = await us.documentClient().query({
      TableName: "Movies",
      IndexName: "byYear",
      KeyConditionExpression: "#y = :y",
      ExpressionAttributeNames: { "#y": "year" },
      ExpressionAttributeValues: { ":y": 1979 },
    });
    return Count === 1;
  });
  await us.client.updateTimeToLive({
    TableName: "Movies",
    TimeToLiveSpecification: { AttributeName: "ends", Enabled: true },
  });
  await becomes(async () => {
    const { TimeToLiveDescription } = await eu.client.describeTimeToLive({ TableName: "Movies" });
    return TimeToLiveDescription?.AttributeName === "ends";
  });
  await eu.client.updateTable({
    TableName: "Movies",
    ReplicaUpdates: [{ Delete: { RegionName: "us-east-1" } }],
  });
  await becomes(async () => (await status(eu, "us-east-1")) === undefined);
  await becomes(async () => ((await us.client.listTables({})).TableNames ?? []).length === 0);
  assert.equal((await items(eu)).includes("Alien"), true);
  // It may be made again.
  await replicate(eu, "us-east-1");
  await equal(eu, us);
});

test("a side that was away, and whose program was killed, goes on where it was", async (t) => {
  const data = new MemoryData();
  const eu = await database(t, "eu-west-1");
  let us = await open({ name: "replicas-killed", storage: new MemoryStorage(data), region: "us-east-1" });
  let joined = await join(t, [eu, "eu-west-1"], [us, "us-east-1"]);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  for (let round = 0; round < 4; round += 1) {
    joined.ports[0].close();
    await us.close();
    for (let at = 0; at < 40; at += 1)
      await eu
        .documentClient()
        .put({ TableName: "Movies", Item: { title: `r${round} ${at}`, pad: "x".repeat(2000) } });
    us = await open({ name: "replicas-killed", storage: new MemoryStorage(data), region: "us-east-1" });
    await us.documentClient().put({ TableName: "Movies", Item: { title: `away ${round}` } });
    await joined.near.close();
    joined = await join(t, [eu, "eu-west-1"], [us, "us-east-1"]);
    if (round < 3) continue;
    await equal(eu, us);
    assert.equal(JSON.parse(await items(eu)).length, 4 * 41);
  }
  await us.close();
});

test("another secret is refused on both sides, and nothing is applied", async (t) => {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const near = await eu.connect({
    region: "us-east-1",
    transport: messagePort(port1),
    secret: SECRET,
  });
  const far = await us.connect({
    region: "eu-west-1",
    transport: messagePort(port2),
    secret: `${SECRET}!`,
  });
  await becomes(() => near.lastError !== undefined && far.lastError !== undefined);
  assert.match(String(near.lastError), /secret/);
  assert.notEqual(near.state, "CONNECTED");
  await assert.rejects(
    async () => {
      await eu.client.createTable(MOVIES);
      await eu.client.updateTable({
        TableName: "Movies",
        ReplicaUpdates: [{ Create: { RegionName: "us-east-1" } }],
      });
    },
    { name: "ValidationException" },
  );
  await assert.rejects(eu.connect({ region: "eu-west-1", transport: messagePort(port1) }), /itself/);
  await assert.rejects(
    eu.connect({ region: "x", transport: messagePort(port1), secret: "short" }),
    /16 bytes/,
  );
});

test("writes of a clock that is an hour ahead are refused, and applied when their time has come", async (t) => {
  let ahead = 0;
  let passed = 0;
  const eu = await database(t, "eu-west-1", { clock: { now: () => Date.now() + ahead } });
  const us = await database(t, "us-east-1", { clock: { now: () => Date.now() + passed } });
  const { near, far } = await join(t, [eu, "eu-west-1"], [us, "us-east-1"]);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  ahead = 3_600_000;
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "of the future" } });
  await becomes(() => /clock/.test(String(far.lastError)) && /clock/.test(String(near.lastError)));
  assert.equal(await items(us), "[]");
  await us.documentClient().put({ TableName: "Movies", Item: { title: "of now" } });
  passed = 3_600_000;
  await equal(eu, us);
  assert.equal(JSON.parse(await items(us)).length, 2);
});

test("strong consistency with a region that is not connected is refused", async (t) => {
  const { eu } = await pair(t);
  await known(eu, "us-east-1");
  await eu.client.createTable(MOVIES);
  await assert.rejects(
    async () =>
      eu.client.updateTable({
        TableName: "Movies",
        MultiRegionConsistency: "STRONG",
        ReplicaUpdates: [{ Create: { RegionName: "us-east-1" } }],
        GlobalTableWitnessUpdates: [{ Create: { RegionName: "ap-south-1" } }],
      }),
    /ap-south-1 is not connected/,
  );
});

test("a replica becomes a table of its own when all of its writes are elsewhere", async (t) => {
  const { eu, us } = await pair(t);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  await us.documentClient().put({ TableName: "Movies", Item: { title: "last" } });
  await us.client.updateTable({ TableName: "Movies", DisassociationProtectionEnabled: false } as never);
  await us.client.updateTable({
    TableName: "Movies",
    ReplicaUpdates: [
      { Disassociate: { RegionName: "us-east-1", DisassociationMode: "WAIT_FOR_REPLICATION" } },
    ],
  } as never);
  await becomes(async () => (await status(eu, "us-east-1")) === undefined);
  await becomes(
    async () => (await us.client.describeTable({ TableName: "Movies" })).Table?.Replicas === undefined,
  );
  assert.equal(await items(eu), '[{"title":"last"}]');
  await eu.documentClient().put({ TableName: "Movies", Item: { title: "here" } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await items(us), '[{"title":"last"}]');
});

test("a replica that is deleted with its table is taken out by the others", async (t) => {
  const { eu, us } = await pair(t);
  await eu.client.createTable(MOVIES);
  await replicate(eu, "us-east-1");
  await us.client.deleteTable({ TableName: "Movies" });
  await becomes(async () => (await status(eu, "us-east-1")) === undefined);
});
