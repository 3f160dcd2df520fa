/** Kinesis data streams as destinations: records as the service writes them, into every kind of sink, over restarts. */

import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Database } from "../../src/js/client/database.js";
import type { KinesisRecord } from "../../src/js/kinesis/record.js";
import type { KinesisSink } from "../../src/js/kinesis/sinks.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { counted, settled, until, untilAsync } from "./watched.js";

const ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes";
const OTHER = "arn:aws:kinesis:eu-west-1:123456789012:stream/others";
const TABLE = {
  TableName: "Orders",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
} as const;

interface Data {
  eventName: string;
  dynamodb: Record<string, Record<string, Record<string, string>>> & { ApproximateCreationDateTime: number };
}

const dataOf = ({ Data }: KinesisRecord): Data => JSON.parse(new TextDecoder().decode(Data));

/** What a sink got, as `id version`. */
const said = (records: readonly KinesisRecord[]) =>
  records.map((record) => {
    const { Keys, NewImage } = dataOf(record).dynamodb;
    return `${Keys?.["id"]?.["S"]} ${NewImage?.["n"]?.["N"] ?? "gone"}`;
  });

async function opened(sink: KinesisSink, options = {}): Promise<Database> {
  const { db } = await counted({
    region: "eu-west-1",
    account: "123456789012",
    kinesis: { changes: sink },
    ...options,
  });
  return db;
}

async function made(sink: KinesisSink, options = {}): Promise<Database> {
  const db = await opened(sink, options);
  await db.client.createTable(TABLE as never);
  await db.client.enableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  return db;
}

const put = (db: Database, id: string, n: number, more = {}) =>
  db.documentClient().put({ TableName: "Orders", Item: { id, n, ...more } });

test("a record is what DynamoDB writes into a Kinesis data stream", async () => {
  const got: KinesisRecord[] = [];
  const db = await made((records) => got.push(...records));
  const before = Date.now();
  await put(db, "a", 1, { data: new Uint8Array([1, 2, 250]) });
  await put(db, "a", 2);
  await db.documentClient().delete({ TableName: "Orders", Key: { id: "a" } });
  await until(() => got.length === 3);
  const [inserted, modified, removed] = got.map(dataOf);
  const at = inserted?.dynamodb.ApproximateCreationDateTime ?? 0;
  assert.ok(at >= before - 1 && at <= Date.now());
  assert.deepEqual(inserted, {
    awsRegion: "eu-west-1",
    eventID: (inserted as unknown as { eventID: string }).eventID,
    eventName: "INSERT",
    userIdentity: null,
    recordFormat: "application/json",
    tableName: "Orders",
    dynamodb: {
      ApproximateCreationDateTime: at,
      Keys: { id: { S: "a" } },
      NewImage: { id: { S: "a" }, n: { N: "1" }, data: { B: "AQL6" } },
      SizeBytes: (inserted?.dynamodb as unknown as { SizeBytes: number }).SizeBytes,
    },
    eventSource: "aws:dynamodb",
  });
  assert.match(
    JSON.stringify(inserted),
    /"eventID":"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/,
  );
  assert.deepEqual(modified?.dynamodb["OldImage"]?.["n"], { N: "1" });
  assert.deepEqual(removed?.dynamodb["OldImage"]?.["n"], { N: "2" });
  assert.equal(new Set(got.map(({ PartitionKey }) => PartitionKey)).size, 1);
  assert.match(got[0]?.PartitionKey ?? "", /^[0-9A-F]{32}$/);
  // The table has no stream.
  assert.deepEqual((await db.client.listStreams({})).Streams, []);
  await db.close();
});

test("times are as precise as asked for", async () => {
  const got: KinesisRecord[] = [];
  const db = await made((records) => got.push(...records));
  await db.client.updateKinesisStreamingDestination({
    TableName: "Orders",
    StreamArn: ARN,
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: "MICROSECOND" },
  });
  await settled();
  await put(db, "a", 1);
  await until(() => got.length === 1);
  const [{ dynamodb }] = got.map(dataOf) as [Data];
  assert.equal(String(dynamodb.ApproximateCreationDateTime).length, 16);
  assert.equal(
    (dynamodb as unknown as Record<string, string>)["ApproximateCreationDateTimePrecision"],
    "MICROSECOND",
  );
  await db.close();
});

test("only what is written while it is enabled is delivered, also beside a stream that comes and goes", async () => {
  const got: string[] = [];
  const db = await opened((records) => got.push(...said(records)));
  await db.client.createTable({
    ...TABLE,
    StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
  } as never);
  await put(db, "before", 1);
  await db.client.enableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  await put(db, "a", 1);
  await db.client.updateTable({ TableName: "Orders", StreamSpecification: { StreamEnabled: false } });
  await put(db, "a", 2);
  await db.client.updateTable({
    TableName: "Orders",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
  });
  await put(db, "a", 3);
  await db.client.disableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  await put(db, "between", 1);
  await db.client.enableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  await put(db, "a", 4);
  await until(() => got.length === 4);
  await settled();
  assert.deepEqual(got, ["a 1", "a 2", "a 3", "a 4"]);
  const { Streams = [] } = await db.client.listStreams({ TableName: "Orders" });
  const shown = [];
  for (const { StreamArn } of Streams) {
    const { StreamDescription } = await db.client.describeStream({ StreamArn });
    const shards = StreamDescription?.Shards ?? [];
    for (const { ShardId } of shards) {
      const { ShardIterator } = await db.client.getShardIterator({
        StreamArn,
        ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      });
      const { Records = [] } = await db.client.getRecords({ ShardIterator });
      shown.push(
        Records.map(({ dynamodb }) => Object.keys(dynamodb ?? {}).filter((name) => /Image/.test(name))),
      );
    }
    // The segment in between is none of a stream's shards.
    assert.deepEqual(
      shards.map(({ ParentShardId }) => ParentShardId),
      shards.map(() => undefined),
    );
  }
  // Both images are kept for Kinesis, and the stream shows none of them.
  assert.deepEqual(shown, [
    [[], []],
    [[], [], []],
  ]);
  await db.close();
});

test("a sink that fails gets the same records again, and those of an item in order", async (t) => {
  const said_ = t.mock.method(console, "error", () => undefined);
  let failures = 2;
  const got: string[] = [];
  const ids = new Set<string>();
  const db = await made((records, { id, streamArn, tableName }) => {
    assert.deepEqual([streamArn, tableName], [ARN, "Orders"]);
    ids.add(id);
    failures -= 1;
    if (failures >= 0) throw new Error("not yet");
    got.push(...said(records));
  });
  await put(db, "a", 1);
  await until(() => failures < 2);
  await put(db, "a", 2);
  await until(() => got.length === 2);
  assert.deepEqual(got, ["a 1", "a 2"]);
  assert.equal(ids.size, 2);
  assert.equal(said_.mock.callCount(), 1);
  await db.close();
});

test("the position is durable: what was delivered does not come again, and nothing is missing", async () => {
  const data = new MemoryData();
  const got: string[] = [];
  const first = await made((records) => got.push(...said(records)), {
    storage: new MemoryStorage(data),
    name: "k",
  });
  await put(first, "a", 1);
  await until(() => got.length === 1);
  await settled();
  await first.close();
  // Without its sink, records wait.
  const { db } = await counted({
    storage: new MemoryStorage(data),
    name: "k",
    region: "eu-west-1",
    account: "123456789012",
  });
  await put(db, "a", 2);
  await db.close();
  const last = await opened((records) => got.push(...said(records)), {
    storage: new MemoryStorage(data),
    name: "k",
  });
  await put(last, "a", 3);
  await until(() => got.length === 3);
  assert.deepEqual(got, ["a 1", "a 2", "a 3"]);
  await last.close();
});

test("what was written before a table is deleted is delivered", async () => {
  const got: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const db = await made(async (records) => {
    await held;
    got.push(...said(records));
  });
  await put(db, "a", 1);
  await put(db, "a", 2);
  await db.client.deleteTable({ TableName: "Orders" });
  release();
  await until(() => got.length === 2);
  assert.deepEqual(got, ["a 1", "a 2"]);
  await db.close();
});

test("a blob store gets lines of JSON", async () => {
  const objects = new Map<string, string>();
  const db = await made({ put: async (key, body) => void objects.set(key, new TextDecoder().decode(body)) });
  await put(db, "a", 1);
  await put(db, "b", 1);
  const lines = () => [...objects.values()].flatMap((text) => text.split("\n").filter((line) => line !== ""));
  await until(() => lines().length === 2);
  assert.deepEqual(
    lines().map((line) => JSON.parse(line).dynamodb.Keys.id.S),
    ["a", "b"],
  );
  for (const key of objects.keys()) assert.match(key, /^changes\/\d{4}\/\d\d\/\d\d\/\d\d\/\d{21,}\.json$/);
  await db.close();
});

interface Asked {
  headers: IncomingMessage["headers"];
  body: { StreamName: string; StreamARN: string; Records: { Data: string; PartitionKey: string }[] };
}

/** Kinesis's PutRecords, which refuses what `refuses` says. */
async function kinesis(t: TestContext, refuses: (asked: Asked, place: number) => boolean = () => false) {
  const asked: Asked[] = [];
  const accepted: string[] = [];
  let busy = 1;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (busy > 0) {
      busy -= 1;
      response.writeHead(500).end("{}");
      return;
    }
    const one: Asked = { headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) };
    asked.push(one);
    const Records = one.body.Records.map(({ Data, PartitionKey }, place) => {
      if (refuses(one, place))
        return { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "slow" };
      accepted.push(...said([{ PartitionKey, Data: Buffer.from(Data, "base64") }]));
      return { SequenceNumber: "1", ShardId: "shardId-000000000000" };
    });
    const FailedRecordCount = Records.filter((record) => "ErrorCode" in record).length;
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ FailedRecordCount, Records }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    accepted,
    sink: {
      endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    },
  };
}

test("an endpoint of Kinesis gets signed PutRecords; what it refuses comes again, in order per item", async (t) => {
  t.mock.method(console, "error", () => undefined);
  let refusals = 3;
  const { asked, accepted, sink } = await kinesis(t, ({ body }, place) => {
    if (place !== 0 || body.Records.length < 2 || refusals === 0) return false;
    refusals -= 1;
    return true;
  });
  const db = await made(sink);
  const versions = [1, 2, 3];
  await db.documentClient().transactWrite({
    TransactItems: ["a", "b", "c"].map((id) => ({ Put: { TableName: "Orders", Item: { id, n: 1 } } })),
  });
  for (const n of [2, 3]) for (const id of ["a", "b", "c"]) await put(db, id, n);
  await until(() => accepted.length === 9);
  for (const id of ["a", "b", "c"]) {
    assert.deepEqual(
      accepted.filter((one) => one.startsWith(id)),
      versions.map((n) => `${id} ${n}`),
    );
  }
  const [first] = asked;
  assert.equal(first?.headers["x-amz-target"], "Kinesis_20131202.PutRecords");
  assert.equal(first?.headers["content-type"], "application/x-amz-json-1.1");
  assert.match(
    first?.headers.authorization ?? "",
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/kinesis\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
  );
  assert.deepEqual([first?.body.StreamName, first?.body.StreamARN], ["changes", ARN]);
  for (const { body } of asked) {
    const keys = body.Records.map(({ PartitionKey }) => PartitionKey);
    assert.equal(new Set(keys).size, keys.length);
  }
  await db.close();
});

test("a sink can be named by its ARN, and streams without one wait", async () => {
  const got: string[] = [];
  const { db } = await counted({ kinesis: { [OTHER]: (records) => got.push(...said(records)) } });
  await db.client.createTable(TABLE as never);
  await db.client.enableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  await put(db, "a", 1);
  await db.client.disableKinesisStreamingDestination({ TableName: "Orders", StreamArn: ARN });
  await db.client.enableKinesisStreamingDestination({ TableName: "Orders", StreamArn: OTHER });
  await put(db, "b", 1);
  await until(() => got.length === 1);
  assert.deepEqual(got, ["b 1"]);
  await db.close();
});

test("of several openings one delivers", async () => {
  const got: string[] = [];
  const sink: KinesisSink = (records) => got.push(...said(records));
  const first = await made(sink, { name: "several" });
  const second = await opened(sink, { name: "several" });
  await put(first, "a", 1);
  await until(() => got.length === 1);
  await first.close();
  await put(second, "a", 2);
  await until(() => got.length === 2);
  await settled();
  assert.deepEqual(got, ["a 1", "a 2"]);
  await second.close();
});

test("what is no sink is refused before anything is opened", async () => {
  for (const sink of [
    undefined,
    null,
    5,
    {},
    { endpoint: "nowhere", region: "x", credentials: {} },
    { endpoint: "http://a" },
  ])
    await assert.rejects(opened(sink as never), /kinesis\["changes"\] is no sink/);
  await assert.rejects(counted({ kinesis: (() => 1) as never }), TypeError);
});

test("metrics tell what the stream throttled and did not take", async () => {
  const errors = ["ProvisionedThroughputExceededException: Rate exceeded", "broken"];
  let taken = 0;
  const db = await made(
    () => {
      const error = errors.shift();
      if (error !== undefined) throw new Error(error);
      taken += 1;
    },
    { metrics: true },
  );
  await put(db, "a", 1);
  const of = async (metric: string) => (await db.metrics({ metric, table: "Orders" })).at(-1);
  await untilAsync(async () => taken === 1 && (await of("ThrottledPutRecordCount"))?.SampleCount === 3);
  assert.equal((await of("ThrottledPutRecordCount"))?.Sum, 1);
  assert.equal((await of("FailedToReplicateRecordCount"))?.Sum, 1);
  const age = await of("AgeOfOldestUnreplicatedRecord");
  assert.equal(age?.SampleCount, 3);
  assert.equal(age?.Unit, "Milliseconds");
  await db.close();
});
