/**
 * Real engines in the simulated network, with storage that outlives crashes and clocks that are off: all end equal, with their
 * indexes. A seed that fails is printed; run it again with `SEED=n`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database } from "hashrange";
import { open } from "hashrange";
import { StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { Network, Random, Time } from "./replica_simulation.js";

const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"];
const SECRET = "what all of the engines know";
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

/** A store whose machine may stop at any moment: what was written until then stays. */
class Mortal extends MemoryStorage {
  dead = false;

  protected override fence(epoch: number): void {
    if (this.dead) throw new StorageError("Fenced", "this machine is off");
    super.fence(epoch);
  }
}

class Engine {
  db: Database | undefined;
  skew = 0;
  readonly #data = new MemoryData();
  #store: Mortal | undefined;

  constructor(
    readonly region: string,
    readonly network: Network,
    readonly asks: readonly string[],
  ) {}

  async start(): Promise<void> {
    if (this.db !== undefined) return;
    const { time } = this.network;
    this.#store = new Mortal(this.#data);
    const clock = {
      now: () => time.now + this.skew,
      sleep: (ms: number) => new Promise<void>((resolve) => time.after(ms, resolve)),
    };
    const name = `engines-${this.region}`;
    this.db = await open({ name, storage: this.#store, region: this.region, clock });
    await this.db.connect({ transport: this.network.entrance(this.region), secret: SECRET });
    for (const region of this.asks)
      await this.db.connect({ region, transport: this.network.transport(), secret: SECRET });
  }

  async kill(): Promise<void> {
    const { db } = this;
    if (this.#store) this.#store.dead = true;
    this.db = undefined;
    await db?.close().catch(() => undefined);
  }
}

/** Lets the engines do what they have begun. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function pass({ time }: Network, ms: number): Promise<void> {
  const until = time.now + ms;
  await settled();
  while (time.step(until)) await settled();
  time.now = until;
}

/** Lets time pass until something is done. */
async function meanwhile<T>(network: Network, work: Promise<T>): Promise<T> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  done.catch(() => undefined);
  while (!over) await pass(network, 50);
  return done;
}

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
