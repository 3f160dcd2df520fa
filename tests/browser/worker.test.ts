/** Engines in Workers: the page sees no difference, has no engine of its own, and is told when the Worker is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { call, firefoxMissing, launchFirefox, newProfile, skipWithout, startSite } from "./harness.js";
import { MOVIES, movies } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import type { InWorkerPage } from "./pages/in_worker.js";
import { chromiumTest, NOTES, PAGES, Tab, type Visit } from "./tab.js";

const IN_WORKER = { worker: true };
const COUNTER = {
  TableName: NOTES.TableName,
  Key: { id: "counter" },
  UpdateExpression: "ADD n :one",
  ExpressionAttributeValues: { ":one": 1 },
  ReturnValues: "ALL_NEW",
};

async function visitPage(visit: Visit, storage: "indexeddb" | "opfs" = "indexeddb"): Promise<Tab> {
  const page = await (await visit.browser()).page(visit.site.url("in_worker"));
  return new Tab(page, "shop", storage);
}

function own<N extends keyof InWorkerPage & string>(
  tab: Tab,
  name: N,
  ...parameters: Parameters<InWorkerPage[N]>
): Promise<Awaited<ReturnType<InWorkerPage[N]>>> {
  return call<InWorkerPage, N>(tab.page, name, ...(parameters as never)) as Promise<
    Awaited<ReturnType<InWorkerPage[N]>>
  >;
}

/** The engine's word on itself; `flush` brings the newest. */
async function status(tab: Tab): Promise<Readonly<Record<string, unknown>>> {
  await tab.do("flush", tab.name);
  return tab.do("status", tab.name);
}

async function countUp(tab: Tab, times: number): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) {
    seen.push(((await tab.send("update", COUNTER))["Attributes"] as { n: number }).n);
  }
  return seen;
}

chromiumTest(
  "a database in a Worker answers like the reference, and the page has no engine",
  async (visit) => {
    const tab = await visitPage(visit);
    await tab.open(IN_WORKER);
    await tab.control("createTable", MOVIES);
    assert.equal(await tab.do("loadMovies", tab.name), movies.length);
    await checkMovies(tab);
    const { role, worker } = await status(tab);
    assert.deepEqual([role, worker], ["leader", true]);
    assert.equal((await own(tab, "held")).modules, 0, "the page has not loaded the module");
    assert.equal(tab.page.workers().length, 1);
    await tab.page.reload();
    await tab.open(IN_WORKER);
    await checkMovies(tab);
  },
);

chromiumTest("values, failures and HTTP pass through a Worker unchanged", async (visit) => {
  const tab = await visitPage(visit);
  await tab.open(IN_WORKER);
  await tab.control("createTable", NOTES);
  const [sent, found] = (await own(tab, "roundTrip", tab.name)) as [object, object];
  assert.deepEqual(found, sent);
  assert.deepEqual(new Set(await own(tab, "turn", tab.name)), new Set([0]));
  assert.deepEqual(await own(tab, "fetched", tab.name), [200, { TableNames: [NOTES.TableName] }]);

  const put = { TableName: NOTES.TableName, Item: { id: "types" } };
  const failures: [object, string][] = [
    [{ ...put, ConditionExpression: "attribute_not_exists(id)" }, "ConditionalCheckFailedException"],
    [{ ...put, TableName: "Nowhere" }, "ResourceNotFoundException"],
    [{ ...put, Item: {} }, "ValidationException"],
  ];
  for (const [input, name] of failures) {
    await assert.rejects(tab.send("put", input as Readonly<Record<string, unknown>>), { name });
  }
  await tab.do("burst", tab.name, "burst", 2000, 300);
  assert.equal((await tab.noteIds()).size, 2000 + 1 + 200 + 2);
  const counts = await Promise.all([countUp(tab, 30), countUp(tab, 30), countUp(tab, 30)]);
  assert.deepEqual(
    counts.flat().sort((one, two) => one - two),
    Array.from({ length: 90 }, (_, n) => n + 1),
  );
});

chromiumTest("openings of one page share a Worker, which ends with the last of them", async (visit) => {
  const tab = await visitPage(visit);
  await tab.open(IN_WORKER);
  await tab.control("createTable", NOTES);
  await tab.do("openTwiceAndCloseOnce", { name: tab.name, worker: true });
  assert.deepEqual((await tab.control("listTables", {}))["TableNames"], [NOTES.TableName]);
  const [worker] = tab.page.workers();
  assert.equal(tab.page.workers().length, 1);
  const ended = new Promise((resolve) => worker?.once("close", resolve));
  await tab.close();
  await ended;
  assert.deepEqual(await own(tab, "held"), { modules: 0, locks: 0 });
  await tab.open(IN_WORKER);
  assert.deepEqual((await tab.control("listTables", {}))["TableNames"], [NOTES.TableName]);
  await tab.do("destroy", tab.name);
  await tab.open();
  assert.deepEqual((await tab.control("listTables", {}))["TableNames"], []);
});

chromiumTest("a database in memory can be in a Worker, too", async (visit) => {
  const tab = await visitPage(visit);
  await tab.open({ storage: "memory", ...IN_WORKER });
  await tab.control("createTable", NOTES);
  await tab.fill("note", 10, 100);
  assert.equal((await tab.noteIds()).size, 10);
  assert.equal((await own(tab, "held")).modules, 0);
  await tab.close();
});

const query = {
  TableName: NOTES.TableName,
  KeyConditionExpression: "id = :id",
  ExpressionAttributeValues: { ":id": "live" },
};
const live = (n: number) => ({ TableName: NOTES.TableName, Item: { id: "live", n } });

/** Resolves when the newest result of a tab's live query is this one. */
async function settles(tab: Tab, expected: unknown): Promise<void> {
  await tab.page.waitForFunction(
    ([name, text]) => {
      const { page } = globalThis as unknown as { page: { newest(name: string): unknown } };
      return JSON.stringify(page.newest(name as string)) === text;
    },
    [tab.name, JSON.stringify(expected)],
  );
}

chromiumTest("live queries cross to the Worker and to other tabs", async (visit) => {
  const [first, second, third] = [await visitPage(visit), await visitPage(visit), await visitPage(visit)];
  await first.open(IN_WORKER);
  await first.control("createTable", NOTES);
  const batches = [[live(1)], [live(2)], [live(3)]];
  assert.deepEqual(await first.do("follow", first.name, query, batches), [
    [],
    [{ id: "live", n: 1 }],
    [{ id: "live", n: 2 }],
    [{ id: "live", n: 3 }],
  ]);
  await second.open(IN_WORKER);
  await third.open();
  for (const tab of [first, second, third]) await tab.do("keepWatching", tab.name, query);
  for (const tab of [first, second, third]) await settles(tab, [{ id: "live", n: 3 }]);
  await third.send("put", live(4));
  for (const tab of [first, second, third]) await settles(tab, [{ id: "live", n: 4 }]);
  await first.page.close();
  await third.send("put", live(5));
  for (const tab of [second, third]) await settles(tab, [{ id: "live", n: 5 }]);
  await third.control("deleteTable", { TableName: NOTES.TableName });
  await settles(second, "ResourceNotFoundException");
});

chromiumTest("tabs with and without Workers share a database, and fail over", async (visit) => {
  const [first, second, third] = [await visitPage(visit), await visitPage(visit), await visitPage(visit)];
  await first.open(IN_WORKER);
  await first.control("createTable", NOTES);
  await second.open(IN_WORKER);
  await third.open();
  const roles = async (...tabs: Tab[]) => (await Promise.all(tabs.map(status))).map(({ role }) => role);
  assert.deepEqual(await roles(first, second, third), ["leader", "follower", "follower"]);
  const work = Promise.all([countUp(second, 60), countUp(second, 60), countUp(third, 60)]);
  const counts = await countUp(first, 20);
  await first.close();
  counts.push(...(await work).flat());
  assert.deepEqual(
    counts.sort((one, two) => one - two),
    Array.from({ length: 200 }, (_, n) => n + 1),
    "every addition happened once and was answered",
  );
  assert.deepEqual(await roles(second, third), ["leader", "follower"]);

  const more = countUp(third, 40);
  await countUp(second, 5);
  await second.page.workers()[0]?.evaluate(() => close());
  assert.equal((await more).length, 40);
  assert.deepEqual(await countUp(third, 1), [246]);
  assert.deepEqual(await roles(third), ["leader"]);
  await first.open(IN_WORKER);
  await first.do("destroy", first.name);
  await assert.rejects(third.send("update", COUNTER), { name: "DatabaseClosedError" });
});

chromiumTest("a page that asks a Worker is told when another tab destroys the database", async (visit) => {
  const [first, second] = [await visitPage(visit), await visitPage(visit)];
  await first.open();
  await first.control("createTable", NOTES);
  await second.open(IN_WORKER);
  await first.do("destroy", first.name);
  await assert.rejects(second.send("update", COUNTER), { name: "DatabaseClosedError" });
  await second.close();
  await second.open(IN_WORKER);
  assert.deepEqual((await second.control("listTables", {}))["TableNames"], []);
});

chromiumTest("whoever destroys the database while another tab has its engine succeeds", async (visit) => {
  const [first, second] = [await visitPage(visit), await visitPage(visit)];
  // The lock may be free for the one that asks before it is told that all is done.
  for (let round = 0; round < 12; round += 1) {
    await first.open();
    await second.open(round % 2 === 0 ? IN_WORKER : {});
    await second.control("createTable", NOTES);
    await second.do("burst", second.name, "burst", 200, 300);
    await second.do("destroy", second.name);
    await assert.rejects(first.send("update", COUNTER), { name: "DatabaseClosedError" });
    await first.close();
  }
});

chromiumTest("a page keeps a database in OPFS through a Worker, also over a reload", async (visit) => {
  const tab = await visitPage(visit, "opfs");
  await tab.open(IN_WORKER);
  await tab.control("createTable", MOVIES);
  assert.equal(await tab.do("loadMovies", tab.name), movies.length);
  await tab.page.reload();
  await tab.open(IN_WORKER);
  await checkMovies(tab);
  const second = await visitPage(visit, "opfs");
  await assert.rejects(second.open(IN_WORKER), { name: "DatabaseInUseError" });
  await tab.close();
  await second.open(IN_WORKER);
  await checkMovies(second);
});

chromiumTest("a database is exported from a Worker and restored in one", async (visit) => {
  const tab = await visitPage(visit);
  await tab.open(IN_WORKER);
  await tab.control("createTable", NOTES);
  assert.equal((await tab.fill("note", 300, 3000)).error, undefined);
  const { length, progress } = await tab.do("exportTo", tab.name, "copy", "indexeddb", true);
  assert.ok(length > 900_000);
  assert.equal(progress?.entries, progress?.total);
  await tab.do("open", { name: "copy", storage: "indexeddb" });
  const scanned = await tab.do("all", "copy", "scan", { TableName: NOTES.TableName });
  assert.deepEqual(scanned.items, (await tab.all("scan", { TableName: NOTES.TableName })).items);
});

chromiumTest("a Worker may have its engine in a Worker of its own", async (visit) => {
  const tab = await visit.tab("shop", "opfs");
  await tab.open(IN_WORKER);
  await tab.control("createTable", NOTES);
  await tab.fill("note", 10, 100);
  assert.equal((await tab.noteIds()).size, 10);
  assert.equal((await tab.do("status", tab.name))["worker"], true);
  await tab.close();
});

chromiumTest("a host without Workers has its engine in the page", async (visit) => {
  const tab = await visitPage(visit);
  await tab.page.evaluate(() => Reflect.deleteProperty(globalThis, "Worker"));
  await tab.open(IN_WORKER);
  await tab.control("createTable", NOTES);
  const { role, worker } = await status(tab);
  assert.deepEqual([role, worker], ["leader", undefined]);
});

chromiumTest("a Worker that does not start is a StorageUnavailableError", async (visit) => {
  const tab = await visitPage(visit);
  for (const script of [
    "/missing.js",
    "data:text/javascript,throw new Error('no')",
    "https://localhost:1/x.js",
  ]) {
    const end = await own(tab, "openWith", tab.name, script, "function");
    assert.ok("name" in end, script);
    assert.equal(end.name, "StorageUnavailableError");
    assert.match(end.message, /did not start.*Nothing was opened/);
  }
  // The browser tells of their ends a moment later.
  while (tab.page.workers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(await own(tab, "openWith", tab.name, "/pkg/worker.js", "function"), { value: undefined });
  await tab.control("createTable", NOTES);
  assert.deepEqual(await own(tab, "shareWorker"), []);
});

chromiumTest(
  "when a Worker is gone, what waits and what comes later fails, and nothing hangs",
  async (visit) => {
    const tab = await visitPage(visit);
    await tab.open(IN_WORKER);
    await tab.control("createTable", NOTES);
    const ends = own(tab, "endings", tab.name, 20);
    await tab.page.waitForFunction(() => {
      const { page } = globalThis as unknown as { page: { begun(): number } };
      return page.begun() === 20;
    });
    await tab.page.workers()[0]?.evaluate(() => close());
    for (const end of await ends) {
      assert.ok("name" in end);
      assert.equal(end.name, "StorageUnavailableError");
      assert.match(end.message, /has stopped/);
    }
    await tab.open(IN_WORKER);
    assert.equal((await tab.noteIds()).size, 20, "what was acknowledged is kept");
  },
);

chromiumTest("what cannot be sent to a Worker is refused before one is started", async (visit) => {
  const tab = await visitPage(visit);
  for (const end of await own(tab, "unsendable")) {
    assert.ok("name" in end);
    assert.equal(end.name, "TypeError");
  }
  assert.equal(tab.page.workers().length, 0);
});

for (const storage of ["indexeddb", "opfs"] as const) {
  test(`Firefox: a database in a Worker, in ${storage}, answers like the reference`, {
    skip: skipWithout(firefoxMissing()),
    timeout: 180_000,
  }, async () => {
    const site = await startSite({ pages: PAGES });
    const profile = await newProfile();
    const browser = await launchFirefox(profile.path);
    try {
      const page = await browser.newPage();
      await page.goto(site.url("in_worker"), { waitUntil: "load" });
      const tab = new Tab(page as unknown as Pick<Page, "evaluate">, "shop", storage);
      await tab.open(IN_WORKER);
      await tab.control("createTable", MOVIES);
      assert.equal(await tab.do("loadMovies", tab.name), movies.length);
      await page.reload({ waitUntil: "load" });
      await tab.open(IN_WORKER);
      await checkMovies(tab);
      assert.equal((await tab.do("status", tab.name))["worker"], true);
      await tab.close();
    } finally {
      await browser.close();
      await site.close();
      await profile.remove();
    }
  });
}
