/** Counters of requests as the engine keeps them: by minute, over openings, with the keys that are used most. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Database, open } from "hashrange";
import type { Ask, MetricPoint } from "../../src/js/types/internal_model.js";
import { becomes } from "./manual_clock.js";

const MINUTE = 60_000;
const START = Date.UTC(2026, 5, 1, 12);
const TableName = "Orders";
const table = {
  TableName,
  KeySchema: [
    { AttributeName: "id", KeyType: "HASH" as const },
    { AttributeName: "n", KeyType: "RANGE" as const },
  ],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" as const },
    { AttributeName: "n", AttributeType: "N" as const },
  ],
};
const onDemand = { BillingMode: "PAY_PER_REQUEST" as const };

class TestClock {
  ms = START;
  now = (): number => this.ms;
}

const asking = (db: Database): Ask =>
  ((operation: string, input: object) => db.client.call(operation as never, input as never)) as Ask;

async function points(db: Database, metric?: string): Promise<MetricPoint[]> {
  const found: MetricPoint[] = [];
  let next: string | undefined;
  do {
    const page = await asking(db)("ReadMetrics", {
      From: 0,
      To: START + 400 * 86_400_000,
      ...(next !== undefined && { ExclusiveStart: next }),
    });
    found.push(...page.Points);
    next = page.Next;
  } while (next !== undefined);
  return found.filter(({ Metric }) => metric === undefined || Metric === metric);
}

const sum = (found: readonly MetricPoint[]): number => found.reduce((total, { Sum }) => total + Sum, 0);

test("what requests consume, return and fail at is counted by minute and dimension", async () => {
  const clock = new TestClock();
  const db = await open({ storage: "memory", metrics: true, clock });
  await db.client.createTable({ ...table, ...onDemand });
  const doc = db.documentClient();
  for (let n = 0; n < 10; n++) await doc.put({ TableName, Item: { id: "a", n } });
  await doc.get({ TableName, Key: { id: "a", n: 1 }, ConsistentRead: true });
  await doc.get({ TableName, Key: { id: "a", n: 2 } });
  await doc.query({
    TableName,
    KeyConditionExpression: "id = :a",
    ExpressionAttributeValues: { ":a": "a" },
  });
  clock.ms += MINUTE;
  const conditional = doc.put({
    TableName,
    Item: { id: "a", n: 1 },
    ConditionExpression: "attribute_not_exists(id)",
  });
  await assert.rejects(conditional, { name: "ConditionalCheckFailedException" });
  await assert.rejects(doc.get({ TableName, Key: { id: "a" } }), { name: "ValidationException" });
  await assert.rejects(doc.get({ TableName } as never), { name: "ValidationException" });
  const transaction = doc.transactWrite({
    TransactItems: [
      { Put: { TableName, Item: { id: "b", n: 1 } } },
      {
        ConditionCheck: {
          TableName,
          Key: { id: "a", n: 1 },
          ConditionExpression: "attribute_not_exists(id)",
        },
      },
    ],
  });
  await assert.rejects(transaction, { name: "TransactionCanceledException" });

  const writes = await points(db, "ConsumedWriteCapacityUnits");
  assert.deepEqual(
    writes.map(({ Time, Seconds, TableName, Count, Sum, Minimum, Maximum }) => [
      Time,
      Seconds,
      TableName,
      Count,
      Sum,
      Minimum,
      Maximum,
    ]),
    [
      [START, 60, "Orders", 10, 10, 1, 1],
      // A failed condition consumes a unit, and each item of a transaction two.
      [START + MINUTE, 60, "Orders", 2, 5, 1, 4],
    ],
  );
  const reads = await points(db, "ConsumedReadCapacityUnits");
  assert.deepEqual([sum(reads), reads[0]?.Count], [2, 3]);
  assert.equal(sum(await points(db, "ReturnedItemCount")), 10);
  assert.equal(sum(await points(db, "ConditionalCheckFailedRequests")), 2);
  assert.equal(sum(await points(db, "UserErrors")), 3);
  const latency = await points(db, "SuccessfulRequestLatency");
  assert.deepEqual(latency.map(({ Operation, Count }) => `${Operation} ${Count}`).sort(), [
    "CreateTable 1",
    // The client asks for the table to explain the errors.
    "DescribeTable 1",
    "GetItem 2",
    "PutItem 10",
    "Query 1",
  ]);
  for (const { Buckets, Count } of latency)
    assert.equal(
      (Buckets ?? []).reduce((total, [, count]) => total + count, 0),
      Count,
    );
  await db.close();
});

test("counters are stored, and old minutes become longer periods", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "hashrange-counters-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const clock = new TestClock();
  const reopened = () => open({ name: "counted", storage: "file", directory, metrics: true, clock });
  let db = await reopened();
  await db.client.createTable({ ...table, ...onDemand });
  for (let minute = 0; minute < 12; minute++) {
    await db.documentClient().put({ TableName, Item: { id: "a", n: minute } });
    clock.ms += MINUTE;
  }
  await db.close();
  db = await reopened();
  const found = await points(db, "ConsumedWriteCapacityUnits");
  assert.deepEqual(
    found.map(({ Time, Sum, Seconds }) => [Time, Sum, Seconds]),
    Array.from({ length: 12 }, (_, minute) => [START + minute * MINUTE, 1, 60]),
  );
  for (const [days, expected] of [
    [16, [5, 5, 2]],
    [64, [12]],
    [460, []],
  ] as const) {
    clock.ms = START + days * 86_400_000;
    // The first request finds what is due; points are stored behind it.
    for (let round = 0; round < 20; round++) {
      await db.documentClient().put({ TableName, Item: { id: "later", n: round } });
      clock.ms += MINUTE;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const old = (await points(db, "ConsumedWriteCapacityUnits")).filter(
      ({ Time }) => Time < START + 3_600_000,
    );
    assert.deepEqual(
      old.map(({ Sum }) => Sum),
      expected,
      `after ${days} days`,
    );
  }
  await db.close();
});

test("contributor insights rank the keys that are used and refused", async () => {
  const clock = new TestClock();
  const db = await open({ storage: "memory", metrics: true, capacity: "enforce", clock });
  await db.client.createTable({
    ...table,
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 10 },
  });
  const enabled = await db.client.updateContributorInsights({
    TableName,
    ContributorInsightsAction: "ENABLE",
  });
  assert.equal(enabled.ContributorInsightsStatus, "ENABLING");
  const doc = db.documentClient();
  for (let n = 0; n < 6; n++) await doc.put({ TableName, Item: { id: "hot", n } });
  for (const id of ["b", "c", "d", "e"]) await doc.put({ TableName, Item: { id, n: 1 } });
  for (let n = 0; n < 3; n++)
    await assert.rejects(doc.put({ TableName, Item: { id: "late", n: 7 } }), {
      name: "ProvisionedThroughputExceededException",
    });
  const ranked = (Rule: string) =>
    asking(db)("ReadContributors", { TableName, Rule, From: START, To: START + MINUTE, Most: 2 });
  const used = await ranked("PKC");
  assert.deepEqual(used.Contributors[0], { Keys: ["hot"], Sum: 6, Points: [{ Time: START, Sum: 6 }] });
  assert.deepEqual([used.Sum, used.Approximate], [10, false]);
  const sorted = await ranked("SKT");
  assert.deepEqual(
    sorted.Contributors.map(({ Keys, Sum }) => [Keys, Sum]),
    [[["late", "7"], 3]],
  );
  const described = await db.client.describeContributorInsights({ TableName });
  assert.equal(described.ContributorInsightsStatus, "ENABLED");
  assert.equal(described.ContributorInsightsMode, "ACCESSED_AND_THROTTLED_KEYS");
  assert.deepEqual(
    described.ContributorInsightsRuleList?.map((rule) => rule.split("-").slice(0, 3).join("-")),
    ["PKC", "PKT", "SKC", "SKT"].map((kind) => `DynamoDBContributorInsights-${kind}-Orders`),
  );
  const listed = await db.client.listContributorInsights({});
  assert.deepEqual(
    listed.ContributorInsightsSummaries?.map((entry) => [entry.TableName, entry.ContributorInsightsStatus]),
    [["Orders", "ENABLED"]],
  );
  await db.client.updateContributorInsights({ TableName, ContributorInsightsAction: "DISABLE" });
  await doc.put({ TableName, Item: { id: "x", n: 1 } }).catch(() => undefined);
  assert.equal((await ranked("PKC")).Sum, 10);
  await assert.rejects(db.client.describeContributorInsights({ TableName: "None" }), {
    name: "ResourceNotFoundException",
  });
  await db.close();
});

test("a minute with very many tables is stored in parts, of which nothing is lost", async (t) => {
  const clock = new TestClock();
  const db = await open({ storage: "memory", metrics: true, clock });
  t.after(() => db.close());
  const count = 5100;
  // Series of 2 operations for each table: more than 10,000.
  for (let n = 0; n < count; n++) {
    await db.client.createTable({ ...table, ...onDemand, TableName: `Table${n}` });
    await db.client.deleteTable({ TableName: `Table${n}` });
  }
  const latencies = await points(db, "SuccessfulRequestLatency");
  const counts = (operation: string) =>
    latencies.filter(({ Operation }) => Operation === operation).map(({ Count }) => Count);
  assert.deepEqual(counts("CreateTable"), Array(count).fill(1));
  assert.deepEqual(counts("DeleteTable"), Array(count).fill(1));
  // What is stored has the quotas of the account beside it: this minute is not over, and is stored in part.
  await becomes(async () => (await points(db, "AccountMaxReads")).length > 0);
});
