/** A database as one file: exported while writes go on, taken in again by any storage, refused when it is damaged. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  CorruptionError,
  type CreateTableInput,
  type Database,
  DatabaseClosedError,
  DatabaseNotEmptyError,
  type ExportProgress,
  FormatTooNewError,
  type OpenOptions,
  open,
  StorageQuotaExceededError,
} from "hashrange";
import { StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

let folder = "";
let names = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-export-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Options for a database of its own in each kind of storage. */
const STORAGES: Record<string, () => OpenOptions> = {
  memory: () => ({ storage: "memory", name: `export-${++names}` }),
  file: () => ({ storage: "file", directory: folder, name: `export-${++names}` }),
  adapter: () => ({ storage: new MemoryStorage(new MemoryData()), name: `export-${++names}` }),
};

const ALBUMS = {
  TableName: "Albums",
  BillingMode: "PROVISIONED",
  ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 },
  AttributeDefinitions: [
    { AttributeName: "artist", AttributeType: "S" },
    { AttributeName: "title", AttributeType: "S" },
    { AttributeName: "year", AttributeType: "N" },
    { AttributeName: "label", AttributeType: "B" },
  ],
  KeySchema: [
    { AttributeName: "artist", KeyType: "HASH" },
    { AttributeName: "title", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-label",
      KeySchema: [{ AttributeName: "label", KeyType: "HASH" }],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["price"] },
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "by-year",
      KeySchema: [
        { AttributeName: "artist", KeyType: "HASH" },
        { AttributeName: "year", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: "team", Value: "music" }],
} as const;

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "dynamodb:GetItem",
      Resource: "*",
    },
  ],
});

async function fill(db: Database, count: number): Promise<void> {
  await db.client.createTable({ ...ALBUMS, ResourcePolicy: POLICY } as never);
  await db.client.updateTimeToLive({
    TableName: "Albums",
    TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  });
  await db.client.createTable({
    TableName: "Empty",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  const puts: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    puts.push(
      db.client.putItem({
        TableName: "Albums",
        Item: {
          artist: { S: `artist ${n % 50} \u{1F3B5}` },
          title: { S: `title ${n}` },
          year: { N: String(1960 + (n % 60)) },
          label: { B: new Uint8Array([n % 7, 0, 255]) },
          price: { N: `${n}.1234567890123456789012345678901234` },
          notes: { L: [{ NULL: true }, { BOOL: false }, { M: { text: { S: "x".repeat(n % 900) } } }] },
          tags: { SS: ["a", "b"] },
          sizes: { NS: ["1", "2.5"] },
          scans: { BS: [new Uint8Array([1]), new Uint8Array([2, 3])] },
        },
      }),
    );
  }
  await Promise.all(puts);
}

/** Everything that can be seen of a database, in one value. */
async function seen(db: Database): Promise<unknown> {
  const { TableNames = [] } = await db.client.listTables({});
  const tables: Record<string, unknown> = {};
  for (const TableName of TableNames) {
    const { Table } = await db.client.describeTable({ TableName });
    const ResourceArn = Table?.TableArn ?? "";
    const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])];
    const contents: Record<string, unknown> = {};
    for (const IndexName of [undefined, ...indexes.map((index) => index.IndexName)]) {
      const items: unknown[] = [];
      let key: object | undefined;
      do {
        const page = await db.client.scan({
          TableName,
          ...(IndexName && { IndexName }),
          ...(key && { ExclusiveStartKey: key as never }),
        });
        items.push(...(page.Items ?? []));
        key = page.LastEvaluatedKey;
      } while (key !== undefined);
      contents[IndexName ?? "table"] = items;
    }
    tables[TableName] = {
      Table,
      contents,
      ttl: await db.client.describeTimeToLive({ TableName }),
      tags: await db.client.listTagsOfResource({ ResourceArn }),
    };
  }
  return JSON.parse(JSON.stringify(tables, (name, value) => (name === "$metadata" ? undefined : value)));
}

async function bytesOf(db: Database): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(db.export()).arrayBuffer());
}

/** Bytes as a stream of pieces that fit no block. */
function pieces(bytes: Uint8Array, length: number): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(start, start + length));
      start += length;
    },
  });
}

for (const [source, from] of Object.entries(STORAGES)) {
  test(`everything in ${source} comes back in every storage`, async () => {
    const db = await open(from());
    await fill(db, 3000);
    const expected = await seen(db);
    const bytes = await bytesOf(db);
    await db.close();
    for (const [target, to] of Object.entries(STORAGES)) {
      for (const file of [bytes, new Blob([bytes]), pieces(bytes, 99_991)]) {
        const options = to();
        const copy = await open({ ...options, from: file });
        assert.deepEqual(await seen(copy), expected, `${source} to ${target}`);
        await copy.client.deleteItem({
          TableName: "Albums",
          Key: { artist: { S: "artist 0 \u{1F3B5}" }, title: { S: "title 0" } },
        });
        const { Items } = await copy.client.query({
          TableName: "Albums",
          IndexName: "by-label",
          KeyConditionExpression: "label = :label",
          ExpressionAttributeValues: { ":label": { B: new Uint8Array([0, 0, 255]) } },
        });
        assert.equal(Items?.length, Math.ceil(3000 / 7) - 1, "the index follows the restored table");
        // A new table gets trees of its own.
        await copy.client.createTable({
          TableName: "Later",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        });
        assert.equal((await copy.client.scan({ TableName: "Later" })).Count, 0);
        await copy.close();
        if (target !== "file") break;
        const again = await open(options);
        assert.equal(
          (await again.client.scan({ TableName: "Albums", Select: "COUNT", Limit: 10 })).Count,
          10,
        );
        await again.destroy();
      }
    }
  });
}

const counterKey = (n: number) => ({ artist: { S: `counter ${n}` }, title: { S: "it" } });

for (const [storage, options] of Object.entries(STORAGES)) {
  test(`an export from ${storage} is of one moment, whatever is written meanwhile`, {
    timeout: 120_000,
  }, async () => {
    const db = await open({ ...options(), cacheBytes: 1 << 20 });
    await fill(db, 8000);
    // Two items that change together in every transaction: in one moment they are the same.
    const both = (n: number) =>
      db.client.transactWriteItems({
        TransactItems: [0, 1].map((side) => ({
          Put: { TableName: "Albums", Item: { ...counterKey(side), value: { N: String(n) } } },
        })),
      });
    await both(0);
    let writing = true;
    let rounds = 0;
    const writer = (async () => {
      while (writing) {
        rounds += 1;
        await both(rounds);
        // Enough for checkpoints to replace the pages that the export reads.
        await Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            db.client.putItem({
              TableName: "Albums",
              Item: {
                artist: { S: `artist ${n % 50} \u{1F3B5}` },
                title: { S: `title ${(rounds * 40 + n) % 8000}` },
                later: { S: "y".repeat(2000) },
              },
            }),
          ),
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const seenProgress: ExportProgress[] = [];
    const parts: Uint8Array[] = [];
    const before = rounds;
    for await (const part of db.export({ onProgress: (progress) => seenProgress.push(progress) })) {
      parts.push(part);
      // A slow reader: the writers get far ahead.
      const target = rounds + 10;
      while (rounds < target) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.ok(rounds > before + 50, "writes went on");
    if (storage !== "memory") {
      assert.ok(Number(db.status()["checkpoint"]) > 0, "checkpoints were made");
    }
    writing = false;
    await writer;
    const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    const last = seenProgress.at(-1);
    assert.deepEqual([last?.bytes, last?.entries], [bytes.length, last?.total]);
    await db.destroy();

    const copy = await open({ storage: "memory", from: bytes });
    const values = await Promise.all(
      [0, 1].map((side) => copy.client.getItem({ TableName: "Albums", Key: counterKey(side) })),
    );
    assert.deepEqual(values[0]?.Item?.["value"], values[1]?.Item?.["value"]);
    const count = async (IndexName?: string): Promise<number> => {
      let found = 0;
      let key: object | undefined;
      do {
        const page = await copy.client.scan({
          TableName: "Albums",
          Select: "COUNT",
          ...(IndexName && { IndexName }),
          ...(key && { ExclusiveStartKey: key as never }),
        });
        found += page.Count ?? 0;
        key = page.LastEvaluatedKey;
      } while (key !== undefined);
      return found;
    };
    assert.equal((await copy.client.describeTable({ TableName: "Albums" })).Table?.ItemCount, await count());
    assert.ok((await count()) >= 8002);
    await copy.close();
  });
}

test("pages kept for an export are deleted when it is over", async () => {
  const data = new MemoryData();
  const db = await open({ name: "kept", storage: new MemoryStorage(data) });
  await fill(db, 4000);
  const reader = db.export().getReader();
  await reader.read();
  const write = async () => {
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        Array.from({ length: 900 }, (_, n) =>
          db.client.putItem({
            TableName: "Albums",
            Item: { artist: { S: `artist ${n}` }, title: { S: "t" }, text: { S: "z".repeat(9000) } },
          }),
        ),
      );
    }
  };
  await write();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const kept = data.pages.size;
  await reader.cancel();
  await write();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.ok(data.pages.size < kept, `${data.pages.size} pages now, ${kept} during the export`);
  await db.close();
});

test("a database with tables is refused and keeps them", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 10);
  const bytes = await bytesOf(db);
  const options = STORAGES["file"]?.() as OpenOptions;
  const other = await open(options);
  await other.client.createTable({
    TableName: "Mine",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  await assert.rejects(open({ ...options, from: bytes }), DatabaseNotEmptyError);
  await other.close();
  await assert.rejects(open({ ...options, from: bytes }), DatabaseNotEmptyError);
  const again = await open(options);
  assert.deepEqual((await again.client.listTables({})).TableNames, ["Mine"]);
  // Without its tables it is as good as new.
  await again.client.deleteTable({ TableName: "Mine" });
  await again.close();
  const restored = await open({ ...options, from: bytes });
  assert.deepEqual(await seen(restored), await seen(db));
  await restored.destroy();
  await db.close();
});

test("a damaged or truncated file is refused, and nothing is left of the database", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 2500);
  const good = await bytesOf(db);
  await db.close();
  const files = async () => (await readdir(folder)).filter((name) => name.includes("damaged"));
  const refused = async (bytes: Uint8Array, what: string): Promise<void> => {
    const options: OpenOptions = { storage: "file", directory: folder, name: "damaged" };
    await assert.rejects(open({ ...options, from: pieces(bytes, 70_001) }), CorruptionError, what);
    assert.deepEqual(
      (await files()).filter((name) => !name.endsWith(".lock")),
      [],
      what,
    );
  };
  for (let at = 3; at < good.length; at += Math.ceil(good.length / 23)) {
    const bad = good.slice();
    bad[at] = (bad[at] ?? 0) ^ 0x10;
    await refused(bad, `a flipped bit in byte ${at}`);
    await refused(good.slice(0, at), `cut at ${at}`);
  }
  await refused(new Uint8Array(), "nothing");
  await refused(good.slice(0, -1), "one byte short");
  await refused(new Uint8Array([...good, 0]), "one byte more");
  await refused(new Uint8Array([...good, ...good]), "two files in a row");
  const blocks = blocksOf(good);
  assert.ok(blocks.length > 5);
  const [head, first, second, ...rest] = blocks as [Uint8Array, Uint8Array, Uint8Array];
  await refused(joined([head, second, first, ...rest]), "two blocks exchanged");
  await refused(joined([head, second, ...rest]), "a block left out");
  await refused(joined([head, first, first, second, ...rest]), "a block twice");
  await refused(joined([head, first, second, ...rest].slice(0, -1)), "no end");
  await refused(new TextEncoder().encode("not a database at all, but long enough for a header"), "a text");
});

function blocksOf(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length; ) {
    const end = start + 16 + view.getUint32(start + 8, true);
    blocks.push(bytes.slice(start, end));
    start = end;
  }
  return blocks;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test("an empty database is exported and restored as well", async () => {
  const db = await open({ storage: "memory" });
  const bytes = await bytesOf(db);
  await db.close();
  const copy = await open({ storage: "memory", from: bytes });
  assert.deepEqual((await copy.client.listTables({})).TableNames, []);
  await copy.close();
});

test("a file of a newer version is refused as such", async () => {
  const db = await open({ storage: "memory" });
  const bytes = await bytesOf(db);
  await db.close();
  // The version of the arrays' header.
  bytes[2] = 2;
  await assert.rejects(open({ storage: "memory", from: bytes }), FormatTooNewError);
});

/** The start of a file at once, the rest when `go` is called. */
function stalled(bytes: Uint8Array): { from: ReadableStream<Uint8Array>; go: () => void } {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const parts = [bytes.slice(0, 300_000), bytes.slice(300_000)];
  const from = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (parts.length === 1) await gate;
        const part = parts.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
  return { from, go };
}

test("requests wait for a restore, and see all of it", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 3000);
  const bytes = await bytesOf(db);
  await db.close();
  const options = STORAGES["file"]?.() as OpenOptions;
  const first = await open(options);
  const { from, go } = stalled(bytes);
  const restoring = open({ ...options, from });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const answer = first.client.listTables({});
  go();
  const second = await restoring;
  assert.deepEqual((await answer).TableNames, ["Albums", "Empty"]);
  await first.close();
  await second.destroy();
});

const OTHER: CreateTableInput = {
  TableName: "Mine",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};

test("what others have written since a restore was given up outlives its failure", async (t) => {
  // The patience with a restore ends when the test says so.
  const { setTimeout: timeout } = globalThis;
  let patience = (): void => undefined;
  t.mock.method(globalThis, "setTimeout", ((work: () => void, millis: number) => {
    if (millis !== 120_000) return timeout(work, millis);
    patience = work;
    return timeout(() => undefined, 0);
  }) as typeof setTimeout);
  const db = await open({ storage: "memory" });
  await fill(db, 3000);
  const { from, go } = stalled(await bytesOf(db));
  await db.close();
  const options = STORAGES["file"]?.() as OpenOptions;
  const other = await open(options);
  const restoring = open({ ...options, from });
  await new Promise((resolve) => timeout(resolve, 100));
  const made = other.client.createTable(OTHER);
  patience();
  await made;
  go();
  await assert.rejects(restoring, { name: "StorageUnavailableError", message: /was given up/ });
  assert.deepEqual((await other.client.listTables({})).TableNames, ["Mine"]);
  await other.destroy();
});

test("nobody is told of a write that a failed restore takes away", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 3000);
  const bytes = await bytesOf(db);
  await db.close();
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  const { from, go } = stalled(bytes);
  const options = STORAGES["memory"]?.() as OpenOptions;
  const other = await open(options);
  const restoring = open({ ...options, from });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const made = other.client.createTable(OTHER);
  go();
  await assert.rejects(restoring, CorruptionError);
  await assert.rejects(made, DatabaseClosedError);
});

test("a process that dies during a restore leaves an empty database, which can be restored", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 6000);
  const expected = await seen(db);
  const bytes = await bytesOf(db);
  await db.close();
  const data = new MemoryData();
  let cut: MemoryData | undefined;
  class Recorder extends MemoryStorage {
    override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
      await super.appendLog(epoch, first, chunks);
      // What a crash in the middle would leave.
      if (cut === undefined && data.log.length > 40) {
        cut = Object.assign(
          new MemoryData(),
          structuredClone({ epoch: data.epoch, superblock: data.superblock, log: data.log }),
        );
        for (const [id, page] of data.pages) cut.pages.set(id, page);
      }
    }
  }
  const whole = await open({ name: "dies", storage: new Recorder(data), from: bytes });
  await whole.close();
  assert.ok(cut !== undefined, "the restore took many commits");
  const left = cut as MemoryData;
  const empty = await open({ name: "left", storage: new MemoryStorage(left) });
  assert.deepEqual((await empty.client.listTables({})).TableNames, []);
  await empty.client.createTable({
    TableName: "New",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  assert.equal((await empty.client.scan({ TableName: "New" })).Count, 0, "no table inherits what was left");
  await new Promise((resolve) => setTimeout(resolve, 600));
  await empty.client.deleteTable({ TableName: "New" });
  await empty.close();
  const again = await open({ name: "left", storage: new MemoryStorage(left), from: bytes });
  assert.deepEqual(await seen(again), expected);
  await again.close();
});

test("a full disk ends a restore with its own error", async () => {
  const db = await open({ storage: "memory" });
  await fill(db, 6000);
  const bytes = await bytesOf(db);
  await db.close();
  const data = new MemoryData();
  class Full extends MemoryStorage {
    override async appendLog(epoch: number, first: number, chunks: Uint8Array[]): Promise<void> {
      if (data.log.length > 20) throw new StorageError("Quota", "no space");
      return super.appendLog(epoch, first, chunks);
    }
  }
  await assert.rejects(
    open({ name: "full", storage: new Full(data), from: bytes }),
    StorageQuotaExceededError,
  );
  assert.equal(data.superblock, null, "it was removed");
});

test("an export ends with the database, and with a stream that nobody wants", async () => {
  const db = await open(STORAGES["memory"]?.() as OpenOptions);
  await fill(db, 4000);
  const reader = db.export().getReader();
  await reader.read();
  await db.close();
  await assert.rejects(async () => {
    while (!(await reader.read()).done);
  }, DatabaseClosedError);
  await assert.rejects(db.export().getReader().read(), DatabaseClosedError);
});
