/** Databases in OPFS: in a Worker they last, elsewhere they are refused with a reason; one holder at a time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { firefoxMissing, launchFirefox, newProfile, skipWithout, startSite } from "./harness.js";
import { MOVIES, movies } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import { chromiumTest, NOTES, PAGES, Tab } from "./tab.js";

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => assert.fail("it did not fail"),
    (error: unknown) => error as Error,
  );
}

chromiumTest("a page that is reloaded without closing finds its database in OPFS", async (visit) => {
  const tab = await visit.tab("shop", "opfs");
  await tab.open();
  await tab.control("createTable", MOVIES);
  assert.equal(await tab.do("loadMovies", tab.name), movies.length);
  await tab.page.reload();
  await tab.open();
  await checkMovies(tab);
  await tab.close();
});

chromiumTest(
  "a second holder of a database in OPFS is told, and gets it when the first is gone",
  async (visit) => {
    const first = await visit.tab("shop", "opfs");
    await first.open();
    await first.control("createTable", NOTES);
    await first.fill("note", 10, 100);
    const second = await visit.tab("shop", "opfs");
    assert.equal((await failure(second.open())).name, "DatabaseInUseError");
    await first.page.close();
    await second.open();
    assert.equal((await second.noteIds()).size, 10);
    await second.close();
  },
);

chromiumTest("a destroyed database in OPFS is empty when it is opened again", async (visit) => {
  const tab = await visit.tab("shop", "opfs");
  await tab.open();
  await tab.control("createTable", NOTES);
  await tab.do("destroy", tab.name);
  await tab.open();
  assert.deepEqual((await tab.control("listTables", {}))["TableNames"], []);
});

/** The names of the files that databases are in. */
const files = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("hashrange", { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });

chromiumTest("destroy() removes the file of a database in OPFS", async (visit) => {
  const tab = await visit.tab("my shop", "opfs");
  await tab.open();
  await tab.control("createTable", NOTES);
  assert.deepEqual(await files(tab.page), ["my%20shop.hashrange"]);
  await tab.do("destroy", tab.name);
  assert.deepEqual(await files(tab.page), []);
});

chromiumTest(
  "a full disk leaves a database in OPFS readable, and what was confirmed is there",
  async (visit) => {
    const tab = await visit.tab("shop", "opfs");
    const devtools = await (await visit.browser()).context.newCDPSession(tab.page);
    const { origin } = visit.site;
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 24 * 2 ** 20 });
    await tab.open();
    await tab.control("createTable", NOTES);
    const full = await tab.fill("large", 400, 100_000);
    assert.match(full.error ?? "no error", /^StorageQuotaExceededError: /);
    assert.ok(full.acknowledged.length > 0, "something went in before the disk was full");
    assert.deepEqual([...(await tab.noteIds())].sort(), [...full.acknowledged].sort());
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    await tab.page.reload();
    await tab.open();
    await tab.send("put", { TableName: NOTES.TableName, Item: { id: "after" } });
    assert.deepEqual([...(await tab.noteIds())].sort(), [...full.acknowledged, "after"].sort());
  },
);

chromiumTest("cleared site data is noticed under an open database in OPFS", async (visit) => {
  const tab = await visit.tab("shop", "opfs");
  await tab.open();
  await tab.control("createTable", NOTES);
  await tab.fill("note", 10, 100);
  const devtools = await (await visit.browser()).context.newCDPSession(tab.page);
  await devtools.send("Storage.clearDataForOrigin", {
    origin: visit.site.origin,
    storageTypes: "file_systems",
  });
  const put = () => tab.send("put", { TableName: NOTES.TableName, Item: { id: "late" } });
  const deadline = Date.now() + 20_000;
  let error: Error | undefined;
  while (error === undefined && Date.now() < deadline) {
    error = await put().then(
      () => undefined,
      (error: Error) => error,
    );
  }
  assert.equal(error?.name, "StorageEvictedError");
  assert.equal((await failure(put())).name, "StorageEvictedError");
  assert.equal(
    (await failure(tab.send("get", { TableName: NOTES.TableName, Key: { id: "late" } }))).name,
    "StorageEvictedError",
  );
  // Chromium has the file of that name locked until it is restarted.
  const other = await visit.tab("other", "opfs");
  await other.open();
  assert.deepEqual((await other.control("listTables", {}))["TableNames"], []);
});

chromiumTest("a page without a Worker is told what OPFS needs", async (visit) => {
  const tab = await visit.tab();
  const error = await failure(tab.open({ storage: "opfs" }));
  assert.equal(error.name, "StorageUnavailableError");
  assert.match(error.message, /worker: true/);
});

test("Firefox: a database in OPFS answers like the reference, also after a kill", {
  skip: skipWithout(firefoxMissing()),
  timeout: 180_000,
}, async () => {
  const site = await startSite({ pages: PAGES });
  const profile = await newProfile();
  const visit = async () => {
    const browser = await launchFirefox(profile.path);
    const page = await browser.newPage();
    await page.goto(site.url("worker"), { waitUntil: "load" });
    const tab = new Tab(page as unknown as Pick<Page, "evaluate">, "shop", "opfs");
    const kill = async (): Promise<void> => {
      const child = browser.process();
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    };
    return { tab, kill };
  };
  let holder = await visit();
  try {
    await holder.tab.open();
    await holder.tab.control("createTable", MOVIES);
    assert.equal(await holder.tab.do("loadMovies", holder.tab.name), movies.length);
    await holder.kill();
    holder = await visit();
    await holder.tab.open();
    await checkMovies(holder.tab);
    await holder.tab.close();
  } finally {
    await holder.kill();
    await site.close();
    await profile.remove();
  }
});
