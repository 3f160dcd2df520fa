/** The main job in Firefox: loaded, reloaded, and killed after the load. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { Browser } from "puppeteer-core";
import { entry, firefoxMissing, launchFirefox, newProfile, skipWithout, startSite } from "./harness.js";
import { MOVIES, movies } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import { Tab } from "./tab.js";

type FirefoxTab = Tab<Pick<Page, "evaluate">>;

async function visit(browser: Browser, url: string): Promise<FirefoxTab> {
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

test("Firefox: movies answer like the reference, also after a kill", {
  skip: skipWithout(firefoxMissing()),
  timeout: 180_000,
}, async () => {
  const site = await startSite({ pages: { database: entry(import.meta.url, "pages/database.ts") } });
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
