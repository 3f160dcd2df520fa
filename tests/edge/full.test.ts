/** A Durable Object whose SQLite database is full: errors with a name, nothing lost, reads and a way back. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { bundle, killWorkers, startWorker, worker } from "./workerd.js";

let folder = "";

after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

test("a full database refuses writes by name, loses nothing, and takes writes again", async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-full-"));
  const made = await bundle(worker("workers/full.ts"), join(folder, "full"));
  const options = { storage: join(folder, "storage") };
  let running = await startWorker(made, options);
  const ask = async (what: object): Promise<{ error?: string; found?: boolean }> => {
    const answer = await fetch(running.endpoint, { method: "POST", body: JSON.stringify(what) });
    return (await answer.json()) as { error?: string; found?: boolean };
  };
  try {
    assert.deepEqual(await ask({}), {});
    assert.deepEqual(await ask({ put: "before" }), {});
    await ask({ full: true });
    for (const id of ["one", "two"]) {
      assert.deepEqual(await ask({ put: id }), { error: "StorageQuotaExceededError" });
      assert.deepEqual(await ask({ get: "before" }), { found: true });
      assert.deepEqual(await ask({ get: id }), { found: false });
    }
    await ask({ full: false });
    assert.deepEqual(await ask({ put: "after" }), {});
    await running.kill();
    running = await startWorker(made, options);
    for (const [id, found] of [
      ["before", true],
      ["one", false],
      ["two", false],
      ["after", true],
    ] as const) {
      assert.deepEqual(await ask({ get: id }), { found });
    }
  } finally {
    await running.kill();
  }
});
