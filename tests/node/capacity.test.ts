/** Capacity that is enforced, on a clock of the test's own. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Database, type OpenOptions, open } from "hashrange";
import { MemoryBlobs } from "hashrange/blobs";
import { becomes } from "./manual_clock.js";

const TableName = "Orders";
const keys = {
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
};

class TestClock {
  ms = Date.UTC(2026, 0, 1);
  now = (): number => this.ms;
  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

async function enforced(
  t: { after(done: () => Promise<void>): void },
  options: Partial<OpenOptions> = {},
): Promise<{ db: Database; clock: TestClock }> {
  const clock = new TestClock();
  const db = await open({ storage: "memory", capacity: "enforce", metrics: true, clock, ...options });
  t.after(() => db.close());
  return { db, clock };
}

const provisioned = (read: number, write: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
});

interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly ThrottlingReasons?: readonly { reason: string; resource: string }[];
  readonly throttlingReasons?: readonly { reason: string; resource: string }[];
}

async function thrown(promise: Promise<unknown>): Promise<Thrown> {
  try {
    await promise;
  } catch (error) {
    return error as Thrown;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

test("a provisioned table refuses what is beyond its units, and keeps five minutes of what is unused", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(5, 3) });
  const doc = db.documentClient();
  const put = (id: number) => doc.put({ TableName, Item: { id: `${id}` } });
  for (let id = 0; id < 3; id++) await put(id);
  const error = await thrown(put(5));
  assert.equal(error.name, "ProvisionedThroughputExceededException");
  assert.equal(
    error.message,
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  );
  assert.deepEqual(error.ThrottlingReasons, [
    {
      reason: "TableWriteProvisionedThroughputExceeded",
      resource: "arn:aws:dynamodb:local:000000000000:table/Orders",
    },
  ]);
  clock.pass(1);
  await put(5);
  // Unused capacity of five minutes, and no more.
  clock.pass(100_000);
  for (let id = 0; id < 900; id++) await put(id);
  assert.equal((await thrown(put(0))).name, "ProvisionedThroughputExceededException");
  // Reads have capacity of their own; half a unit each.
  clock.pass(0);
  const read = () => doc.get({ TableName, Key: { id: "1" } });
  for (let n = 0; n < 3000; n++) await read();
  const refused = await thrown(read());
  assert.equal(refused.ThrottlingReasons?.[0]?.reason, "TableReadProvisionedThroughputExceeded");
});

test("a large write goes below zero, and the next waits until that is made good", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(1, 1) });
  const doc = db.documentClient();
  await doc.put({ TableName, Item: { id: "a", text: "x".repeat(9_500) } });
  for (let second = 0; second < 9; second++) {
    await thrown(doc.put({ TableName, Item: { id: "b" } }));
    clock.pass(1);
  }
  clock.pass(1);
  await doc.put({ TableName, Item: { id: "b" } });
});

test("batches leave over what is refused, and fail if that is all of it", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(2, 3) });
  const doc = db.documentClient();
  const requests = [0, 1, 2, 3, 4].map((id) => ({ PutRequest: { Item: { id: `${id}` } } }));
  const { UnprocessedItems } = await doc.batchWrite({ RequestItems: { [TableName]: requests } });
  assert.deepEqual(UnprocessedItems, { [TableName]: requests.slice(3) });
  assert.deepEqual((await doc.scan({ TableName })).Count, 3);
  const again = doc.batchWrite({ RequestItems: { [TableName]: requests } });
  assert.equal((await thrown(again)).name, "ProvisionedThroughputExceededException");
  clock.pass(300);
  const Keys = Array.from({ length: 100 }, (_, id) => ({ id: `${id}` }));
  await doc.batchGet({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
  clock.pass(3);
  for (let n = 0; n < 5; n++)
    await doc.batchGet({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = await doc.batchGet({
    RequestItems: { [TableName]: { Keys, ConsistentRead: true } },
  });
  const left = UnprocessedKeys?.[TableName]?.Keys?.length ?? 0;
  assert.ok(left > 0 && left < 100, `${left} keys are left over`);
  assert.equal(Responses?.[TableName]?.length, 3);
});

test("a transaction is cancelled by the item that is refused, and consumes twice as much", async (t) => {
  const { db } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(4, 4) });
  const doc = db.documentClient();
  const write = (...ids: string[]) =>
    doc.transactWrite({ TransactItems: ids.map((id) => ({ Put: { TableName, Item: { id } } })) });
  await write("a", "b");
  const error = (await thrown(write("c"))) as Thrown & { CancellationReasons?: { Code?: string }[] };
  assert.equal(error.name, "TransactionCanceledException");
  assert.deepEqual(
    error.CancellationReasons?.map(({ Code }) => Code),
    ["ProvisionedThroughputExceeded"],
  );
  assert.equal((await doc.scan({ TableName })).Count, 2);
});

test("an index without capacity holds writes of its table back", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({
    TableName,
    KeySchema: keys.KeySchema,
    AttributeDefinitions: [...keys.AttributeDefinitions, { AttributeName: "g", AttributeType: "S" }],
    ...provisioned(100, 100),
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByG",
        KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
        ...provisioned(1, 2),
      },
    ],
  });
  const doc = db.documentClient();
  const put = (id: string, more = {}) => doc.put({ TableName, Item: { id, ...more } });
  await put("a", { g: "x" });
  await put("b", { g: "x" });
  const error = await thrown(put("c", { g: "x" }));
  assert.deepEqual(error.ThrottlingReasons, [
    {
      reason: "IndexWriteProvisionedThroughputExceeded",
      resource: "arn:aws:dynamodb:local:000000000000:table/Orders/index/ByG",
    },
  ]);
  await put("d");
  clock.pass(1);
  await put("c", { g: "x" });
  assert.equal((await doc.scan({ TableName })).Count, 4);
});

test("one key gets no more than a partition, and the rest of the table goes on", async (t) => {
  const { db } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(10, 20_000) });
  const doc = db.documentClient();
  const text = "x".repeat(350_000);
  const put = (id: string) => doc.put({ TableName, Item: { id, text } });
  for (let n = 0; n < 3; n++) await put("hot");
  const error = await thrown(put("hot"));
  assert.equal(error.ThrottlingReasons?.[0]?.reason, "TableWriteKeyRangeThroughputExceeded");
  for (const id of ["c", "d", "e", "f", "g"]) await put(id);
});

test("a ceiling on demand throttles with its own reason", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({
    TableName,
    ...keys,
    BillingMode: "PAY_PER_REQUEST",
    OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 2 },
  });
  const doc = db.documentClient();
  const put = (id: string) => doc.put({ TableName, Item: { id } });
  await put("a");
  await put("b");
  const error = await thrown(put("c"));
  assert.equal(error.name, "ThrottlingException");
  assert.equal(error.throttlingReasons?.[0]?.reason, "TableWriteMaxOnDemandThroughputExceeded");
  const cancelled = (await thrown(
    doc.transactWrite({ TransactItems: [{ Put: { TableName, Item: { id: "d" } } }] }),
  )) as Thrown & { CancellationReasons?: { Code?: string }[] };
  assert.equal(cancelled.CancellationReasons?.[0]?.Code, "ThrottlingError");
  clock.pass(1);
  await put("c");
});

test("capacity is enforced for the tables that are named, and by default for none", async (t) => {
  const { db } = await enforced(t, { capacity: ["Guarded"] });
  for (const name of ["Guarded", "Free"])
    await db.client.createTable({ TableName: name, ...keys, ...provisioned(1, 1) });
  const doc = db.documentClient();
  for (let n = 0; n < 20; n++) await doc.put({ TableName: "Free", Item: { id: `${n}` } });
  await doc.put({ TableName: "Guarded", Item: { id: "a" } });
  await thrown(doc.put({ TableName: "Guarded", Item: { id: "b" } }));
});

test("decreases and switches of the mode are limited, and so is what tables have in all", async (t) => {
  const { db, clock } = await enforced(t);
  const TableName = "Changing";
  await db.client.createTable({ TableName, ...keys, ...provisioned(100, 100) });
  const change = (units: number) => db.client.updateTable({ TableName, ...provisioned(units, 100) });
  for (const units of [90, 80, 70, 60]) await change(units);
  const refused = await thrown(change(50));
  assert.equal(refused.name, "LimitExceededException");
  assert.match(
    refused.message,
    /^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day\..* Number of decreases today: 4\./,
  );
  await change(200);
  clock.pass(3600);
  await change(50);
  assert.equal((await thrown(change(40))).name, "LimitExceededException");
  clock.pass(24 * 3600);
  await change(40);

  const mode = (BillingMode: "PAY_PER_REQUEST" | "PROVISIONED") =>
    db.client.updateTable({
      TableName,
      BillingMode,
      ...(BillingMode === "PROVISIONED" && provisioned(5, 5)),
    });
  await mode("PAY_PER_REQUEST");
  await mode("PROVISIONED");
  assert.match((await thrown(mode("PAY_PER_REQUEST"))).message, /once in 1 day/);
  clock.pass(24 * 3600);
  await mode("PAY_PER_REQUEST");

  const { TableMaxReadCapacityUnits = 0, AccountMaxReadCapacityUnits = 0 } = await db.client.describeLimits(
    {},
  );
  const create = (name: string, read: number) =>
    db.client.createTable({ TableName: name, ...keys, ...provisioned(read, 1) });
  assert.equal(
    (await thrown(create("TooMuch", TableMaxReadCapacityUnits + 1))).name,
    "LimitExceededException",
  );
  for (let made = 0; made < AccountMaxReadCapacityUnits / TableMaxReadCapacityUnits; made++)
    await create(`Table${made}`, TableMaxReadCapacityUnits);
  assert.match((await thrown(create("OneMore", 1))).message, /for one account/);
});

test("imports consume nothing, so nothing of them is lost where capacity is enforced", async (t) => {
  const { memoryBlobs, lines } = await bulk(50);
  const filled = await open({
    storage: "memory",
    capacity: "enforce",
    buckets: { given: memoryBlobs },
  });
  t.after(() => filled.close());
  const { ImportTableDescription } = await filled.client.importTable({
    S3BucketSource: { S3Bucket: "given" },
    InputFormat: "DYNAMODB_JSON",
    TableCreationParameters: {
      TableName: "Imported",
      ...keys,
      BillingMode: "PROVISIONED",
      ...provisioned(1, 1),
    },
  });
  const ImportArn = ImportTableDescription?.ImportArn ?? "";
  let status = "IN_PROGRESS";
  let count = 0;
  while (status === "IN_PROGRESS") {
    const described = (await filled.client.describeImport({ ImportArn })).ImportTableDescription;
    status = described?.ImportStatus ?? "";
    count = described?.ImportedItemCount ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual([status, count], ["COMPLETED", lines]);
});

async function bulk(lines: number) {
  const memoryBlobs = new MemoryBlobs();
  const text = Array.from({ length: lines }, (_, n) => `{"Item":{"id":{"S":"${n}"}}}\n`).join("");
  await memoryBlobs.put("items.json", new TextEncoder().encode(text));
  return { memoryBlobs, lines };
}

test("a ceiling or more units that come later begin with what they give", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, BillingMode: "PAY_PER_REQUEST" });
  const doc = db.documentClient();
  for (let n = 0; n < 500; n++) await doc.put({ TableName, Item: { id: `${n}` } });
  clock.pass(10);
  await db.client.updateTable({ TableName, OnDemandThroughput: { MaxWriteRequestUnits: 10 } });
  await doc.put({ TableName, Item: { id: "a" } });

  const Grown = "Grown";
  await db.client.createTable({ TableName: Grown, ...keys, ...provisioned(5, 5) });
  await doc.put({ TableName: Grown, Item: { id: "first" } });
  await db.client.updateTable({ TableName: Grown, ...provisioned(5, 10_000) });
  clock.pass(300);
  const text = "x".repeat(100_000);
  for (let n = 0; n < 30; n++) await doc.put({ TableName: Grown, Item: { id: `${n}`, text } });
});

test("a table that had more before may become less", async (t) => {
  const clock = new TestClock();
  const directory = await mkdtemp(join(tmpdir(), "hashrange-capacity-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const at = { name: "shop", storage: "file" as const, directory, clock };
  const before = await open(at);
  await before.client.createTable({ TableName, ...keys, ...provisioned(5, 50_000) });
  await before.close();
  const measured = { ...at, capacity: "enforce", metrics: true } as const;
  const db = await open(measured);
  const change = (units: number) => db.client.updateTable({ TableName, ...provisioned(5, units) });
  await change(45_000);
  const { Table } = await db.client.describeTable({ TableName });
  assert.equal(Table?.ProvisionedThroughput?.WriteCapacityUnits, 45_000);
  // Beyond what a table may have in this region there is no way back.
  assert.equal((await thrown(change(45_001))).name, "LimitExceededException");
  await db.documentClient().put({ TableName, Item: { id: "a" } });
  await becomes(() => db.status()["working"] !== true);
  // Nothing is on its way any more, and the last minute is stored all the same.
  await db.close();
  const after = await open(measured);
  t.after(() => after.close());
  assert.equal(await consumedIn(after, clock, "Write", TableName), 1);
});

/** What was counted of a table since the beginning. */
async function consumedIn(
  db: Database,
  clock: TestClock,
  what: "Read" | "Write",
  table: string,
): Promise<number> {
  const points = await db.metrics({
    metric: `Consumed${what}CapacityUnits`,
    table,
    from: Date.UTC(2026, 0, 1),
    to: clock.now() + 1,
  });
  return points.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

test("a transaction that is asked for again consumes reads, and no writes", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(12, 12) });
  const transaction = {
    ClientRequestToken: "once",
    ReturnConsumedCapacity: "TOTAL" as const,
    TransactItems: [
      // 5 KB: 5 write units or 2 read units, each twice as much in a transaction.
      { Put: { TableName, Item: { id: "a", text: "x".repeat(4_500) } } },
      { Put: { TableName, Item: { id: "b" } } },
    ],
  };
  const doc = db.documentClient();
  const consumed = async () => [
    await consumedIn(db, clock, "Write", TableName),
    await consumedIn(db, clock, "Read", TableName),
  ];
  const first = await doc.transactWrite(transaction);
  assert.deepEqual(first.ConsumedCapacity, [{ TableName, CapacityUnits: 12, WriteCapacityUnits: 12 }]);
  assert.deepEqual(await consumed(), [12, 0]);
  const again = await doc.transactWrite(transaction);
  assert.deepEqual(again.ConsumedCapacity, [{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
  assert.deepEqual(await consumed(), [12, 6]);
  // No writes are left; the repetition asks for reads only.
  assert.equal(
    (await thrown(doc.put({ TableName, Item: { id: "c" } }))).name,
    "ProvisionedThroughputExceededException",
  );
  await doc.transactWrite(transaction);
  assert.deepEqual(await consumed(), [12, 12]);
  const refused = await thrown(doc.transactWrite(transaction));
  assert.match(refused.name, /ProvisionedThroughputExceeded|TransactionCanceled/);
  assert.deepEqual(await consumed(), [12, 12]);
});

test("a batch is charged for what it returns, and not for what lies beyond 16 MB", async (t) => {
  const { db, clock } = await enforced(t);
  const text = "x".repeat(399_000);
  const names = ["Large", "Small"];
  for (const name of names)
    await db.client.createTable({ TableName: name, ...keys, BillingMode: "PAY_PER_REQUEST" });
  const doc = db.documentClient();
  for (let id = 0; id < 50; id++) {
    await doc.put({ TableName: "Large", Item: { id: `${id}`, text } });
    clock.pass(1);
  }
  await doc.put({ TableName: "Small", Item: { id: "0", text } });
  const Keys = Array.from({ length: 50 }, (_, id) => ({ id: `${id}` }));
  const { Responses, UnprocessedKeys, ConsumedCapacity } = await doc.batchGet({
    RequestItems: { Large: { Keys }, Small: { Keys: Keys.slice(0, 1) } },
    ReturnConsumedCapacity: "TOTAL",
  });
  // 42 items of 399,007 bytes are within 16 MB, and each is 49 units of 8 KB.
  assert.equal(Responses?.["Large"]?.length, 42);
  assert.equal(UnprocessedKeys?.["Large"]?.Keys?.length, 8);
  assert.deepEqual(Responses?.["Small"], []);
  assert.deepEqual(UnprocessedKeys?.["Small"]?.Keys, Keys.slice(0, 1));
  assert.deepEqual(ConsumedCapacity, [{ TableName: "Large", CapacityUnits: 42 * 49 }]);
  assert.equal(await consumedIn(db, clock, "Read", "Large"), 42 * 49);
  assert.equal(await consumedIn(db, clock, "Read", "Small"), 0);
});

test("requests whose clock is behind get nothing twice", async (t) => {
  const { db, clock } = await enforced(t);
  await db.client.createTable({ TableName, ...keys, ...provisioned(1, 1) });
  const put = () => db.documentClient().put({ TableName, Item: { id: "a" } });
  const refused = async () =>
    assert.equal((await thrown(put())).name, "ProvisionedThroughputExceededException");
  await put();
  for (let time = 0; time < 20; time++) {
    clock.pass(-0.5);
    await refused();
    clock.pass(0.5);
    await refused();
  }
  clock.pass(1);
  await put();
  // Set back by an hour: it goes on from there.
  clock.pass(-3600);
  await refused();
  clock.pass(1);
  await put();
});
