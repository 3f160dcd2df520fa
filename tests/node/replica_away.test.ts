/**
 * Two regions that lose each other for longer than their histories are kept: both copy each other's table again, what was
 * deleted meanwhile stays deleted, and what was written stays.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database } from "hashrange";
import type { Channel, Ends, Transport } from "hashrange/replicas";
import { Engine, meanwhile, pass } from "./replica_machines.js";
import { Network, Random, Time } from "./replica_simulation.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ITEMS = 60;
const PAD = "x".repeat(5000);

/** A network that counts what arrives at whoever opens ways. */
class Counting extends Network {
  bytes = 0;

  override transport(): Transport {
    const transport = super.transport();
    return {
      open: async (ends: Ends): Promise<Channel> => {
        const channel = await transport.open(ends);
        return {
          ...channel,
          onFrame: (hear) =>
            channel.onFrame((frame) => {
              this.bytes += frame.length;
              hear(frame);
            }),
        };
      },
    };
  }
}

test("regions that were apart for 40 days copy each other's table, and no delete is undone", async () => {
  const time = new Time();
  const network = new Counting(time, new Random(7));
  const [eu, us] = [new Engine("eu-west-1", network, []), new Engine("us-east-1", network, ["eu-west-1"])];
  const wait = <T>(work: Promise<T>): Promise<T> => meanwhile(network, work);
  for (const engine of [eu, us]) await wait(engine.start());
  const databaseOf = ({ db }: Engine) => db as Database;
  const put = (engine: Engine, title: string, rest: object = {}) =>
    wait(
      databaseOf(engine)
        .documentClient()
        .put({ TableName: "Films", Item: { title, pad: PAD, ...rest } }),
    );
  const drop = (engine: Engine, title: string) =>
    wait(databaseOf(engine).documentClient().delete({ TableName: "Films", Key: { title } }));
  const titles = async (engine: Engine): Promise<string[]> => {
    const found: string[] = [];
    const doc = databaseOf(engine).documentClient();
    for await (const { Items } of doc.paginateScan({}, { TableName: "Films" }))
      for (const { title, by } of Items ?? []) found.push(`${title} ${by ?? ""}`);
    return found.sort();
  };
  const becomeEqual = async () => {
    for (let round = 0; round < 60; round += 1) {
      await pass(network, 10_000);
      const [one, other] = await wait(Promise.all([titles(eu), titles(us)]));
      if (one.length > 0 && one.join() === other.join()) return one;
    }
    const told = (await databaseOf(us).connections()).map(({ state, lastError }) => [state, lastError]);
    assert.fail(`they differ: ${JSON.stringify([await titles(eu), await titles(us), told])}`);
  };

  await wait(
    Promise.resolve(
      databaseOf(eu).client.createTable({
        TableName: "Films",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "title", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "title", AttributeType: "S" }],
      }),
    ),
  );
  for (let at = 0; at < ITEMS; at += 1) await put(eu, `f${at}`);
  const add = { TableName: "Films", ReplicaUpdates: [{ Create: { RegionName: "us-east-1" } }] };
  for (let tries = 0; tries < 50; tries += 1) {
    const added = await wait(Promise.resolve(databaseOf(eu).client.updateTable(add)).catch(() => undefined));
    if (added) break;
    await pass(network, 500);
  }
  assert.equal((await becomeEqual()).length, ITEMS);

  network.cut("eu-west-1", "us-east-1", true);
  // Each deletes, writes over, and adds.
  for (let at = 0; at < 5; at += 1) {
    await drop(eu, `f${at}`);
    await drop(us, `f${10 + at}`);
    await put(eu, `f${20 + at}`, { by: "eu" });
    await put(us, `f${30 + at}`, { by: "us" });
    await put(eu, `e${at}`);
    await put(us, `u${at}`);
  }
  // Histories are cut every few hours; what they hold goes when it is old.
  for (let part = 0; part < 3; part += 1) {
    time.now += 5 * HOUR;
    await pass(network, 60_000);
    await put(eu, `part ${part}`);
    await put(us, `part ${part}`, { by: "us" });
  }
  for (let days = 0; days < 40; days += 4) {
    time.now += 4 * DAY;
    await pass(network, 120_000);
  }
  network.cut("eu-west-1", "us-east-1", false);
  network.bytes = 0;
  const all = await becomeEqual();
  const has = (prefix: string) => all.filter((one) => one.startsWith(prefix)).length;
  assert.equal(all.length, ITEMS - 10 + 10 + 3);
  assert.deepEqual([has("e"), has("u"), has("part")], [5, 5, 3]);
  for (let at = 0; at < 5; at += 1) {
    assert.ok(!all.includes(`f${at} `) && !all.includes(`f${10 + at} `));
    assert.ok(all.includes(`f${20 + at} eu`) && all.includes(`f${30 + at} us`));
  }
  const whole = all.length * PAD.length;
  assert.ok(
    network.bytes > whole,
    `${network.bytes} bytes came of ${whole}: the history was there after all`,
  );

  // Afterwards changes go as they did before.
  network.bytes = 0;
  await drop(us, "e0");
  await put(eu, "the end");
  assert.equal((await becomeEqual()).filter((one) => one === "e0 " || one === "the end ").length, 1);
  assert.ok(network.bytes < whole / 4, `${network.bytes} bytes came for two changes`);
  await Promise.all([eu.kill(), us.kill()]);
});
