/** A global table of two Durable Objects, one of which asks the other by its stub; both are killed and go on. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { bundle, killWorkers, startWorker, worker } from "./workerd.js";

const Notes = { TableName: "Notes" };

async function until(holds: () => Promise<boolean>, tell: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`it never was so: ${JSON.stringify(await tell().catch(String))}`);
}

test("two objects are regions of one table, by a stub, and go on after a kill", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-regions-"));
  t.after(async () => {
    killWorkers();
    await rm(folder, { recursive: true, force: true });
  });
  const made = await bundle(worker("workers/two_regions.ts"), join(folder, "bundle"));
  const start = async () => {
    const running = await startWorker(made, {
      storage: join(folder, "storage"),
      variables: { HASHRANGE_PEER_SECRET: "what both objects know of" },
      objects: { EUROPE: "Europe", AMERICA: "America" },
    });
    const client = (name: string) =>
      new DynamoDB({
        endpoint: `${running.endpoint}/${name}`,
        region: "local",
        credentials: { accessKeyId: "x", secretAccessKey: "x" },
        maxAttempts: 1,
      });
    const tell = async () => (await fetch(`${running.endpoint}/europe?connections`)).json();
    return { ...running, europe: client("europe"), america: client("america"), tell };
  };
  let { europe, america, tell, kill } = await start();
  const put = (db: DynamoDB, id: string) => db.putItem({ ...Notes, Item: { id: { S: id } } });
  const ids = async (db: DynamoDB) => (await db.scan(Notes)).Items?.map(({ id }) => id?.S).sort() ?? [];
  const same = (length: number) => async () => {
    const [one, other] = [await ids(europe), await ids(america)];
    return one.length === length && JSON.stringify(one) === JSON.stringify(other);
  };

  await europe.createTable({
    ...Notes,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  for (let at = 0; at < 20; at += 1) await put(europe, `before ${at}`);
  const add = { ...Notes, ReplicaUpdates: [{ Create: { RegionName: "us-east-1" } }] };
  await until(async () => Boolean(await europe.updateTable(add)), tell);
  await until(same(20), tell);
  for (let at = 0; at < 20; at += 1) await put(america, `there ${at}`);
  await put(europe, "here");
  await until(same(41), tell);

  await kill();
  ({ europe, america, tell, kill } = await start());
  await put(america, "after the kill");
  // Nobody has asked the object yet that opens the way.
  assert.equal((await ids(america)).length, 42);
  await until(same(42), tell);
  await europe.deleteItem({ ...Notes, Key: { id: { S: "here" } } });
  await until(same(41), tell);
  const told = (await tell()) as [string, string, string][];
  assert.deepEqual(told[0]?.slice(0, 2), ["us-east-1", "CONNECTED"]);
});
