/** What databases say of their storage, with hosts that answer, refuse, are silent, or know nothing. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { open } from "hashrange";
import { persist, storageState } from "../../src/js/client/storage_state.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
afterEach(() => {
  if (own === undefined) Reflect.deleteProperty(globalThis, "navigator");
  else Object.defineProperty(globalThis, "navigator", own);
});

function host(storage: object | undefined): void {
  Object.defineProperty(globalThis, "navigator", { value: { storage }, configurable: true });
}

const never = () => new Promise<never>(() => undefined);

test("files last, memory does not, an adapter says nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-state-"));
  const file = await open({ name: "state", directory: folder });
  assert.equal(await file.persist(), true);
  assert.deepEqual(await file.storage(), { kind: "file", persisted: true });
  await file.destroy();
  await rm(folder, { recursive: true });
  const memory = await open({ storage: "memory" });
  assert.equal(await memory.persist(), false);
  assert.deepEqual(await memory.storage(), { kind: "memory", persisted: false });
  await memory.close();
  await assert.rejects(memory.storage(), { name: "DatabaseClosedError" });
  const adapter = await open({ storage: new MemoryStorage(new MemoryData()) });
  assert.equal(await adapter.persist(), false);
  assert.deepEqual(await adapter.storage(), { kind: "adapter" });
  await adapter.close();
});

test("a browser's answers are passed on", async () => {
  let asked = 0;
  host({
    persist: async () => {
      asked += 1;
      return true;
    },
    persisted: async () => false,
    estimate: async () => ({ quota: 1000, usage: 10 }),
  });
  const state = { kind: "opfs", persisted: false, quota: 1000, usage: 10 };
  assert.deepEqual(await storageState("opfs"), state);
  assert.equal(asked, 0, "nobody is asked for persistence unasked");
  assert.equal(await persist("indexeddb"), true);
  assert.equal(asked, 1);
});

test("a browser that never answers, refuses, or knows nothing", async () => {
  host({ persist: never, persisted: async () => true, estimate: never });
  assert.equal(await persist("indexeddb", 20), true, "what is known in place of an answer");
  assert.deepEqual(await storageState("indexeddb", 20), { kind: "indexeddb", persisted: true });
  host({ persist: () => Promise.reject(new TypeError("opaque origin")) });
  assert.equal(await persist("indexeddb"), false);
  host(undefined);
  assert.equal(await persist("indexeddb"), false);
  assert.deepEqual(await storageState("indexeddb"), { kind: "indexeddb" });
});
