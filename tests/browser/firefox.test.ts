/** Firefox: the main job, loaded, reloaded, and killed after the load; everyday operations; several tabs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Browser } from "puppeteer-core";
import { entry, firefoxMissing, launchFirefox, newProfile, skipWithout, startSite } from "./harness.js";
import { MOVIES, movies } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import { type AnyTab, checkEveryday, checkSharedDatabase } from "./shared_database.js";
import { Tab } from "./tab.js";

const options = { skip: skipWithout(firefoxMissing()), timeout: 180_000 };
const PAGES = { database: entry(import.meta.url, "pages/database.ts") };

async function visit(browser: Browser, url: string): Promise<AnyTab> {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "load" });
  return new Tab(page as unknown as Pick<Page, "evaluate">, "shop");
}

/** Ends Firefox with SIGKILL and waits until it is gone. */
async function kill(browser: Browser): Promise<void> {
  const child = browser.process();
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

/** Runs with Firefox on a new profile, and ends it. */
async function visiting(work: (browser: Browser, url: string) => Promise<void>): Promise<void> {
  const site = await startSite({ pages: PAGES });
  const profile = await newProfile();
  const browser = await launchFirefox(profile.path);
  try {
    await work(browser, site.url("database"));
  } finally {
    await kill(browser);
    await site.close();
    await profile.remove();
  }
}

test("Firefox: everyday operations", options, () =>
  visiting(async (browser, url) => {
    const tab = await visit(browser, url);
    await tab.open();
    await checkEveryday(tab);
  }),
);

test("Firefox: three tabs share a database, one of which closes and one destroys it", options, () =>
  visiting(async (browser, url) => {
    const tabs = [await visit(browser, url), await visit(browser, url), await visit(browser, url)] as const;
    await checkSharedDatabase(tabs, (tab) => (tab.page as unknown as { close(): Promise<void> }).close());
  }),
);

test("Firefox: movies answer like the reference, also after a kill", options, async () => {
  const site = await startSite({ pages: PAGES });
  const profile = await newProfile();
  let browser = await launchFirefox(profile.path);
  try {
    const tab = await visit(browser, site.url("database"));
    await tab.open();
    await tab.control("createTable", MOVIES);
    assert.equal(await tab.do("loadMovies", tab.name), movies.length);
    await checkMovies(tab);
    await kill(browser);

    browser = await launchFirefox(profile.path);
    const later = await visit(browser, site.url("database"));
    await later.open();
    await checkMovies(later);
    await later.close();
  } finally {
    await kill(browser);
    await site.close();
    await profile.remove();
  }
});
