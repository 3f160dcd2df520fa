/** `hashrange serve` as regions of one global table: who may join, and what two servers and a kill come to. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "hashrange";
import { fetchPeer } from "hashrange/replicas";
import { run } from "./command_line.js";
import { type RunningServer, startServer } from "./served.js";

const SECRET = "what the servers of a test know";
const TABLE = {
  TableName: "Notes",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
};

async function until(holds: () => Promise<boolean>, tell = () => ""): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(`it never was so\n${tell()}`);
}

async function ids(server: RunningServer): Promise<string> {
  const { Items } = (await server.send("Scan", { TableName: "Notes" })) as { Items: { id: { S: string } }[] };
  return Items.map(({ id }) => id.S)
    .sort()
    .join();
}

const put = (server: RunningServer, id: string) =>
  server.send("PutItem", { TableName: "Notes", Item: { id: { S: id } } });

test("two servers hold one table; the one that is killed has all when it is back", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-peers-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const eu = await startServer(undefined, ["--region", "eu-west-1", "--peer-secret", SECRET]);
  t.after(() => eu.kill());
  const words = ["--region", "us-east-1", "--peer", `eu-west-1=${eu.endpoint}`, "--peer-secret", SECRET];
  let us = await startServer(folder, words);
  t.after(() => us.kill());
  await eu.send("CreateTable", TABLE);
  await put(eu, "a");
  await until(
    async () => {
      await eu.send("UpdateTable", {
        TableName: "Notes",
        ReplicaUpdates: [{ Create: { RegionName: "us-east-1" } }],
      });
      return true;
    },
    () => eu.output() + us.output(),
  );
  await until(
    async () => (await ids(us)) === "a",
    () => eu.output() + us.output(),
  );
  await put(us, "b");
  await until(async () => (await ids(eu)) === "a,b");
  await us.kill();
  await put(eu, "c");
  us = await startServer(folder, words);
  await put(us, "d");
  await until(async () => (await ids(eu)) === "a,b,c,d" && (await ids(us)) === "a,b,c,d");
  await us.stop();
});

test("a server lets nobody in with another secret, or who sends what is no frame", async (t) => {
  const server = await startServer(undefined, ["--region", "eu-west-1", "--peer-secret", SECRET]);
  t.after(() => server.kill());
  const path = new URL("/.hashrange/replicas", server.endpoint);
  const ask = (query: string, body?: Uint8Array<ArrayBuffer>, headers = {}) =>
    fetch(`${path}?${query}`, { method: "POST", headers, ...(body && { body }) });
  assert.equal((await ask("x=1")).status, 400);
  const way = `from=us-east-1&to=eu-west-1&way=${"a".repeat(32)}`;
  assert.equal((await ask(`${way}&verb=wait`)).status, 410);
  assert.equal((await ask(`${way}&verb=begin`)).status, 200);
  assert.equal((await ask(`${way}&verb=begin`)).status, 409);
  assert.equal((await ask(`${way}&verb=send`, new Uint8Array([255, 255, 255, 255]))).status, 400);
  assert.equal((await ask(`${way}&verb=send`, new Uint8Array([0, 0, 0, 4, 9, 9, 9, 9]))).status, 200);
  assert.equal((await ask(`${way}&verb=begin`, undefined, { origin: "https://evil.example" })).status, 403);
  const db = await open({ storage: "memory", region: "us-east-1" });
  t.after(() => db.close());
  const connection = await db.connect({
    region: "eu-west-1",
    transport: fetchPeer(server.endpoint),
    secret: `${SECRET}!`,
  });
  await until(async () => /secret/.test(String(connection.lastError)));
  assert.notEqual(connection.state, "CONNECTED");
  // It goes on serving.
  await server.send("ListTables", {});
});

test("a server keeps the backups of another region, and restores them", async (t) => {
  const words = ["--region", "eu-west-1", "--peer-secret", SECRET];
  const [server, full] = [
    await startServer(undefined, words),
    await startServer(undefined, [...words, "--peer-backups", "10"]),
  ];
  t.after(() => Promise.all([server.kill(), full.kill()]));
  const db = await open({ name: "backed-up", storage: "memory", region: "us-east-1" });
  t.after(() => db.close());
  await db.client.createTable(TABLE as Parameters<typeof db.client.createTable>[0]);
  for (const id of ["a", "b", "c"])
    await db.documentClient().put({ TableName: "Notes", Item: { id, pad: "x".repeat(300_000) } });
  const { BackupDetails } = await db.client.createBackup({ TableName: "Notes", BackupName: "notes" });
  const original = String(BackupDetails?.BackupArn);
  const refused = await db.connect({
    region: "eu-west-1",
    transport: fetchPeer(full.endpoint),
    secret: SECRET,
  });
  await assert.rejects(refused.copyBackup(original), /At most 10 bytes/);
  await refused.close();
  const connection = await db.connect({
    region: "eu-west-1",
    transport: fetchPeer(server.endpoint),
    secret: SECRET,
  });
  const { BackupArn } = await connection.copyBackup(original);
  await server.send("RestoreTableFromBackup", { BackupArn, TargetTableName: "Notes" });
  await until(async () => (await ids(server)) === "a,b,c");
});

test("what --peer is given is checked before anything is opened", async () => {
  const start = async (...words: string[]) => (await run(["serve", "--memory", ...words])).stderr;
  assert.match(await start("--peer", "us-east-1"), /REGION=URL/);
  assert.match(await start("--peer", "us-east-1=http://127.0.0.1:1"), /--region/);
  assert.match(await start("--region", "a", "--peer", "b=https://far.example"), /--peer-secret/);
  assert.match(await start("--region", "a", "--peer-secret", "short"), /16 bytes/);
  assert.match(await start("--region", "a", "--peer-backups", "many"), /--peer-backups needs a number/);
  assert.match(await start("--region", "a", "--peer", "a=http://127.0.0.1:1"), /itself/);
});
