/** WebKitGTK: the storage contract, the main job through the DocumentClient, a kill and a restart, and what it lacks. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { entry, newProfile, startSite } from "../browser/harness.js";
import { MOVIES, movies } from "../browser/movies.js";
import { checkMovies } from "../browser/movies_check.js";
import { checkEveryday, checkSharedDatabase } from "../browser/shared_database.js";
import { build, serve } from "../browser/storage_harness.js";
import { NOTES, Tab } from "../browser/tab.js";
import { Bridge, type BridgedPage, launchWebKit, type WebKit, webkitMissing } from "../browser/webkit.js";

const skip = webkitMissing() ?? false;
const PAGES = { database: entry(import.meta.url, "../browser/pages/database.ts") };

type WebKitTab = Tab<Pick<Page, "evaluate">>;

const tabOf = (page: BridgedPage): WebKitTab => new Tab(page as unknown as Pick<Page, "evaluate">, "shop");

/** Starts browsers on one profile and one site, all of which are gone after the test. */
async function visiting(t: TestContext, site: string): Promise<(path: string) => Promise<WebKit>> {
  const bridge = await new Bridge(site).listen();
  const profile = await newProfile();
  const started: WebKit[] = [];
  t.after(async () => {
    for (const browser of started) await browser.kill();
    await bridge.close();
    await profile.remove();
  });
  return async (path) => {
    const browser = await launchWebKit(profile.path, bridge, path);
    started.push(browser);
    return browser;
  };
}

test("IndexedDB keeps the contract", { skip, timeout: 240_000 }, async (t) => {
  build();
  const server = await serve();
  t.after(() => server.close());
  const visit = await visiting(t, server.url.replace(/\/$/, ""));
  const { page } = await visit("/");
  const failures = await page.evaluate(async () => {
    while (globalThis.core === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    const cases: string[] = [];
    const found = await core.runStorageContract("contract-", (each) => cases.push(each));
    if (cases.length < 15) found.push(`only ${cases.length} cases ran`);
    return found;
  });
  assert.deepEqual(failures, []);
});

test("movies answer like the reference, also after a kill", { skip, timeout: 240_000 }, async (t) => {
  const site = await startSite({ pages: PAGES });
  t.after(() => site.close());
  const visit = await visiting(t, site.origin);
  const first = await visit("/database.html");
  const tab = tabOf(first.page);
  await tab.open();
  await tab.control("createTable", MOVIES);
  assert.equal(await tab.do("loadMovies", tab.name), movies.length);
  await checkMovies(tab);
  await first.kill();

  const second = await visit("/database.html");
  const later = tabOf(second.page);
  await later.open();
  await checkMovies(later);
  await later.close();
});

test("what was acknowledged is there after a kill in the middle of writing", {
  skip,
  timeout: 240_000,
}, async (t) => {
  const site = await startSite({ pages: PAGES });
  t.after(() => site.close());
  const visit = await visiting(t, site.origin);
  const first = await visit("/database.html");
  const tab = tabOf(first.page);
  await tab.open();
  await tab.control("createTable", MOVIES);
  await tab.control("createTable", NOTES);
  await tab.do("writeForever", tab.name, "webkit", 0);
  await site.reported("webkit", (bodies) => bodies.length >= 200);
  await first.kill();

  const reports = site
    .reports("webkit")
    .map((body) => JSON.parse(body) as { counter?: number; pair?: string });
  assert.deepEqual(site.reports("webkit-failed"), []);
  const later = tabOf((await visit("/database.html")).page);
  await later.open();
  const ids = await later.noteIds();
  for (const { pair } of reports) {
    if (pair === undefined) continue;
    assert.ok(ids.has(`left:${pair}`) && ids.has(`right:${pair}`), pair);
  }
  for (const id of ids) {
    const other = id.startsWith("left:") ? id.replace("left:", "right:") : id.replace("right:", "left:");
    assert.ok(ids.has(other), `half of a transaction: ${id}`);
  }
  const counter = (await later.send("get", { TableName: NOTES.TableName, Key: { id: "counter" } }))["Item"];
  const acknowledged = Math.max(0, ...reports.map((report) => report.counter ?? 0));
  assert.ok(acknowledged > 0);
  assert.ok(Number((counter as { n: number }).n) >= acknowledged);
});

test("a database that is not IndexedDB is refused, as nothing else is there", {
  skip,
  timeout: 120_000,
}, async (t) => {
  const site = await startSite({ pages: PAGES });
  t.after(() => site.close());
  const { page } = await (await visiting(t, site.origin))("/database.html");
  const lacking = await page.evaluate(() => {
    const storage = navigator.storage as Partial<StorageManager> | undefined;
    return [typeof storage?.getDirectory, typeof storage?.persist, typeof storage?.estimate];
  });
  assert.deepEqual(lacking, ["undefined", "undefined", "undefined"]);
  const tab = tabOf(page);
  await assert.rejects(tab.open({ storage: "opfs" as never }), { message: /opfs/i });
  // The default asks for none of these, and data in memory needs none.
  await tab.open();
  await tab.control("createTable", NOTES);
  await tab.send("put", { TableName: NOTES.TableName, Item: { id: "kept" } });
  assert.deepEqual([...(await tab.noteIds())], ["kept"]);
});

test("everyday operations", { skip, timeout: 120_000 }, async (t) => {
  const site = await startSite({ pages: PAGES });
  t.after(() => site.close());
  const tab = tabOf((await (await visiting(t, site.origin))("/database.html")).page);
  await tab.open();
  await checkEveryday(tab);
});

test("three windows share a database, one of which goes and one destroys it", {
  skip,
  timeout: 180_000,
}, async (t) => {
  const site = await startSite({ pages: PAGES });
  t.after(() => site.close());
  const bridge = await new Bridge(site.origin).listen();
  const profile = await newProfile();
  const browser = await launchWebKit(profile.path, bridge, "/database.html");
  t.after(async () => {
    await browser.kill();
    await bridge.close();
    await profile.remove();
  });
  // Frames of one origin have locks, channels and an engine of their own, as tabs have.
  const frame = async (id: string): Promise<WebKitTab> => {
    const arrival = bridge.arrival();
    await browser.page.evaluate((id) => {
      const frame = document.createElement("iframe");
      frame.id = id;
      frame.src = location.href;
      document.body.append(frame);
    }, id);
    return tabOf(await arrival);
  };
  const tabs = [await frame("first"), await frame("second"), await frame("third")] as const;
  await checkSharedDatabase(tabs, () =>
    browser.page.evaluate(() => document.getElementById("first")?.remove()),
  );
});
