/** Ranges that are split and merged by themselves, under a clock that the test moves. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { open } from "hashrange";
import { Balance, Sample, type SplitPolicy } from "../../src/js/shards/balance.js";
import { Directory } from "../../src/js/shards/directory.js";
import type { Owned, ShardClock, ShardPort } from "../../src/js/shards/messages.js";
import { Router } from "../../src/js/shards/router.js";
import { Shard } from "../../src/js/shards/shard.js";

const TableName = "Items";
const MINUTE = 60_000;
let count = 0;

class Table {
  time = 1_700_000_000_000;
  readonly lost = new Set<string>();
  readonly router: Router;
  readonly directory: Promise<Directory>;
  readonly #shards = new Map<string, Promise<Shard>>();

  constructor(t: TestContext, policy: SplitPolicy & { readonly shards?: number }) {
    const clock: ShardClock = {
      now: () => this.time,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      random: () => 0.5,
    };
    const opened = async (name: string) => {
      const db = await open({ name: `balance-${process.pid}-${count++}-${name}`, storage: "memory" });
      t.after(() => db.close());
      return db;
    };
    const port: ShardPort = {
      call: async (name, message) => {
        if (this.lost.has(name)) throw new Error(`${name} is away`);
        const made = this.#shards.get(name) ?? opened(name).then((db) => new Shard({ db, port, clock }));
        this.#shards.set(name, made);
        return (await made).handle(message);
      },
      directory: async (message) => (await this.directory).handle(message),
    };
    this.directory = opened("directory").then((db) => new Directory({ ...policy, db, port, clock }));
    this.router = new Router({ port, clock });
  }

  async ask(operation: string, input: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.router.run(operation, JSON.stringify(input));
    assert.equal(status, 200, body);
    return JSON.parse(body) as Record<string, unknown>;
  }

  create(): Promise<unknown> {
    return this.ask("CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
  }

  async put(from: number, to: number): Promise<void> {
    for (let n = from; n < to; n += 1)
      await this.ask("PutItem", {
        TableName,
        Item: { id: { S: `item ${n}` }, text: { S: "x".repeat(1000) } },
      });
  }

  /** A minute passes, and the directory looks and does what it finds; how many ranges there are then. */
  async minute(): Promise<number> {
    this.time += MINUTE;
    const directory = await this.directory;
    await directory.balance();
    while (await directory.work());
    return (await this.ranges()).length;
  }

  async ranges(): Promise<readonly Owned[]> {
    const map = await (await this.directory).handle({ kind: "map" });
    assert.equal(map.kind, "map");
    return map.kind === "map" ? map.ranges : [];
  }

  async items(): Promise<number> {
    const { Count } = await this.ask("Scan", { TableName, Select: "COUNT" });
    return Number(Count);
  }
}

test("what is too large is split until nothing is", async (t) => {
  const table = new Table(t, { bytes: 120_000, rate: 1e9 });
  await table.create();
  await table.put(0, 100);
  assert.equal(await table.minute(), 1);
  await table.put(100, 400);
  const counts: number[] = [];
  for (let n = 0; n < 9; n += 1) counts.push(await table.minute());
  // 400 KB in ranges of the same hashes: at least four, and no more once each has less.
  const last = counts.at(-1) ?? 0;
  assert.ok(last >= 4 && last <= 6, counts.join());
  assert.deepEqual(counts.slice(0, 3), [2, 3, 4]);
  assert.equal(counts.at(-2), last);
  assert.equal(await table.items(), 400);
});

test("what is too busy is split where its requests have their middle", async (t) => {
  const table = new Table(t, { rate: 5 });
  await table.create();
  await table.put(0, 40);
  // Nobody knows over which time these were counted.
  assert.equal(await table.minute(), 1);
  const get = (n: number) => table.ask("GetItem", { TableName, Key: { id: { S: `item ${n}` } } });
  for (let n = 0; n < 290; n += 1) await get(n % 40);
  assert.equal(await table.minute(), 1, "less than five a second");
  for (let n = 0; n < 310; n += 1) await get(n % 40);
  assert.equal(await table.minute(), 2);
  for (let n = 0; n < 310; n += 1) await get(n % 40);
  assert.equal(await table.minute(), 2, "each has about half");
  assert.equal(await table.items(), 40);
});

test("a busy partition alone is not split off again and again", async (t) => {
  const table = new Table(t, { rate: 5 });
  await table.create();
  await table.put(0, 2);
  await table.minute();
  for (let minutes = 0; minutes < 3; minutes += 1) {
    for (let n = 0; n < 400; n += 1) await table.ask("GetItem", { TableName, Key: { id: { S: "item 1" } } });
    assert.equal(await table.minute(), 1);
  }
});

test("after a long pause a rate says nothing", async (t) => {
  const table = new Table(t, { rate: 0.001 });
  await table.create();
  await table.minute();
  await table.put(0, 50);
  table.time += 10 * MINUTE;
  assert.equal(await table.minute(), 1);
});

test("neighbours with little become one if they may, but never fewer than in the beginning", async (t) => {
  const table = new Table(t, { shards: 2, bytes: 1e9, rate: 1e9, merges: true });
  await table.create();
  await table.put(0, 60);
  const directory = await table.directory;
  for (const at of [2 ** 30, 3 * 2 ** 30]) {
    await directory.handle({ kind: "split", at });
    while (await directory.work());
  }
  const counts: number[] = [];
  for (let n = 0; n < 40; n += 1) counts.push(await table.minute());
  assert.equal(counts[8], 4, "not before it has been so for long");
  assert.equal(counts.at(-1), 2);
  assert.equal(await table.items(), 60);
  const kept = new Table(t, { bytes: 1e9, rate: 1e9 });
  await kept.create();
  await (await kept.directory).handle({ kind: "split", at: 2 ** 31 });
  for (let n = 0; n < 30; n += 1) await kept.minute();
  assert.equal((await kept.ranges()).length, 2);
});

test("a shard that is away does not keep others from being split, and a look during a move changes nothing", async (t) => {
  const table = new Table(t, { shards: 2, bytes: 60_000, rate: 1e9 });
  await table.create();
  await table.put(0, 200);
  const [first] = await table.ranges();
  table.lost.add(first?.shard ?? "");
  // The last range is not the one that is away.
  const directory = await table.directory;
  table.time += MINUTE;
  await directory.balance();
  await directory.balance();
  table.lost.clear();
  while (await directory.work());
  const ranges = await table.ranges();
  assert.equal(ranges.length, 3);
  assert.deepEqual(ranges[0], first);
  assert.equal(await table.items(), 200);
});

const range = (n: number) => ({ from: n * 100, to: (n + 1) * 100, shard: `shard-${n}`, epoch: 1 });

test("the most needed split comes first", () => {
  const balance = new Balance({ bytes: 1000, rate: 10 });
  const loads = [
    { ...range(0), load: { bytes: 1500, requests: 0 } },
    { ...range(1), load: { bytes: 0, requests: 2400, middle: 133 } },
    { ...range(2), load: undefined },
  ];
  assert.deepEqual(balance.change(loads, MINUTE), { kind: "split", at: 133 });
  assert.deepEqual(balance.change(loads, 20 * MINUTE), { kind: "split", at: 50 });
  assert.equal(
    balance.change([{ ...range(0), load: { bytes: 999, requests: 600, middle: 7 } }], MINUTE),
    undefined,
  );
});

test("a sample has a middle only if there is more than one busy place", () => {
  const sample = new Sample();
  assert.equal(sample.middle(), undefined);
  for (let n = 0; n < 10_000; n += 1) sample.add(n);
  const middle = sample.middle() ?? 0;
  assert.ok(middle > 4500 && middle < 5500, String(middle));
  sample.clear();
  for (let n = 0; n < 5000; n += 1) sample.add(n % 10 === 0 ? n : 7);
  assert.equal(sample.middle(), undefined);
  sample.clear();
  for (let n = 0; n < 300; n += 1) sample.add(n % 2 === 0 ? 3 : 9);
  assert.equal(sample.middle(), 9);
});
