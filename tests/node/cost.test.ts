/** `db.cost()`: measured use against prices that can be checked by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "./manual_clock.js";
import { counted } from "./watched.js";

const BEGIN = Date.UTC(2026, 10, 30, 12);
const HOUR = 3_600_000;

const near = (found: number | undefined, wanted: number) =>
  assert.ok(
    Math.abs((found ?? Number.NaN) - wanted) <= Math.abs(wanted) * 1e-6 + 1e-12,
    `${found} is not ${wanted}`,
  );

test("both modes, indexes, reserved capacity and compression are priced from what was measured", async () => {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock });
  await db.client.createTable({
    TableName: "Orders",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "N" },
      { AttributeName: "day", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "byDay",
        KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  const doc = db.documentClient();
  const text = "many words, ".repeat(300);
  // 4 units each, and one of the index.
  for (let id = 0; id < 60; id += 1) await doc.put({ TableName: "Orders", Item: { id, text, day: "mon" } });
  clock.pass(2 * HOUR);
  const { month, tables, measuredHours, explanation } = await db.cost({ reserved: { writes: 10 } });
  assert.equal(measuredHours, 2);
  const [orders] = tables;
  assert.equal(orders?.writeUnits, 240);
  near(orders?.onDemand, (240 * 0.625) / 1e6);
  // 240 units in a minute are 4 a second, and 6 at 70 %; the other hour has one unit.
  near(orders?.provisioned, (6 + 1) * 0.00065 + 2 * 0.00013);
  const [index] = orders?.indexes ?? [];
  assert.equal(index?.writeUnits, 60);
  near(orders?.breakEven.writes, (100 * 0.00065) / (3600 * 0.625e-6));
  assert.equal(orders?.cheaper, "PAY_PER_REQUEST");
  near(month.onDemand, 365 * ((300 * 0.625) / 1e6));
  assert.ok((month.reserved ?? 0) > 730 * ((10 * (150 / 8760 + 0.0128)) / 100) * 0.999);
  const [compressible] = orders?.compressible ?? [];
  assert.equal(compressible?.attribute, "text");
  assert.equal(compressible?.bytes, text.length);
  assert.equal(compressible?.writeUnits, 3);
  assert.match(explanation, /^Measured: 2.0 hours. A month like that would cost \$/);
  assert.match(explanation, /Compression would make "text" \d+ bytes in place of 3600\./);
  const dearer = await db.cost({ prices: { standard: { writesPerMillion: 6.25 } }, sample: false });
  // The sample of 60 items was a scan of 22.5 units.
  near(dearer.tables[0]?.onDemand, (10 * 240 * 0.625 + 22.5 * 0.125) / 1e6);
  assert.deepEqual(dearer.tables[0]?.compressible, []);
  await assert.rejects(db.cost({ days: 0 }), TypeError);
  await assert.rejects(db.cost({ prices: { nonsense: 1 } as never }), /no price "nonsense"/);
  await assert.rejects(db.cost({ prices: { export: -1 } }), /number of dollars/);
  await db.close();
});

test("a provisioned table, backups and recovery have their prices", async () => {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock });
  await db.client.createTable({
    TableName: "Orders",
    ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 20 },
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  });
  await db.client.updateContinuousBackups({
    TableName: "Orders",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await db.documentClient().put({ TableName: "Orders", Item: { id: 1, text: "x".repeat(1000) } });
  await db.client.createBackup({ TableName: "Orders", BackupName: "one" });
  clock.pass(HOUR);
  const { tables } = await db.cost();
  const [orders] = tables;
  assert.equal(orders?.mode, "PROVISIONED");
  near(orders?.asProvisioned, 10 * 0.00013 + 20 * 0.00065);
  assert.ok((orders?.bytes ?? 0) > 1000);
  near(orders?.storagePerMonth, ((orders?.bytes ?? 0) * 0.25) / 2 ** 30);
  near(orders?.recoveryPerMonth, ((orders?.bytes ?? 0) * 0.2) / 2 ** 30);
  assert.ok((orders?.backupsPerMonth ?? 0) > 0);
  await db.close();
});

test("without measurements it says so", async () => {
  const { db } = await counted({});
  const { measuredHours, month, explanation } = await db.cost();
  assert.equal(measuredHours, 0);
  assert.equal(month.onDemand, 0);
  assert.match(explanation, /Nothing was measured yet/);
  await db.close();
});

test("what capacity refused is told, with the units that would have been enough", async () => {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, capacity: "enforce", clock });
  await db.client.createTable({
    TableName: "Orders",
    ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 1 },
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  });
  const doc = db.documentClient();
  const text = "x".repeat(2500);
  // The first one takes more than there is; the others of 3 units each find nothing left.
  await doc.put({ TableName: "Orders", Item: { id: 0, text } });
  for (let id = 1; id <= 99; id += 1)
    await assert.rejects(doc.put({ TableName: "Orders", Item: { id, text } }), {
      name: "ProvisionedThroughputExceededException",
    });
  clock.pass(HOUR);
  const { tables, explanation } = await db.cost();
  // 300 units in a minute are 5 a second.
  assert.deepEqual(tables[0]?.throttled, { writes: { requests: 99, units: 297, needed: 5 } });
  assert.match(
    explanation,
    /The capacity of Orders refused 99 writes of 297 units: 5 provisioned write units would have been enough/,
  );
  const named = await db.metrics({ metric: "WriteThrottleEvents", table: "Orders", from: BEGIN });
  assert.equal(named[0]?.Sum, 99);
  await db.close();
});

test("options that there are none of are refused", async () => {
  const { db } = await counted({ metrics: true });
  await assert.rejects(db.cost({ dayz: 1 } as never), /has no option "dayz"\. Did you mean "days"\?/);
  await assert.rejects(db.cost({ reserved: { read: 1 } as never }), /Did you mean "reads"\?/);
  await assert.rejects(db.cost({ reserved: { reads: -1 } }), /number of capacity units/);
  await assert.rejects(db.cost({ days: Number.POSITIVE_INFINITY }), TypeError);
  await db.close();
});
