/** Triggers: every option of the contract, in one program. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FailedBatch, TriggerOptions } from "../../src/js/triggers/options.js";
import type { NativeItem } from "../../src/js/types/form.js";
import { idOf, Orders, STREAM, scene, sceneOf, upTo } from "./trigger_scene.js";
import { settled, until, untilAsync } from "./watched.js";

const failing =
  (...ids: number[]) =>
  ({ Records }: { Records: Parameters<typeof idOf>[0][] }) => {
    const found = Records.map(idOf).find((id) => ids.includes(id));
    if (found !== undefined) throw new Error(`no ${found}`);
  };

/** A destination of failed batches, and what it was told. */
function destination() {
  const failed: FailedBatch[] = [];
  const ids: number[][] = [];
  const onFailure: TriggerOptions["onFailure"] = (batch, records) => {
    failed.push(batch);
    ids.push(records.map(idOf));
  };
  return { failed, ids, onFailure };
}

test("the handler gets Lambda's event and a context", async () => {
  const { db, events, contexts, trigger } = await scene({ region: "eu-west-1", account: "123456789012" });
  const made = await trigger();
  const Item: NativeItem = {
    customer: "a",
    id: 1,
    data: new Uint8Array([1, 2, 250]),
    set: new Set([new Uint8Array([9])]),
    list: [{ b: new Uint8Array([7]) }],
  };
  await db.documentClient().put({ TableName: "Orders", Item });
  await until(() => events.length === 1);
  const [record] = events[0]?.Records ?? [];
  assert.ok(record);
  const streamArn = (await made.state()).streamArn;
  assert.match(streamArn ?? "", /^arn:aws:dynamodb:eu-west-1:123456789012:table\/Orders\/stream\//);
  assert.deepEqual(record, {
    eventID: record.eventID,
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: record.dynamodb.ApproximateCreationDateTime,
      Keys: { customer: { S: "a" }, id: { N: "1" } },
      NewImage: {
        customer: { S: "a" },
        id: { N: "1" },
        data: { B: "AQL6" },
        set: { BS: ["CQ=="] },
        list: { L: [{ M: { b: { B: "Bw==" } } }] },
      },
      SequenceNumber: record.dynamodb.SequenceNumber,
      SizeBytes: record.dynamodb.SizeBytes,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    eventSourceARN: streamArn,
  });
  assert.ok(Number.isInteger(record.dynamodb.ApproximateCreationDateTime));
  assert.match(record.eventID, /^[0-9a-f]{32}$/);
  const [context] = contexts;
  assert.equal(context?.functionName, "Orders");
  assert.equal(context?.invokedFunctionArn, "arn:aws:lambda:eu-west-1:123456789012:function:Orders");
  assert.match(
    context?.awsRequestId ?? "",
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.equal(context?.getRemainingTimeInMillis(), 900_000);
  await db.close();
});

test("who removed an expired item is told in lower case", async () => {
  const { db, events, trigger } = await scene({ ttl: { eager: true } });
  await db.client.updateTimeToLive({
    TableName: "Orders",
    TimeToLiveSpecification: { Enabled: true, AttributeName: "until" },
  });
  await trigger({ filterCriteria: { Filters: [{ Pattern: { userIdentity: { type: ["Service"] } } }] } });
  const until_ = Math.floor(Date.now() / 1000);
  await db.documentClient().put({ TableName: "Orders", Item: { customer: "a", id: 1, until: until_ } });
  await until(() => events.length === 1);
  assert.deepEqual(events[0]?.Records[0]?.userIdentity, {
    type: "Service",
    principalId: "dynamodb.amazonaws.com",
  });
  assert.equal(events[0]?.Records[0]?.eventName, "REMOVE");
  await db.close();
});

test("batches have at most so many records, in order", async () => {
  const { db, calls, put, trigger } = await scene();
  await put("a", ...upTo(25));
  await trigger({ batchSize: 10 });
  await until(() => calls.flat().length === 25);
  assert.deepEqual(calls, [upTo(10), upTo(10, 11), upTo(5, 21)]);
  await db.close();
});

test("by default a trigger begins with what is written from now on", async () => {
  const { db, calls, put, trigger } = await scene();
  await put("a", 1, 2);
  await trigger({ startingPosition: undefined });
  await put("a", 3);
  await until(() => calls.length > 0);
  assert.deepEqual(calls, [[3]]);
  await db.close();
});

test("a trigger begins at a time", async () => {
  const { db, calls, put, trigger } = await scene();
  await put("a", 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const startingPositionTimestamp = new Date();
  await put("a", 2);
  await trigger({ startingPosition: "AT_TIMESTAMP", startingPositionTimestamp });
  await trigger({ name: "other", startingPosition: startingPositionTimestamp });
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[2], [2]]);
  await assert.rejects(trigger({ name: "later", startingPosition: new Date(Date.now() + 1e6) }), /future/);
  await db.close();
});

test("a window gathers records until it has passed, or a batch is full", async () => {
  const { db, calls, put, trigger } = await scene();
  await trigger({ window: 0.2, batchSize: 3 });
  await put("a", 1);
  await put("a", 2);
  await settled();
  assert.deepEqual(calls, []);
  await until(() => calls.length === 1);
  assert.deepEqual(calls, [[1, 2]]);
  await db.close();
});

test("a full batch does not wait for its window", async () => {
  const { db, calls, put, trigger } = await scene();
  await trigger({ window: 300, batchSize: 3 });
  await put("a", ...upTo(7));
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [upTo(3), upTo(3, 4)]);
  await db.close();
});

test("records that no filter fits are passed over, also by the position", async () => {
  const { db, calls, put, trigger } = await scene();
  const Filters = [
    { Pattern: { dynamodb: { Keys: { id: { N: [{ prefix: "2" }] } } } } },
    { Pattern: JSON.stringify({ eventName: ["REMOVE"] }) },
  ];
  const made = await trigger({ filterCriteria: { Filters } });
  await put("a", ...upTo(30));
  await db.documentClient().delete({ TableName: "Orders", Key: { customer: "a", id: 30 } });
  await put("b", 40);
  await until(() => calls.flat().length === 12);
  assert.deepEqual(calls.flat(), [2, ...upTo(10, 20), 30]);
  const last = await lastNumber(db);
  await untilAsync(async () => Object.values((await made.state()).position)[0] === last);
  assert.equal((await made.state()).iteratorAge, 0);
  await db.close();
});

async function lastNumber(db: Awaited<ReturnType<typeof scene>>["db"]): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { sequenceNumber, keys } of db.changes("Orders", { from: "start" })) {
    last = sequenceNumber;
    if (keys["customer"] === "b") break;
  }
  return last;
}

test("a batch that failed is tried again, and what comes behind it waits", async () => {
  const { db, calls, errors, put, trigger } = await scene();
  let failures = 2;
  await trigger({ batchSize: 2 }, () => {
    failures -= 1;
    if (failures >= 0) throw new Error("not yet");
  });
  await put("a", ...upTo(4));
  await until(() => calls.length === 4);
  assert.deepEqual(calls, [
    [1, 2],
    [1, 2],
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(errors.map(String), ["Error: not yet", "Error: not yet"]);
  await db.close();
});

test("after its retries a batch is given up, and the destination is told as Lambda's is", async () => {
  const { db, calls, put, trigger } = await scene({ region: "eu-west-1" });
  const { failed, ids, onFailure } = destination();
  const made = await trigger({ batchSize: 2, retries: 1, onFailure }, failing(1));
  await put("a", 1, 2, 3);
  await until(() => calls.length === 3);
  assert.deepEqual(calls, [[1, 2], [1, 2], [3]]);
  assert.deepEqual(ids, [[1, 2]]);
  const [batch] = failed;
  const { streamArn = "" } = await made.state();
  const { shardId, startSequenceNumber, endSequenceNumber, ...info } =
    batch?.DDBStreamBatchInfo ?? assert.fail();
  assert.match(shardId, /^shardId-\d{20}-[0-9a-f]{8}$/);
  assert.ok(startSequenceNumber < endSequenceNumber);
  assert.match(info.approximateArrivalOfFirstRecord, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(info.batchSize, 2);
  assert.equal(info.streamArn, streamArn);
  assert.deepEqual(batch?.requestContext, {
    requestId: batch?.requestContext.requestId,
    functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:Orders",
    condition: "RetryAttemptsExhausted",
    approximateInvokeCount: 2,
  });
  assert.deepEqual(batch?.responseContext, {
    statusCode: 200,
    executedVersion: "$LATEST",
    functionError: "Unhandled",
  });
  assert.equal(batch?.version, "1.0");
  await db.close();
});

test("bisecting finds the record that fails, and does not count as a retry", async () => {
  const { db, calls, put, trigger } = await scene();
  const { ids, onFailure } = destination();
  await trigger({ bisectOnError: true, retries: 1, onFailure }, failing(3));
  await put("a", ...upTo(4));
  await until(() => calls.length === 6);
  assert.deepEqual(calls, [[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
  assert.deepEqual(ids, [[3]]);
  await db.close();
});

test("records that are too old are given up without a call", async () => {
  const { db, calls, put, trigger } = await scene();
  const { failed, ids, onFailure } = destination();
  await put("a", 1, 2);
  await new Promise((resolve) => setTimeout(resolve, 2200));
  await put("a", 3);
  await trigger({ maxRecordAge: 1, onFailure });
  await until(() => calls.length === 1 && ids.length === 1);
  assert.deepEqual([calls, ids], [[[3]], [[1, 2]]]);
  assert.equal(failed[0]?.requestContext.condition, "RecordAgeExceeded");
  assert.equal(failed[0]?.requestContext.approximateInvokeCount, 0);
  assert.equal(failed[0]?.responseContext, undefined);
  await db.close();
});

test("reported failures: the batch is tried again from the lowest number on", async () => {
  const { db, calls, put, trigger } = await scene();
  let first = true;
  await trigger({ reportBatchItemFailures: true }, ({ Records }) => {
    if (!first) return { batchItemFailures: [] };
    first = false;
    const numbers = Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    return { batchItemFailures: [{ itemIdentifier: numbers[3] }, { itemIdentifier: numbers[2] }] };
  });
  await put("a", ...upTo(5));
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [upTo(5), [3, 4, 5]]);
  await db.close();
});

const ANSWERS: [string, unknown, number][] = [
  ["an empty list", { batchItemFailures: [] }, 0],
  ["null for the list", { batchItemFailures: null }, 0],
  ["no list", {}, 0],
  ["null", null, 0],
  ["nothing", undefined, 0],
  ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, 2],
  ["null for an identifier", { batchItemFailures: [{ itemIdentifier: null }] }, 2],
  ["another name for it", { batchItemFailures: [{ id: "1" }] }, 2],
  ["a number of no record", { batchItemFailures: [{ itemIdentifier: "123456789012345678901" }] }, 2],
  ["text instead of a list", { batchItemFailures: "none" }, 2],
  ["text", "done", 2],
];

for (const [name, answer, failed] of ANSWERS) {
  test(`reported failures: ${name} fails ${failed} records`, async () => {
    const { db, calls, put, trigger } = await scene();
    const { ids, onFailure } = destination();
    await trigger({ reportBatchItemFailures: true, retries: 0, onFailure, batchSize: 2 }, () => answer);
    await put("a", 1, 2, 3);
    await until(() => calls.length === 2);
    assert.deepEqual(ids[0] ?? [], failed === 0 ? [] : [1, 2]);
    await db.close();
  });
}

test("without the option, the handler's answer says nothing", async () => {
  const { db, calls, put, trigger } = await scene();
  await trigger({ batchSize: 1 }, () => ({ batchItemFailures: [{ itemIdentifier: "" }] }));
  await put("a", 1, 2);
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[1], [2]]);
  await db.close();
});

test("reported failures with bisecting: what is done does not come again", async () => {
  const { db, calls, put, trigger } = await scene();
  const { ids, onFailure } = destination();
  await trigger(
    { reportBatchItemFailures: true, bisectOnError: true, retries: 0, onFailure },
    ({ Records }) => {
      const failed = Records.find((record) => idOf(record) === 3);
      return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb.SequenceNumber }] : [] };
    },
  );
  await put("a", ...upTo(4));
  await until(() => calls.length === 4);
  assert.deepEqual(calls, [upTo(4), [3, 4], [3], [4]]);
  assert.deepEqual(ids, [[3]]);
  await db.close();
});

test("a destination that fails is called again, and does not stop the rest", async () => {
  const { db, calls, put, trigger } = await scene();
  let told = 0;
  const onFailure = () => {
    told += 1;
    throw new Error("no destination");
  };
  await trigger({ retries: 0, batchSize: 1, onFailure }, failing(1));
  await put("a", 1, 2);
  await until(() => calls.length === 2);
  assert.equal(told, 3);
  await db.close();
});

test("several batches are under way at once, and those of a partition keep their order", async () => {
  const { db, calls, put, trigger } = await scene();
  let [under, most] = [0, 0];
  const seen = new Map<string, number[]>();
  await trigger({ parallelism: 4, batchSize: 5 }, async ({ Records }) => {
    under += 1;
    most = Math.max(most, under);
    for (let turn = 0; turn < 3; turn += 1) await settled();
    for (const record of Records) {
      const customer = record.dynamodb.Keys["customer"]?.S ?? "";
      seen.set(customer, [...(seen.get(customer) ?? []), idOf(record)]);
    }
    under -= 1;
  });
  const customers = Array.from("abcdefghij");
  for (const at of [1, 6, 11]) for (const customer of customers) await put(customer, ...upTo(5, at));
  await until(() => [...seen.values()].flat().length === 150);
  assert.ok(most > 1 && most <= 4);
  for (const customer of customers) assert.deepEqual(seen.get(customer), upTo(15));
  assert.ok(calls.every((call) => call.length <= 5));
  await db.close();
});

test("the position stops before the first batch that is not done", async () => {
  const { db, calls, put, trigger } = await scene();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const made = await trigger({ parallelism: 10, batchSize: 1 }, ({ Records }) =>
    Records[0]?.dynamodb.Keys["customer"]?.S === "a" ? held : undefined,
  );
  await put("a", 1);
  for (const customer of Array.from("bcdefghijklm")) await put(customer, 2);
  // Those that share its lane wait behind it.
  await until(() => calls.length > 5);
  await settled();
  const { position, iteratorAge = 0 } = await made.state();
  assert.deepEqual(position, {});
  assert.ok(iteratorAge >= 0);
  release();
  await until(() => calls.length === 13);
  await db.close();
});

test("a stopped trigger goes on where it was, and does not repeat what is done", async () => {
  const { db, calls, put, trigger } = await scene();
  const first = await trigger();
  await put("a", 1, 2);
  await until(() => calls.length === 1);
  await first.stop();
  assert.equal((await first.state()).status, "STOPPED");
  await put("a", 3);
  await settled();
  assert.equal(calls.length, 1);
  // The position counts, not where it would begin.
  await trigger();
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[1, 2], [3]]);
  await db.close();
});

test("stopping waits for the handler, whose work counts", async () => {
  const { db, calls, put, contexts, trigger } = await scene();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = await trigger({}, () => held);
  await put("a", 1);
  await until(() => calls.length === 1);
  let stopped = false;
  const stopping = first.stop().then(() => {
    stopped = true;
  });
  await settled();
  assert.equal(stopped, false);
  assert.equal(contexts[0]?.signal.aborted, true);
  release();
  await stopping;
  await trigger();
  await put("a", 2);
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[1], [2]]);
  await db.close();
});

test("a forgotten position begins anew", async () => {
  const { db, calls, put, trigger } = await scene();
  await put("a", 1);
  const first = await trigger();
  await until(() => calls.length === 1);
  await first.stop({ forget: true });
  await trigger();
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[1], [1]]);
  await db.close();
});

test("of those with one name one runs, and the next takes over", async () => {
  const one = await scene({ name: "shared-trigger" });
  const other = await scene({ name: "shared-trigger" });
  const first = await one.trigger();
  const second = await other.trigger();
  await one.put("a", 1);
  await until(() => one.calls.length === 1);
  await settled();
  assert.deepEqual([(await first.state()).status, (await second.state()).status], ["RUNNING", "STANDBY"]);
  assert.equal(other.calls.length, 0);
  await one.db.close();
  await other.put("a", 2);
  await until(() => other.calls.length === 1);
  assert.deepEqual([one.calls, other.calls], [[[1]], [[2]]]);
  await other.db.close();
});

test("triggers of different names each get everything", async () => {
  const { db, put } = await scene();
  const [one, two] = [sceneOf(db), sceneOf(db)];
  await one.trigger({ name: "one" });
  await two.trigger({ name: "two" });
  await put("a", 1);
  await until(() => one.calls.length === 1 && two.calls.length === 1);
  assert.deepEqual([one.calls, two.calls], [[[1]], [[1]]]);
  await assert.rejects(
    db.trigger({ table: "Others", name: "one", handler: () => 1 }),
    /belongs to the table "Orders"/,
  );
  await db.close();
});

test("a trigger follows the shards of a stream, parents before children", async () => {
  const { db, calls, put, trigger } = await scene({ streams: { shards: 3 } });
  await trigger({ batchSize: 1000 });
  for (const customer of Array.from("abcdefgh")) await put(customer, ...upTo(3));
  await until(() => calls.flat().length === 24);
  assert.equal(calls.flat().length, 24);
  await db.close();
});

test("a disabled stream is read to its end, and the next one from its beginning", async () => {
  const { db, calls, put, trigger } = await scene();
  const made = await trigger();
  await put("a", 1);
  await db.client.updateTable({ TableName: "Orders", StreamSpecification: { StreamEnabled: false } });
  await until(() => calls.length === 1);
  await untilAsync(async () => (await made.state()).status === "WAITING");
  assert.equal((await made.state()).status, "WAITING");
  await put("a", 2);
  await db.client.updateTable({ TableName: "Orders", StreamSpecification: STREAM });
  await put("a", 3);
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [[1], [3]]);
  await db.client.deleteTable({ TableName: "Orders" });
  await untilAsync(async () => (await made.state()).status === "WAITING");
  await db.ensureTable(Orders);
  await put("a", 4);
  // The deletion of a table makes no records of its items.
  await until(() => calls.length === 3);
  assert.deepEqual(calls.at(-1), [4]);
  await db.close();
});

test("a table without a stream is told of, or waited for", async () => {
  const { db, calls, put, trigger } = await scene();
  await db.client.updateTable({ TableName: "Orders", StreamSpecification: { StreamEnabled: false } });
  await assert.rejects(trigger(), { name: "NoStreamError", message: /StreamSpecification/ });
  await assert.rejects(db.trigger({ table: "Nothing", handler: () => 1 }), {
    name: "ResourceNotFoundException",
  });
  const made = await trigger({ wait: true });
  await put("a", 1);
  await untilAsync(async () => (await made.state()).status === "WAITING");
  await db.client.updateTable({ TableName: "Orders", StreamSpecification: STREAM });
  await put("a", 2);
  await until(() => calls.length === 1);
  assert.deepEqual(calls, [[2]]);
  await db.close();
});

const WRONG: [object, RegExp][] = [
  [{ batchSize: 0 }, /batchSize .* from 1 to 10000, not 0/],
  [{ batchSize: 1.5 }, /batchSize/],
  [{ batchSize: "5" }, /batchSize .* is a number, not string/],
  [{ window: 301 }, /window .* from 0 to 300/],
  [{ retries: -2 }, /retries/],
  [{ maxRecordAge: 700_000 }, /maxRecordAge/],
  [{ parallelism: 11 }, /parallelism .* from 1 to 10/],
  [{ handler: "index.handler" }, /handler .* is a function/],
  [{ handler: undefined }, /handler .* is a function/],
  [{ table: "" }, /table/],
  [{ name: "a:b" }, /name/],
  [{ startingPosition: "NOW" }, /LATEST, TRIM_HORIZON/],
  [{ startingPosition: "AT_TIMESTAMP" }, /startingPositionTimestamp/],
  [{ startingPosition: new Date(Number.NaN) }, /valid Date/],
  [{ startingPositionTimestamp: new Date() }, /belongs to AT_TIMESTAMP/],
  [{ filterCriteria: { Filters: [{ Pattern: "{" }] } }, /filter pattern/],
  [{ filterCriteria: { filters: [] } }, /Filters/],
  [{ filterCriteria: { Filters: Array(11).fill({ Pattern: { a: [1] } }) } }, /at most 10/],
  [{ tumblingWindow: 5 }, /Tumbling windows are not supported/],
  [{ batchsize: 5 }, /no option "batchsize"/],
  [{ onFailure: {} }, /onFailure .* is a function/],
];

test("wrong options are refused, and named", async () => {
  const { db } = await scene();
  for (const [options, message] of WRONG) {
    const given = { table: "Orders", handler: () => undefined, ...options } as never;
    await assert.rejects(db.trigger(given), (error: Error) => {
      assert.ok(error instanceof TypeError, error.message);
      assert.match(error.message, message);
      return true;
    });
  }
  await db.close();
});

test("a closed database ends its triggers, also one that fails for ever", async () => {
  const { db, calls, put, trigger } = await scene();
  const made = await trigger({}, () => Promise.reject(new Error("never")));
  await put("a", 1);
  await until(() => calls.length > 0);
  await db.close();
  await made.stop();
  const before = calls.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(calls.length, before);
  await assert.rejects(db.trigger({ table: "Orders", handler: () => 1 }), { name: "DatabaseClosedError" });
});

test("without a listener, the console tells of failures", async (t) => {
  const { db, put } = await scene();
  const said = t.mock.method(console, "error", () => undefined);
  const made = await db.trigger({ table: "Orders", retries: 0, handler: failing(1) });
  await put("a", 1);
  await until(() => said.mock.callCount() > 0);
  assert.match(String(said.mock.calls[0]?.arguments[0]), /trigger "Orders" failed/);
  assert.match(String((await made.state()).lastError?.error), /no 1/);
  await db.close();
});
