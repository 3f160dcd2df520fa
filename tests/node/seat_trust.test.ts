/** Whom a page believes that it leads, what it has to prove itself, and what it says when the data is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DONE } from "../../src/js/client/boundary.js";
import { operationNumber } from "../../src/js/client/operation_numbers.js";
import { Runtime } from "../../src/js/client/runtime.js";
import { Seat } from "../../src/js/client/seat.js";
import { FakeModule } from "./fake_core.js";
import { FakeTabs, quiet, type Said } from "./fake_tabs.js";
import { ask, bytesOf, CONFIG, PUT, type Scene, scene, TAKEN } from "./seat_scene.js";

const EVICTED = { name: "StorageEvictedError", message: "Nothing of it is left." };
const GONE = { failed: { name: "StorageUnavailableError", message: "The storage does not answer." } };
const count = ({ tabs }: Scene, kind: string): number => tabs.said(kind).length;

scene("a ping is answered when the lock has answered, and not before", true, async (scene) => {
  const looked = scene.tabs.locks.delay();
  await scene.tabs.say("ping");
  assert.equal(count(scene, "pong"), 0);
  looked();
  await quiet();
  assert.equal(count(scene, "pong"), 1);
});

test("nor does a page that is opening the database answer before its lock has", async (t) => {
  const [tabs, fake] = [new FakeTabs(), new FakeModule()];
  t.after(() => tabs.end());
  let open = (): void => undefined;
  fake.opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  const taking = Seat.take(new Runtime(fake.load), CONFIG);
  await quiet();
  const looked = tabs.locks.delay();
  await tabs.say("hello");
  await tabs.say("ping");
  assert.equal(tabs.said("pong").length, 0);
  looked();
  await quiet();
  assert.equal(tabs.said("pong").length, 2);
  open();
  await (await taking).close();
});

scene("a ping is not answered while the storage stands still", true, async (scene) => {
  const { tabs, fake } = scene;
  const pings = async (): Promise<number> => {
    const before = count(scene, "pong");
    await tabs.say("ping");
    return count(scene, "pong") - before;
  };
  fake.status = { lsn: 3, durableLsn: 2, memoryBytes: 1, parked: 0 };
  assert.equal(await pings(), 1, "it may only just have begun");
  tabs.sleep(9000);
  // Memory grows by what is put meanwhile.
  fake.status = { lsn: 4, durableLsn: 2, memoryBytes: 2, parked: 0 };
  assert.equal(await pings(), 1);
  tabs.sleep(2000);
  assert.equal(await pings(), 0);
  fake.status = { lsn: 4, durableLsn: 3, memoryBytes: 2, parked: 0 };
  assert.equal(await pings(), 1, "a commit is progress");
  fake.status = { lsn: 4, durableLsn: 4, memoryBytes: 2, parked: 1 };
  assert.equal(await pings(), 1);
  tabs.sleep(11_000);
  assert.equal(await pings(), 0, "a read that waits for its page");
  fake.status = { lsn: 4, durableLsn: 4, memoryBytes: 3, parked: 1 };
  assert.equal(await pings(), 1, "a page is progress");
  fake.status = { lsn: 4, durableLsn: 4, memoryBytes: 3, parked: 1, restoring: 1 };
  tabs.sleep(60_000);
  assert.equal(await pings(), 1, "a restore keeps others waiting");
  fake.status = { lsn: 4, durableLsn: 4, memoryBytes: 3, parked: 0 };
  tabs.sleep(60_000);
  assert.equal(await pings(), 1, "nothing waits");
});

test("an opening that takes half a minute fails, lets go of the lock, and takes nothing later", async (t) => {
  const [tabs, fake] = [new FakeTabs(), new FakeModule()];
  t.after(() => tabs.end());
  t.mock.timers.enable({ apis: ["setInterval"] });
  let open = (): void => undefined;
  fake.opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  const rejected = assert.rejects(Seat.take(new Runtime(fake.load), CONFIG), {
    name: "StorageUnavailableError",
    message: /^(?!.*Nothing was changed).*half a minute.*Open it again later/,
  });
  await quiet();
  t.mock.timers.tick(29_000);
  await quiet();
  assert.equal((await tabs.locks.query()).held.length, 1);
  t.mock.timers.tick(1000);
  await rejected;
  assert.deepEqual((await tabs.locks.query()).held, []);
  open();
  await quiet();
  assert.deepEqual([fake.configs.length, fake.closed], [1, 1], "what opens after all is closed at once");
});

scene("a page whose storage stands still asks the one that has replaced it", true, async (scene) => {
  const { tabs, fake, seat } = scene;
  const never = new Promise<void>(() => undefined);
  fake.answer = () => ({ later: {}, after: never });
  fake.closing = never;
  const stuck = assert.rejects(seat.call(PUT, { id: "stuck" }), {
    name: "StorageUnavailableError",
    message: /does not answer.*is not known/,
  });
  tabs.locks.takeAway()();
  await stuck;
  await quiet();
  const later = seat.call(PUT, { id: "later" });
  await scene.lead(99);
  const { from: to, batch } = tabs.newest("ask") as Said & { batch: { sequence: number }[] };
  const tells = batch.map(({ sequence }) => ({ sequence, status: DONE, bytes: bytesOf({}) }));
  await tabs.say("tell", { to, term: 99, batch: tells });
  await later;
  assert.deepEqual(scene.puts, ["stuck"]);
  fake.closing = undefined;
});

scene("who is fenced although it has the lock asks who leads, and follows", true, async (scene) => {
  const { tabs, fake, seat } = scene;
  const leads = count(scene, "lead");
  fake.answer = () => TAKEN;
  const own = seat.call(PUT, { id: "own" });
  await quiet();
  assert.ok(count(scene, "hello") > 1);
  await scene.lead(99);
  const { from: to, batch } = tabs.newest("ask");
  assert.equal((batch as object[]).length, 1, "what was refused is asked of the other page");
  const { sequence } = (batch as { sequence: number }[])[0] as { sequence: number };
  await tabs.say("tell", { to, term: 99, batch: [{ sequence, status: DONE, bytes: bytesOf({}) }] });
  await own;
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(count(scene, "lead"), leads, "it does not fence the other one in turn");
  await tabs.say("bye");
  fake.answer = () => ({ done: {} });
  await seat.call(PUT, { id: "later" });
  await quiet();
  assert.equal(count(scene, "lead"), leads + 1, "it goes on when the other one has left");
});

scene("the word of a newer opening counts, whoever has what lock", true, async (scene) => {
  const { fake, seat } = scene;
  await scene.lead(99, { epoch: 2 });
  assert.equal(fake.closed, 1);
  await scene.lead(99, { epoch: 2 });
  void seat.call(PUT, { id: "a" }).catch(() => undefined);
  await quiet();
  assert.deepEqual([scene.puts, count(scene, "ask")], [[], 1]);
  await scene.tabs.say("gone");
});

scene("a page with an older opening is told who leads", true, async (scene) => {
  const leads = count(scene, "lead");
  await scene.lead(99, { epoch: 0 });
  assert.deepEqual([count(scene, "lead"), scene.fake.closed], [leads + 1, 0]);
});

scene("the word of an older opening is not followed", false, async (scene) => {
  await scene.lead(2, { epoch: 7 });
  void scene.seat.call(PUT, { id: "a" }).catch(() => undefined);
  await scene.lead(1, { epoch: 6 });
  assert.deepEqual(
    scene.tabs.said("ask").map(({ term }) => term),
    [2],
  );
  await scene.tabs.say("gone");
});

for (const who of ["its own page", "another page"]) {
  scene(`when ${who} meets that the host has removed the data, all are told`, true, async (scene) => {
    const { tabs, fake, seat } = scene;
    fake.answer = () => ({ failed: EVICTED });
    if (who === "its own page") await assert.rejects(seat.call(PUT, { id: "own" }), EVICTED);
    else await scene.ask(scene.leader, ask(0, "other"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await quiet();
    assert.deepEqual(scene.told, who === "its own page" ? [] : [0]);
    assert.match(String(tabs.newest("gone")["reason"]), /^StorageEvictedError: Nothing/);
    await assert.rejects(seat.call(PUT, { id: "later" }), EVICTED);
    assert.equal((await seat.gone).name, "StorageEvictedError");
    // Closing is no failure.
    await seat.close();
  });
}

scene("a page that asks is told that the data is gone", false, async ({ tabs, seat }) => {
  const put = assert.rejects(seat.call(PUT, { id: "a" }), EVICTED);
  await quiet();
  await tabs.say("gone", { reason: `${EVICTED.name}: ${EVICTED.message}` });
  await put;
  await assert.rejects(seat.call(PUT, { id: "later" }), EVICTED);
});

scene("another database in the place of the one that was known is not taken for it", false, async (scene) => {
  const { tabs, fake, seat } = scene;
  await scene.lead(2, { epoch: 7 });
  const put = assert.rejects(seat.call(PUT, { id: "a" }), { name: "StorageEvictedError" });
  await quiet();
  tabs.locks.giveBack();
  await put;
  assert.deepEqual([scene.puts, fake.closed], [[], 1]);
  assert.deepEqual((await tabs.locks.query()).held, []);
});

scene("when a newer version takes over, what was sent may have been done", false, async (scene) => {
  const { tabs, seat } = scene;
  const read = { ...PUT, operation: operationNumber("GetItem") };
  const sent = assert.rejects(seat.call(PUT, { id: "sent" }), {
    name: "StorageUnavailableError",
    message: /newer version.*is not known/,
  });
  const reading = assert.rejects(seat.call(read, { id: "r" }), { name: "DatabaseInUseError" });
  await quiet();
  const asked = count(scene, "ask");
  await tabs.say("lead", { v: 2, term: 5 });
  await Promise.all([sent, reading]);
  const newer = { name: "DatabaseInUseError", message: /newer version.*Nothing was changed/ };
  await assert.rejects(seat.call(PUT, { id: "later" }), newer);
  await assert.rejects(seat.relay({ operation: "PutItem", mode: 0, bytes: bytesOf({}) }), newer);
  await assert.rejects(seat.watch(read, bytesOf({}), () => undefined).answer, newer);
  assert.deepEqual([count(scene, "ask"), count(scene, "ping")], [asked, 0], "nothing is waited for");
  tabs.locks.giveBack();
  await seat.call(PUT, { id: "alone" });
  assert.deepEqual(scene.puts, ["alone"], "it goes on when the newer one has left");
});

scene("a newer version that understands this one is asked again", false, async (scene) => {
  const { tabs, seat } = scene;
  const put = seat.call(PUT, { id: "a" });
  await quiet();
  await tabs.say("lead", { v: 2, since: 1, term: 5, epoch: 1 });
  const [first, second] = tabs.said("ask");
  assert.deepEqual([second?.["batch"], second?.["term"]], [first?.["batch"], 5]);
  const batch = [{ sequence: 0, status: DONE, bytes: bytesOf({}) }];
  await tabs.say("tell", { v: 2, to: second?.from, term: 5, batch });
  await put;
});

scene(
  "a leader that does not reach its storage leaves the lock to a page that comes",
  true,
  async (scene) => {
    const { tabs, fake, seat } = scene;
    fake.answer = () => GONE;
    fake.status = { unreachable: 1 };
    await assert.rejects(seat.call(PUT, { id: "a" }), { name: "StorageUnavailableError" });
    const said = count(scene, "lead");
    fake.openError = new Error("The storage does not answer.");
    await tabs.say("hello");
    assert.deepEqual([fake.closed, count(scene, "lead")], [1, said]);
    assert.deepEqual((await tabs.locks.query()).held, [], "it has tried once more, and nobody is in line");
    await scene.lead(2);
    const asked = seat.call(PUT, { id: "b" });
    await quiet();
    const { from, batch } = tabs.newest("ask") as Said & { batch: { sequence: number }[] };
    const sequence = batch[0]?.sequence;
    await tabs.say("tell", {
      to: from,
      term: 2,
      batch: [{ sequence, status: DONE, bytes: bytesOf({ done: true }) }],
    });
    assert.equal((await asked)["done"], true);
  },
);

scene("what a page has asked of a leader without storage is answered by the next", true, async (scene) => {
  const { tabs, fake } = scene;
  fake.answer = () => GONE;
  fake.status = { unreachable: 1 };
  const { leader } = scene;
  tabs.locks.takeAwayNext();
  await scene.ask(leader, ask(0, "a"));
  assert.deepEqual([scene.told, fake.closed], [[], 1]);
  assert.deepEqual(
    (await tabs.locks.query()).held.map(({ clientId }) => clientId),
    ["other"],
    "who was in line has the lock",
  );
});
