/** Pages that others lead for: what they agree on, what they leave behind, and scripts that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Runtime } from "../../src/js/client/runtime.js";
import { Seat } from "../../src/js/client/seat.js";
import { FakeModule } from "./fake_core.js";
import { FakeTabs, quiet } from "./fake_tabs.js";
import { ask, CONFIG, Scene, scene } from "./seat_scene.js";

for (const how of ["lock", "word"] as const) {
  scene(`a page that is gone leaves nothing, by its ${how}`, true, async (scene) => {
    const { tabs, fake } = scene;
    const end = how === "lock" ? tabs.locks.page(tabs.other) : () => void tabs.say("left");
    for (let sequence = 0; sequence < 30; sequence += 1) {
      await tabs.say("watch", { ...scene.leader, ask: { ...ask(sequence, "w"), operation: "Query" } });
    }
    await scene.ask(scene.leader, ask(30, "a"));
    await scene.ask(scene.leader, ask(30, "a"));
    assert.deepEqual([fake.unwatched, scene.puts.filter((id) => id === "a").length], [0, 1]);
    end();
    await quiet();
    assert.equal(fake.unwatched, 30);
    // Nothing is known of it any more.
    await scene.ask(scene.leader, ask(30, "a"));
    assert.equal(scene.puts.filter((id) => id === "a").length, 2);
  });
}

scene("a page whose lock cannot be seen is not taken for gone", true, async (scene) => {
  const watch = { ...ask(0, "w"), operation: "Query" };
  await scene.tabs.say("watch", { ...scene.leader, ask: watch });
  assert.equal(scene.fake.unwatched, 0);
});

test("a page holds a lock of its own while it has its seat, and says that it leaves", async (t) => {
  const [tabs, fake] = [new FakeTabs(), new FakeModule()];
  t.after(() => tabs.end());
  const seat = await Seat.take(new Runtime(fake.load), CONFIG);
  await quiet();
  const { from } = tabs.newest("lead");
  assert.deepEqual(tabs.locks.own, [`hashrange-page:${from}`]);
  await seat.close();
  await quiet();
  assert.deepEqual([tabs.locks.own, tabs.said("left").length], [[], 1]);
});

/** Names that every plain object seems to know. */
const INHERITED = ["constructor", "__proto__", "toString"];

for (const held of [true, false]) {
  scene(
    `what other scripts post is passed over by a page that ${held ? "leads" : "follows"}`,
    held,
    async (scene) => {
      const { tabs } = scene;
      const to = held ? scene.leader.to : tabs.newest("hello").from;
      const term = held ? scene.leader.term : 1;
      const odd = [
        null,
        5,
        "ping",
        [],
        {},
        { v: 1 },
        { v: 1, from: 7 },
        { v: 1, from: 7, kind: 3 },
        { kind: "lead" },
        ...INHERITED.map((kind) => ({ v: 1, from: 7, kind })),
      ];
      for (const data of odd) await tabs.post(data);
      const records = [
        undefined,
        null,
        5,
        {},
        [null],
        [{}],
        [{ sequence: 0 }],
        [{ sequence: 0, bytes: [1] }],
      ];
      for (const some of records) {
        for (const kind of ["ask", "tell"]) await tabs.say(kind, { to, term, floor: 0, batch: some });
        await tabs.say("watch", { to, term, ask: some });
        await tabs.say("watched", { to, tell: some });
        await tabs.say("changed", { to, sequence: some });
        await tabs.say("unwatch", { to, sequence: some });
        await tabs.say("lead", { term: some, epoch: "new" });
        await tabs.say(`no ${String(some)}`, {});
      }
      await scene.ask({ to, term }, { sequence: 0, operation: 7, mode: "x", bytes: new Uint8Array(3) });
      await tabs.say("watch", {
        to,
        term,
        ask: { sequence: 1, operation: 7, mode: 0, bytes: new Uint8Array(3) },
      });
      assert.equal(scene.puts.length, 0);
      if (!held) return;
      await scene.ask(scene.leader, ask(5, "a"));
      assert.deepEqual(scene.puts, ["a"]);
    },
  );
}

test("a page that asks for more than the database is, is refused", async (t) => {
  const refused = async (asked: object, there: object, message: RegExp) => {
    const beginning = Scene.begin(t, false, asked, {
      settings: { durability: "strict", region: "local", account: "1", ...there },
    });
    await assert.rejects(beginning, { name: "DatabaseInUseError", message });
  };
  await refused({}, { durability: "relaxed" }, /durability is "relaxed", not "strict"/);
  await refused({ durability: "relaxed" }, { durability: "none" }, /durability is "none", not "relaxed"/);
  await refused({ region: "eu" }, {}, /region is "local", not "eu"/);
  await refused({ account: "2" }, {}, /account is "1", not "2"/);
});

test("a page joins an encrypted database with a key only, and leads with its own", async (t) => {
  const settings = { durability: "strict", region: "local", account: "000000000000", encryption: true };
  await assert.rejects(Scene.begin(t, false, {}, { settings }), {
    name: "DatabaseInUseError",
    message: /its encryption is true, not false/,
  });
});

test("a page that asks for less gets what is there, and keeps to it when it leads", async (t) => {
  const settings = { durability: "strict", region: "eu", account: "1" };
  const scene = await Scene.begin(t, false, { durability: "none" }, { settings });
  assert.equal(scene.seat.region, "eu");
  scene.tabs.locks.giveBack();
  await quiet();
  assert.deepEqual(
    scene.fake.configs.map(({ durability, region, account }) => ({ durability, region, account })),
    [settings],
  );
  assert.deepEqual(scene.tabs.newest("lead")["settings"], { ...settings, encryption: false });
});
