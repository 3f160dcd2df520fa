/** Time to live in a Durable Object: an alarm wakes it, also one that is not in memory, and nobody has to ask. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Bundle, bundle, killWorkers, type RunningWorker, startWorker, worker } from "./workerd.js";
import type { Told } from "./workers/alarm.js";

const HOUR = 3600;

let folder = "";
let made: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-alarm-"));
  made = await bundle(worker("workers/alarm.ts"), join(folder, "bundle"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

const start = (name: string): Promise<RunningWorker> => startWorker(made, { storage: join(folder, name) });
const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const seconds = (): number => Math.floor(Date.now() / 1000);

async function ask<T>({ endpoint }: RunningWorker, path = "/"): Promise<T> {
  const response = await fetch(endpoint + path);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as T;
}

/** Waits until the alarm has gone off so often, without a word to the database. */
async function rung(running: RunningWorker, times: number): Promise<Told> {
  for (;;) {
    const told = await ask<Told>(running);
    if (told.alarms >= times) return told;
    await pause(50);
  }
}

/** The item that has expired is gone since the alarm, and not since this question. */
async function goneBefore(running: RunningWorker, { through }: Told): Promise<void> {
  // Times of removals are whole seconds.
  while (Date.now() < through + 1100) await pause(100);
  assert.ok((await ask<number>(running, "/removed")) <= through);
}

test("an object that nobody asks removes what expires, and is woken for the next one", async () => {
  const running = await start("asked by nobody");
  try {
    const last = seconds() + HOUR;
    const filled = await ask<Told>(running, `/fill?end=${last}&end=${seconds() + 1}`);
    assert.equal(filled.alarms, 0);
    const told = await rung(running, 1);
    assert.equal(told.set, (last + 1) * 1000);
    await goneBefore(running, told);
  } finally {
    await running.kill();
  }
});

test("an object that is not in memory any more is woken", async () => {
  let running = await start("killed");
  try {
    await ask(running, `/fill?end=${seconds() + 3}`);
    await running.kill();
    running = await start("killed");
    const told = await rung(running, 1);
    await goneBefore(running, told);
    // What is due next is the stream's next shard.
    const { set } = await ask<Told>(running);
    assert.ok((set ?? 0) > Date.now() + 3 * HOUR * 1000);
  } finally {
    await running.kill();
  }
});

test("an earlier alarm of a subclass stays, and the next one follows it", async () => {
  const running = await start("own");
  try {
    const last = seconds() + HOUR;
    await ask(running, `/fill?end=${last}`);
    const own = Date.now() + 300;
    await ask(running, `/own?at=${own}`);
    await ask(running, `/fill?end=${last - 1}`);
    const { set } = await rung(running, 1);
    assert.equal(set, last * 1000);
  } finally {
    await running.kill();
  }
});
