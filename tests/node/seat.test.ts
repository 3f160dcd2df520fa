/** A page's seat at a shared database: who asks whom, and what is done once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DONE, FAILED, WATCHED } from "../../src/js/client/boundary.js";
import { encodeRequest } from "../../src/js/client/calls.js";
import { operationNumber } from "../../src/js/client/operation_numbers.js";
import { LOST } from "../../src/js/client/post.js";
import { Runtime } from "../../src/js/client/runtime.js";
import { Seat } from "../../src/js/client/seat.js";
import { Encoder } from "../../src/js/codec/encoder.js";
import { STRUCTURE } from "../../src/js/codec/nodes.js";
import { StorageUnavailableError } from "../../src/js/errors/database.js";
import { FakeModule } from "./fake_core.js";
import { FakeTabs, quiet, type Said } from "./fake_tabs.js";
import { ask, bytesOf, CONFIG, LOOKS, PUT, type Scene, scene, TAKEN, UNSURE } from "./seat_scene.js";

scene("a page that leads answers what others ask", true, async (scene) => {
  await scene.ask(scene.leader, ask(0, "a"), ask(1, "b"));
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["a", "b"],
      [0, 1],
    ],
  );
});

scene("what a page asks twice in a term is done once and answered twice", true, async (scene) => {
  const { fake, leader } = scene;
  fake.answer = ({ input }) =>
    input["id"] === "refused"
      ? { failed: { name: "ConditionalCheckFailedException", message: "Not so." } }
      : { done: {} };
  await scene.ask(leader, ask(0, "a"), ask(1, "refused"));
  fake.answer = () => ({ done: {} });
  await scene.ask(leader, ask(0, "a"), ask(1, "refused"), ask(2, "b"));
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["a", "refused", "b"],
      [0, 1, 0, 1, 2],
    ],
  );
  const tells = scene.tabs
    .said("tell")
    .flatMap(({ batch }) => batch as { sequence: number; status: number }[]);
  const refused = tells.filter(({ sequence }) => sequence === 1).map(({ status }) => status);
  assert.deepEqual(refused, [FAILED, FAILED], "the second answer is the first one's");
});

scene("a leader that lives and does not answer is asked again, and only then", false, async (scene) => {
  const { tabs } = scene;
  const put = scene.seat.call(PUT, { id: "lost" });
  await quiet();
  const { from } = tabs.newest("ask");
  await scene.lead(1);
  assert.equal(tabs.said("ask").length, 1, "that it leads is no reason");
  tabs.sleep(1200);
  while (tabs.said("ping").length === 0) await quiet();
  await tabs.say("pong");
  await scene.lead(1);
  const [first, second] = tabs.said("ask").map(({ batch }) => batch);
  assert.deepEqual(second, first);
  const bytes = new Encoder().document({}, STRUCTURE).slice();
  await tabs.say("tell", { to: from, term: 1, batch: [{ sequence: 0, status: DONE, bytes }] });
  await put;
});

scene("one that may be replaced looks first, and then answers what came meanwhile", true, async (scene) => {
  scene.tabs.sleep(UNSURE);
  const looked = scene.tabs.locks.delay();
  await scene.ask(scene.leader, ask(0, "a"));
  await scene.ask(scene.leader, ask(1, "b"));
  assert.deepEqual(scene.puts, []);
  looked();
  await quiet();
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["a", "b"],
      [0, 1],
    ],
  );
});

scene("what it was asked before it was replaced is not done when it leads again", true, async (scene) => {
  const { tabs } = scene;
  const before = scene.leader;
  tabs.sleep(UNSURE);
  tabs.locks.takeAway();
  const looked = tabs.locks.delay();
  await scene.ask(before, ask(0, "replaced"));
  looked();
  await quiet();
  // The other page has answered it by now, that it failed, say.
  tabs.locks.giveBack();
  await quiet();
  assert.notEqual(scene.leader.term, before.term);
  // It looks at its lock, and turns to what it has put off.
  tabs.sleep(LOOKS);
  await scene.ask(scene.leader, ask(1, "again"));
  tabs.sleep(UNSURE);
  await scene.ask(scene.leader, ask(2, "and again"));
  // What the channel brings late is as old.
  await scene.ask(before, ask(3, "late"));
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["again", "and again"],
      [1, 2],
    ],
  );
});

scene("nor if it takes the lock's word for it that it has never lost it", true, async (scene) => {
  const { tabs, fake } = scene;
  const before = scene.leader;
  tabs.sleep(UNSURE);
  const looked = tabs.locks.delay();
  await scene.ask(before, ask(0, "put off"));
  // A request of its own finds that another engine has opened the database.
  fake.answer = ({ input }) => (input["id"] === "own" ? TAKEN : { done: {} });
  tabs.sleep(-UNSURE);
  const own = scene.seat.call(PUT, { id: "own" });
  await quiet();
  fake.answer = () => ({ done: {} });
  looked();
  await own;
  await quiet();
  assert.notEqual(scene.leader.term, before.term);
  tabs.sleep(UNSURE);
  await scene.ask(scene.leader, ask(1, "new"));
  assert.ok(!scene.puts.includes("put off"), String(scene.puts));
  assert.deepEqual(scene.told, [1]);
});

scene("what the engine had accepted and the fence refused is not done again", true, async (scene) => {
  const { tabs, fake } = scene;
  const before = scene.leader;
  let refuse = (): void => undefined;
  const after = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  fake.answer = () => ({ later: TAKEN.failed, after });
  await scene.ask(before, ask(0, "refused"));
  const own = scene.seat.call(PUT, { id: "own" });
  assert.deepEqual(scene.puts, ["refused", "own"]);
  tabs.sleep(UNSURE);
  const heard = tabs.locks.takeAway();
  fake.answer = () => ({ done: {} });
  refuse();
  await quiet();
  heard();
  await scene.lead(before.term + 1);
  assert.deepEqual(scene.told, []);
  // What this page itself has asked for it asks of the other one, once.
  const asked = tabs.said("ask").flatMap(({ batch }) => batch as { sequence: number }[]);
  assert.equal(asked.length, 1);
  const batch = [{ sequence: asked[0]?.sequence, status: DONE, bytes: bytesOf({}) }];
  await tabs.say("tell", { to: before.to, term: before.term + 1, batch });
  await own;
  tabs.locks.giveBack();
  await quiet();
  tabs.sleep(UNSURE);
  await scene.ask(scene.leader, ask(1, "new"));
  assert.deepEqual([scene.puts, scene.told], [["refused", "own", "new"], [1]]);
});

scene("what is asked while a broken engine is opened again waits to be asked again", true, async (scene) => {
  const { tabs, fake } = scene;
  const before = scene.leader;
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  await scene.ask(before, ask(0, "lost"));
  let open = (): void => undefined;
  fake.opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  fake.answer = () => ({ done: {} });
  fake.hosts[0]?.lost("StorageUnavailableError", "The storage is gone.");
  await quiet();
  await scene.ask(before, ask(1, "meanwhile"));
  await tabs.say("hello");
  assert.equal(scene.leader.term, before.term, "nobody is told of a leader that has no engine");
  open();
  await quiet();
  assert.notEqual(scene.leader.term, before.term);
  assert.deepEqual([scene.puts, scene.told], [["lost"], []]);
  await scene.ask(scene.leader, ask(0, "lost"), ask(1, "meanwhile"));
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["lost", "lost", "meanwhile"],
      [0, 1],
    ],
  );
});

scene("an engine that cannot be opened again is left to the next in line", true, async (scene) => {
  const { tabs, fake } = scene;
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  await scene.ask(scene.leader, ask(0, "lost"));
  fake.openError = Object.assign(new Error("no"), { code: "StorageUnavailableError" });
  fake.hosts[0]?.lost("StorageUnavailableError", "The storage is gone.");
  await quiet();
  assert.deepEqual((await tabs.locks.query()).held, [], "the lock is free");
  fake.openError = undefined;
  fake.answer = () => ({ done: {} });
  await scene.seat.call(PUT, { id: "next" });
  assert.deepEqual(scene.puts, ["lost", "next"], "a later request opens it without delay");
});

/** Whether another page was answered, and with what error's text. */
const lostOf = ({ tabs }: Scene): string[] =>
  tabs
    .said("tell")
    .flatMap(({ batch }) => batch as { status: number; bytes: Uint8Array }[])
    .map(({ status, bytes }) => (status === LOST ? new TextDecoder().decode(bytes) : ""));

scene("what cannot be run by an engine that is well fails, and is not repeated", true, async (scene) => {
  const { tabs, fake, seat } = scene;
  const terms = tabs.said("lead").length;
  const text = "StorageUnavailableError: A part of the engine could not be loaded.";
  const loading = Promise.reject(new StorageUnavailableError("A part of the engine could not be loaded."));
  loading.catch(() => undefined);
  fake.lacks = () => loading;
  await scene.ask(scene.leader, ask(0, "a"));
  assert.deepEqual(lostOf(scene), [text]);
  // Its own is put off until it is sure to lead.
  tabs.sleep(UNSURE);
  await assert.rejects(seat.call(PUT, { id: "own" }), { name: "StorageUnavailableError", message: /part/ });
  assert.deepEqual([scene.puts, tabs.said("lead").length], [[], terms]);
});

scene("what may have broken two engines fails, and is not asked of a third", true, async (scene) => {
  const { fake } = scene;
  fake.answer = ({ input }) => (input["id"] === "breaks" ? { trap: "unreachable" } : { done: {} });
  const { term } = scene.leader;
  await scene.ask(scene.leader, ask(0, "breaks"));
  assert.deepEqual(lostOf(scene), []);
  assert.notEqual(scene.leader.term, term);
  await scene.ask(scene.leader, ask(0, "breaks"));
  assert.match(lostOf(scene)[0] ?? "", /^StorageUnavailableError: The engine stopped unexpectedly/);
  await scene.ask(scene.leader, ask(1, "other"));
  assert.deepEqual(
    [scene.puts, scene.told],
    [
      ["breaks", "breaks", "other"],
      [0, 1],
    ],
  );
});

scene("a page is told what ended its request", false, async (scene) => {
  const put = scene.seat.call(PUT, { id: "a" });
  await quiet();
  const bytes = new TextEncoder().encode("StorageQuotaExceededError: full");
  const to = scene.tabs.newest("ask").from;
  const rejected = assert.rejects(put, { name: "StorageQuotaExceededError", message: "full" });
  await scene.tabs.say("tell", { to, term: 1, batch: [{ sequence: 0, status: LOST, bytes }] });
  await rejected;
});

scene("watched reads that are put off end with their term or with their reader", true, async (scene) => {
  const { tabs, fake } = scene;
  const watch = (leader: object, sequence: number) =>
    tabs.say("watch", { ...leader, ask: { ...ask(sequence, `w${sequence}`), operation: "Query" } });
  const watched = (): unknown[] =>
    fake.calls.filter(({ mode }) => mode & WATCHED).map(({ input }) => input["id"]);
  tabs.sleep(UNSURE);
  const looked = tabs.locks.delay();
  await watch(scene.leader, 0);
  await watch(scene.leader, 1);
  await tabs.say("unwatch", { to: scene.leader.to, sequence: 0 });
  looked();
  await quiet();
  assert.deepEqual(watched(), ["w0", "w1"]);
  assert.equal(fake.unwatched, 1, "the one that nobody reads any more has ended");
  const before = scene.leader;
  tabs.sleep(UNSURE);
  tabs.locks.takeAway();
  await watch(before, 2);
  tabs.locks.giveBack();
  await quiet();
  tabs.sleep(UNSURE);
  await watch(before, 3);
  await watch(scene.leader, 4);
  assert.deepEqual(watched(), ["w0", "w1", "w4"]);
});

scene("a failure from an earlier term is not taken for the answer of a later one", false, async (scene) => {
  const { tabs } = scene;
  const sent = (): Said[] => tabs.said("ask");
  let settled = false;
  const answer = scene.seat.call(PUT, { id: "a" }).finally(() => {
    settled = true;
  });
  await quiet();
  await scene.lead(2);
  assert.deepEqual(
    sent().map(({ term }) => term),
    [1, 2],
  );
  const to = sent()[0]?.from;
  const tell = (term: number, status: number, document: object) =>
    tabs.say("tell", { to, term, batch: [{ sequence: 0, status, bytes: bytesOf(document) }] });
  await tell(1, FAILED, { name: "ConditionalCheckFailedException", message: "no" });
  assert.equal(settled, false);
  await tell(2, DONE, { done: true });
  assert.equal((await answer)["done"], true);
});

scene("one that may be replaced does not call others to itself before it has looked", true, async (scene) => {
  const { tabs } = scene;
  const calls = (): number => tabs.said("lead").length;
  const before = calls();
  tabs.sleep(UNSURE);
  const looked = tabs.locks.delay();
  await tabs.say("hello");
  assert.equal(calls(), before);
  looked();
  await quiet();
  assert.equal(calls(), before + 1);
  tabs.sleep(UNSURE);
  tabs.locks.takeAway();
  await tabs.say("hello");
  assert.equal(calls(), before + 1);
});

scene("who is not answered asks who leads, though somebody is alive", false, async (scene) => {
  const { tabs } = scene;
  const answer = scene.seat.call(PUT, { id: "a" });
  await quiet();
  const before = tabs.said("hello").length;
  tabs.sleep(1200);
  while (tabs.said("ping").length === 0) await quiet();
  await tabs.say("pong");
  assert.equal(tabs.said("hello").length, before + 1);
  await scene.lead(2);
  const to = tabs.newest("ask").from;
  await tabs.say("tell", { to, term: 2, batch: [{ sequence: 0, status: DONE, bytes: bytesOf({}) }] });
  await answer;
});

scene("a look-up from before says nothing about a lock that was given later", true, async (scene) => {
  const { tabs } = scene;
  tabs.sleep(UNSURE);
  const heard = tabs.locks.takeAway();
  const looked = tabs.locks.delay();
  await scene.ask(scene.leader, ask(0, "a"));
  heard();
  await quiet();
  const { term } = scene.leader;
  tabs.locks.giveBack();
  await quiet();
  looked();
  await quiet();
  assert.notEqual(scene.leader.term, term);
  for (const sequence of [1, 2]) {
    tabs.sleep(UNSURE);
    await scene.ask(scene.leader, ask(sequence, "b"));
  }
  assert.deepEqual(scene.told, [1, 2]);
});

scene("a lock is kept until the engine that is being opened under it is closed", false, async (scene) => {
  const { tabs, fake, seat } = scene;
  let open = (): void => undefined;
  fake.opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  const destroyed = seat.destroy();
  await quiet();
  // The lock comes before the word that the database is destroyed.
  tabs.locks.giveBack();
  await quiet();
  await tabs.say("gone");
  await destroyed;
  assert.equal(
    (await tabs.locks.query()).held.length,
    1,
    "another page would be fenced by this one's engine",
  );
  open();
  await quiet();
  assert.equal((await tabs.locks.query()).held.length, 0);
});

test("an engine is closed if the look at its lock fails while it is opened", async (t) => {
  const tabs = new FakeTabs();
  t.after(() => tabs.end());
  const fake = new FakeModule();
  tabs.locks.query = async () => {
    throw new Error("no look");
  };
  await assert.rejects(Seat.take(new Runtime(fake.load), CONFIG), { message: "no look" });
  assert.deepEqual([fake.configs.length, fake.closed], [1, 1]);
});

scene(
  "a page whose destroy fails says nothing of it, and lets the next one have the lock",
  true,
  async (scene) => {
    const { tabs, fake, seat } = scene;
    fake.destroyError = new Error("not now");
    await assert.rejects(seat.destroy(), { message: "not now" });
    assert.deepEqual([tabs.said("gone"), (await tabs.locks.query()).held], [[], []]);
    await assert.rejects(seat.call(PUT, { id: "late" }), {
      name: "DatabaseClosedError",
      message: /is closed/,
    });
  },
);

scene("a page whose destroy another one fails to do is in line no longer", false, async (scene) => {
  const { tabs, seat } = scene;
  const destroyed = seat.destroy();
  const rejected = assert.rejects(destroyed, { name: "StorageUnavailableError", message: "no" });
  await quiet();
  const { from: to, batch } = tabs.newest("ask") as Said & { batch: { sequence: number }[] };
  const bytes = new TextEncoder().encode("StorageUnavailableError: no");
  const { sequence } = batch[0] as { sequence: number };
  await tabs.say("tell", { to, term: 1, batch: [{ sequence, status: FAILED, bytes }] });
  await rejected;
  tabs.locks.giveBack();
  await quiet();
  assert.deepEqual((await tabs.locks.query()).held, []);
});

scene("a destroy does not wait for what is held off until then", false, async (scene) => {
  const { tabs, seat } = scene;
  const held = assert.rejects(seat.call(PUT, { id: "held off" }), /destroyed/);
  await quiet();
  const destroyed = seat.destroy();
  for (let turn = 0; turn < 100 && tabs.said("ask").length < 2; turn += 1) {
    tabs.sleep(100);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(tabs.said("ask").length, 2);
  await tabs.say("gone");
  await destroyed;
  await held;
});

/** The start of a live query, and how often it was told of a change. */
async function watching({ seat }: Scene): Promise<{ changes: () => number; stop: () => void }> {
  let changes = 0;
  const call = { ...PUT, operation: operationNumber("Query") };
  const { answer, stop } = seat.watch(call, encodeRequest(PUT, { id: "q" }), () => {
    changes += 1;
  });
  answer.catch(() => undefined);
  await quiet();
  return { changes: () => changes, stop };
}
/** Some turns of what watches over the leader. */
const ticks = () => new Promise((resolve) => setTimeout(resolve, 600));

scene("a live query without an answer makes a page doubt its leader", false, async (scene) => {
  const { tabs } = scene;
  await ticks();
  // Nobody has asked for long: that is no silence.
  tabs.sleep(60_000);
  const { stop } = await watching(scene);
  await ticks();
  assert.equal(tabs.said("ping").length, 0);
  tabs.sleep(1200);
  await ticks();
  assert.equal(tabs.said("ping").length, 1);
  stop();
});

scene("a page that stood still reads again what it watches, and doubts nobody", false, async (scene) => {
  const { tabs } = scene;
  const { changes, stop } = await watching(scene);
  const { from: to, ask: asked } = tabs.newest("watch") as Said & { ask: { sequence: number } };
  const tell = { sequence: asked.sequence, status: DONE, bytes: bytesOf({}) };
  await tabs.say("watched", { to, tell });
  tabs.sleep(1200);
  await ticks();
  assert.deepEqual([changes(), tabs.said("ping").length], [0, 0]);
  const before = tabs.said("hello").length;
  tabs.sleep(60_000);
  await ticks();
  assert.deepEqual([changes(), tabs.said("ping").length, tabs.said("hello").length], [1, 0, before + 1]);
  stop();
});
