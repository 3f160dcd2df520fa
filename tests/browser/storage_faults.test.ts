/** What the browser does to a database behind its holder's back, in Chromium: each a typed error, nothing lost. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { build, chromium, serve, type TestChromium, type TestPage, withProfile } from "./storage_harness.js";

let url = "";
let stop: (() => void) | undefined;

before(async () => {
  build();
  const server = await serve();
  url = server.url;
  stop = server.close;
});
after(() => stop?.());

const inChromium = (run: (browser: TestChromium, page: TestPage) => Promise<void>) => () =>
  withProfile(async (folder) => {
    const browser = await chromium(folder);
    try {
      await run(browser, await browser.open(url));
    } finally {
      await browser.close();
    }
  });

/** A handle on database "d", open, with two chunks and a root. */
const opened = (page: TestPage) =>
  page.evaluate(async () => {
    globalThis.probe = new core.StoreProbe("d");
    const all = [await probe.open(), await probe.append(0, 300, true), await probe.append(1, 300, true)];
    all.push(await probe.writePages(0, 10, 14_000), await probe.switchRoot(100, 1));
    return all.map((text) => text.split(" ")[0]).join(" ");
  });

const timeout = 60_000;

test(
  "a database that another page deletes is lost, and told",
  { timeout },
  inChromium(async (browser, page) => {
    assert.equal(await opened(page), "ok ok ok ok ok");
    const other = await browser.open(url);
    assert.equal(await other.evaluate(() => new core.StoreProbe("d").destroy()), "ok");
    const found = await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [probe.lost(), await probe.append(2, 10, true), await probe.readPages(0, 1), await probe.open()];
    });
    assert.deepEqual(found, ["Evicted", "Unavailable", "Unavailable", "ok 1 0 0"]);
  }),
);

test(
  "cleared site data is lost, and told",
  { timeout },
  inChromium(async (browser, page) => {
    assert.equal(await opened(page), "ok ok ok ok ok");
    const origin = new URL(url).origin;
    await browser.send(page, "Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    const found = await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return [
        probe.lost(),
        await probe.append(2, 10, true),
        await probe.switchRoot(9, 1),
        await probe.open(),
      ];
    });
    assert.deepEqual(found, ["Evicted", "Unavailable", "Unavailable", "ok 1 0 0"]);
  }),
);

test(
  "a frozen page that was replaced is fenced when it wakes up",
  { timeout },
  inChromium(async (browser, page) => {
    assert.equal(await opened(page), "ok ok ok ok ok");
    await browser.send(page, "Page.setWebLifecycleState", { state: "frozen" });
    const other = await browser.open(url);
    const successor = await other.evaluate(async () => {
      globalThis.probe = new core.StoreProbe("d");
      return [await probe.open(), await probe.append(0, 10, true), await probe.readPages(0, 1)];
    });
    assert.deepEqual(successor, ["ok 2 1 100", "ok", "ok 0 0"]);
    await browser.send(page, "Page.setWebLifecycleState", { state: "active" });
    const woken = await page.evaluate(async () => [
      await probe.append(2, 10, true),
      await probe.writePages(50, 1, 10),
      await probe.switchRoot(10, 2),
      await probe.deletePages(0, 10),
      await probe.readPages(0, 10),
    ]);
    assert.deepEqual(woken, ["Fenced", "Fenced", "Fenced", "Fenced", "ok 10 140000"]);
    assert.equal(await other.evaluate(() => probe.append(1, 10, true)), "ok");
  }),
);

test(
  "a full disk is a quota error that leaves everything in place",
  { timeout },
  inChromium(async (browser, page) => {
    // Before anything is stored: the browser asks for the room that is left only now and then.
    const origin = new URL(url).origin;
    await browser.send(page, "Storage.overrideQuotaForOrigin", { origin, quotaSize: 16_000_000 });
    assert.equal(await opened(page), "ok ok ok ok ok");
    assert.equal(await page.evaluate(() => probe.reserve(true)), "ok");
    const full = await page.evaluate(async () => {
      let refused = "ok";
      let slices = 0;
      for (; slices < 100 && refused === "ok"; slices++) {
        refused = await probe.writePages(100 + slices * 10, 10, 50_000);
      }
      // What was refused was not applied, and the handle goes on without being opened again.
      const rest = [await probe.readPages(100 + (slices - 1) * 10, 10), await probe.readPages(0, 10)];
      return [refused, ...rest, await probe.reserve(false)];
    });
    assert.deepEqual(full, ["Quota", "ok 0 0", "ok 10 140000", "ok"]);
    await browser.send(page, "Storage.overrideQuotaForOrigin", { origin });
    const healed = await page.evaluate(async () => {
      let appended = "Quota";
      for (let n = 0; n < 100 && appended === "Quota"; n++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        appended = await probe.append(2, 300, true);
      }
      return [appended, await probe.reserve(true), await probe.close(), await probe.open()];
    });
    assert.deepEqual(healed, ["ok", "ok", "ok", "ok 2 2 100"]);
  }),
);

test("a killed browser has kept what it confirmed", { timeout }, () =>
  withProfile(async (folder) => {
    const first = await chromium(folder);
    const page = await first.open(url);
    assert.equal(await opened(page), "ok ok ok ok ok");
    const confirmed = await page.evaluate(async () => {
      for (let n = 2; n < 60; n++) await probe.append(n, 1000, true);
      // More is under way when the power goes.
      (async () => {
        for (let n = 60; ; n++) await probe.append(n, 1000, true);
      })();
      return 60;
    });
    const processes = execFileSync("pgrep", ["-f", `user-data-dir=${folder}`], { encoding: "utf8" });
    for (const pid of processes.trim().split("\n")) process.kill(Number(pid), "SIGKILL");
    await first.close().catch(() => undefined);
    const second = await chromium(folder);
    try {
      const again = await second.open(url);
      const found = await again.evaluate(() => new core.StoreProbe("d").open());
      const [state, epoch, chunks, superblock] = found.split(" ");
      assert.deepEqual([state, epoch, superblock], ["ok", "2", "100"]);
      assert.ok(Number(chunks) >= confirmed - 1, `${chunks} chunks`);
    } finally {
      await second.close();
    }
  }),
);
