/** What browsers do to pages and their data: freeze them, clear everything, never answer, and say that they lost it. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES, Tab, type Visit } from "./tab.js";

const { TableName } = NOTES;
const put = (tab: Tab, id: string) => tab.send("put", { TableName, Item: { id } });
const role = async (tab: Tab): Promise<unknown> => {
  await tab.do("flush", tab.name);
  return (await tab.do("status", tab.name))["role"];
};

async function page(visit: Visit): Promise<Tab> {
  return new Tab(await (await visit.browser()).page(visit.site.url("in_worker")), "shop");
}

async function devtools(visit: Visit, tab: Tab) {
  return (await visit.browser()).context.newCDPSession(tab.page);
}

/** Freezes a page as the browser does with hidden ones; gives what thaws it. */
async function freeze(visit: Visit, tab: Tab): Promise<() => Promise<unknown>> {
  const session = await devtools(visit, tab);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  return () => session.send("Page.setWebLifecycleState", { state: "active" });
}

for (const [worker, others] of [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const) {
  const where = (inWorker: boolean) => (inWorker ? "in a Worker" : "in the page");
  chromiumTest(
    `a leader that the browser freezes is replaced, its engine ${where(worker)}, the other's ${where(others)}`,
    async (visit) => {
      const [first, second, third] = [await page(visit), await page(visit), await page(visit)];
      await first.open({ worker });
      await first.control("createTable", NOTES);
      await second.open({ worker: others });
      await third.open();
      await put(second, "before");
      const thaw = await freeze(visit, first);
      await put(second, "while it is frozen");
      await put(third, "by the third");
      assert.deepEqual([await role(second), await role(third)].sort(), ["follower", "leader"]);
      await thaw();
      await put(first, "thawed");
      assert.equal((await first.noteIds()).size, 4);
      assert.equal(await role(first), "follower");
    },
  );
}

chromiumTest("a leader that is frozen while it opens the database is replaced", async (visit) => {
  const [first, second] = [await page(visit), await page(visit)];
  // Its storage answers when it is too late.
  await first.page.evaluate(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (this: IDBFactory, ...parameters: [string, number?]) {
      const late = new EventTarget() as EventTarget & {
        result?: unknown;
        onsuccess?: (event: Event) => void;
      };
      setTimeout(() => {
        const request = open.apply(this, parameters);
        request.onsuccess = (event) => {
          late.result = request.result;
          late.onsuccess?.(event);
        };
      }, 2000);
      return late as unknown as IDBOpenDBRequest;
    };
  });
  const opening = first.open();
  await first.page.waitForFunction(async () => ((await navigator.locks.query()).held ?? []).length > 1);
  const thaw = await freeze(visit, first);
  await second.open();
  await second.control("createTable", NOTES);
  await thaw();
  await opening;
  await put(first, "thawed");
  assert.deepEqual([await role(first), await role(second)], ["follower", "leader"]);
});

for (const worker of [false, true]) {
  const where = worker ? "a Worker" : "the page";
  chromiumTest(`storage that never answers ${where} keeps nobody else from the database`, async (visit) => {
    const context = (await visit.browser()).context;
    const dead = "IDBFactory.prototype.open = function () { return new EventTarget(); };";
    const first = await page(visit);
    if (worker) {
      await context.route("**/worker*.js", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${dead}\n${await response.text()}` });
      });
    } else await first.page.evaluate(dead);
    const opening = assert.rejects(first.open({ worker }), {
      name: "StorageUnavailableError",
      message: /has not answered for ten seconds/,
    });
    while (
      !(await first.page.evaluate(async () => ((await navigator.locks.query()).held ?? []).length > 1))
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const second = await page(visit);
    await second.open();
    await second.control("createTable", NOTES);
    await opening;
    await put(second, "a");
  });
}

/** What no code of the page could catch. */
async function watchUnhandled(tab: Tab): Promise<() => Promise<string[]>> {
  await tab.page.evaluate(() => {
    const unhandled: string[] = [];
    Object.assign(globalThis, { unhandled });
    addEventListener("unhandledrejection", ({ reason }) => unhandled.push(String(reason)));
    addEventListener("error", ({ message }) => unhandled.push(message));
  });
  return () => tab.page.evaluate(() => (globalThis as unknown as { unhandled: string[] }).unhandled);
}

async function logOut(tab: Tab): Promise<void> {
  await tab.page.evaluate(async () => {
    const connections = await indexedDB.databases();
    await (await fetch("/logout")).text();
    // The browser is done when the database is gone.
    while (connections.length > 0 && (await indexedDB.databases()).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

const GONE = { name: "StorageEvictedError", message: /^(?!.*is kept).*[Nn]othing of it is left/ };

for (const worker of [false, true]) {
  const where = worker ? "a Worker" : "the page";
  chromiumTest(`cleared site data ends a database in ${where}, and it can be opened again`, async (visit) => {
    const [first, second] = [await page(visit), await page(visit)];
    await first.open({ worker });
    await first.control("createTable", NOTES);
    await second.open();
    await put(second, "a");
    const unhandled = [await watchUnhandled(first), await watchUnhandled(second)];
    await logOut(first);
    for (const tab of [first, second]) {
      await assert.rejects(put(tab, "late"), GONE);
      await tab.close();
    }
    for (const tab of [first, second]) {
      await tab.open({ worker });
      if (tab === first) await tab.control("createTable", NOTES);
      await put(tab, "new");
    }
    assert.deepEqual(await Promise.all(unhandled.map((told) => told())), [[], []]);
    await first.do("open", { name: "another", worker });
  });
}

chromiumTest("after site data were cleared, old and new tabs find one leader", async (visit) => {
  const [old, older] = [await page(visit), await page(visit)];
  for (const tab of [old, older]) await tab.open();
  await old.control("createTable", NOTES);
  await logOut(old);
  for (const tab of [old, older]) {
    await assert.rejects(put(tab, "late"), GONE);
    await tab.close();
  }
  for (const tab of [old, older]) await tab.open();
  const [young, younger] = [await page(visit), await page(visit)];
  await young.open();
  await younger.open({ worker: true });
  await young.control("createTable", NOTES);
  const all = [old, older, young, younger];
  const count = async (tab: Tab): Promise<number[]> => {
    const seen: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const { Attributes } = await tab.send("update", {
        TableName,
        Key: { id: "counter" },
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": 1 },
        ReturnValues: "ALL_NEW",
      });
      seen.push((Attributes as { n: number }).n);
    }
    return seen;
  };
  const counts = (await Promise.all(all.map(count))).flat().sort((one, two) => one - two);
  assert.deepEqual(
    counts,
    Array.from({ length: 160 }, (_, n) => n + 1),
    "every addition was answered and happened once",
  );
  const leaders = (await Promise.all(all.map(role))).filter((one) => one === "leader");
  assert.equal(leaders.length, 1);
  for (const tab of all.slice(0, 3)) {
    await tab.page.close();
    await put(younger, "still");
  }
});

chromiumTest(
  "data that the browser says it has lost is not an empty database without a word",
  async (visit) => {
    const tab = await page(visit);
    await tab.page.evaluate(() => {
      const { open } = IDBFactory.prototype;
      let lost = true;
      IDBFactory.prototype.open = function (this: IDBFactory, ...parameters: [string, number?]) {
        const request = open.apply(this, parameters);
        request.addEventListener("upgradeneeded", (event) => {
          if (lost) Object.defineProperty(event, "dataLoss", { value: "total" });
          lost = false;
        });
        return request;
      };
    });
    await assert.rejects(tab.open(), GONE);
    await tab.open();
    await tab.control("createTable", NOTES);
    await put(tab, "new");
  },
);

chromiumTest("a page that reloads leaves no live queries with the leader", async (visit) => {
  const [first, second, ear] = [await page(visit), await page(visit), await page(visit)];
  await first.open();
  await first.control("createTable", NOTES);
  const query = {
    TableName,
    KeyConditionExpression: "id = :id",
    ExpressionAttributeValues: { ":id": "live" },
  };
  for (const worker of [false, true]) {
    await second.open({ worker });
    await second.do("keepWatching", second.name, query);
    // It is armed when the first result is there.
    await second.page.waitForFunction((name) => {
      const { page } = globalThis as unknown as { page: { newest(name: string): unknown } };
      return page.newest(name) !== undefined;
    }, second.name);
    await second.page.reload();
  }
  await second.open();
  await put(second, "other");
  await ear.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new BroadcastChannel("hashrange:shop").onmessage = ({ data }) => heard.push(data.kind);
  });
  await put(second, "live");
  await put(second, "other");
  const heard = await ear.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  assert.ok(heard.includes("tell"), "it listens");
  assert.ok(!heard.includes("changed"), "nobody is told of changes who is gone");
});
