/**
 * A table over shards in Durable Objects takes items and transfers while it splits twice and workerd is killed: a scan finds all
 * items, and the transfers have kept their sums. `SHARDS_ITEMS=200000` is the long run (`npm run test:shards`).
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Bundle, bundle, killWorkers, type RunningWorker, startWorker, worker } from "./workerd.js";

const ITEMS = Number(process.env["SHARDS_ITEMS"] ?? 20_000);
const ACCOUNTS = 12;
const BALANCE = 1000;
const TableName = "Items";
/** Requests under way at a time. */
const WRITERS = 16;

let folder = "";
let made: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-shards-"));
  made = await bundle(worker("workers/shards.ts"), join(folder, "bundle"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

const start = (): Promise<RunningWorker> =>
  startWorker(made, {
    storage: join(folder, "storage"),
    objects: { SHARDS: "ShardObject", DIRECTORY: "DirectoryObject" },
  });

interface Map {
  readonly version: number;
  readonly ranges: readonly { readonly shard: string }[];
}

class Table {
  #running: Promise<RunningWorker>;
  constructor() {
    this.#running = start();
  }

  async kill(): Promise<void> {
    const killed = await this.#running;
    this.#running = killed.kill().then(start);
    await this.#running;
  }

  async get(path: string): Promise<unknown> {
    const { endpoint } = await this.#running;
    const answer = await fetch(endpoint + path);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  }

  /** Asks until it is answered; what the service would not do is an error with its name. */
  async ask(operation: string, input: object): Promise<Record<string, unknown>> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { endpoint } = await this.#running;
        const response = await fetch(endpoint, {
          method: "POST",
          headers: {
            "x-amz-target": `DynamoDB_20120810.${operation}`,
            "content-type": "application/x-amz-json-1.0",
          },
          body: JSON.stringify(input),
        });
        const answer = (await response.json()) as Record<string, unknown>;
        if (response.status === 200) return answer;
        const name = String(answer["__type"]).split("#").at(-1) ?? "";
        if (response.status < 500)
          throw Object.assign(new Error(JSON.stringify(answer)), { name, service: true });
      } catch (error) {
        if ((error as { service?: boolean }).service) throw error;
      }
      if (attempt === 200) throw new Error(`${operation} is not answered`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async moved(version: number): Promise<Map> {
    for (;;) {
      const map = (await this.get("/map").catch(() => undefined)) as Map | undefined;
      if (map !== undefined && map.version >= version) return map;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const account = (n: number) => ({ TableName, Key: { id: { S: `account ${n}` } } });
const add = (n: number, sum: number) => ({
  Update: {
    ...account(n),
    UpdateExpression: "ADD balance :sum",
    ExpressionAttributeValues: { ":sum": { N: String(sum) } },
  },
});

test(`${ITEMS} items and transfers between shards, while the table splits twice and workerd is killed`, async () => {
  const table = new Table();
  await table.ask("CreateTable", {
    TableName,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (let n = 0; n < ACCOUNTS; n += 1)
    await table.ask("PutItem", { TableName, Item: { ...account(n).Key, balance: { N: String(BALANCE) } } });
  const { version } = (await table.get("/map")) as Map;
  let [next, transfers] = [0, 0];
  const write = async () => {
    while (next < ITEMS) {
      const from = next;
      next += 25;
      let left: unknown = {
        [TableName]: Array.from({ length: Math.min(25, ITEMS - from) }, (_, n) => ({
          PutRequest: { Item: { id: { S: `item ${from + n}` }, text: { S: "x".repeat(200) } } },
        })),
      };
      while (Object.keys(left as object).length > 0)
        left = (await table.ask("BatchWriteItem", { RequestItems: left }))["UnprocessedItems"] ?? {};
    }
  };
  const transfer = async () => {
    while (next < ITEMS) {
      const n = transfers++;
      const [from, to] = [n % ACCOUNTS, (n * 5 + 1) % ACCOUNTS];
      if (from === to) continue;
      const TransactItems = [add(from, -7), add(to, 7)];
      await table
        .ask("TransactWriteItems", { TransactItems, ClientRequestToken: `transfer ${n}` })
        .catch((error) => {
          if ((error as Error).name !== "TransactionCanceledException") throw error;
        });
    }
  };
  const disturb = async () => {
    while (next < ITEMS / 5) await new Promise((resolve) => setTimeout(resolve, 20));
    await table.get(`/split?at=${2 ** 31}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await table.kill();
    await table.moved(version + 1);
    await table.get(`/split?at=${2 ** 30}`).catch(() => table.moved(version + 1));
  };
  const disturbing = disturb();
  await Promise.all([...Array.from({ length: WRITERS }, write), transfer(), transfer()]);
  await disturbing;
  const map = await table.moved(version + 2);
  assert.deepEqual(new Set(map.ranges.map(({ shard }) => shard)), new Set(["shard-0", "shard-1", "shard-2"]));
  const found = new Set<string>();
  let [count, sum] = [0, 0];
  let ExclusiveStartKey: unknown;
  do {
    const page = await table.ask("Scan", { TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    for (const { id, balance } of page["Items"] as { id: { S: string }; balance?: { N: string } }[]) {
      found.add(id.S);
      count += 1;
      sum += Number(balance?.N ?? 0);
    }
    ExclusiveStartKey = page["LastEvaluatedKey"];
  } while (ExclusiveStartKey !== undefined);
  assert.equal(found.size, ITEMS + ACCOUNTS);
  assert.equal(count, found.size, "an item was found twice");
  assert.equal(sum, ACCOUNTS * BALANCE);
  assert.ok(transfers > ACCOUNTS);
});
