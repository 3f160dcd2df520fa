/** Encryption in Firefox: nothing readable in its profile, closed and opened again with the key, refused with another one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Encryption, passphrase } from "hashrange/encryption";
import type { Page } from "playwright-core";
import type { Browser } from "puppeteer-core";
import { shown } from "../edge/planted.js";
import { entry, firefoxMissing, launchFirefox, newProfile, skipWithout, startSite } from "./harness.js";
import type { AnyTab } from "./shared_database.js";
import { Tab } from "./tab.js";

const options = { skip: skipWithout(firefoxMissing()), timeout: 180_000 };
const PAGES = { database: entry(import.meta.url, "pages/database.ts") };
const TABLE = {
  TableName: "TableOfSecrets",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};
/** Firefox compresses what it stores, which leaves words whole that are there once. */
const PLANTED = ["quetzalcoatl", "keyofinterest"];
const encryption: Encryption = passphrase("correct horse");

async function visit(browser: Browser, url: string, name: string): Promise<AnyTab> {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "load" });
  return new Tab(page as unknown as Pick<Page, "evaluate">, name);
}

async function plant(tab: AnyTab): Promise<void> {
  await tab.control("createTable", TABLE);
  for (let n = 0; n < 40; n += 1) {
    const Item = { id: `keyofinterest${n}`, body: `quetzalcoatl ${Math.random()}` };
    await tab.send("put", { TableName: "TableOfSecrets", Item });
  }
}

/** Runs in a new process of Firefox on a profile; what the profile shows after its end. */
async function running(profile: string, work: (browser: Browser) => Promise<void>): Promise<string[]> {
  const browser = await launchFirefox(profile);
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
  return shown(profile, PLANTED);
}

test("Firefox: an encrypted database shows nothing, and opens with its key only", options, async () => {
  const site = await startSite({ pages: PAGES });
  const [plain, sealed] = [await newProfile(), await newProfile()];
  const url = site.url("database");
  try {
    // The search finds what is there.
    const found = await running(plain.path, async (browser) => {
      const tab = await visit(browser, url, "plain");
      await tab.open();
      await plant(tab);
      await tab.close();
    });
    assert.deepEqual(found, [...PLANTED].sort());
    const hidden = await running(sealed.path, async (browser) => {
      const tab = await visit(browser, url, "vault");
      await tab.open({ encryption });
      await plant(tab);
      await tab.close();
    });
    assert.deepEqual(hidden, []);
    const still = await running(sealed.path, async (browser) => {
      const tab = await visit(browser, url, "vault");
      const refused = (more: object) =>
        tab.open(more).then(
          () => "opened",
          (error: Error) => error.name,
        );
      assert.equal(await refused({}), "EncryptionKeyError");
      assert.equal(await refused({ encryption: passphrase("wrong") }), "EncryptionKeyError");
      await tab.open({ encryption });
      const count = async () => (await tab.all("scan", { TableName: "TableOfSecrets" })).count;
      assert.equal(await count(), 40);
      await tab.do("rotateKey", "vault");
      assert.equal(await count(), 40);
      await tab.close();
    });
    assert.deepEqual(still, []);
  } finally {
    await site.close();
    await plain.remove();
    await sealed.remove();
  }
});
