/** A file of the user's own, passed to `open` as the storage. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NodeFile } from "../../src/js/storage/node_file.js";

test("a FileAdapter passed to open keeps what is written", async () => {
  const { open } = (await import("hashrange" as string)) as typeof import("../../src/js/hosts/node.js");
  const folder = mkdtempSync(join(tmpdir(), "hashrange-adapter-"));
  const path = join(folder, "own.file");
  try {
    const db = await open({ storage: new NodeFile(path) });
    await db.client.createTable({
      TableName: "Notes",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    await db.documentClient().put({ TableName: "Notes", Item: { id: "a", n: 1 } });
    await assert.rejects(open({ storage: new NodeFile(path) }), { name: "DatabaseInUseError" });
    await db.close();
    const again = await open({ storage: new NodeFile(path) });
    const { Item } = await again.documentClient().get({ TableName: "Notes", Key: { id: "a" } });
    assert.deepEqual(Item, { id: "a", n: 1 });
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
