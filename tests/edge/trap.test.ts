/** A Durable Object whose engine's memory really ends: typed failures, and the next call opens it again. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PAGE, withMaximum } from "../node/small_memory.js";
import { bundle, killWorkers, startWorker, worker } from "./workerd.js";

const MB = 1 << 20;
let folder = "";

after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

test("an object goes on after the end of its engine's memory", async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-trap-"));
  const made = await bundle(worker("workers/trap.ts"), join(folder, "trap"));
  for (const name of made.wasm) {
    const path = join(made.folder, name);
    await writeFile(path, withMaximum(await readFile(path), (24 * MB) / PAGE));
  }
  const running = await startWorker(made, { storage: join(folder, "storage") });
  const answer = await fetch(running.endpoint);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const { endings, found } = JSON.parse(text) as { endings: string[]; found: string };
  assert.equal(found, "first");
  assert.equal(endings.length, 4);
  for (const ending of endings) assert.equal(ending, "StorageUnavailableError");
  await running.stop();
});
