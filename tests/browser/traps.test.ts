/** Memory that really ends, in a page and in a Worker: typed failures, no uncaught error, and the next call goes on. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PAGE, withMaximum } from "../node/small_memory.js";
import { call, PKG } from "./harness.js";
import type { InWorkerPage } from "./pages/in_worker.js";
import { chromiumTest, NOTES, Tab } from "./tab.js";

const CORE = "hashrange_core_bg.wasm";
const MB = 1 << 20;

for (const worker of [false, true]) {
  chromiumTest(
    `an engine in a ${worker ? "Worker" : "page"} goes on after the end of its memory`,
    async (visit) => {
      const module = withMaximum(await readFile(join(PKG, CORE)), (24 * MB) / PAGE);
      const page = await (await visit.browser()).page(visit.site.url("in_worker"));
      const uncaught: unknown[] = [];
      page.on("pageerror", (error) => uncaught.push(error));
      await page.route(`**/${CORE}`, (route) =>
        route.fulfill({ body: Buffer.from(module), contentType: "application/wasm" }),
      );
      const tab = new Tab(page, "shop");
      await tab.open(worker ? { worker } : {});
      await tab.control("createTable", NOTES);
      await tab.send("put", { TableName: NOTES.TableName, Item: { id: "first", n: 1 } });
      const endings = await call<InWorkerPage, "largeBatches">(page, "largeBatches", tab.name, 6);
      const failures = endings.flatMap((ending) => ("name" in ending ? [ending] : []));
      assert.ok(failures.length > 0, "memory did not end");
      for (const { name, message } of failures) {
        assert.equal(name, "StorageUnavailableError");
        assert.match(message, /^The engine stopped unexpectedly .* opens the database again/);
      }
      const key = { TableName: NOTES.TableName, Key: { id: "first" } };
      assert.deepEqual((await tab.send("get", key))["Item"], { id: "first", n: 1 });
      await tab.send("put", { TableName: NOTES.TableName, Item: { id: "second" } });
      assert.deepEqual(uncaught, []);
      // Nothing of the broken instance holds the database.
      await tab.do("destroy", tab.name);
    },
  );
}

chromiumTest(
  "a policy that forbids WebAssembly, and a module that is not there, are typed failures",
  async (visit) => {
    for (const [what, advice] of [
      ["policy", /'wasm-unsafe-eval' in the script-src/],
      ["missing", /serve the \.wasm file of this version/],
      ["cut off", /serve the \.wasm file of this version/],
      ["a page", /serve the \.wasm file of this version/],
    ] as const) {
      const page = await (await visit.browser()).page("about:blank");
      if (what === "policy") {
        const policy = "script-src 'self' 'unsafe-inline'";
        await page.route("**/*.html", async (route) => {
          const response = await route.fetch();
          await route.fulfill({
            response,
            headers: { ...response.headers(), "content-security-policy": policy },
          });
        });
      } else {
        const bytes = await readFile(join(PKG, CORE));
        await page.route(`**/${CORE}`, (route) => {
          if (what === "missing") return route.fulfill({ status: 404, body: "not here" });
          if (what === "a page") return route.fulfill({ body: "<!doctype html>", contentType: "text/html" });
          return route.fulfill({ body: bytes.subarray(0, 1000), contentType: "application/wasm" });
        });
      }
      await page.goto(visit.site.url("database"));
      const tab = new Tab(page, "shop");
      await assert.rejects(tab.open(), (error: Error) => {
        assert.equal(error.name, "StorageUnavailableError", `${what}: ${error.message}`);
        assert.match(error.message, /^The engine's module could not be loaded/);
        assert.match(error.message, advice);
        return true;
      });
      if (what !== "policy") {
        await page.unroute(`**/${CORE}`);
        await tab.open();
      }
      await page.close();
    }
  },
);
