/**
 * A transaction over three shards, in which at each message one part, or all of them, loses its memory. If it was answered, all
 * of it has happened at once; else all of it has happened or nothing a moment later, and nothing is left locked.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Database, open } from "hashrange";
import { coordinatorOf } from "../../src/js/shards/coordinator.js";
import { Directory } from "../../src/js/shards/directory.js";
import { shardHash } from "../../src/js/shards/hash.js";
import type { ShardClock, ShardMessage, ShardPort, ShardReply } from "../../src/js/shards/messages.js";
import { Router } from "../../src/js/shards/router.js";
import { Shard } from "../../src/js/shards/shard.js";
import { StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const TableName = "Items";
const DIRECTORY = "directory";
const TOKEN = "a token";
const SHARDS = ["shard-0", "shard-1", "shard-2"];
let count = 0;

interface Life {
  isOver: boolean;
  part: Promise<Shard | Directory>;
}

/** What a dead process still tries to write does not reach the disk. */
class Mortal extends MemoryStorage {
  readonly #life: { isOver: boolean };
  constructor(data: MemoryData, life: { isOver: boolean }) {
    super(data);
    this.#life = life;
  }
  protected override fence(epoch: number): void {
    if (this.#life.isOver) throw new StorageError("Fenced", "the process is dead");
    super.fence(epoch);
  }
}

class World {
  time = 1_700_000_000_000;
  messages = 0;
  /** Is called before and after each message between parts. */
  disturb: (at: number, isAfter: boolean) => void = () => undefined;
  readonly #data = new Map<string, MemoryData>();
  readonly #lives = new Map<string, Life>();
  readonly #databases: Database[] = [];

  router(): Router {
    const life = { isOver: false };
    return new Router({ port: this.#port(life), clock: this.#clock(life) });
  }

  crash(name: string): void {
    const life = this.#lives.get(name);
    if (life) life.isOver = true;
    this.#lives.delete(name);
  }

  async part(name: string): Promise<Shard | Directory> {
    return this.#life(name).part;
  }

  async close(): Promise<void> {
    for (const name of [...this.#lives.keys()]) this.crash(name);
    for (const database of this.#databases) await database.close().catch(() => undefined);
  }

  #clock(life: { isOver: boolean }): ShardClock {
    return {
      now: () => this.time,
      random: Math.random,
      pause: async (ms) => {
        for (let turn = 0; turn < Math.min(ms, 60); turn += 1)
          await new Promise((resolve) => setImmediate(resolve));
        if (life.isOver) await new Promise(() => undefined);
      },
    };
  }

  #port(caller: { isOver: boolean }): ShardPort {
    const send = async (name: string, message: object): Promise<never> => {
      if (caller.isOver) return new Promise<never>(() => undefined);
      this.messages += 1;
      const at = this.messages;
      const begun = this.#life(name);
      this.disturb(at, false);
      if (begun.isOver) throw new Error(`${name} is not there`);
      const part = (await begun.part) as unknown as { handle(message: unknown): Promise<never> };
      const reply = await part.handle(structuredClone(message));
      if (!begun.isOver) this.disturb(at, true);
      if (caller.isOver) return new Promise<never>(() => undefined);
      if (begun.isOver) throw new Error(`${name} was not heard of`);
      return structuredClone(reply);
    };
    return {
      call: (shard: string, message: ShardMessage): Promise<ShardReply> => send(shard, message),
      directory: (message) => send(DIRECTORY, message),
    };
  }

  #life(name: string): Life {
    const known = this.#lives.get(name);
    if (known) return known;
    const data = this.#data.get(name) ?? new MemoryData();
    this.#data.set(name, data);
    const life: { isOver: boolean; part?: Promise<Shard | Directory> } = { isOver: false };
    life.part = this.#start(data, life, name);
    life.part.catch(() => undefined);
    this.#lives.set(name, life as Life);
    return life as Life;
  }

  async #start(data: MemoryData, life: { isOver: boolean }, name: string): Promise<Shard | Directory> {
    const db = await open({
      name: `crashes-${process.pid}-${count++}`,
      storage: new Mortal(data, life),
      clock: { now: () => this.time },
    });
    this.#databases.push(db);
    const options = { db, port: this.#port(life), clock: this.#clock(life) };
    return name === DIRECTORY ? new Directory({ ...options, shards: SHARDS.length }) : new Shard(options);
  }
}

/** An id on each shard. */
const IDS = SHARDS.map((_, shard) => {
  for (let n = 0; ; n += 1)
    if (Math.floor(((shardHash({ S: `id ${n}` }, "S") ?? 0) * 3) / 2 ** 32) === shard) return `id ${n}`;
});

async function ask(router: Router, operation: string, input: object) {
  const { status, body } = await router.run(operation, JSON.stringify(input));
  return { status, body: JSON.parse(body) as Record<string, unknown>, text: body };
}

async function set(router: Router, value: string, token?: string) {
  return ask(router, "TransactWriteItems", {
    TransactItems: IDS.map((id) => ({ Put: { TableName, Item: { id: { S: id }, value: { S: value } } } })),
    ...(token !== undefined && { ClientRequestToken: token }),
  });
}

async function values(router: Router): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const id of IDS) {
    const { status, body, text } = await ask(router, "GetItem", {
      TableName,
      Key: { id: { S: id } },
      ConsistentRead: true,
    });
    assert.equal(status, 200, text);
    found.push((body["Item"] as { value: { S: string } } | undefined)?.value.S);
  }
  return found;
}

async function started(): Promise<{ world: World; router: Router }> {
  const world = new World();
  const router = world.router();
  const made = await ask(router, "CreateTable", {
    TableName,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  assert.equal(made.status, 200, made.text);
  assert.equal((await set(router, "old")).status, 200);
  return { world, router };
}

/** The one who decides. */
const homeOf = (token?: string) => (token === undefined ? (SHARDS[0] ?? "") : coordinatorOf(token));

/** Whether the disturbance came at all. */
async function run(at: number, isAfter: boolean, victims: readonly string[], token?: string) {
  const { world, router } = await started();
  const begun = world.messages;
  let [isHit, isOver] = [false, false];
  world.disturb = (message, after) => {
    if (message - begun !== at || after !== isAfter || isHit) return;
    isHit = true;
    for (const victim of victims) world.crash(victim);
  };
  const answered = set(router, "new", token);
  // Whoever waits for a process that is dead gives up.
  const patience = (async () => {
    while (!isHit && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 150));
    return { status: 0 };
  })();
  const { status } = await Promise.race([answered, patience]);
  isOver = true;
  world.disturb = () => undefined;
  const name = `${victims.join()} ${isAfter ? "after" : "before"} message ${at}${token ? " with a token" : ""}: ${status}`;
  const all = (value: string) => SHARDS.map(() => value);
  if (status === 200) assert.deepEqual(await values(world.router()), all("new"), name);
  if (status === 200 && token) assert.equal((await set(world.router(), "new", token)).status, 200, name);
  // Who waits for a decision asks for it after some seconds.
  for (let times = 0; times < 2; times += 1) {
    world.time += 6000;
    for (const part of [...SHARDS, homeOf(token)]) await (await world.part(part)).work();
  }
  const seen = await values(world.router());
  if (status === 200) assert.deepEqual(seen, all("new"), name);
  assert.deepEqual(seen, all(seen[0] ?? ""), name);
  // An hour later nothing is left of it.
  world.time += 3_600_000;
  for (const part of [...SHARDS, homeOf(token)])
    assert.equal(await (await world.part(part)).work(), undefined, `${name}: ${part} has work left`);
  assert.deepEqual(await values(world.router()), seen, name);
  assert.equal((await set(world.router(), "newest", token)).status, 200, name);
  assert.deepEqual(new Set(await values(world.router())), new Set(["newest"]), name);
  await world.close();
  return isHit;
}

for (const token of [undefined, TOKEN])
  for (const victims of [["shard-1"], ["shard-2", "shard-0"], [homeOf(token)], [...SHARDS, homeOf(token)]])
    test(`${victims.join()} may be lost at each message${token ? " of a transaction with a token" : ""}`, async () => {
      let at = 1;
      for (; (await run(at, false, victims, token)) && (await run(at, true, victims, token)); at += 1);
      assert.ok(at >= 6, `only ${at} messages`);
    });

test("who was away for an hour learns how a transaction ended, though others have had many since", async () => {
  for (const token of [undefined, TOKEN]) {
    const { world, router } = await started();
    assert.equal((await set(router, "new", token)).status, 200);
    // One has not kept the decision, and whoever has decided knows nothing but the record.
    for (const name of ["shard-2", homeOf(token)]) world.crash(name);
    const shard = (await world.part("shard-1")) as Shard;
    for (let n = 0; n < 40; n += 1) {
      world.time += 120_000;
      await shard.handle({ kind: "vote", id: `${String(world.time).padStart(15, "0")}-other` });
    }
    assert.deepEqual(await values(world.router()), ["new", "new", "new"]);
    await world.close();
  }
});
