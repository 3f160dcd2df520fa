/** `db.cost()`: measured use against prices that can be checked by hand. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { US_EAST_1 } from "../../src/js/cost/prices.js";
import { ManualClock } from "./manual_clock.js";
import { BEGIN, HOUR, makeOrders } from "./orders.js";
import { newBucket, recoverable, until } from "./transfer_scene.js";
import { counted } from "./watched.js";

const near = (found: number | undefined, wanted: number) =>
  assert.ok(
    Math.abs((found ?? Number.NaN) - wanted) <= Math.abs(wanted) * 1e-6 + 1e-12,
    `${found} is not ${wanted}`,
  );

test("both modes, indexes, reserved capacity and compression are priced from what was measured", async () => {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock });
  await makeOrders(db, { projection: "KEYS_ONLY" });
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
  await makeOrders(db, { units: [10, 20] });
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

/** With these a byte costs so many dollars, and a request for records one. */
const WHOLE = 2 ** 30;
const PRICES = {
  standard: { storageMonth: WHOLE },
  freeStorage: 0,
  recoveryMonth: 2 * WHOLE,
  backupMonth: 3 * WHOLE,
  export: 5 * WHOLE,
  streamReadsPer100000: 100_000,
  freeStreamReads: 0,
};

test("storage, recovery, backups, exports and reads of streams are each in the figures", async () => {
  const clock = new ManualClock(BEGIN);
  const { name, store } = newBucket();
  const { db } = await counted({ metrics: true, clock, buckets: { [name]: store } });
  await makeOrders(db, { streams: true });
  await recoverable(db, "Orders");
  // Names of 2 and 4 bytes, a number of 2, and a text of 1000.
  await db.documentClient().put({ TableName: "Orders", Item: { id: 1, text: "x".repeat(1000) } });
  const bytes = 1008;
  // A line of text: {"Item":{"id":{"N":"1"},"text":{"S":".."}}}
  const line = 1042;
  for (const BackupName of ["one", "two"]) await db.client.createBackup({ TableName: "Orders", BackupName });
  const { Table } = await db.client.describeTable({ TableName: "Orders" });
  const { ExportDescription } = await db.client.exportTableToPointInTime({
    TableArn: Table?.TableArn,
    S3Bucket: name,
  });
  await until(async () => {
    clock.pass(1000);
    const asked = { ExportArn: ExportDescription?.ExportArn };
    return (await db.client.describeExport(asked)).ExportDescription?.ExportStatus === "COMPLETED";
  });
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await db.client.describeStream({ StreamArn });
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const iterator = await db.client.getShardIterator({
    StreamArn,
    ShardId,
    ShardIteratorType: "TRIM_HORIZON",
  });
  for (let read = 0; read < 3; read += 1)
    await db.client.getRecords({ ShardIterator: iterator.ShardIterator });
  clock.pass(BEGIN + 2 * HOUR - clock.now());
  const { tables, month, measuredHours } = await db.cost({ prices: PRICES });
  const [orders] = tables;
  assert.equal(measuredHours, 2);
  assert.equal(orders?.bytes, bytes);
  near(orders?.storagePerMonth, bytes);
  near(orders?.recoveryPerMonth, 2 * bytes);
  near(orders?.backupsPerMonth, 3 * 2 * bytes);
  near(orders?.exports, 5 * line);
  near(orders?.streamReads, 3);
  // Two hours are the 365th part of a month of 730.
  near(month.other, bytes + 2 * bytes + 6 * bytes + 365 * (5 * line + 3));
  const free = await db.cost({ prices: { ...PRICES, freeStorage: bytes / 4 / WHOLE, freeStreamReads: 95 } });
  near(free.month.other, (3 / 4 + 2 + 6) * bytes + 365 * (5 * line + 3) - 95);
  await db.close();
});

test("reserved capacity and the break-even are those of a calculation by hand", async () => {
  const clock = new ManualClock(BEGIN);
  const { db } = await counted({ metrics: true, clock });
  await makeOrders(db);
  // 420 units in a minute are 7 a second, and 10 at 70 %.
  for (let batch = 0; batch < 420; batch += 21) {
    const puts = Array.from({ length: 21 }, (_, id) => ({ PutRequest: { Item: { id } } }));
    await db.documentClient().batchWrite({ RequestItems: { Orders: puts } });
  }
  clock.pass(2 * HOUR);
  const prices = {
    standard: { writesPerMillion: 1, readsPerMillion: 0.5, writeUnitHour: 0.0009, readUnitHour: 0.0009 },
    reservedWriteUnitHour: 0.0004,
    reservedReadUnitHour: 0.0001,
  };
  const reserved = { reads: 2, writes: 6 };
  const { month, tables } = await db.cost({ prices, reserved, sample: false });
  const [orders] = tables;
  near(orders?.onDemand, 420e-6);
  near(month.onDemand, 365 * 420e-6);
  // The busy hour needs 10 write units, the other one 1, and both need 1 read unit.
  near(orders?.provisioned, (10 + 1 + 1 + 1) * 0.0009);
  // Four units of one of two hours are beyond what is reserved; that is paid for all the time.
  near(month.reserved, 365 * 4 * 0.0009 + 730 * (6 * 0.0004 + 2 * 0.0001));
  // A unit that is used all of an hour makes 3600 requests: 0.0036 dollars of writes, 0.0018 of reads.
  assert.deepEqual(orders?.breakEven, { reads: 50, writes: 25 });
  await db.close();
});

test("the prices say where and when they hold", async () => {
  const source = await readFile("src/js/cost/prices.ts", "utf8");
  const docs = await readFile("docs/cost.md", "utf8");
  for (const text of [source, docs])
    assert.match(text, /us-east-1, those of throughput as of 1 November 2024/);
  assert.equal(US_EAST_1.standard.writesPerMillion, 0.625);
  for (const name of [...Object.keys(US_EAST_1), ...Object.keys(US_EAST_1.standard)])
    assert.ok(docs.includes(`\`${name}\``), name);
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
  await makeOrders(db, { units: [10, 1] });
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
