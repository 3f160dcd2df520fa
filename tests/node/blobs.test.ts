/** The contract of stores of objects, over all of them. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DirectoryBlobs } from "../../src/js/blobs/directory.js";
import { MemoryBlobs } from "../../src/js/blobs/memory.js";
import { OpfsBlobs } from "../../src/js/blobs/opfs.js";
import { R2Blobs } from "../../src/js/blobs/r2.js";
import { S3Blobs } from "../../src/js/blobs/s3.js";
import { blobContract, keys, type Made, pieces, read, text } from "./blob_contract.js";
import { FakeFolder, FakeR2, FakeS3 } from "./fake_stores.js";

const STORES: Record<string, () => Promise<Made> | Made> = {
  memory: () => ({ store: new MemoryBlobs(), end: () => undefined }),
  directory: () => {
    const folder = mkdtempSync(join(tmpdir(), "hashrange-blobs-"));
    return { store: new DirectoryBlobs(folder), end: () => rmSync(folder, { recursive: true }) };
  },
  opfs: () => ({ store: new OpfsBlobs(new FakeFolder("") as never), end: () => undefined }),
  r2: () => ({ store: new R2Blobs(new FakeR2()), end: () => undefined }),
  s3: async () => {
    const server = await FakeS3.start();
    return { store: new S3Blobs({ ...server.options, bucket: "things" }), end: () => server.stop() };
  },
  "s3 below a prefix": async () => {
    const server = await FakeS3.start();
    return {
      store: new S3Blobs({ ...server.options, bucket: "things", prefix: "a b/" }),
      end: () => server.stop(),
    };
  },
};

for (const [name, make] of Object.entries(STORES)) blobContract(name, make);

test("a folder's files are objects that somebody else has put there; what is hidden is none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-blobs-"));
  const store = new DirectoryBlobs(folder);
  mkdirSync(join(folder, "AWSDynamoDB", "0123-ab", "data"), { recursive: true });
  writeFileSync(join(folder, "AWSDynamoDB", "0123-ab", "data", "x.json.gz"), "1");
  writeFileSync(join(folder, "50% [off].json"), "22");
  writeFileSync(join(folder, ".DS_Store"), "333");
  assert.deepEqual(await keys(store), [
    ["50% [off].json", 2],
    ["AWSDynamoDB/0123-ab/data/x.json.gz", 1],
  ]);
  assert.equal(await read(store, "50% [off].json"), "22");
  await store.delete("AWSDynamoDB/0123-ab/data/x.json.gz");
  assert.equal(existsSync(join(folder, "AWSDynamoDB")), false, "folders are there for their files");
  await assert.rejects(store.put("half", pieces(2, 10, true)));
  assert.deepEqual(readdirSync(folder).sort(), [".DS_Store", "50% [off].json"]);
  rmSync(folder, { recursive: true });
});

test("s3: requests are signed, failures that may pass are tried again, and others are told by name", async () => {
  const server = await FakeS3.start();
  const store = new S3Blobs({ ...server.options, bucket: "things" });
  server.failures.push(503, 500);
  await store.put("a b/ü+", text("x"));
  assert.equal(server.requests, 3);
  const wrong = new S3Blobs({ ...server.options, secretAccessKey: "other", bucket: "things" });
  await assert.rejects(wrong.get("a"), { name: "S3Error", code: "SignatureDoesNotMatch" });
  const gone = new S3Blobs({ ...server.options, bucket: "nowhere" });
  await assert.rejects(keys(gone), { code: "NoSuchBucket" });
  await assert.rejects(gone.get("a"), { code: "NoSuchBucket" });
  await server.stop();
});
