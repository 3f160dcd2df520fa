/** Live queries over the real engine: what they deliver, and how seldom they evaluate. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { WATCHED } from "../../src/js/client/boundary.js";
import { Database } from "../../src/js/client/database.js";
import type { DocumentClient } from "../../src/js/client/document_client.js";
import { openOn } from "../../src/js/client/open.js";
import { Shared } from "../../src/js/client/shared.js";
import type { Watched } from "../../src/js/client/watch.js";
import { WorkerAccess } from "../../src/js/client/worker_access.js";
import { DatabaseClosedError, StorageUnavailableError } from "../../src/js/errors/database.js";
import { type StorageAdapter, StorageError } from "../../src/js/storage/adapter.js";
import { FakeModule } from "./fake_core.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { workerOf } from "./own_port.js";
import { type Counted, counted, makeSongs, settled } from "./watched.js";

const artist = (name: string, condition = "") => ({
  TableName: "Songs",
  KeyConditionExpression: `artist = :a${condition && ` AND ${condition}`}`,
  ExpressionAttributeValues: { ":a": name } as Record<string, unknown> as Record<string, string | number>,
});

type Titles = { Items?: object[] | undefined };
const titles = (result: Titles) => (result.Items ?? []).map((item) => (item as { title: string }).title);

async function songs(): Promise<Counted & { doc: DocumentClient }> {
  const made = await counted({ storage: new MemoryStorage(new MemoryData()) });
  await makeSongs(made.db);
  return { ...made, doc: made.db.documentClient() };
}

const song = (name: string, year: number, title: string, more = {}) => ({
  TableName: "Songs",
  Item: { artist: name, year, title, ...more },
});

test("the first result comes at once, then one after each change of the partition, none for others", async () => {
  const { doc, db, evaluations } = await songs();
  const heard: string[][] = [];
  const stop = doc.watch(artist("Ada"), (result) => heard.push(titles(result)));
  await settled();
  assert.deepEqual(heard, [[]]);
  await doc.put(song("Ada", 1, "one"));
  await settled();
  await doc.put(song("Bob", 1, "other"));
  await doc.put(song("Bob", 2, "other"));
  await settled();
  assert.equal(evaluations(), 2);
  await doc.put(song("Ada", 2, "two"));
  await settled();
  assert.deepEqual(heard, [[], ["one"], ["one", "two"]]);
  assert.equal(evaluations(), 3);
  stop();
  await doc.put(song("Ada", 3, "three"));
  await settled();
  assert.equal(heard.length, 3);
  assert.equal(evaluations(), 3);
  await db.close();
});

for (const storage of ["logged", "memory"] as const) {
  test(`changes of one turn make one evaluation (${storage})`, async () => {
    const made = await counted(storage === "memory" ? {} : { storage: new MemoryStorage(new MemoryData()) });
    await makeSongs(made.db);
    const doc = made.db.documentClient();
    const heard: string[][] = [];
    doc.watch(artist("Ada"), (result) => heard.push(titles(result)));
    await settled();
    await Promise.all([1, 2, 3, 4].map((year) => doc.put(song("Ada", year, String(year)))));
    await settled();
    assert.deepEqual(heard, [[], ["1", "2", "3", "4"]]);
    assert.equal(made.evaluations(), 2);
    await made.db.close();
  });
}

test("a condition on the sort key, a limit and an index bound what matters", async () => {
  const { doc, db, evaluations } = await songs();
  const heard: Record<string, string[][]> = { range: [], limit: [], genre: [], last: [] };
  const hear = (name: string) => (result: Titles) => heard[name]?.push(titles(result));
  const range = artist("Ada", "#y BETWEEN :from AND :to");
  Object.assign(range, { ExpressionAttributeNames: { "#y": "year" } });
  Object.assign(range.ExpressionAttributeValues, { ":from": 10, ":to": 20 });
  for (const year of [9, 10, 20, 21]) await doc.put(song("Ada", year, String(year)));
  doc.watch(range, hear("range"));
  doc.watch({ ...artist("Ada"), Limit: 2 }, hear("limit"));
  doc.watch({ ...artist("Ada"), Limit: 1, ScanIndexForward: false }, hear("last"));
  doc.watch(
    {
      TableName: "Songs",
      IndexName: "byGenre",
      KeyConditionExpression: "genre = :g",
      ExpressionAttributeValues: { ":g": "jazz" },
    },
    hear("genre"),
  );
  await settled();
  assert.equal(evaluations(), 4);
  await doc.put(song("Ada", 15, "15"));
  await settled();
  assert.equal(evaluations(), 5, "within the range, behind both limits");
  await doc.put(song("Ada", 22, "22"));
  await settled();
  assert.equal(evaluations(), 6, "the last one, out of the range");
  await doc.put(song("Zoe", 1, "z", { genre: "jazz" }));
  await settled();
  assert.equal(evaluations(), 7, "only the index");
  await doc.put(song("Zoe", 1, "zz", { genre: "jazz" }));
  await settled();
  assert.equal(evaluations(), 7, "the index shows keys only");
  assert.deepEqual(heard["range"], [
    ["10", "20"],
    ["10", "15", "20"],
  ]);
  assert.deepEqual(heard["limit"], [["9", "10"]]);
  assert.deepEqual(heard["last"], [["21"], ["22"]]);
  assert.equal(heard["genre"]?.length, 2);
  await db.close();
});

test("a local index with attributes fetched from the table follows the table", async () => {
  const { doc, db } = await songs();
  await doc.put(song("Ada", 1, "one", { stars: 1 }));
  const heard: unknown[] = [];
  doc.watch({ ...artist("Ada"), IndexName: "byTitle", Select: "ALL_ATTRIBUTES" }, ({ Items }) =>
    heard.push(Items?.map((item) => item["stars"])),
  );
  await settled();
  await doc.put(song("Ada", 1, "one", { stars: 5 }));
  await settled();
  assert.deepEqual(heard, [[1], [5]]);
  await db.close();
});

test("writes by every face count; equal results are not told again", async () => {
  const { doc, db } = await songs();
  const heard: string[][] = [];
  doc.watch(artist("Ada"), (result) => heard.push(titles(result)));
  const one: (string | undefined)[] = [];
  doc.watch({ TableName: "Songs", Key: { artist: "Ada", year: 3 } }, ({ Item }) =>
    one.push(Item?.["title"] as string),
  );
  await settled();
  const typed = { artist: { S: "Ada" }, year: { N: "1" }, title: { S: "low" } };
  await db.client.putItem({ TableName: "Songs", Item: typed });
  await settled();
  await db.client.putItem({ TableName: "Songs", Item: typed });
  await settled();
  const sdk = new DynamoDBClient(db.awsConfig());
  await sdk.send(new PutItemCommand({ TableName: "Songs", Item: { ...typed, title: { S: "http" } } }));
  await settled();
  await doc.executeStatement({
    Statement: "UPDATE Songs SET title = 'partiql' WHERE artist = 'Ada' AND \"year\" = 1",
  });
  await settled();
  await doc.transactWrite({
    TransactItems: [{ Put: song("Ada", 1, "transaction") }, { Put: song("Bob", 3, "b") }],
  });
  await settled();
  await doc.batchWrite({ RequestItems: { Songs: [{ PutRequest: { Item: song("Ada", 3, "batch").Item } }] } });
  await settled();
  await doc.delete({ TableName: "Songs", Key: { artist: "Ada", year: 1 } });
  await settled();
  assert.deepEqual(heard, [
    [],
    ["low"],
    ["http"],
    ["partiql"],
    ["transaction"],
    ["transaction", "batch"],
    ["batch"],
  ]);
  assert.deepEqual(one, [undefined, "batch"]);
  await db.close();
});

test("an iterator gives the newest result to whoever asks, and ends when it is left", async () => {
  const { doc, db, evaluations } = await songs();
  const seen: string[][] = [];
  for await (const result of doc.watch(artist("Ada"))) {
    seen.push(titles(result));
    if (seen.length === 3) break;
    // Two changes while nobody asks make one result.
    await doc.put(song("Ada", seen.length, "a"));
    await doc.put(song("Ada", seen.length, `b${seen.length}`));
  }
  assert.deepEqual(seen, [[], ["b1"], ["b1", "b2"]]);
  await doc.put(song("Ada", 9, "late"));
  await settled();
  assert.equal(evaluations(), 3);
  const waiting = doc.watch(artist("Ada"));
  await waiting.next();
  const next = waiting.next();
  waiting.stop();
  assert.deepEqual(await next, { done: true, value: undefined });
  await db.close();
});

test("a failure of the first evaluation, a deleted table and a closed database end a live query", async () => {
  const { doc, db } = await songs();
  const errors: string[] = [];
  const fails = (error: Error) => void errors.push(error.name);
  const never = () => assert.fail("there is no result");
  doc.watch({ ...artist("Ada"), TableName: "Nowhere" }, never, fails);
  doc.watch({ ...artist("Ada"), KeyConditionExpression: "year = :a" }, never, fails);
  doc.watch({ TableName: "Songs", Key: { artist: new Date(0) } as object }, never, fails);
  await settled();
  assert.deepEqual(errors.sort(), ["Error", "ResourceNotFoundException", "ValidationException"]);
  errors.length = 0;
  let results = 0;
  doc.watch(artist("Ada"), () => (results += 1), fails);
  const iterator = doc.watch({ TableName: "Songs" });
  await iterator.next();
  const next = iterator.next();
  await db.client.deleteTable({ TableName: "Songs" });
  await assert.rejects(next, { name: "ResourceNotFoundException" });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  await settled();
  assert.deepEqual([results, errors], [1, ["ResourceNotFoundException"]]);
  errors.length = 0;
  await makeSongs(db);
  doc.watch(artist("Ada"), () => undefined, fails);
  // Without a listener for errors a closed database is silent.
  doc.watch(artist("Ada"), () => undefined);
  const open = doc.watch(artist("Ada"));
  await open.next();
  const last = open.next();
  await db.close();
  await assert.rejects(last, { name: "DatabaseClosedError" });
  await settled();
  assert.deepEqual(errors, ["DatabaseClosedError"]);
});

test("closing one opening of a database ends its own live queries only", async () => {
  const first = await counted({ name: "twice" });
  const second = await counted({ name: "twice" });
  await makeSongs(first.db);
  const errors: string[] = [];
  const heard: string[][] = [];
  const listen = (result: Titles) => void heard.push(titles(result));
  first.db.documentClient().watch(
    artist("Ada"),
    () => undefined,
    (error) => errors.push(error.name),
  );
  second.db.documentClient().watch(artist("Ada"), listen);
  await settled();
  await first.db.close();
  await second.db.documentClient().put(song("Ada", 1, "one"));
  await settled();
  assert.deepEqual(errors, ["DatabaseClosedError"]);
  assert.deepEqual(heard, [[], ["one"]]);
  await second.db.close();
});

test("a listener that throws is not a failure of the query", async () => {
  const { doc, db } = await songs();
  const thrown: unknown[] = [];
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push((error as Error).message));
  let results = 0;
  doc.watch(artist("Ada"), () => {
    results += 1;
    throw new Error("of the listener");
  });
  await settled();
  await doc.put(song("Ada", 1, "one"));
  await settled();
  process.removeAllListeners("uncaughtException");
  for (const listener of before) process.on("uncaughtException", listener);
  assert.equal(results, 2);
  assert.deepEqual(thrown, ["of the listener", "of the listener"]);
  await db.close();
});

test("live queries outlive a lost engine: they are evaluated again when it is back", async () => {
  const storage: StorageAdapter = new MemoryStorage(new MemoryData());
  const { db, evaluations } = await counted({ storage });
  await makeSongs(db);
  const doc = db.documentClient();
  const heard: string[][] = [];
  doc.watch(artist("Ada"), (result) => heard.push(titles(result)));
  await settled();
  storage.onLost?.(new StorageError("Unavailable", "the connection was closed"));
  await settled();
  assert.equal(evaluations(), 2);
  await doc.put(song("Ada", 1, "one"));
  await settled();
  assert.deepEqual(heard, [[], ["one"]]);
  await db.close();
});

test("a commit that fails under an evaluation is no failure of the query", async () => {
  /** Holds appends back until told how they end. */
  class Gated extends MemoryStorage {
    readonly waiting: ((fails: boolean) => void)[] = [];
    gated = false;

    override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
      if (this.gated && (await new Promise<boolean>((end) => this.waiting.push(end)))) {
        throw new StorageError("Io", "the disk did not answer");
      }
      await super.appendLog(epoch, first, chunks);
    }
  }
  const storage = new Gated(new MemoryData());
  const { db, evaluations } = await counted({ storage });
  await makeSongs(db);
  const doc = db.documentClient();
  const heard: string[][] = [];
  const errors: Error[] = [];
  const listen = (result: Titles) => void heard.push(titles(result));
  doc.watch(artist("Ada"), listen, (error) => errors.push(error));
  await settled();
  storage.gated = true;
  const kept = doc.put(song("Ada", 1, "kept"));
  await settled();
  const lost = doc.put(song("Ada", 2, "lost"));
  assert.equal(storage.waiting.length, 1);
  storage.waiting.shift()?.(false);
  await kept;
  await settled();
  assert.equal(evaluations(), 2, "it has read what is not durable yet");
  assert.deepEqual(heard, [[]]);
  storage.gated = false;
  storage.waiting.shift()?.(true);
  await assert.rejects(lost, { name: "StorageUnavailableError" });
  await settled();
  assert.deepEqual(errors, []);
  assert.deepEqual(heard, [[], ["kept"]]);
  await db.close();
});

test("an engine that stopped is opened again for its live queries", async () => {
  const fake = new FakeModule();
  const db = await openOn({ load: fake.load, defaultStorage: "memory" })({ name: "stops" });
  const doc = db.documentClient();
  let items = [{ id: 1 }];
  fake.answer = () => ({ done: { Items: items } });
  const heard: unknown[] = [];
  const errors: string[] = [];
  doc.watch(
    { TableName: "Songs" },
    (result) => heard.push(result.Items),
    (error) => errors.push(error.name),
  );
  await settled();
  fake.answer = ({ mode }) => ((mode & WATCHED) !== 0 ? { done: { Items: items } } : { trap: "unreachable" });
  items = [{ id: 2 }];
  await assert.rejects(doc.put({ TableName: "Songs", Item: {} }), { name: "StorageUnavailableError" });
  await settled();
  assert.equal(fake.loads, 2);
  assert.deepEqual(heard, [[{ id: 1 }], [{ id: 2 }]]);
  fake.answer = () => ({ trap: "unreachable" });
  await assert.rejects(doc.put({ TableName: "Songs", Item: {} }), { name: "StorageUnavailableError" });
  await settled();
  assert.deepEqual(errors, ["StorageUnavailableError"], "a read that stops the engine is not tried for ever");
  await db.close();
});

test("who waits for a result under way has none when the query or the database ends", {
  timeout: 5000,
}, async () => {
  const fake = new FakeModule();
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  const db = await openOn({ load: fake.load, defaultStorage: "memory" })({ name: "under way" });
  const ask = async () => {
    const query = db.documentClient().watch({ TableName: "Songs" });
    const next = query.next();
    await settled();
    return { query, next };
  };
  const done = { done: true, value: undefined };
  const stopped = await ask();
  stopped.query.stop();
  assert.deepEqual(await stopped.next, done);
  const returned = await ask();
  await returned.query.return();
  assert.deepEqual(await returned.next, done);
  const closed = await ask();
  const rejected = assert.rejects(closed.next, { name: "DatabaseClosedError" });
  await db.close();
  await rejected;
});

/** A database whose access is in what stands in for a Worker. */
async function inWorker(watch: (changed: () => void) => Watched): Promise<Database> {
  const nothing = async () => undefined;
  const access = {
    region: "local",
    watch: (_call: unknown, _request: unknown, changed: () => void) => watch(changed),
    status: () => ({}),
    close: nothing,
  } as never;
  const alone = (access: never) =>
    Shared.join(undefined, {}, async () => ({ access, release: () => undefined }));
  const worker = workerOf(() => alone(access));
  const page = await WorkerAccess.open("shop", {}, worker, () => worker);
  return new Database("shop", await alone(page as never), "memory");
}

test("in a Worker, a read whose engine changes before its answer is asked again", {
  timeout: 5000,
}, async () => {
  let runs = 0;
  const db = await inWorker((changed) => {
    runs += 1;
    if (runs > 1) return { answer: new Promise(() => undefined), stop: () => undefined };
    const answer = settled().then(() => {
      changed();
      throw new DatabaseClosedError("The page that ran it is gone.");
    });
    return { answer, stop: () => undefined };
  });
  const query = db.documentClient().watch({ TableName: "Songs" });
  const next = query.next();
  while (runs < 2) await settled();
  query.stop();
  assert.deepEqual(await next, { done: true, value: undefined });
  await db.close();
});

test("in a Worker, a read that cannot be run ends its query with the error", { timeout: 5000 }, async () => {
  let runs = 0;
  const db = await inWorker(() => {
    runs += 1;
    return { answer: Promise.reject(new StorageUnavailableError("no")), stop: () => undefined };
  });
  const query = db.documentClient().watch({ TableName: "Songs" });
  await assert.rejects(query.next(), { name: "StorageUnavailableError", message: "no" });
  assert.equal(runs, 1);
  await db.close();
});
