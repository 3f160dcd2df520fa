/** The storage contract suite over JavaScript adapters: Node's files, and a store written in TypeScript. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { NodeFile } from "../../src/js/storage/node_file.js";
import { build, type ContractModule, load } from "../browser/storage_harness.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const folder = mkdtempSync(join(tmpdir(), "hashrange-node-"));
let core: ContractModule;

before(async () => {
  build();
  core = await load();
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function runs(kind: "file" | "store", make: (database: number) => object): Promise<void> {
  const cases: string[] = [];
  const found = await core.runAdapterContract(
    kind,
    (_, database) => make(database),
    (name) => cases.push(name),
  );
  assert.deepEqual(found, []);
  assert.ok(cases.length >= 15, `only ${cases.length} cases ran`);
}

test("the file store keeps the contract on Node's files", () =>
  runs("file", (database) => new NodeFile(join(folder, "new", `${database}.hashrange`))));

test("a store written in TypeScript keeps the contract", () => {
  const databases = new Map<number, MemoryData>();
  return runs("store", (database) => {
    const data = databases.get(database) ?? new MemoryData();
    databases.set(database, data);
    return new MemoryStorage(data);
  });
});
