/** Buckets elsewhere: S3-compatible endpoints, stores of one's own, and those that fail half way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { MemoryBlobs } from "../../src/js/blobs/memory.js";
import { type BlobStore, bytesOf } from "../../src/js/blobs/store.js";
import { netChanges, TooManyChanges } from "../../src/js/transfer/jobs/net_changes.js";
import type { HistoryChange } from "../../src/js/types/internal_model.js";
import { FakeS3 } from "./fake_stores.js";
import { exported, imported, open, recoverable, TABLE, until } from "./transfer_scene.js";

const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `{"Item":{"id":{"S":"i${n}"},"text":{"S":"${"x".repeat(50)}"}}}`,
  ).join("\n");

const source = (S3Bucket: string) => ({
  S3BucketSource: { S3Bucket, S3KeyPrefix: "AWSDynamoDB/01693685827463-2d8752fd/" },
  InputFormat: "DYNAMODB_JSON" as const,
  InputCompressionType: "GZIP" as const,
  TableCreationParameters: TABLE,
});

test("the export of a real table behind an S3-compatible endpoint is imported, and exported to it", async () => {
  const server = await FakeS3.start();
  const folder = "AWSDynamoDB/01693685827463-2d8752fd/";
  for (const [name, content] of [
    ["_started", ""],
    ["manifest-summary.json", "{}"],
    ["manifest-summary.checksum", "x"],
    ["manifest-files.json", "{}"],
    ["manifest-files.checksum", "x"],
  ] as const)
    server.objects.set(folder + name, Buffer.from(content));
  for (const [n, name] of ["aaa", "bbb", "ccc"].entries())
    server.objects.set(`${folder}data/${name}.json.gz`, gzipSync(`{"Item":{"id":{"S":"i${n}"}}}\n`));
  const db = await open({
    storage: "memory",
    buckets: { mine: { ...server.options, bucket: "things" } },
  });
  const { ImportTableDescription: begun } = await db.client.importTable(source("mine"));
  const ended = await imported(db, begun?.ImportArn);
  assert.deepEqual([ended.ImportStatus, ended.ImportedItemCount], ["COMPLETED", 3], ended.FailureMessage);
  await recoverable(db, "Things");
  const { ExportDescription: out } = await db.client.exportTableToPointInTime({
    TableArn: ended.TableArn,
    S3Bucket: "mine",
    S3Prefix: "out",
  });
  const whole = await exported(db, out?.ExportArn);
  assert.equal(whole.ExportStatus, "COMPLETED", whole.FailureMessage);
  assert.ok(server.objects.has(whole.ExportManifest ?? ""));
  await db.close();
  await server.stop();
});

test("a bucket that is not there, or refuses, ends the transfer under its name", async () => {
  const server = await FakeS3.start();
  const db = await open({
    storage: "memory",
    buckets: {
      nowhere: server.options,
      wrong: { ...server.options, bucket: "things", secretAccessKey: "other" },
    },
  });
  for (const [bucket, code] of [
    ["nowhere", "S3NoSuchBucket"],
    ["wrong", "S3Error"],
    ["empty", "S3NoSuchKey"],
  ] as const) {
    const request = source(bucket);
    const { ImportTableDescription: begun } = await db.client.importTable({
      ...request,
      TableCreationParameters: { ...TABLE, TableName: `Of-${bucket}` },
    });
    const ended = await imported(db, begun?.ImportArn);
    assert.deepEqual([ended.ImportStatus, ended.FailureCode], ["FAILED", code], ended.FailureMessage);
  }
  await db.close();
  await server.stop();
});

/** A store whose reads end after so many bytes, or whose writes do. */
class Failing extends MemoryBlobs {
  readonly #bytes: number;

  constructor(bytes: number) {
    super();
    this.#bytes = bytes;
  }

  override async get(key: string): Promise<ReadableStream<Uint8Array> | undefined> {
    return (await super.get(key))?.pipeThrough(this.#cut());
  }

  override async put(key: string, body: Uint8Array | ReadableStream<Uint8Array>): Promise<void> {
    if (body instanceof Uint8Array) return super.put(key, body);
    await bytesOf(body.pipeThrough(this.#cut()));
    throw new Error("the store has no end");
  }

  #cut(): TransformStream<Uint8Array, Uint8Array> {
    let left = this.#bytes;
    return new TransformStream({
      transform(bytes, controller) {
        left -= bytes.length;
        controller.enqueue(bytes);
        if (left < 0) throw new Error("the disk is gone");
      },
    });
  }
}

test("a bucket that fails half way ends an import and an export, and what was put stays", async () => {
  const store: BlobStore = new Failing(100_000);
  const packed = gzipSync(lines(100_000), { level: 0 });
  await store.put("AWSDynamoDB/01693685827463-2d8752fd/a.gz", packed);
  const db = await open({ storage: "memory", buckets: { failing: store } });
  const { ImportTableDescription: begun } = await db.client.importTable(source("failing"));
  const ended = await imported(db, begun?.ImportArn);
  assert.deepEqual([ended.ImportStatus, ended.FailureCode], ["FAILED", "S3Error"]);
  assert.match(ended.FailureMessage ?? "", /the disk is gone/);
  const { Table } = await db.client.describeTable({ TableName: "Things" });
  assert.deepEqual([Table?.TableStatus, Table?.ItemCount], ["ACTIVE", ended.ImportedItemCount]);
  await recoverable(db, "Things");
  const { ExportDescription: out } = await db.client.exportTableToPointInTime({
    TableArn: Table?.TableArn,
    S3Bucket: "failing",
  });
  const whole = await exported(db, out?.ExportArn);
  assert.deepEqual([whole.ExportStatus, whole.FailureCode], ["FAILED", "S3Error"]);
  assert.equal(whole.ExportManifest, undefined);
  await db.close();
});

test("a table that is deleted ends what is put into it", async () => {
  const slow = new MemoryBlobs();
  await slow.put("in/a", new TextEncoder().encode(lines(20_000)));
  const db = await open({ storage: "memory", buckets: { slow } });
  await db.client.createTable(TABLE);
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems({
    TableName: "Things",
    InputS3Configuration: { S3Bucket: "slow", S3KeyPrefix: "in/", InputFormat: "DYNAMODB_JSON" },
    OutputS3Configuration: { OutputType: ["ERROR"] },
  });
  await db.client.deleteTable({ TableName: "Things" });
  const ended = await until(async () => {
    const { BulkOperationDescription: it } = await db.client.describeBulkOperation({
      BulkOperationArn: begun?.BulkOperationArn,
    });
    return it?.BulkOperationStatus !== "IN_PROGRESS" && it;
  });
  assert.deepEqual([ended.BulkOperationStatus, ended.FailureCode], ["FAILED", "ResourceNotFoundException"]);
  await db.close();
});

test("more changes than fit into memory are taken in parts, and together they are all", async () => {
  const changes = Array.from({ length: 500 }, (_, n): HistoryChange => {
    const id = { id: { S: `k${n % 250}` } };
    const old = n >= 250 ? { Old: { ...id, n: { N: String(n - 250) } } } : {};
    return {
      Keys: id,
      New: { ...id, n: { N: String(n) } },
      ...old,
      Event: n < 250 ? "INSERT" : "MODIFY",
      Micros: n,
    };
  });
  const ask = (async (_: string, { After = "0" }: { After?: string }) => {
    const from = Number(After);
    const more = from + 100 < changes.length;
    return { Changes: changes.slice(from, from + 100), ...(more && { Next: String(from + 100) }) };
  }) as never;
  const layout = { table: "t", format: "DYNAMODB_JSON" } as never;
  const window = { fromMs: 0, toMs: 1, view: "NEW_IMAGE" } as const;
  const part = async (number: number, parts: number, memory: number) => {
    const found: string[] = [];
    for await (const line of netChanges(ask, layout, window, [number, parts], memory)) found.push(line);
    return found;
  };
  await assert.rejects(part(0, 1, 10_000), TooManyChanges);
  const all = (await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((number) => part(number, 8, 10_000)))).flat();
  assert.equal(new Set(all.map((line) => JSON.parse(line).Keys.id.S)).size, 250);
  assert.equal(all.length, 250);
  assert.ok(all.every((line) => Number(JSON.parse(line).NewImage.n.N) >= 250));
});
