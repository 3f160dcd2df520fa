/** What browsers do to pages and their data: freeze them, clear everything, never answer, and say that they lost it. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { call } from "./harness.js";
import { type HiddenTab, hiddenTest } from "./hidden.js";
import type { InWorkerPage } from "./pages/in_worker.js";
import { chromiumTest, NOTES } from "./tab.js";

const { TableName } = NOTES;
const put = (tab: HiddenTab, id: string) => tab.send("put", { TableName, Item: { id } });
const role = async (tab: HiddenTab): Promise<unknown> => {
  await tab.do("flush", tab.name);
  return (await tab.do("status", tab.name))["role"];
};

for (const [worker, others] of [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const) {
  const where = (inWorker: boolean) => (inWorker ? "in a Worker" : "in the page");
  hiddenTest(
    `a leader that the browser freezes is replaced, its engine ${where(worker)}, the other's ${where(others)}`,
    async (hiding) => {
      const [first, second, third] = [await hiding.tab(), await hiding.tab(), await hiding.tab()];
      await first.open({ worker });
      await first.control("createTable", NOTES);
      await second.open({ worker: others });
      await third.open();
      await put(second, "before");
      await first.freeze();
      await put(second, "while it is frozen");
      await put(third, "by the third");
      assert.deepEqual([await role(second), await role(third)].sort(), ["follower", "leader"]);
      await first.thaw();
      await put(first, "thawed");
      assert.equal((await first.noteIds()).size, 4);
      assert.equal(await role(first), "follower");
    },
  );
}

hiddenTest("a leader that is frozen while it opens the database is replaced", async (hiding) => {
  const first = await hiding.tab();
  await first.page.evaluate(() => {
    const { locks } = navigator;
    const { query } = locks;
    // It is still looking at its lock when it is frozen.
    locks.query = () => new Promise((resolve) => setTimeout(() => resolve(query.call(locks)), 8000));
  });
  const opening = first.open();
  opening.catch(() => undefined);
  const second = await hiding.tab();
  // Its storage has answered: a page that is frozen in a transaction holds the browser's storage up for all others.
  const made = async () => (await indexedDB.databases()).some(({ name }) => name === "shop");
  while (!(await second.page.evaluate(made))) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await first.freeze();
  await second.open();
  await second.control("createTable", NOTES);
  await first.thaw();
  await opening;
  await put(first, "thawed");
  assert.deepEqual([await role(first), await role(second)], ["follower", "leader"]);
});

for (const worker of [false, true]) {
  const where = worker ? "a Worker" : "the page";
  hiddenTest(`storage that never answers ${where} keeps nobody else from the database`, async (hiding) => {
    const first = await hiding.tab();
    const script = await first.page.evaluate((worker) => {
      const dead = "IDBFactory.prototype.open = function () { return new EventTarget(); };";
      const text = `import "${location.origin}/pkg/worker.js"; ${dead}`;
      if (worker) return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
      return undefined;
    }, worker);
    const opened =
      script === undefined
        ? first.open().catch((error: unknown) => error)
        : call<InWorkerPage, "openWith">(first.page, "openWith", first.name, script, "function");
    const holds = async () =>
      ((await navigator.locks.query()).held ?? []).some(({ name }) => name === "hashrange:shop");
    while (!(await first.page.evaluate(holds))) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await hiding.tab();
    await second.open();
    await second.control("createTable", NOTES);
    const { name, message } = (await opened) as Error;
    assert.deepEqual(
      [name, /has not answered for ten seconds/.test(message)],
      ["StorageUnavailableError", true],
    );
    await put(second, "a");
  });
}

hiddenTest(
  "a leader whose storage dies for good leaves the database to a tab that comes later",
  async (hiding) => {
    const first = await hiding.tab();
    await first.open();
    await first.control("createTable", NOTES);
    await put(first, "before");
    await first.page.evaluate(() => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException("The connection is lost.", "InvalidStateError");
      };
    });
    await assert.rejects(put(first, "lost"), { name: "StorageUnavailableError" });
    const second = await hiding.tab();
    await second.open();
    await put(second, "after");
    await put(first, "by the first again");
    assert.deepEqual([await role(second), await role(first)], ["leader", "follower"]);
    assert.deepEqual(await second.noteIds(), new Set(["before", "after", "by the first again"]));
  },
);

/** What no code of the page could catch. */
async function watchUnhandled(tab: HiddenTab): Promise<() => Promise<string[]>> {
  await tab.page.evaluate(() => {
    const unhandled: string[] = [];
    Object.assign(globalThis, { unhandled });
    addEventListener("unhandledrejection", ({ reason }) => unhandled.push(String(reason)));
    addEventListener("error", ({ message }) => unhandled.push(message));
  });
  return () => tab.page.evaluate(() => (globalThis as unknown as { unhandled: string[] }).unhandled);
}

async function logOut(tab: HiddenTab): Promise<void> {
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
  hiddenTest(`cleared site data ends a database in ${where}, and it can be opened again`, async (hiding) => {
    const [first, second] = [await hiding.tab(), await hiding.tab()];
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

hiddenTest("after site data were cleared, old and new tabs find one leader", async (hiding) => {
  const [old, older] = [await hiding.tab(), await hiding.tab()];
  for (const tab of [old, older]) await tab.open();
  await old.control("createTable", NOTES);
  await logOut(old);
  for (const tab of [old, older]) {
    await assert.rejects(put(tab, "late"), GONE);
    await tab.close();
  }
  for (const tab of [old, older]) await tab.open();
  const [young, younger] = [await hiding.tab(), await hiding.tab()];
  await young.open();
  await younger.open({ worker: true });
  await young.control("createTable", NOTES);
  const all = [old, older, young, younger];
  const count = async (tab: HiddenTab): Promise<number[]> => {
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
    await tab.hidden.close();
    await put(younger, "still");
  }
});

hiddenTest(
  "data that the browser says it has lost is not an empty database without a word",
  async (hiding) => {
    const tab = await hiding.tab();
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

chromiumTest("so it is when the browser finds its own files damaged", async (visit) => {
  const before = await visit.tab();
  await before.open();
  await before.control("createTable", NOTES);
  await visit.kill();
  const files = await readdir(visit.profile, { recursive: true });
  const current = files.filter((file) => /\.indexeddb\.leveldb.CURRENT$/.test(file));
  assert.equal(current.length, 1);
  // What it leaves for its next start when it finds them so.
  const note = join(visit.profile, dirname(current[0] ?? ""), "corruption_info.json");
  await writeFile(note, JSON.stringify({ message: "damaged" }));
  const tab = await visit.tab();
  await assert.rejects(tab.open(), GONE);
  await tab.open();
  assert.deepEqual((await tab.control("listTables", {}))["TableNames"], []);
});

hiddenTest("a page that reloads leaves no live queries with the leader", async (hiding) => {
  const [first, second, ear] = [await hiding.tab(), await hiding.tab(), await hiding.tab()];
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
    await second.hidden.waitForFunction(
      (name: string) => {
        const { page } = globalThis as unknown as { page: { newest(name: string): unknown } };
        return page.newest(name) !== undefined;
      },
      {},
      second.name,
    );
    await second.hidden.reload({ waitUntil: "load" });
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
