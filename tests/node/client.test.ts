/** The clients over a stand-in for the engine. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Binding, Host, Loader } from "../../src/js/client/boundary.js";
import { GetCommand, PutCommand } from "../../src/js/client/commands.js";
import type { Database } from "../../src/js/client/database.js";
import { type OpenOptions, openOn } from "../../src/js/client/open.js";
import { paginateQuery } from "../../src/js/client/paginators.js";
import { NumberValue } from "../../src/js/codec/number_value.js";
import {
  DatabaseClosedError,
  StorageEvictedError,
  StorageUnavailableError,
} from "../../src/js/errors/database.js";
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from "../../src/js/errors/service.js";
import { FakeModule } from "./fake_core.js";

async function opened(options: OpenOptions = {}): Promise<{ fake: FakeModule; db: Database }> {
  const fake = new FakeModule();
  const db = await openOn({ load: fake.load, defaultStorage: "memory" })(options);
  return { fake, db };
}

const metadata = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };

test("opening passes the options on", async () => {
  const { fake } = await opened({
    name: "passes",
    durability: "relaxed",
    cacheBytes: 1 << 20,
    region: "eu-x",
  });
  assert.deepEqual(fake.configs, [
    {
      storage: "memory",
      name: "passes",
      durability: "relaxed",
      cacheBytes: 1 << 20,
      region: "eu-x",
      account: "000000000000",
    },
  ]);
});

test("what open() does not know is refused before anything is opened", async () => {
  const fake = new FakeModule();
  const open = openOn({ load: fake.load, defaultStorage: "memory" }) as (
    ...given: unknown[]
  ) => Promise<unknown>;
  const refused: [unknown[], RegExp][] = [
    [[], /takes a name/],
    [["shop", { storage: "memory" }], /takes a name/],
    [[{ name: "shop", strage: "memory" }], /no option "strage"/],
    [[{ name: "shop", durability: "Relaxed" }], /no durability "Relaxed"/],
    [[{ storage: {} }], /neither a StorageAdapter nor a FileAdapter/],
    [[{ from: "file" }], /`from` takes/],
    [[{ from: Promise.resolve() }], /`from` takes/],
  ];
  for (const [given, message] of refused)
    await assert.rejects(open(...given), { name: "TypeError", message });
  assert.equal(fake.loads, 0);
});

test("put and get: plain values, the structure beside them, $metadata", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.answer = ({ operation }) => ({ done: operation === "GetItem" ? { Item: { id: "u1", n: 5 } } : {} });
  const put = await doc.put({
    TableName: "Users",
    Item: { id: "u1", gone: undefined, at: new Set(["x"]) },
    ReturnValues: undefined,
    ConditionExpression: "attribute_not_exists(id)",
  });
  assert.deepEqual(put, { $metadata: metadata });
  const got = await doc.get({ TableName: "Users", Key: { id: "u1" }, ConsistentRead: true });
  assert.deepEqual(got, { Item: { id: "u1", n: 5 }, $metadata: metadata });
  assert.deepEqual(
    fake.calls.map(({ operation, mode, input }) => ({ operation, mode, input })),
    [
      {
        operation: "PutItem",
        mode: 0,
        input: {
          TableName: "Users",
          Item: { id: "u1", at: new Set(["x"]) },
          ConditionExpression: "attribute_not_exists(id)",
        },
      },
      {
        operation: "GetItem",
        mode: 0,
        input: { TableName: "Users", Key: { id: "u1" }, ConsistentRead: true },
      },
    ],
  );
});

test("all habits: promise, .promise(), callback, send", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.answer = () => ({ done: { Item: { id: 1 } } });
  const input = { TableName: "T", Key: { id: 1 } };
  const expected = { Item: { id: 1 }, $metadata: metadata };
  assert.deepEqual(await doc.get(input), expected);
  assert.deepEqual(await doc.get(input).promise(), expected);
  assert.deepEqual(await doc.send(new GetCommand(input)), expected);
  const called = await new Promise((resolve, reject) => {
    doc.get(input, (error, output) => (error ? reject(error) : resolve(output)));
  });
  assert.deepEqual(called, expected);
  fake.answer = () => ({ failed: { name: "ResourceNotFoundException", message: "no", status: 400 } });
  const error = await new Promise((resolve) => {
    doc.send(new PutCommand({ TableName: "T", Item: {} }), (failure) => resolve(failure));
  });
  assert.ok(error instanceof ResourceNotFoundException);
});

test("pending calls are completed by ticket, also out of order and after the memory grew", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  let release: (value?: unknown) => void = () => undefined;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  fake.answer = ({ input }) => {
    const { id } = input["Key"] as { id: number };
    return id === 0 ? { later: { Item: { id } }, after: gate } : { later: { Item: { id } } };
  };
  const order: unknown[] = [];
  const all = [0, 1, 2].map((id) =>
    doc.get<{ id: number }>({ TableName: "T", Key: { id } }).then(({ Item }) => order.push(Item?.id)),
  );
  await all[2];
  release();
  await Promise.all(all);
  assert.deepEqual(order, [1, 2, 0]);
});

test("failures are errors of their classes, with their members", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  const put = () => doc.put({ TableName: "T", Item: { id: 1 } });
  fake.answer = () => ({
    failed: {
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      status: 400,
      Item: { id: 1 },
    },
  });
  const failed: unknown = await put().catch((error: unknown) => error);
  assert.ok(failed instanceof ConditionalCheckFailedException);
  assert.ok(failed instanceof DynamoDBServiceException);
  assert.ok(failed instanceof Error);
  assert.equal(failed.name, "ConditionalCheckFailedException");
  assert.equal(failed.message, "The conditional request failed");
  assert.equal(failed.$fault, "client");
  assert.equal(failed.$metadata.httpStatusCode, 400);
  assert.deepEqual(failed.Item, { id: 1 });
  assert.match(String(failed.stack), /ConditionalCheckFailedException/);

  const reasons = [{ Code: "None" }, { Code: "ConditionalCheckFailed", Message: "no" }];
  fake.answer = () => ({
    later: {
      name: "TransactionCanceledException",
      message: "cancelled",
      status: 400,
      CancellationReasons: reasons,
    },
  });
  const cancelled: unknown = await put().catch((error: unknown) => error);
  assert.ok(cancelled instanceof TransactionCanceledException);
  assert.deepEqual(cancelled.CancellationReasons, reasons);

  fake.answer = () => ({ failed: { name: "BrandNewException", message: "?", status: 418 } });
  const unknown: unknown = await put().catch((error: unknown) => error);
  assert.ok(unknown instanceof DynamoDBServiceException);
  assert.equal(unknown.name, "BrandNewException");

  fake.answer = () => ({ failed: { name: "StorageEvictedError", message: "gone", status: 500 } });
  await assert.rejects(put(), StorageEvictedError);
});

test("what cannot be marshalled rejects and does not throw", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  await assert.rejects(doc.put({ TableName: "T", Item: { a: Number.NaN } }), /Item\.a is NaN/);
  assert.equal(fake.calls.length, 0);
});

test("wrapNumbers is about attribute values only", async () => {
  const { fake, db } = await opened();
  fake.answer = () => ({ done: { Count: 1, Items: [{ id: 7 }], LastEvaluatedKey: { id: 7 } } });
  const query = { TableName: "T", KeyConditionExpression: "id = :i", ExpressionAttributeValues: { ":i": 7 } };
  const wrapped = db.documentClient({ unmarshallOptions: { wrapNumbers: true } });
  const seven = new NumberValue("7");
  assert.deepEqual(await wrapped.query(query), {
    Count: 1,
    Items: [{ id: seven }],
    LastEvaluatedKey: { id: seven },
    $metadata: metadata,
  });
  const reentrant = db.documentClient({
    unmarshallOptions: {
      wrapNumbers: (text) => {
        void db.documentClient().query(query);
        return BigInt(text);
      },
    },
  });
  assert.deepEqual((await reentrant.query(query)).Items, [{ id: 7n }]);
});

test("a getter that calls the engine while its object is being encoded", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  const item = {
    a: "before",
    get b() {
      void doc.put({ TableName: "Inner", Item: { x: "inner" } });
      return "during";
    },
    c: "after",
  };
  await doc.put({ TableName: "Outer", Item: item });
  assert.deepEqual(
    fake.calls.map(({ input }) => input),
    [
      { TableName: "Inner", Item: { x: "inner" } },
      { TableName: "Outer", Item: { a: "before", b: "during", c: "after" } },
    ],
  );
});

test("paginators stop at the last page and leave the input alone", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  const pages = [
    { Items: [{ id: 1 }], LastEvaluatedKey: { id: 1 } },
    { Items: [{ id: 2 }], LastEvaluatedKey: { id: 2 } },
    { Items: [] },
  ];
  let page = 0;
  fake.answer = () => ({ done: pages[page++ % 3] ?? {} });
  const input = Object.freeze({ TableName: "T", KeyConditionExpression: "x" });
  const seen: unknown[] = [];
  for await (const { Items } of doc.paginateQuery({ pageSize: 1 }, input)) seen.push(...(Items ?? []));
  assert.deepEqual(seen, [{ id: 1 }, { id: 2 }]);
  assert.deepEqual(
    fake.calls.map((call) => call.input["ExclusiveStartKey"]),
    [undefined, { id: 1 }, { id: 2 }],
  );
  assert.deepEqual(
    fake.calls.map((call) => call.input["Limit"]),
    [1, 1, 1],
  );
  let count = 0;
  for await (const _ of paginateQuery({ client: doc, startingToken: { id: 0 } }, input)) count += 1;
  assert.equal(count, 3);
  assert.deepEqual(fake.calls[3]?.input["ExclusiveStartKey"], { id: 0 });
});

test("the low-level client: typed mode, times become dates, waiters", async () => {
  const { fake, db } = await opened();
  let asked = 0;
  fake.answer = () => {
    asked += 1;
    if (asked === 1) return { failed: { name: "ResourceNotFoundException", message: "", status: 400 } };
    const status = asked === 2 ? "CREATING" : "ACTIVE";
    return { done: { Table: { TableStatus: status, CreationDateTime: 1.5, ItemCount: 3 } } };
  };
  const result = await db.client.waitUntilTableExists({ maxWaitTime: 5 }, { TableName: "T" });
  assert.deepEqual(result, { state: "SUCCESS" });
  assert.equal(asked, 3);
  assert.equal(fake.calls[0]?.mode, 1);
  const { Table } = await db.client.describeTable({ TableName: "T" });
  assert.deepEqual(Table?.CreationDateTime, new Date(1500));
  assert.equal(Table?.ItemCount, 3);
  await db.client.putItem({ TableName: "T", Item: { id: { S: "x" }, b: { B: Uint8Array.of(1) } } });
  assert.deepEqual(fake.calls.at(-1)?.input["Item"], { id: { S: "x" }, b: { B: Uint8Array.of(1) } });
  fake.answer = () => ({ failed: { name: "ResourceNotFoundException", message: "", status: 400 } });
  await db.client.waitUntilTableNotExists({ maxWaitTime: 5 }, { TableName: "T" });
  await assert.rejects(db.client.waitUntilTableExists({ maxWaitTime: 0.05 }, { TableName: "T" }), {
    name: "TimeoutError",
  });
});

test("HTTP: a request document in, a response out; fetch can be passed on by itself", async () => {
  const { fake, db } = await opened();
  fake.answer = () => ({
    done: { status: 200, headers: { "x-amzn-requestid": "R" }, body: new TextEncoder().encode("{}") },
  });
  const { fetch } = db;
  const request = new Request("http://localhost/?a=1", {
    method: "POST",
    headers: { "X-Amz-Target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  });
  const response = await fetch(request);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-amzn-requestid"), "R");
  assert.equal(await response.text(), "{}");
  const { mode, input } = fake.calls[0] ?? {};
  assert.equal(mode, 2);
  assert.equal(input?.["method"], "POST");
  assert.equal(input?.["path"], "/?a=1");
  const headers = input?.["headers"] as Record<string, string>;
  assert.equal(headers["x-amz-target"], "DynamoDB_20120810.ListTables");
  assert.deepEqual(input?.["body"], new TextEncoder().encode("{}"));
});

test("the same name shares one engine; the last close closes it; a closed handle says so", async () => {
  const fake = new FakeModule();
  const open = openOn({ load: fake.load, defaultStorage: "memory" });
  const [first, second] = await Promise.all([open("shared"), open("shared")]);
  assert.equal(fake.configs.length, 1);
  await first.close();
  await first.close();
  assert.equal(fake.closed, 0);
  await assert.rejects(first.documentClient().get({ TableName: "T", Key: {} }), DatabaseClosedError);
  await second.documentClient().get({ TableName: "T", Key: {} });
  const closing = second.close();
  const third = await open("shared");
  await closing;
  assert.equal(fake.closed, 1);
  assert.equal(fake.configs.length, 2);
  await third.documentClient().get({ TableName: "T", Key: {} });
  await third.destroy();
  assert.equal(fake.destroyed, 1);
  await assert.rejects(third.flush(), DatabaseClosedError);
});

test("whoever opens a database that is open gets what they ask for, or is refused", async () => {
  const fake = new FakeModule();
  const open = openOn({ load: fake.load, defaultStorage: "memory" });
  const first = await open({ name: "shop", durability: "relaxed", region: "eu", cacheBytes: 1 << 20 });
  const relaxed = { name: "shop", durability: "relaxed" } as const;
  const refused: [OpenOptions, RegExp][] = [
    [{ name: "shop" }, /durability is "relaxed", not "strict"/],
    [{ name: "shop", durability: "strict" }, /durability is "relaxed", not "strict"/],
    [{ ...relaxed, region: "us" }, /region is "eu", not "us"/],
    [{ ...relaxed, account: "1" }, /account is "0+", not "1"/],
    [{ ...relaxed, cacheBytes: 5 }, /cacheBytes is 1048576, not 5/],
    [{ ...relaxed, checkpointBytes: 5 }, /checkpointBytes is the default, not 5/],
    [{ ...relaxed, faults: { unprocessed: 1 } }, /faults is the default, not .*Nothing was changed/],
  ];
  for (const [options, message] of refused) {
    await assert.rejects(open(options), { name: "DatabaseInUseError", message });
  }
  const others = [
    await open({ ...relaxed, region: "eu", account: "000000000000", cacheBytes: 1 << 20 }),
    await open({ name: "shop", durability: "none" }),
  ];
  assert.equal(fake.configs.length, 1);
  for (const db of [first, ...others]) await db.close();
  await (await open("shop")).close();
  assert.deepEqual(
    fake.configs.map(({ durability }) => durability),
    ["relaxed", "strict"],
  );
});

test("a lost engine rejects what is pending and is opened again by the next call", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  const pending = doc.get({ TableName: "T", Key: {} });
  fake.hosts[0]?.lost("Evicted", "The site's data was cleared");
  await assert.rejects(pending, { name: "StorageEvictedError", message: "The site's data was cleared" });
  const item = { id: 1 };
  fake.answer = () => ({ done: {} });
  const put = doc.put({ TableName: "T", Item: item });
  item.id = 2;
  await put;
  assert.equal(fake.configs.length, 2);
  assert.equal(fake.loads, 1);
  assert.deepEqual(fake.calls.at(-1)?.input["Item"], { id: 1 });
});

test("a database that cannot be opened again gives the typed error, and is tried again by the next call", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.hosts[0]?.lost("Unavailable", "The connection was closed");
  fake.openError = Object.assign(new Error("no storage"), { name: "StorageUnavailableError" });
  await assert.rejects(doc.get({ TableName: "T", Key: {} }), StorageUnavailableError);
  fake.openError = undefined;
  await doc.get({ TableName: "T", Key: {} });
});

test("a trap gives a typed error, and the next call a fresh instance", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.answer = () => ({ trap: "unreachable" });
  await assert.rejects(doc.get({ TableName: "T", Key: {} }), {
    name: "StorageUnavailableError",
    message: /The engine stopped unexpectedly \(unreachable\).*The data of a database in memory is lost/,
  });
  fake.answer = () => ({ done: {} });
  await doc.get({ TableName: "T", Key: {} });
  assert.equal(fake.loads, 2);
  assert.equal(fake.configs.length, 2);
});

for (const what of ["open", "flush", "close", "destroy"] as const) {
  test(`a trap under ${what}() ends it`, { timeout: 5000 }, async () => {
    const fake = new FakeModule();
    let broken = false;
    let freed = 0;
    const waits = async (host: Host) => {
      await Promise.resolve();
      broken = true;
      host.lost("Trap", "a panic");
      // Nothing comes back from a broken instance.
      return new Promise<never>(() => undefined);
    };
    const load: Loader = async (broke) => {
      const binding = await fake.load(broke);
      const open: Binding["open"] = async (config, host) => {
        if (what === "open" && !broken) return waits(host);
        const core = await binding.open(config, host);
        core.free = () => {
          freed += 1;
        };
        if (what !== "open" && !broken) core[what] = () => waits(host);
        return core;
      };
      return { ...binding, open };
    };
    const open = openOn({ load, defaultStorage: "memory" });
    const stopped = {
      name: "StorageUnavailableError",
      message: /^The engine stopped unexpectedly \(a panic\)/,
    };
    if (what === "open") await assert.rejects(open({}), stopped);
    else await assert.rejects((await open({}))[what](), stopped);
    assert.equal(freed, 0, "what is in a broken instance is left alone");
    const db = await open({});
    await db.documentClient().get({ TableName: "T", Key: {} });
    assert.equal(fake.loads, 2, "the next opening has an instance of its own");
    await db.close();
    assert.equal(freed, 1);
  });
}

test("createSet", async () => {
  const { db } = await opened();
  const doc = db.documentClient();
  assert.deepEqual(doc.createSet([1, 2, 2]), new Set([1, 2]));
  assert.throws(() => doc.createSet<string | number>([1, "a"], { validate: true }), TypeError);
});

test("a call can be abandoned", async () => {
  const { fake, db } = await opened();
  const doc = db.documentClient();
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  const controller = new AbortController();
  const got = doc.get({ TableName: "T", Key: {} }, { abortSignal: controller.signal });
  controller.abort();
  await assert.rejects(got, { name: "AbortError" });
});
