/** The module that is split for browsers, without a browser. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as glue from "#wasm";
import { openOn } from "../../src/js/client/open.js";
import { loaderOf } from "../../src/js/hosts/load.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const TABLE = {
  TableName: "Things",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
  BillingMode: "PAY_PER_REQUEST" as const,
};

test("a store written in JavaScript is opened with the rest of the module", async () => {
  let loaded = 0;
  const open = openOn({
    load: loaderOf(
      glue,
      () => readFile("pkg/hashrange_core_bg.wasm"),
      async () => {
        loaded += 1;
        return readFile("pkg/hashrange_rest_bg.wasm");
      },
    ),
    defaultStorage: "memory",
  });
  const empty = await open({ storage: "memory" });
  await assert.rejects(empty.documentClient().get({ TableName: "a", Key: { id: "a" } }), {
    name: "ValidationException",
  });
  assert.equal(loaded, 0);
  const storage = new MemoryStorage(new MemoryData());
  let db = await open({ storage });
  assert.equal(loaded, 1);
  await db.client.createTable(TABLE);
  const doc = db.documentClient();
  await Promise.all(
    Array.from({ length: 2000 }, (_, n) =>
      doc.put({ TableName: "Things", Item: { id: `i${n}`, text: "x".repeat(2000) } }),
    ),
  );
  await db.close();
  db = await open({ storage });
  const { Item } = await db.documentClient().get({ TableName: "Things", Key: { id: "i1999" } });
  assert.equal(Item?.["text"], "x".repeat(2000));
  await db.destroy();
  await empty.close();
});
