/** The example whose service worker answers the unmodified AWS SDK: stopped between requests, and over reloads. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { call, chromiumMissing, entry, launchChromium, newProfile, skipWithout } from "./harness.js";
import type { ServiceWorkerPage } from "./pages/service_worker.js";
import { PKG, packageEntry } from "./published.js";

const EXAMPLE = entry(import.meta.url, "../../examples/service-worker");
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
const TEST_PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="service_worker.js"></script>';

/** The example built into a folder, and a server for it; `asked` has the paths that reached the server. */
async function serve(folder: string) {
  await build({
    entryPoints: [
      join(EXAMPLE, "src/sw.js"),
      join(EXAMPLE, "src/page.js"),
      entry(import.meta.url, "pages/service_worker.ts"),
    ],
    entryNames: "[name]",
    outdir: folder,
    bundle: true,
    // Installed for an app; here it is beside the example.
    alias: { "hashrange/inline": join(PKG, await packageEntry("./inline", "browser")) },
    logLevel: "error",
  });
  const asked: string[] = [];
  const server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    asked.push(pathname);
    const text =
      pathname === "/test"
        ? TEST_PAGE
        : await readFile(
            pathname === "/" ? join(EXAMPLE, "public/index.html") : join(folder, pathname),
          ).catch(() => undefined);
    if (text === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "text/html" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a service worker answers the SDK in a page, whenever it is stopped", {
  skip: skipWithout(chromiumMissing()),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-service-worker-"));
  const profile = await newProfile();
  const site = await serve(folder);
  const browser = await launchChromium(profile.path);
  try {
    const page = await browser.page(`${site.origin}/test`);
    const run = <N extends keyof ServiceWorkerPage>(
      name: N,
      ...parameters: Parameters<ServiceWorkerPage[N]>
    ) => call<ServiceWorkerPage, N>(page, name, ...(parameters as never));
    const devtools = await browser.context.newCDPSession(page);
    const states = new Map<string, string>();
    devtools.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      for (const { versionId, runningStatus } of versions) states.set(versionId, runningStatus);
    });
    await devtools.send("ServiceWorker.enable");
    const stop = async () => {
      await devtools.send("ServiceWorker.stopAllWorkers");
      // The runner's time limit ends the test if it never stops.
      while (![...states.values()].every((state) => state === "stopped"))
        await new Promise((resolve) => setTimeout(resolve, 10));
    };

    assert.deepEqual(await run("createTable"), ["Notes", "Places"]);
    for (let at = 0; at < 25; at += 1) await run("put", "ada", at);
    assert.deepEqual(await run("pages", "ada", 10), [10, 10, 5]);
    assert.equal(await run("both", "ada", 25, 26), undefined);
    assert.deepEqual(await run("both", "ada", 27, 26), ["None", "ConditionalCheckFailed"]);
    assert.equal(await run("count", "ada"), 27);
    assert.equal(await run("missing"), true);

    for (let round = 0; round < 3; round += 1) {
      await stop();
      assert.equal(await run("text", "ada", 24), "ada 24");
      await stop();
      await run("put", "eve", round);
      assert.equal(await run("count", "eve"), round + 1);
    }

    // Beside the worker: first it leads, then, after it was stopped, the page does.
    assert.equal(await run("direct", "eve", 3), 3);
    await stop();
    assert.equal(await run("direct", "eve", 4), 4);
    assert.equal(await run("count", "eve"), 5);

    await page.reload();
    assert.equal(await run("count", "ada"), 27);
    // Past the worker, as with Shift: nothing controls the page until it asks.
    const loaded = page.waitForEvent("load");
    await devtools.send("Page.reload", { ignoreCache: true });
    await loaded;
    assert.equal(await run("text", "eve", 2), "eve 2");

    const example = await browser.page(`${site.origin}/`);
    await example.fill("input", "a note");
    await example.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await example.click("button");
    await example.waitForSelector("li:text-is('a note')");
    await stop();
    await example.reload();
    await example.waitForSelector("li:text-is('a note')");
    const files = new Set(["/", "/test", "/sw.js", "/page.js", "/service_worker.js"]);
    assert.deepEqual(
      site.asked.filter((path) => !files.has(path)),
      [],
      "no request went to the network",
    );
  } finally {
    await browser.kill();
    await site.close();
    await profile.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
