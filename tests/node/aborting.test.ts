/** Signals: what they end ends at once, and what was not sent by then never is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Database } from "../../src/js/client/database.js";
import { joinOn, openOn } from "../../src/js/client/open.js";
import { Shared } from "../../src/js/client/shared.js";
import { WorkerAccess } from "../../src/js/client/worker_access.js";
import { FakeModule } from "./fake_core.js";
import { quiet } from "./fake_tabs.js";
import { workerOf } from "./own_port.js";
import { bytesOf, PUT, scene } from "./seat_scene.js";

const ABORTED = { name: "AbortError" };
const timeout = 10_000;
const platform = (fake: FakeModule) => ({ load: fake.load, defaultStorage: "memory" as const });
const put = (id: string, more: object = {}) => ({ TableName: "T", Item: { id, ...more } });
const puts = (fake: FakeModule) => fake.calls.map(({ input }) => (input["Item"] as { id: unknown }).id);

/** The engine opens when the answer is called. */
function holdOpening(fake: { opening?: Promise<void> | undefined }): () => void {
  let open = (): void => undefined;
  fake.opening = new Promise((resolve) => {
    open = resolve;
  });
  return open;
}

/** A database whose engine is behind a port, as in a Worker. */
async function inWorker(fake: FakeModule): Promise<Database> {
  const worker = workerOf(joinOn(platform(fake)));
  const access = await WorkerAccess.open("", { storage: "memory" }, worker, () => worker);
  return new Database("", await Shared.join(undefined, {}, async () => ({ access, release() {} })), "memory");
}

const PLACES = [
  ["this thread", (fake: FakeModule) => openOn(platform(fake))({})],
  ["a Worker", inWorker],
] as const;

/** More than there is room for in the engine. */
const pad = "x".repeat(3 << 20);

for (const [where, open] of PLACES) {
  test(`a request that waits for room in ${where} is not sent when it is aborted`, { timeout }, async () => {
    const fake = new FakeModule();
    const db = await open(fake);
    const doc = db.documentClient();
    const answers: (() => void)[] = [];
    fake.answer = () => ({ later: {}, after: new Promise<void>((resolve) => answers.push(resolve)) });
    const [early, late] = [new AbortController(), new AbortController()];
    const first = doc.put(put("first", { pad }), { abortSignal: late.signal });
    const aborted = [
      doc.put(put("aborted", { pad }), { abortSignal: early.signal }),
      db.client.putItem({ TableName: "T", Item: { id: { S: "typed" } } }, { abortSignal: early.signal }),
      db
        .awsConfig()
        .requestHandler.handle({ method: "POST", path: "/", headers: {} }, { abortSignal: early.signal }),
    ];
    const kept = doc.put(put("kept", { pad }), { abortSignal: late.signal });
    while (fake.calls.length < 1) await quiet();
    early.abort();
    for (const one of aborted) await assert.rejects(one, ABORTED);
    // Word of it crosses to the Worker.
    await quiet();
    while (answers.length > 0) {
      answers.shift()?.();
      await quiet();
    }
    await Promise.all([first, kept]);
    assert.deepEqual(puts(fake), ["first", "kept"]);
    await db.close();
    late.abort();
  });
}

for (const [where, open] of PLACES)
  test(`a request over HTTP that is aborted while it is read is not sent to ${where}`, {
    timeout,
  }, async () => {
    const fake = new FakeModule();
    const db = await open(fake);
    const controller = new AbortController();
    const { signal } = controller;
    const asked = db.http({ method: "POST", path: "/", headers: {}, body: new Uint8Array(), signal });
    controller.abort();
    await assert.rejects(asked, ABORTED);
    await quiet();
    assert.deepEqual(fake.calls, []);
    await db.close();
  });

test("a request that waits for the engine to open is not sent when it is aborted", { timeout }, async () => {
  const fake = new FakeModule();
  const db = await openOn(platform(fake))({});
  const doc = db.documentClient();
  fake.hosts[0]?.lost("Unavailable", "the storage went away");
  const open = holdOpening(fake);
  const controller = new AbortController();
  const aborted = doc.put(put("aborted"), { abortSignal: controller.signal });
  const kept = doc.put(put("kept"));
  await quiet();
  controller.abort();
  await assert.rejects(aborted, ABORTED);
  open();
  await kept;
  assert.deepEqual(puts(fake), ["kept"]);
});

scene("what a page has asked of nobody yet is not asked when it is aborted", false, async (scene) => {
  const { tabs, fake, seat } = scene;
  const open = holdOpening(fake);
  // The page that led is gone, and this one opens the database.
  tabs.locks.giveBack();
  await quiet();
  await tabs.say("bye");
  const controller = new AbortController();
  const { signal } = controller;
  const ends = [
    seat.call({ ...PUT, signal }, { id: "aborted" }),
    seat.relay({ operation: "PutItem", mode: PUT.mode, bytes: bytesOf({ id: "relayed" }), signal }),
  ].map((one) => assert.rejects(one, ABORTED));
  const kept = seat.call(PUT, { id: "kept" });
  await quiet();
  controller.abort();
  open();
  await kept;
  await Promise.all(ends);
  assert.deepEqual(scene.puts, ["kept"]);
});

scene("a page does not wait to close for what was aborted before anybody led", false, async (scene) => {
  const { tabs, seat, fake } = scene;
  const open = holdOpening(fake);
  tabs.locks.giveBack();
  await quiet();
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = assert.rejects(seat.call({ ...PUT, signal }, { id: "aborted" }), ABORTED);
  controller.abort();
  await seat.close();
  await aborted;
  open();
  assert.deepEqual(scene.puts, []);
});

test("a signal ends a live query, and a waiter in the middle of its pause", { timeout }, async () => {
  const fake = new FakeModule();
  const db = await openOn(platform(fake))({});
  const doc = db.documentClient();
  const controller = new AbortController();
  const { signal } = controller;
  fake.answer = () => ({ done: { Items: [] } });
  const heard: unknown[] = [];
  doc.watch({ TableName: "T" }, (result) => heard.push(result), undefined, { signal });
  const query = doc.table({ TableName: "T" } as never).watch({}, { signal });
  assert.equal((await query.next()).done, false);
  const next = query.next();
  fake.answer = () => ({ done: { Table: { TableStatus: "CREATING" } } });
  const day = 86_400;
  const waiter = { maxWaitTime: day, minDelay: day, abortSignal: signal };
  const waits = assert.rejects(db.client.waitUntilTableExists(waiter, { TableName: "T" }), ABORTED);
  await quiet();
  assert.equal(heard.length, 1);
  controller.abort();
  await waits;
  assert.deepEqual(await next, { done: true, value: undefined });
  assert.equal(fake.unwatched, 2);
  assert.deepEqual(await doc.watch({ TableName: "T" }, { signal }).next(), { done: true, value: undefined });
  await db.close();
});
