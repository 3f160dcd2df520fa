/**
 * The server on the file store is killed in the middle of writing, again and again, and started again on the same folder:
 * every acknowledged write is there, nothing is half there. The requests are DynamoDB's wire protocol, spoken with fetch.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type RunningServer, startServer } from "./served.js";

const ROUNDS = 5;
const TABLE = "Kill";
type Attribute = { readonly S: string } | { readonly N: string };
type Attributes = Readonly<Record<string, Attribute>>;

/** What has been acknowledged: items by key, and the counter. */
class Acknowledged {
  readonly items = new Map<string, string>();
  readonly pairs = new Set<string>();
  counter = 0;
}

const textOf = (round: number, worker: number, n: number): string =>
  `round ${round} worker ${worker} item ${n} `.repeat(8);

async function createTable(server: RunningServer): Promise<void> {
  await server.send("CreateTable", {
    TableName: TABLE,
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
      { AttributeName: "kind", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-kind",
        KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
}

/** Writes until the server is gone. */
class Writer {
  readonly #server: RunningServer;
  readonly #known: Acknowledged;
  readonly #round: number;

  constructor(server: RunningServer, known: Acknowledged, round: number) {
    this.#server = server;
    this.#known = known;
    this.#round = round;
  }

  /** Begins; the promise resolves when every worker has met the end of the server. */
  async run(): Promise<void> {
    const workers = [0, 1, 2, 3].map((worker) => this.#puts(worker));
    await Promise.allSettled([...workers, this.#counter(), this.#pairs()]);
  }

  async #puts(worker: number): Promise<never> {
    for (let n = 0; ; n += 1) {
      const [pk, text] = [`r${this.#round}w${worker}`, textOf(this.#round, worker, n)];
      const Item = { pk: { S: pk }, sk: { N: String(n) }, kind: { S: `kind ${n % 3}` }, text: { S: text } };
      await this.#server.send("PutItem", { TableName: TABLE, Item });
      this.#known.items.set(`${pk} ${n}`, text);
    }
  }

  async #counter(): Promise<never> {
    for (;;) {
      const answer = await this.#server.send("UpdateItem", {
        TableName: TABLE,
        Key: { pk: { S: "counter" }, sk: { N: "0" } },
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "UPDATED_NEW",
      });
      this.#known.counter = Number((answer as { Attributes: { n: { N: string } } }).Attributes.n.N);
    }
  }

  async #pairs(): Promise<never> {
    for (let n = 0; ; n += 1) {
      const id = `r${this.#round}n${n}`;
      const put = (side: string): object => ({
        Put: { TableName: TABLE, Item: { pk: { S: `${side}:${id}` }, sk: { N: "0" } } },
      });
      await this.#server.send("TransactWriteItems", { TransactItems: [put("left"), put("right")] });
      this.#known.pairs.add(id);
    }
  }
}

/** All items of the table or of its index. */
async function scan(server: RunningServer, IndexName?: string): Promise<Attributes[]> {
  const items: Attributes[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const answer = (await server.send("Scan", { TableName: TABLE, IndexName, ExclusiveStartKey })) as {
      Items: Attributes[];
      LastEvaluatedKey?: unknown;
    };
    items.push(...answer.Items);
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

function value(item: Attributes, name: string): string {
  const attribute = item[name];
  if (attribute === undefined) return "";
  return "S" in attribute ? attribute.S : attribute.N;
}

async function verify(server: RunningServer, known: Acknowledged): Promise<void> {
  const stored = await scan(server);
  const byKey = new Map(stored.map((item) => [`${value(item, "pk")} ${value(item, "sk")}`, item]));
  for (const [key, text] of known.items)
    assert.equal(value(byKey.get(key) ?? {}, "text"), text, `${key} was acknowledged`);
  for (const pair of known.pairs) assert.ok(byKey.has(`left:${pair} 0`), `${pair} was acknowledged`);
  for (const key of byKey.keys()) {
    if (key.startsWith("left:")) assert.ok(byKey.has(key.replace("left:", "right:")), `${key} has its twin`);
    if (key.startsWith("right:")) assert.ok(byKey.has(key.replace("right:", "left:")), `${key} has its twin`);
  }
  const counter = Number(value(byKey.get("counter 0") ?? {}, "n") || 0);
  assert.ok(counter >= known.counter, `the counter fell back from ${known.counter} to ${counter}`);
  const due = stored
    .filter((item) => item["kind"] !== undefined)
    .map((item) => `${value(item, "pk")} ${value(item, "sk")}`);
  const indexed = (await scan(server, "by-kind")).map((item) => `${value(item, "pk")} ${value(item, "sk")}`);
  assert.deepEqual(indexed.sort(), due.sort(), "the index agrees with its table");
}

test("a killed server loses nothing that was acknowledged", { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-kill-"));
  const known = new Acknowledged();
  let server: RunningServer | undefined;
  try {
    server = await startServer(folder);
    await createTable(server);
    await server.stop();
    for (let round = 0; round < ROUNDS; round += 1) {
      server = await startServer(folder);
      const before = known.items.size;
      const writing = new Writer(server, known, round).run();
      while (known.items.size < before + 60 * (round + 1)) {
        assert.ok(server.running(), `the server ended by itself: ${server.output()}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await server.kill();
      await writing;
      server = await startServer(folder);
      await verify(server, known);
      // Every other time the verified server is killed too, so that a log is replayed on top of a replayed log.
      await (round % 2 === 0 ? server.kill() : server.stop());
    }
    assert.ok(known.pairs.size > 0 && known.counter > 0);
  } finally {
    await server?.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("a second server on the same folder is refused while the first lives, and takes over after its kill", {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-kill-"));
  const first = await startServer(folder);
  try {
    await createTable(first);
    await assert.rejects(startServer(folder), /use|lock/i);
    await first.kill();
    const second = await startServer(folder);
    const { TableNames } = (await second.send("ListTables", {})) as { TableNames: string[] };
    assert.deepEqual(TableNames, [TABLE]);
    await second.stop();
  } finally {
    await first.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
