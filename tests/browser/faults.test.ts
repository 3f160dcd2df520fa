/** What a browser does to a database: a full disk, cleared data, a lost connection, a second tab, a frozen one. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES, type Tab, type Visit } from "./tab.js";

const MEGABYTE = 2 ** 20;
/** A request that the storage has left hanging counts as failed after this. */
const PATIENCE = 20_000;

/** The error a promise rejects with; fails when it resolves or hangs. */
async function failure(promise: Promise<unknown>): Promise<Error> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: "the request hangs" })), PATIENCE);
  });
  try {
    await Promise.race([promise, late]);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return error as Error;
  } finally {
    clearTimeout(timer);
  }
  throw new assert.AssertionError({ message: "the request succeeded" });
}

async function withNotes(visit: Visit, count = 20): Promise<{ tab: Tab; kept: string[] }> {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", NOTES);
  const { acknowledged, error } = await tab.fill("kept", count, 300);
  assert.equal(error, undefined);
  return { tab, kept: acknowledged };
}

async function expectNotes(tab: Tab, kept: readonly string[]): Promise<void> {
  const ids = await tab.noteIds();
  const lost = kept.filter((id) => !ids.has(id));
  assert.deepEqual(lost, [], "acknowledged notes are there");
}

const put = (tab: Tab, id: string): Promise<unknown> =>
  tab.send("put", { TableName: NOTES.TableName, Item: { id, text: "later" } });

chromiumTest(
  "a full disk gives StorageQuotaExceededError, keeps everything, and deletes still work",
  async (visit) => {
    // The browser remembers the room it found for half a minute, so the limit comes before the first write.
    const blank = await visit.tab();
    const devtools = await (await visit.browser()).context.newCDPSession(blank.page);
    const { origin } = visit.site;
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 24 * MEGABYTE });
    const { tab, kept } = await withNotes(visit);
    // The reserve is written when the database has been at rest for a moment.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const full = await tab.fill("large", 400, 100_000);
    assert.match(full.error ?? "no error", /^StorageQuotaExceededError: /);
    assert.ok(full.acknowledged.length > 0, "something went in before the disk was full");
    await expectNotes(tab, [...kept, ...full.acknowledged]);

    const [first, ...others] = full.acknowledged;
    await tab.send("delete", { TableName: NOTES.TableName, Key: { id: first } });
    assert.equal((await tab.noteIds()).has(first ?? ""), false, "a delete works on a full disk");

    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    // The database looks for room anew now and then, not at every write.
    const refused = () =>
      put(tab, "after").then(
        () => "",
        (error: Error) => error.name,
      );
    for (let name = await refused(); name !== ""; name = await refused()) {
      assert.equal(name, "StorageQuotaExceededError");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await tab.page.reload();
    await tab.open();
    await expectNotes(tab, [...kept, ...others, "after"]);
    assert.equal((await tab.noteIds()).has(first ?? ""), false, "the delete lasted");
  },
);

chromiumTest("cleared site data gives a typed error, not an empty or volatile database", async (visit) => {
  const { tab } = await withNotes(visit);
  const devtools = await (await visit.browser()).context.newCDPSession(tab.page);
  await devtools.send("Storage.clearDataForOrigin", { origin: visit.site.origin, storageTypes: "all" });
  assert.match((await failure(put(tab, "lost?"))).name, /^Storage(Evicted|Unavailable)Error$/);
  assert.match((await failure(tab.noteIds())).name, /^(Storage(Evicted|Unavailable)|DatabaseClosed)Error$/);

  await tab.page.reload();
  await tab.open();
  await tab.control("createTable", NOTES);
  assert.deepEqual(await tab.noteIds(), new Set(), "the new database is empty");
  await put(tab, "new");
  await tab.page.reload();
  await tab.open();
  assert.deepEqual(await tab.noteIds(), new Set(["new"]));
});

chromiumTest("a lost connection is reopened, and nothing acknowledged is lost", async (visit) => {
  const context = (await visit.browser()).context;
  await context.addInitScript(() => {
    const connections: IDBDatabase[] = [];
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (this: IDBFactory, ...parameters: [string, number?]) {
      const request = open.apply(this, parameters);
      request.addEventListener("success", () => connections.push(request.result));
      return request;
    };
    Object.assign(globalThis, {
      loseConnections() {
        for (const connection of connections.splice(0)) {
          connection.close();
          connection.dispatchEvent(new Event("close"));
        }
      },
    });
  });
  const { tab, kept } = await withNotes(visit);
  const acknowledged = [...kept];
  for (let round = 0; round < 3; round += 1) {
    const writing = tab.fill(`round${round}-`, 60, 300);
    await tab.page.evaluate(() => (globalThis as unknown as { loseConnections(): void }).loseConnections());
    const { acknowledged: more, error } = await writing;
    if (error !== undefined) assert.match(error, /^Storage(Unavailable|Evicted)Error: /);
    acknowledged.push(...more);
    await put(tab, `after${round}`);
    acknowledged.push(`after${round}`);
    await expectNotes(tab, acknowledged);
  }
  await visit.kill();
  const later = await visit.tab();
  await later.open();
  await expectNotes(later, acknowledged);
});

chromiumTest(
  "deleting the database from elsewhere makes the holder step down with a typed error",
  async (visit) => {
    const { tab } = await withNotes(visit);
    await visit.surgery("remove");
    assert.match(
      (await failure(put(tab, "lost?"))).name,
      /^(DatabaseClosed|StorageEvicted|StorageUnavailable)Error$/,
    );
  },
);

chromiumTest(
  "a tab that cannot talk to others gets DatabaseInUseError, and the database once the first has closed",
  async (visit) => {
    const { tab, kept } = await withNotes(visit);
    const second = await visit.tab();
    await second.page.evaluate(() =>
      Object.defineProperty(globalThis, "BroadcastChannel", { value: undefined }),
    );
    const start = performance.now();
    assert.equal((await failure(second.open())).name, "DatabaseInUseError");
    assert.ok(performance.now() - start > 2_000, "it waited for a reload's race");
    await put(tab, "still mine");

    const waiting = second.open();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await tab.close();
    await waiting;
    await expectNotes(second, [...kept, "still mine"]);
    assert.equal((await failure(put(tab, "closed"))).name === "", false);
  },
);

chromiumTest("a tab that is closed without a close gives the database free", async (visit) => {
  const { tab, kept } = await withNotes(visit);
  const second = await visit.tab();
  await tab.page.close();
  await second.open();
  await expectNotes(second, kept);
});

chromiumTest(
  "the same name opened twice in one page is one engine, and closes are counted",
  async (visit) => {
    const { tab, kept } = await withNotes(visit);
    await tab.do("openTwiceAndCloseOnce", { name: tab.name, storage: "indexeddb" });
    await put(tab, "still open");
    await expectNotes(tab, [...kept, "still open"]);
  },
);

chromiumTest(
  "a frozen tab that wakes up after its replacement asks it, and sees what it wrote",
  async (visit) => {
    const { tab, kept } = await withNotes(visit);
    const context = (await visit.browser()).context;
    const second = await visit.tab();
    const devtools = await context.newCDPSession(tab.page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    const stolen = await visit.surgery("stealLocks");
    assert.ok(stolen.length > 0, "the holder has a lock");
    await second.open();
    await put(second, "by the replacement");

    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    assert.ok(
      (await tab.noteIds()).has("by the replacement"),
      "the first read is no older than the last write",
    );
    await put(tab, "by the frozen one");
    await put(second, "still mine");
    await second.page.reload();
    await second.open();
    await expectNotes(second, [...kept, "by the replacement", "by the frozen one", "still mine"]);
  },
);

chromiumTest(
  "a database is destroyed in the middle of its background work, and its name is free",
  async (visit) => {
    const { tab } = await withNotes(visit);
    await tab.fill("many", 800, 3_000);
    await tab.close();
    await tab.open();
    await tab.do("destroy", tab.name);
    await tab.open();
    assert.deepEqual((await tab.control("listTables", {}))["TableNames"], []);
  },
);

/** Opens the raw database in this page, deaf to requests to close, and closes it after a time. */
async function holdRaw(tab: Tab, milliseconds: number): Promise<void> {
  await tab.page.evaluate(async (milliseconds) => {
    const [found] = await indexedDB.databases();
    const request = indexedDB.open(found?.name ?? "");
    await new Promise((opened) => {
      request.onsuccess = opened;
    });
    setTimeout(() => request.result.close(), milliseconds);
  }, milliseconds);
}

chromiumTest("a database is destroyed when the last connection lets go within seconds", async (visit) => {
  const { tab } = await withNotes(visit);
  const other = await visit.tab();
  await holdRaw(other, 500);
  await tab.do("destroy", tab.name);

  await tab.open();
  await holdRaw(other, 60_000);
  assert.equal((await failure(tab.do("destroy", tab.name))).name, "DatabaseInUseError");
});

chromiumTest("a browser without IndexedDB gives an error, never silently memory", async (visit) => {
  const tab = await visit.tab();
  await tab.page.evaluate(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
  assert.equal((await failure(tab.do("open", { name: "shop" }))).name, "StorageUnavailableError");
});
