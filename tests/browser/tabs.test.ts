/** Several tabs on one database: one leads, the others ask it, and whatever happens to it nothing is lost or done twice. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES, STOP, type Tab, type Visit } from "./tab.js";

const COUNTER = {
  TableName: NOTES.TableName,
  Key: { id: "counter" },
  UpdateExpression: "ADD n :one",
  ExpressionAttributeValues: { ":one": 1 },
  ReturnValues: "ALL_NEW",
};

const READ = { TableName: NOTES.TableName, Key: COUNTER.Key, ConsistentRead: true };

async function tabs(visit: Visit, count: number): Promise<Tab[]> {
  const all: Tab[] = [];
  for (let n = 0; n < count; n += 1) {
    const tab = await visit.tab();
    await tab.open();
    all.push(tab);
  }
  await all[0]?.control("createTable", NOTES);
  return all;
}

async function role(tab: Tab | undefined): Promise<unknown> {
  return (await tab?.do("status", tab.name))?.["role"];
}

/** Adds one again and again; the values that the answers gave. */
async function countUp(tab: Tab, times: number): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) {
    seen.push(((await tab.send("update", COUNTER))["Attributes"] as { n: number }).n);
  }
  return seen;
}

async function counter(tab: Tab): Promise<number> {
  const { Item } = await tab.send("get", READ);
  return (Item as { n: number }).n;
}

/** Each answer is of one addition: none shows in two, and none that was answered is missing. */
async function checkCounts(tab: Tab, counts: readonly number[], atMost: number): Promise<void> {
  assert.equal(new Set(counts).size, counts.length, "no two additions have the same answer");
  const value = await counter(tab);
  assert.ok(value >= Math.max(...counts), "what was answered is there");
  assert.ok(value <= atMost, `${value} additions happened, at most ${atMost} were asked for`);
}

async function devtools(visit: Visit, tab: Tab) {
  return (await visit.browser()).context.newCDPSession(tab.page);
}

chromiumTest("what one tab writes another reads, also under concurrent writes", async (visit) => {
  const [first, second, third] = (await tabs(visit, 3)) as [Tab, Tab, Tab];
  assert.deepEqual(
    [await role(first), await role(second), await role(third)],
    ["leader", "follower", "follower"],
  );
  await second.send("put", { TableName: NOTES.TableName, Item: { id: "a", big: 2 ** 40, set: ["x"] } });
  const { Item } = await third.send("get", { TableName: NOTES.TableName, Key: { id: "a" } });
  assert.deepEqual(Item, { id: "a", big: 2 ** 40, set: ["x"] });
  await assert.rejects(third.send("put", { TableName: "Nowhere", Item: { id: "a" } }), {
    name: "ResourceNotFoundException",
  });
  await assert.rejects(third.send("put", { TableName: NOTES.TableName, Item: {} }), {
    name: "ValidationException",
  });
  const counts = (await Promise.all([first, second, third].map((tab) => countUp(tab, 30)))).flat();
  assert.deepEqual(
    counts.sort((one, two) => one - two),
    Array.from({ length: 90 }, (_, n) => n + 1),
  );
  await second.do("burst", second.name, "burst", 500, 300);
  assert.equal((await third.noteIds()).size, 502);
  await second.do("flush", second.name);
});

chromiumTest("when the leader closes, the next tab leads and nothing is lost", async (visit) => {
  const [first, second, third] = (await tabs(visit, 3)) as [Tab, Tab, Tab];
  const work = Promise.all([countUp(second, 60), countUp(third, 60)]);
  await countUp(first, 10);
  await first.close();
  const counts = (await work).flat();
  await checkCounts(third, counts, 130);
  assert.equal(await counter(third), 130, "every addition happened once");
  assert.deepEqual([await role(second), await role(third)], ["leader", "follower"]);
  await second.page.close();
  assert.equal(await counter(third), 130);
  assert.equal(await role(third), "leader");
});

chromiumTest("when the leader crashes, requests in flight are done exactly once", async (visit) => {
  const [first, second, third] = (await tabs(visit, 3)) as [Tab, Tab, Tab];
  await countUp(second, 1);
  const work = Promise.all([countUp(second, 80), countUp(third, 80)]);
  const session = await devtools(visit, first);
  void session.send("Page.crash").catch(() => undefined);
  const counts = (await work).flat();
  await checkCounts(third, counts, 161);
  assert.equal(await counter(second), 161, "every addition happened once");
});

chromiumTest("a database that one tab destroys is closed in all of them", async (visit) => {
  const [first, second, third] = (await tabs(visit, 3)) as [Tab, Tab, Tab];
  await second.do("destroy", second.name);
  for (const tab of [first, third]) {
    await assert.rejects(tab.send("put", { TableName: NOTES.TableName, Item: { id: "late" } }), {
      name: "DatabaseClosedError",
    });
    await tab.close();
  }
  await third.open();
  assert.deepEqual((await third.control("listTables", {}))["TableNames"], []);
});

chromiumTest("an older holder yields to a newer version that asks for the database", async (visit) => {
  const [first, second] = (await tabs(visit, 2)) as [Tab, Tab];
  await countUp(second, 3);
  const other = await visit.tab();
  const held = await other.page.evaluate(async () => {
    const granted = new Promise((resolve) => {
      void navigator.locks.request("hashrange:shop", () => {
        resolve(true);
        return new Promise((release) => setTimeout(release, 500));
      });
    });
    const channel = new BroadcastChannel("hashrange:shop");
    // The second tab stands in line before this one; it yields in its turn.
    const asking = setInterval(() => channel.postMessage({ v: 2, from: 1, kind: "yield" }), 50);
    await granted;
    clearInterval(asking);
    return true;
  });
  assert.equal(held, true);
  assert.deepEqual(await countUp(first, 1), [4]);
});

chromiumTest("hosts without locks share a database too, and fail over", async (visit) => {
  const all: Tab[] = [];
  for (let n = 0; n < 3; n += 1) {
    const tab = await visit.tab();
    await tab.page.evaluate(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    await tab.open();
    all.push(tab);
  }
  const [first, second, third] = all as [Tab, Tab, Tab];
  await first.control("createTable", NOTES);
  assert.deepEqual(
    [await role(first), await role(second), await role(third)],
    ["leader", "follower", "follower"],
  );
  const work = Promise.all([countUp(second, 30), countUp(third, 30)]);
  await first.close();
  await checkCounts(second, (await work).flat(), 60);
  assert.equal(await counter(third), 60);
});

async function becomes(tab: Tab, wanted: string): Promise<void> {
  while ((await role(tab)) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Stops a tab's JavaScript wholly, while its lock stays held; gives what lets it go on. */
async function freeze(visit: Visit, tab: Tab): Promise<() => Promise<void>> {
  const session = await devtools(visit, tab);
  await session.send("Debugger.enable");
  const paused = new Promise<void>((resolve) => session.once("Debugger.paused", () => resolve()));
  await tab.page.evaluate(STOP);
  await paused;
  return () => session.detach();
}

chromiumTest(
  "a leader that is frozen is replaced, and goes on as a follower with what it has pending",
  async (visit) => {
    const [first, second, third] = (await tabs(visit, 3)) as [Tab, Tab, Tab];
    await countUp(second, 1);
    // What the leader asks for itself is under way when it is stopped, and it reads on as soon as it can.
    await first.do("keepCounting", first.name, COUNTER, READ);
    const before = await countUp(third, 3);
    const thaw = await freeze(visit, first);
    const during = (await Promise.all([countUp(second, 20), countUp(third, 20)])).flat();
    const roles = [await role(second), await role(third)].sort();
    assert.deepEqual(roles, ["follower", "leader"]);
    const newest = await counter(second);
    assert.equal(newest, Math.max(...during), "nobody but the two has added since");
    const thawed = Date.now();
    await thaw();
    await becomes(first, "follower");
    const after = await countUp(third, 3);
    const { counts, seen, failures } = await first.do("counted", 3);
    for (const failure of failures) assert.match(failure, /^StorageUnavailableError: /);
    for (const { asked, n } of seen) {
      if (asked > thawed) assert.ok(n >= newest, `${n} was read after ${newest} was answered to others`);
    }
    assert.ok(seen.some(({ asked }) => asked > thawed));
    const all = [1, ...before, ...during, ...after, ...counts];
    await checkCounts(third, all, all.length + 1 + failures.length);
  },
);

chromiumTest("a page that slept for long fails its old writes instead of repeating them", async (visit) => {
  const [first, second] = (await tabs(visit, 2)) as [Tab, Tab];
  await countUp(second, 2);
  const thaw = await freeze(visit, first);
  // It asks the leader, who does not answer, and then sleeps for longer than answers are sure to be remembered.
  const [write, read] = await second.do("sleepOver", second.name, COUNTER, READ, 301_000);
  assert.equal(write, "StorageUnavailableError");
  const { n } = (JSON.parse(read ?? "") as { Item: { n: number } }).Item;
  assert.ok(n === 2 || n === 3, "done or not, but not twice");
  await thaw();
  assert.equal(await counter(first), n);
  assert.deepEqual(await countUp(second, 1), [n + 1], "later writes are as good as ever");
});
