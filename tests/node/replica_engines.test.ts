/**
 * Real engines in the simulated network, with storage that outlives crashes and clocks that are off: all end equal, with their
 * indexes. A seed that fails is printed; run it again with `SEED=n`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database } from "hashrange";
import { Engine, meanwhile, pass } from "./replica_machines.js";
import { Network, Random, Time } from "./replica_simulation.js";

const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"];
const TABLE: Parameters<Database["client"]["createTable"]>[0] = {
  TableName: "Notes",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "tag", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byTag",
      KeySchema: [{ AttributeName: "tag", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};
const SEEDS = 20;

async function write(random: Random, network: Network, { db }: Engine, value: number): Promise<void> {
  if (db === undefined) return;
  const id = `k${random.below(30)}`;
  const doc = db.documentClient();
  const Item = { id, tag: random.below(4), value };
  const work = random.chance(25)
    ? doc.delete({ TableName: "Notes", Key: { id } })
    : doc.put({ TableName: "Notes", Item });
  await meanwhile(network, Promise.resolve(work)).catch(({ name }: Error) => {
    assert.ok(["ResourceNotFoundException", "ResourceInUseException"].includes(name), name);
  });
}

async function stateOf({ db }: Engine): Promise<string> {
  const doc = (db as Database).documentClient();
  const { Items: items = [] } = await doc.scan({ TableName: "Notes" });
  const { Items: indexed = [] } = await doc.scan({ TableName: "Notes", IndexName: "byTag" });
  const lines = (list: Record<string, unknown>[]) => list.map((item) => JSON.stringify(item)).sort();
  assert.deepEqual(lines(indexed), lines(items), "the index differs from its table");
  return lines(items).join("\n");
}

async function live(seed: number): Promise<number> {
  const random = new Random(seed);
  const network = new Network(new Time(), random);
  const regions = REGIONS.slice(0, 2 + random.below(3));
  const isHub = random.chance(50);
  const engines = regions.map((region, at) => {
    const asks = isHub
      ? at === 0
        ? []
        : [regions[0] as string]
      : regions.filter((_, other) => other !== at);
    return new Engine(region, network, asks);
  });
  const [first] = engines as [Engine];
  for (const engine of engines) await meanwhile(network, engine.start());
  await meanwhile(network, Promise.resolve(first.db?.client.createTable(TABLE)));
  let value = 0;
  for (; value < 20; value += 1) await write(random, network, first, value);
  for (const RegionName of regions.slice(1)) {
    const add = () =>
      first.db?.client.updateTable({ TableName: "Notes", ReplicaUpdates: [{ Create: { RegionName } }] });
    for (let tries = 0; tries < 200; tries += 1) {
      const added = await meanwhile(network, Promise.resolve(add())).catch(() => undefined);
      if (added) break;
      await pass(network, 500);
    }
  }
  network.faults = { lost: random.below(30), doubled: random.below(15), reordered: random.below(15) };
  for (let step = 0; step < 80; step += 1) {
    const [one, other] = [random.pick(engines), random.pick(engines)];
    const kind = random.below(10);
    if (kind === 0) await meanwhile(network, one.kill());
    else if (kind <= 2) await meanwhile(network, one.start());
    else if (kind === 3) network.cut(one.region, other.region, true);
    else if (kind <= 5) network.cut(one.region, other.region, false);
    else if (kind === 6) one.skew = random.below(240_000) - 120_000;
    else {
      for (let n = random.below(12); n > 0; n -= 1, value += 1) await write(random, network, one, value);
    }
    await pass(network, random.below(600));
  }
  network.faults = { lost: 0, doubled: 0, reordered: 0 };
  for (const one of engines) {
    await meanwhile(network, one.start());
    for (const other of engines) network.cut(one.region, other.region, false);
  }
  let states: string[] = [];
  for (let round = 0; round < 40; round += 1) {
    await pass(network, 30_000);
    states = await meanwhile(network, Promise.all(engines.map(stateOf))).catch(() => []);
    if (states.length > 0 && new Set(states).size === 1) break;
  }
  const told: string[] = [];
  for (const { db, region } of engines)
    for (const one of (await db?.connections()) ?? [])
      told.push(`${region} to ${one.region}: ${one.state} ${one.lastError?.message}`);
  assert.equal(new Set(states).size, 1, `they differ\n${states.join("\n\n")}\n${told.join("\n")}`);
  for (const engine of engines) await engine.kill();
  return value;
}

test("engines end equal after crashes, partitions, faults of the network and wrong clocks", async () => {
  const one = process.env["SEED"];
  const seeds = one === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(one)];
  for (const seed of seeds) {
    try {
      assert.ok((await live(seed)) > 40, "hardly anything was written");
    } catch (error) {
      throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
});
