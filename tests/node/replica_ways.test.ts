/** Any number of regions on one broadcast channel, each joined with each other one, in this thread and in Workers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { type Database, open } from "hashrange";
import { broadcastChannel } from "hashrange/replicas";
import { becomes } from "./manual_clock.js";

const SECRET = "what all regions of the channel know";
const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1"];

/** A database of a region in a thread of its own: it writes what it is told, and says what it has. */
const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
(async () => {
  const { open } = await import("hashrange");
  const { broadcastChannel } = await import("hashrange/replicas");
  const { region, regions, channel, secret } = workerData;
  const db = await open({ name: "ways-" + region, storage: "memory", region });
  for (const other of regions)
    if (other !== region) await db.connect({ region: other, transport: broadcastChannel(channel), secret });
  parentPort.on("message", async ({ put, id }) => {
    const doc = db.documentClient();
    try {
      if (put) await doc.put({ TableName: "Notes", Item: put });
      const { Items } = await doc.scan({ TableName: "Notes" });
      parentPort.postMessage({ id, items: Items });
    } catch (error) {
      parentPort.postMessage({ id, items: [], error: String(error) });
    }
  });
  parentPort.postMessage({ id: 0 });
})();
`;

interface Told {
  id: number;
  items?: Record<string, unknown>[];
}

test("three regions share one broadcast channel: one in this thread, two in Workers", async (t) => {
  const [own, ...others] = REGIONS as [string, ...string[]];
  const channel = `ways-${process.pid}`;
  const db: Database = await open({ name: "ways-own", storage: "memory", region: own });
  const workers = others.map(
    (region) =>
      new Worker(THREAD, { eval: true, workerData: { region, regions: REGIONS, channel, secret: SECRET } }),
  );
  t.after(async () => {
    await db.close();
    for (const worker of workers) await worker.terminate();
  });
  let asked = 0;
  const ask = (worker: Worker, put?: object): Promise<Record<string, unknown>[]> => {
    asked += 1;
    const id = asked;
    return new Promise((resolve, reject) => {
      worker.once("error", reject);
      const hear = (told: Told) => {
        if (told.id !== id) return;
        worker.off("message", hear);
        resolve(told.items ?? []);
      };
      worker.on("message", hear);
      worker.postMessage({ id, put });
    });
  };
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("message", resolve))));
  const connections = await Promise.all(
    others.map((region) => db.connect({ region, transport: broadcastChannel(channel), secret: SECRET })),
  );
  await becomes(() => connections.every(({ state }) => state === "CONNECTED"));
  await db.client.createTable({
    TableName: "Notes",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  const doc = db.documentClient();
  for (let at = 0; at < 50; at += 1) await doc.put({ TableName: "Notes", Item: { id: `own ${at}` } });
  for (const RegionName of others)
    await becomes(async () =>
      db.client.updateTable({ TableName: "Notes", ReplicaUpdates: [{ Create: { RegionName } }] }).then(
        () => true,
        () => false,
      ),
    );
  for (const worker of workers) await becomes(async () => (await ask(worker)).length === 50);
  // All write at once, also those that know each other by the channel only.
  const [first, second] = workers as [Worker, Worker];
  await Promise.all([
    ...Array.from({ length: 20 }, (_, at) => ask(first, { id: `first ${at}` })),
    ...Array.from({ length: 20 }, (_, at) => ask(second, { id: `second ${at}` })),
    ...Array.from({ length: 20 }, (_, at) => doc.put({ TableName: "Notes", Item: { id: `late ${at}` } })),
  ]);
  const ids = (items: Record<string, unknown>[] = []) => items.map(({ id }) => String(id)).sort();
  const all = async () => [
    ids((await doc.scan({ TableName: "Notes" })).Items),
    ids(await ask(first)),
    ids(await ask(second)),
  ];
  await becomes(async () => (await all()).every(({ length }) => length === 110));
  const [here, ...there] = await all();
  for (const one of there) assert.deepEqual(one, here);
  assert.ok(connections.every(({ lastError }) => lastError === undefined));
});
