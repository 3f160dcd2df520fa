/** Memory that really ends: what is under way fails with typed errors, the process lives, and the next call goes on. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Database } from "../../src/js/client/database.js";
import { type Open, openOn } from "../../src/js/client/open.js";
import { StorageQuotaExceededError, StorageUnavailableError } from "../../src/js/errors/database.js";
import { type Glue, loaderOf } from "../../src/js/hosts/load.js";
import { NodeFile } from "../../src/js/storage/node_file.js";
import type { CreateTableInput } from "../../src/js/types/model.js";
import { PAGE, withMaximum } from "./small_memory.js";

const TABLE = {
  TableName: "Items",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
} as CreateTableInput;
const MB = 1 << 20;

let folder = "";
let module = new Uint8Array();
const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-traps-"));
  module = await readFile("pkg/hashrange_files_bg.wasm");
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
});
after(async () => {
  process.off("uncaughtException", note);
  process.off("unhandledRejection", note);
  await rm(folder, { recursive: true, force: true });
});

/** An engine of its own, in so many bytes of memory; also the number of instances that it took. */
async function openIn(bytes: number): Promise<{ open: Open; instances(): number }> {
  const glue = (await import(`../../target/wasm/hashrange_files.js?${bytes}`)) as Glue;
  const load = loaderOf(glue, () => withMaximum(module, bytes / PAGE));
  let instances = 0;
  const open = openOn({
    load: (broke) => {
      instances += 1;
      return load(broke);
    },
    defaultStorage: "memory",
  });
  return { open, instances: () => instances };
}

function batch(of: number, pad: string): object {
  const entry = (n: number) => ({ PutRequest: { Item: { id: `${of}-${n}`, pad } } });
  return { RequestItems: { Items: Array.from({ length: 25 }, (_, n) => entry(n)) } };
}

for (const megabytes of [24, 32, 40, 48, 64, 192]) {
  test(`a database in a file goes on after the end of ${megabytes} MB`, async () => {
    const { open, instances } = await openIn(megabytes * MB);
    const storage = new NodeFile(join(folder, `${megabytes}.hashrange`));
    const db = await open({ storage });
    await db.client.createTable(TABLE);
    const doc = db.documentClient();
    await doc.put({ TableName: "Items", Item: { id: "first", n: 1 } });
    const pad = "x".repeat(390 * 1024);
    const writes = Array.from({ length: 12 }, (_, of) => doc.batchWrite(batch(of, pad) as never));
    const reads = Array.from({ length: 50 }, () => doc.get({ TableName: "Items", Key: { id: "first" } }));
    const results = await Promise.allSettled([...writes, ...reads]);
    const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const failure of failures) {
      assert.ok(failure instanceof StorageUnavailableError, String(failure));
      assert.match(failure.message, /^The engine stopped unexpectedly .* opens the database again/);
    }
    // Whatever of the old instance still comes, comes now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual((await doc.get({ TableName: "Items", Key: { id: "first" } })).Item, {
      id: "first",
      n: 1,
    });
    assert.deepEqual(uncaught, []);
    if (megabytes < 32) assert.ok(failures.length > 0 && instances() > 1, "memory did not end");
    if (megabytes === 192) assert.deepEqual(failures, [], "what has no room waits outside");
    await db.close();
  });
}

async function filled(db: Database, pad: string): Promise<{ count: number; failure: unknown }> {
  const doc = db.documentClient();
  for (let count = 0; ; count += 1) {
    try {
      await doc.put({ TableName: "Items", Item: { id: `${count}`, pad } });
    } catch (failure) {
      return { count, failure };
    }
  }
}

test("a database in memory refuses writes before memory ends, and keeps what it has", async () => {
  const bytes = 704 * MB;
  const { open, instances } = await openIn(bytes);
  const db = await open({ storage: "memory" });
  await db.client.createTable(TABLE);
  const doc = db.documentClient();
  const pad = "x".repeat(390 * 1024);
  const { count, failure } = await filled(db, pad);
  assert.ok(failure instanceof StorageQuotaExceededError, String(failure));
  assert.match(failure.message, /memory .* is used up/);
  assert.ok(count * pad.length > bytes / 2, `only ${count} items`);
  // Small ones come to an end as well, and requests of any size are refused or served.
  await assert.rejects(doc.batchWrite(batch(0, pad) as never), StorageQuotaExceededError);
  const page = await doc.scan({ TableName: "Items", Limit: 2 });
  assert.equal(page.Items?.length, 2);
  assert.equal((await doc.get({ TableName: "Items", Key: { id: "0" } })).Item?.["pad"], pad);
  for (let n = 0; n < 600; n += 1) await doc.delete({ TableName: "Items", Key: { id: `${n}` } });
  await doc.put({ TableName: "Items", Item: { id: "again", pad } });
  assert.equal(instances(), 1);
  await db.client.deleteTable({ TableName: "Items" });
  await db.close();
});
