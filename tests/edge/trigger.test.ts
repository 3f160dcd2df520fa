/** A trigger in a Durable Object: it gets what is written, and goes on where it was when the object is started again. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bundle, killWorkers, type RunningWorker, startWorker, worker } from "./workerd.js";

interface Copy {
  readonly id: string;
  readonly times: number;
}

/** Asks until all of these were handed to the trigger. */
async function copied({ endpoint }: RunningWorker, ids: readonly string[]): Promise<Copy[]> {
  for (;;) {
    const response = await fetch(endpoint);
    assert.equal(response.status, 200, await response.clone().text());
    const copies = (await response.json()) as Copy[];
    if (ids.every((id) => copies.some((copy) => copy.id === id))) return copies;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a trigger of an object goes on where it was after the object was killed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-trigger-"));
  t.after(async () => {
    killWorkers();
    await rm(folder, { recursive: true, force: true });
  });
  const made = await bundle(worker("workers/trigger.ts"), join(folder, "bundle"));
  const start = () => startWorker(made, { storage: join(folder, "storage") });
  let running = await start();
  await fetch(`${running.endpoint}?put=a&put=b`);
  await copied(running, ["a", "b"]);
  // The position of what was handled is stored a moment later than its effects, so the last batch may come again.
  await fetch(`${running.endpoint}?put=c`);
  await copied(running, ["c"]);
  await running.kill();
  running = await start();
  await fetch(`${running.endpoint}?put=d`);
  const copies = await copied(running, ["a", "b", "c", "d"]);
  const times = new Map(copies.map((copy) => [copy.id, copy.times]));
  assert.deepEqual([times.get("a"), times.get("b"), times.get("d")], [1, 1, 1]);
  assert.ok((times.get("c") ?? 0) <= 2);
});
