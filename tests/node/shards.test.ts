/** Tables over several shards: what one engine would answer, before, while and after ranges move. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { open } from "hashrange";
import { Directory } from "../../src/js/shards/directory.js";
import { murmur, shardHash } from "../../src/js/shards/hash.js";
import { LocalShards } from "../../src/js/shards/local.js";
import { hostClock } from "../../src/js/shards/messages.js";
import { answerRemote, remotePort } from "../../src/js/shards/remote.js";
import { Router } from "../../src/js/shards/router.js";
import { Shard } from "../../src/js/shards/shard.js";
import type { Json } from "../../src/js/shards/wire.js";

let count = 0;

/** Shards in memory, and how to ask their router. */
function shards(t: TestContext, number: number) {
  const made = new LocalShards({
    shards: number,
    open: (name) => open({ name: `shards-${process.pid}-${count++}-${name}`, storage: "memory" }),
  });
  t.after(() => made.close());
  return { made, ask: asking((operation, body) => made.router.run(operation, body)) };
}

function asking(run: (operation: string, body: string) => Promise<{ status: number; body: string }>) {
  return async (operation: string, input: object): Promise<Json> => {
    const { status, body } = await run(operation, JSON.stringify(input));
    const answer = JSON.parse(body) as Json;
    if (status === 200) return answer;
    const name = String(answer["__type"]).split("#").at(-1) ?? "";
    throw Object.assign(new Error(String(answer["message"] ?? answer["Message"])), { ...answer, name });
  };
}

const TableName = "Movies";
const MOVIES = {
  TableName,
  KeySchema: [
    { AttributeName: "studio", KeyType: "HASH" },
    { AttributeName: "year", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "studio", AttributeType: "S" },
    { AttributeName: "year", AttributeType: "N" },
    { AttributeName: "genre", AttributeType: "S" },
    { AttributeName: "rating", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byGenre",
      KeySchema: [
        { AttributeName: "genre", KeyType: "HASH" },
        { AttributeName: "rating", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

const movie = (n: number) => ({
  studio: { S: `studio ${n % 40}` },
  year: { N: String(1900 + n) },
  genre: { S: `genre ${n % 3}` },
  rating: { N: String((n * 7) % 10) },
  poster: { B: Buffer.from([n & 255, 1, 2]).toString("base64") },
  plot: { S: "x".repeat(200 + (n % 9) * 30) },
});

/** All pages of a query or scan. */
async function pages(ask: ReturnType<typeof asking>, operation: string, input: object) {
  const items: Json[] = [];
  const counts: unknown[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await ask(operation, { ...input, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    items.push(...((page["Items"] ?? []) as Json[]));
    counts.push([page["Count"], page["ScannedCount"], page["LastEvaluatedKey"]]);
    ExclusiveStartKey = page["LastEvaluatedKey"];
  } while (ExclusiveStartKey !== undefined);
  return { items, counts };
}

test("the hash of a key is the engine's", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(murmur(bytes("")), 0);
  assert.equal(murmur(bytes("test")), 0xba6bd213);
  assert.equal(murmur(bytes("Hello, world!")), 0xc0363e43);
  assert.equal(murmur(bytes("The quick brown fox jumps over the lazy dog")), 0x2e4ff723);
  assert.equal(murmur(Uint8Array.of(255, 255, 255, 255)), 0x76293b50);
  assert.equal(murmur(Uint8Array.of(0x21, 0x43, 0x65)), 0x7e4a8634);
  assert.equal(murmur(Uint8Array.of(0x21, 0x43)), 0xa0f7b07a);
  assert.equal(murmur(Uint8Array.of(0x21)), 0x72661cf4);
  assert.equal(shardHash({ S: "test" }, "S"), 0xba6bd213);
  assert.equal(shardHash({ B: "IUNl" }, "B"), 0x7e4a8634);
  assert.equal(shardHash({ N: "1.50" }, "N"), shardHash({ N: "15e-1" }, "N"));
  assert.equal(shardHash({ N: "1" }, "S"), undefined);
});

/** What reads of both have to agree in. */
const READS: readonly (readonly [string, object])[] = [
  ["Scan", { TableName }],
  ["Scan", { TableName, Limit: 7 }],
  [
    "Scan",
    {
      TableName,
      Limit: 50,
      FilterExpression: "rating > :r",
      ExpressionAttributeValues: { ":r": { N: "5" } },
    },
  ],
  ["Scan", { TableName, Select: "COUNT" }],
  ["Scan", { TableName, Segment: 0, TotalSegments: 3, Limit: 20 }],
  [
    "Scan",
    {
      TableName,
      Segment: 2,
      TotalSegments: 3,
      ProjectionExpression: "#y",
      ExpressionAttributeNames: { "#y": "year" },
    },
  ],
  [
    "Query",
    {
      TableName,
      KeyConditionExpression: "studio = :s AND #y > :y",
      ExpressionAttributeNames: { "#y": "year" },
      ExpressionAttributeValues: { ":s": { S: "studio 3" }, ":y": { N: "1950" } },
      Limit: 3,
    },
  ],
  [
    "Query",
    {
      TableName,
      IndexName: "byGenre",
      KeyConditionExpression: "genre = :g",
      ExpressionAttributeValues: { ":g": { S: "genre 1" } },
      Limit: 17,
    },
  ],
  [
    "Query",
    {
      TableName,
      IndexName: "byGenre",
      KeyConditionExpression: "genre = :g AND rating < :r",
      ExpressionAttributeValues: { ":g": { S: "genre 1" }, ":r": { N: "7" } },
      ScanIndexForward: false,
      ProjectionExpression: "plot, rating",
      Limit: 10,
    },
  ],
  ["Scan", { TableName, IndexName: "byGenre", Limit: 31 }],
  [
    "Query",
    {
      TableName,
      IndexName: "byGenre",
      KeyConditionExpression: "genre = :g",
      ExpressionAttributeValues: { ":g": { S: "genre 2" } },
      Select: "COUNT",
    },
  ],
];

async function fill(ask: ReturnType<typeof asking>, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 20)
    await ask("BatchWriteItem", {
      RequestItems: {
        [TableName]: Array.from({ length: 20 }, (_, at) => ({ PutRequest: { Item: movie(n + at) } })),
      },
    });
}

test("reads answer as those of one engine, also after ranges were split and merged", async (t) => {
  const one = await open({ name: `one-${process.pid}`, storage: "memory" });
  t.after(() => one.close());
  const single = asking(async (operation, body) => {
    const headers = {
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0",
    };
    const answer = await one.http({
      method: "POST",
      path: "/",
      headers,
      body: new TextEncoder().encode(body),
    });
    return { status: answer.status, body: new TextDecoder().decode(answer.body) };
  });
  const { made, ask } = shards(t, 2);
  for (const to of [single, ask]) {
    await to("CreateTable", MOVIES);
    await fill(to, 0, 600);
  }
  const same = async (when: string) => {
    for (const [operation, input] of READS)
      assert.deepEqual(
        await pages(ask, operation, input),
        await pages(single, operation, input),
        `${when}: ${operation} ${JSON.stringify(input)}`,
      );
  };
  await same("with two shards");
  await made.split(2 ** 30);
  await same("with three shards");
  await made.split(3 * 2 ** 30);
  for (const to of [single, ask]) await fill(to, 300, 800);
  await same("with four shards");
  await made.merge(2 ** 30);
  await made.merge(2 ** 31);
  await same("after merges");
  const { Table } = (await ask("DescribeTable", { TableName })) as { Table: Json };
  assert.equal(Table["ItemCount"], 800);
});

const ACCOUNTS = {
  TableName: "Accounts",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
};
const account = (n: number) => ({ TableName: "Accounts", Key: { id: { S: `account ${n}` } } });

/** Adds to an account that has at least `least`. */
const add = (n: number, sum: number, least: number) => ({
  Update: {
    ...account(n),
    UpdateExpression: "ADD balance :sum",
    ConditionExpression: "balance >= :least",
    ExpressionAttributeValues: { ":sum": { N: String(sum) }, ":least": { N: String(least) } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
});

async function balances(ask: ReturnType<typeof asking>, numbers: readonly number[]): Promise<string[]> {
  const TransactItems = numbers.map((n) => ({ Get: account(n) }));
  const { Responses } = await ask("TransactGetItems", { TransactItems });
  return (Responses as { Item?: { balance: { N: string } } }[]).map(({ Item }) => Item?.balance.N ?? "none");
}

test("transactions over shards happen as a whole or tell why not, and once under one token", async (t) => {
  const { ask } = shards(t, 4);
  await ask("CreateTable", ACCOUNTS);
  for (let n = 0; n < 8; n += 1)
    await ask("PutItem", { TableName: "Accounts", Item: { ...account(n).Key, balance: { N: "100" } } });
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7];
  const transfer = { TransactItems: [add(0, -30, 30), add(1, 10, 0), add(2, 10, 0), add(3, 10, 0)] };
  const capacity = await ask("TransactWriteItems", { ...transfer, ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(capacity["ConsumedCapacity"], [
    { TableName: "Accounts", CapacityUnits: 8, WriteCapacityUnits: 8 },
  ]);
  assert.deepEqual(await balances(ask, numbers), ["70", "110", "110", "110", "100", "100", "100", "100"]);

  const refused = ask("TransactWriteItems", {
    TransactItems: [add(4, 1, 0), add(5, -500, 500), add(6, 1, 0), add(7, -900, 900)],
  });
  const failed = (n: number) => ({
    Code: "ConditionalCheckFailed",
    Message: "The conditional request failed",
    Item: { ...account(n).Key, balance: { N: "100" } },
  });
  await assert.rejects(refused, {
    name: "TransactionCanceledException",
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]",
    CancellationReasons: [{ Code: "None" }, failed(5), { Code: "None" }, failed(7)],
  });
  const broken = { Update: { ...account(5), UpdateExpression: "SET" } };
  await assert.rejects(ask("TransactWriteItems", { TransactItems: [add(4, 1, 0), broken] }), {
    name: "ValidationException",
  });
  assert.deepEqual(await balances(ask, [4, 5, 6, 7]), ["100", "100", "100", "100"]);

  const token = { ClientRequestToken: "once" };
  for (let times = 0; times < 3; times += 1) await ask("TransactWriteItems", { ...transfer, ...token });
  assert.deepEqual(await balances(ask, [0, 1, 2, 3]), ["40", "120", "120", "120"]);
  await assert.rejects(
    ask("TransactWriteItems", { TransactItems: [add(0, -1, 0), add(1, 1, 0)], ...token }),
    { name: "IdempotentParameterMismatchException" },
  );
  // A put over all shards at once, with one that has no room for it.
  await assert.rejects(
    ask("TransactWriteItems", {
      TransactItems: [
        add(0, 1, 0),
        { ConditionCheck: { ...account(9), ConditionExpression: "attribute_exists(id)" } },
      ],
    }),
    { name: "TransactionCanceledException" },
  );
  assert.deepEqual(await balances(ask, [0, 9]), ["40", "none"]);
});

test("statements go where their partition is, and others read all shards", async (t) => {
  const { ask } = shards(t, 3);
  await ask("CreateTable", ACCOUNTS);
  const run = (Statement: string, Parameters?: unknown[], more: object = {}) =>
    ask("ExecuteStatement", { Statement, ...(Parameters && { Parameters }), ...more });
  for (let n = 0; n < 30; n += 1)
    await run(`INSERT INTO Accounts VALUE {'note': {'id': 'no key'}, 'id': ?, 'balance': ${n}}`, [
      { S: `account ${n}` },
    ]);
  await run(`UPDATE "Accounts" SET balance = 77 WHERE id = 'account 5' AND (balance = 5 OR balance = 6)`);
  const one = await run(`SELECT balance FROM Accounts WHERE id = ?`, [{ S: "account 5" }]);
  assert.deepEqual(one["Items"], [{ balance: { N: "77" } }]);
  const found = new Set<string>();
  let NextToken: unknown;
  do {
    const page = await run("SELECT id FROM Accounts WHERE balance < 20", undefined, {
      Limit: 4,
      ...(NextToken !== undefined && { NextToken }),
    });
    for (const { id } of page["Items"] as { id: { S: string } }[]) found.add(id.S);
    NextToken = page["NextToken"];
  } while (NextToken !== undefined);
  assert.equal(found.size, 19);
  await run(`DELETE FROM Accounts WHERE id = 'account 5'`);
  const { Responses } = await ask("BatchExecuteStatement", {
    Statements: [3, 4, 5].map((n) => ({ Statement: `SELECT * FROM Accounts WHERE id = 'account ${n}'` })),
  });
  const balances = (Responses as { Item?: Json }[]).map(({ Item }) => Item?.["balance"]);
  assert.deepEqual(balances, [{ N: "3" }, { N: "4" }, undefined]);
  await assert.rejects(run("UPDATE Accounts SET balance = 1 WHERE balance = 2"), {
    name: "ValidationException",
  });
  await assert.rejects(run("SELECT * FROM Nowhere"), { name: "ResourceNotFoundException" });
});

test("shards on other machines are reached over HTTP, by who knows the secret", async (t) => {
  const secret = "between shards";
  const parts = new Map<string, Promise<Shard | Directory>>();
  const machine = async (request: Request): Promise<Response> => {
    const name = new URL(request.url).hostname;
    const made = parts.get(name) ?? start(name);
    parts.set(name, made);
    return answerRemote(await made, secret, request);
  };
  const to = (url: string | URL | Request, init?: RequestInit) => machine(new Request(url, init));
  const port = remotePort({ url: (name) => `http://${name}/`, secret, fetch: to as typeof fetch });
  const start = async (name: string): Promise<Shard | Directory> => {
    const db = await open({ name: `remote-${process.pid}-${name}`, storage: "memory" });
    t.after(() => db.close());
    const options = { db, port, clock: hostClock };
    return name === "directory" ? new Directory({ ...options, shards: 2 }) : new Shard(options);
  };
  const router = new Router({ port });
  const ask = asking((operation, body) => router.run(operation, body));
  await ask("CreateTable", MOVIES);
  await fill(ask, 0, 100);
  await port.directory({ kind: "split", at: 2 ** 30 });
  while (((await port.directory({ kind: "work" })) as { value?: unknown }).value === true);
  const { items } = await pages(ask, "Scan", { TableName, Limit: 30 });
  assert.equal(items.length, 100);
  const byStudio = new Map(items.map((item) => [JSON.stringify([item["studio"], item["year"]]), item]));
  for (let n = 0; n < 100; n += 1) {
    const { studio, year, ...rest } = movie(n);
    assert.deepEqual(byStudio.get(JSON.stringify([studio, year])), { studio, year, ...rest });
  }
  const stranger = remotePort({
    url: (name) => `http://${name}/`,
    secret: "another",
    fetch: to as typeof fetch,
  });
  await assert.rejects(stranger.call("shard-0", { kind: "load" }), /403: wrong secret/);
});
