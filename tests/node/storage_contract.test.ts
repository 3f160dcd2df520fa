/** The storage contract suite over JavaScript adapters: Node's files, and a store written in TypeScript. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { NodeFile } from "../../src/js/storage/node_file.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const { fileContract, storageContract } = (await import(
  "hashrange/storage/contract" as string
)) as typeof import("../../src/js/hosts/contract.js");

const folder = mkdtempSync(join(tmpdir(), "hashrange-node-"));
after(() => rmSync(folder, { recursive: true, force: true }));

describe("the file store keeps the contract on Node's files", () => {
  const make = (database: number) => new NodeFile(join(folder, "new", `${database}.hashrange`));
  for (const { name, run } of fileContract(make)) test(name, run);
});

describe("a store written in TypeScript keeps the contract", () => {
  const databases = new Map<number, MemoryData>();
  const make = (database: number) => {
    const data = databases.get(database) ?? new MemoryData();
    databases.set(database, data);
    return new MemoryStorage(data);
  };
  for (const { name, run } of storageContract(make)) test(name, run);
});
