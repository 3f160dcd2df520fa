/**
 * Shards under loss, repetition, reordering and crashes, while ranges are split and merged in the middle of transactions. Each
 * item is linearizable, transactions happen as a whole and once, no two shards answer for one range, and nothing is lost.
 * `SHARDS_SEED=7` replays a seed, `SHARDS_SEEDS=500` runs more.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Router } from "../../src/js/shards/router.js";
import { check, type Operation } from "../histories/linearizable.js";
import { World } from "./shards_world.js";

const REGISTERS = 12;
const ACCOUNTS = 10;
const PAIRS = 2;
const CLIENTS = 5;
const OPERATIONS = 40;
const BALANCE = 100;
const TableName = "Things";

type Write = { kind: "put"; value: number } | { kind: "get" };
type History = Operation<Write, number>[];

interface Answer {
  readonly status: number;
  readonly name: string;
  readonly body: Record<string, unknown>;
}

const key = (id: string) => ({ TableName, Key: { id: { S: id } } });
const put = (id: string, value: number) => ({
  TableName,
  Item: { id: { S: id }, value: { N: String(value) }, all: { S: "all" } },
});
const add = (id: string, sum: number, condition?: string) => ({
  Update: {
    ...key(id),
    UpdateExpression: "ADD #v :sum",
    ...(condition && { ConditionExpression: condition }),
    ExpressionAttributeNames: { "#v": "value" },
    ExpressionAttributeValues: {
      ":sum": { N: String(sum) },
      ...(condition && { ":least": { N: String(-sum) } }),
    },
  },
});
const numberIn = (item: unknown): number =>
  Number((item as { value?: { N: string } } | undefined)?.value?.N ?? 0);

class Run {
  readonly world: World;
  readonly histories = new Map<string, History>();
  /** Transfers that are known to have happened, by client. */
  readonly transfers: number[] = [];
  #router: ReturnType<World["router"]>;
  #value = 0;
  #finished = 0;

  constructor(seed: number) {
    this.world = new World(seed, 1 + (seed % 4));
    this.#router = this.world.router();
  }

  async all(): Promise<void> {
    const { world } = this;
    await this.drive(this.setUp());
    world.trouble = { lost: 0.01, repeated: 0.05, late: 0.1 };
    const clients = Array.from({ length: CLIENTS }, (_, n) =>
      this.client(n).finally(() => (this.#finished += 1)),
    );
    await this.drive(Promise.all(clients), () => this.disturb());
    world.trouble = { lost: 0, repeated: 0, late: 0 };
    await this.drive(this.settle());
    await this.drive(this.look());
    await world.close();
  }

  /** Lets things happen until a promise is fulfilled. */
  async drive(work: Promise<unknown>, disturb?: () => Promise<void>): Promise<void> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => undefined);
    while (!isDone) {
      if (disturb && this.#finished < CLIENTS) await disturb();
      if (!(await this.world.step()) && !isDone) throw new Error("Nothing can happen any more");
      if (this.world.events > 60_000) throw new Error("It does not end");
    }
    await done;
  }

  async ask(operation: string, input: object, router: Router = this.#router.router): Promise<Answer> {
    const { status, body } = await router.run(operation, JSON.stringify(input));
    const answer = JSON.parse(body) as Record<string, unknown>;
    return {
      status,
      body: answer,
      name:
        String(answer["__type"] ?? "")
          .split("#")
          .at(-1) ?? "",
    };
  }

  async sure(operation: string, input: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.ask(operation, input);
    assert.equal(status, 200, `${operation}: ${JSON.stringify(body)}`);
    return body;
  }

  async setUp(): Promise<void> {
    await this.sure("CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "all", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "all",
          KeySchema: [{ AttributeName: "all", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      BillingMode: "PAY_PER_REQUEST",
    });
    for (let n = 0; n < ACCOUNTS; n += 1) await this.sure("PutItem", put(`account ${n}`, BALANCE));
  }

  /** Crashes, splits, merges and background work, now and then. */
  async disturb(): Promise<void> {
    const { world } = this;
    const what = world.random();
    if (what < 0.006) {
      const names = world.names();
      world.crash(names[world.pick(names.length)] ?? "");
    } else if (what < 0.008) {
      this.#router.crash();
      this.#router = world.router();
    } else if (what < 0.016) {
      void this.split().catch(() => undefined);
    } else if (what < 0.026) {
      void this.merge().catch(() => undefined);
    } else if (what < 0.06) {
      const names = world.names();
      void world.work(names[world.pick(names.length)] ?? "directory").catch(() => undefined);
    } else if (what < 0.12) {
      void world.work("directory").catch(() => undefined);
    } else if (what < 0.17) await this.noOverlap();
  }

  async split(): Promise<void> {
    const map = await this.world.directory({ kind: "map" });
    if (map.kind !== "map" || map.ranges.length > 7) return;
    await this.world.directory({ kind: "split", at: Math.floor(this.world.random() * 2 ** 32) });
  }

  async merge(): Promise<void> {
    const map = await this.world.directory({ kind: "map" });
    if (map.kind !== "map" || map.ranges.length < 2) return;
    const range = map.ranges[1 + this.world.pick(map.ranges.length - 1)];
    await this.world.directory({ kind: "merge", at: range?.from ?? 0 });
  }

  async noOverlap(): Promise<void> {
    const all = [...(await this.world.owned())].flatMap(([shard, ranges]) =>
      ranges.map((range) => ({ ...range, shard })),
    );
    all.sort((one, two) => one.from - two.from);
    for (const [n, range] of all.entries())
      assert.ok(n === 0 || (all[n - 1]?.to ?? 0) <= range.from, `two shards have ${JSON.stringify(all)}`);
  }

  /** Does something to registers, and notes between which moments; `undefined` if it may have happened or not. */
  async noted(
    ids: readonly string[],
    input: Write,
    work: () => Promise<readonly number[] | "not" | undefined>,
  ): Promise<void> {
    const invoked = this.world.events;
    const outputs = await work();
    if (outputs === "not" || (outputs === undefined && input.kind === "get")) return;
    for (const [n, id] of ids.entries()) {
      const history = this.histories.get(id) ?? [];
      this.histories.set(id, history);
      const answer = outputs && { at: this.world.events, output: outputs[n] ?? 0 };
      history.push({ input, invoked, answer });
    }
  }

  /** A router that crashes answers nobody: who waits gives up. */
  async orGone<Value>(work: Promise<Value>, router: ReturnType<World["router"]>): Promise<Value | undefined> {
    let result: { value: Value } | undefined;
    work.then(
      (value) => {
        result = { value };
      },
      () => undefined,
    );
    const { clock } = this;
    for (let waits = 0; result === undefined; waits += 1) {
      await clock(20);
      if (result === undefined && (router !== this.#router || waits > 5000)) {
        await clock(100);
        break;
      }
    }
    return result?.value;
  }

  readonly clock = (ms: number): Promise<void> => this.world.pause(ms);

  try(operation: string, input: object): Promise<Answer | undefined> {
    const router = this.#router;
    return this.orGone(this.ask(operation, input, router.router), router);
  }

  async client(client: number): Promise<void> {
    this.transfers[client] = 0;
    for (let n = 0; n < OPERATIONS; n += 1) {
      const what = this.world.random();
      if (what < 0.2) await this.put();
      else if (what < 0.4) await this.get();
      else if (what < 0.6) await this.transfer(client, n);
      else if (what < 0.73) await this.putPair();
      else if (what < 0.91) await this.getPair();
      else if (what < 0.97) await this.sum();
      else await this.scan();
    }
  }

  async put(): Promise<void> {
    const id = `register ${this.world.pick(REGISTERS)}`;
    this.#value += 1;
    const value = this.#value;
    await this.noted([id], { kind: "put", value }, async () => {
      const answer = await this.try("PutItem", put(id, value));
      if (answer?.status === 200) return [value];
      return answer?.name === "TransactionConflictException" ? "not" : undefined;
    });
  }

  async get(): Promise<void> {
    const pair = this.world.pick(3) === 0;
    const id = pair ? `pair ${this.world.pick(PAIRS)} one` : `register ${this.world.pick(REGISTERS)}`;
    await this.noted([id], { kind: "get" }, async () => {
      const answer = await this.try("GetItem", { ...key(id), ConsistentRead: true });
      return answer?.status === 200 ? [numberIn(answer.body["Item"])] : undefined;
    });
  }

  async putPair(): Promise<void> {
    const pair = this.world.pick(PAIRS);
    const ids = [`pair ${pair} one`, `pair ${pair} two`];
    this.#value += 1;
    const value = this.#value;
    await this.noted(ids, { kind: "put", value }, async () => {
      const TransactItems = ids.map((id) => ({ Put: put(id, value) }));
      const answer = await this.try("TransactWriteItems", { TransactItems });
      if (answer?.status === 200) return [value, value];
      return answer?.name === "TransactionCanceledException" ? "not" : undefined;
    });
  }

  async getPair(): Promise<void> {
    const pair = this.world.pick(PAIRS);
    const ids = [`pair ${pair} one`, `pair ${pair} two`];
    await this.noted(ids, { kind: "get" }, async () => {
      const answer = await this.try("TransactGetItems", {
        TransactItems: ids.map((id) => ({ Get: key(id) })),
      });
      if (answer?.status !== 200) return undefined;
      const values = (answer.body["Responses"] as { Item?: unknown }[]).map(({ Item }) => numberIn(Item));
      assert.equal(values[0], values[1], `half of a transaction was read of pair ${pair}`);
      return values;
    });
  }

  /** Under one token until it is known to have happened or not. */
  async transfer(client: number, n: number): Promise<void> {
    const [from, to] = [this.world.pick(ACCOUNTS), this.world.pick(ACCOUNTS)];
    if (from === to) return;
    const sum = 1 + this.world.pick(30);
    const TransactItems = [
      add(`account ${from}`, -sum, "#v >= :least"),
      add(`account ${to}`, sum),
      add(`count ${client}`, 1),
    ];
    for (;;) {
      const answer = await this.try("TransactWriteItems", {
        TransactItems,
        ClientRequestToken: `transfer ${client} ${n}`,
      });
      if (answer?.name === "TransactionCanceledException") return;
      if (answer?.status === 200) {
        this.transfers[client] = (this.transfers[client] ?? 0) + 1;
        return;
      }
      assert.ok(answer === undefined || answer.status === 500, JSON.stringify(answer));
      await this.clock(50);
    }
  }

  async sum(): Promise<void> {
    const TransactItems = Array.from({ length: ACCOUNTS }, (_, n) => ({ Get: key(`account ${n}`) }));
    const answer = await this.try("TransactGetItems", { TransactItems });
    if (answer?.status === 200)
      this.checkSum((answer.body["Responses"] as { Item: unknown }[]).map(({ Item }) => Item));
  }

  checkSum(items: readonly unknown[]): void {
    const sum = items.reduce((all: number, item) => all + numberIn(item), 0);
    assert.equal(sum, ACCOUNTS * BALANCE, "the sum of the accounts");
  }

  async scan(): Promise<void> {
    const answer = await this.try("Scan", { TableName, ConsistentRead: true });
    if (answer?.status !== 200) return;
    const ids = (answer.body["Items"] as { id: { S: string } }[]).map(({ id }) => id.S);
    assert.equal(new Set(ids).size, ids.length, "an item was found twice");
    assert.equal(ids.filter((id) => id.startsWith("account")).length, ACCOUNTS);
  }

  /** Everything that was begun comes to its end. */
  async settle(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      for (const name of this.world.names()) {
        await this.world.work(name);
        await this.clock(10_000);
      }
      for (let steps = 0; steps < 50 && (await this.world.work("directory")); steps += 1)
        await this.clock(20);
    }
  }

  async look(): Promise<void> {
    await this.noOverlap();
    const items = (await this.sure("Scan", { TableName }))["Items"] as { id: { S: string } }[];
    const byId = new Map(items.map((item) => [item.id.S, numberIn(item)]));
    assert.equal(byId.size, items.length, "an item was found twice");
    this.checkSum(items.filter(({ id }) => id.S.startsWith("account")));
    for (const [client, count] of this.transfers.entries())
      assert.equal(byId.get(`count ${client}`) ?? 0, count, `transfers of client ${client}`);
    const indexed = await this.sure("Query", {
      TableName,
      IndexName: "all",
      KeyConditionExpression: "#a = :a",
      ExpressionAttributeNames: { "#a": "all" },
      ExpressionAttributeValues: { ":a": { S: "all" } },
    });
    const listed = items.filter((item) => "all" in item).map(({ id }) => id.S);
    assert.deepEqual((indexed["Items"] as typeof items).map(({ id }) => id.S).sort(), listed.sort());
    for (const [id, history] of this.histories) {
      history.push({
        input: { kind: "get" },
        invoked: this.world.events,
        answer: { at: this.world.events, output: byId.get(id) ?? 0 },
      });
      const verdict = check(REGISTER, history);
      assert.ok(
        verdict.linearizable,
        `${id}: ${JSON.stringify(verdict.stuck)} in ${JSON.stringify(history)}`,
      );
    }
  }
}

const REGISTER = {
  initial: 0,
  step: (state: number, input: Write, output: number | undefined): number | undefined => {
    if (input.kind === "put") return input.value;
    return output === undefined || output === state ? state : undefined;
  },
  print: (state: number): string => String(state),
};

const { SHARDS_SEED, SHARDS_SEEDS } = process.env;
const seeds =
  SHARDS_SEED === undefined
    ? Array.from({ length: Number(SHARDS_SEEDS ?? 8) }, (_, n) => n + 1)
    : [Number(SHARDS_SEED)];

for (const seed of seeds)
  test(`seed ${seed}: items are linearizable and transactions whole while ranges move and parts crash`, async () => {
    await new Run(seed).all();
  });
