/** The storage contract suite over IndexedDB and OPFS, in Chromium and in Firefox. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { build, chromium, firefox, serve, withProfile } from "./storage_harness.js";

let server: Awaited<ReturnType<typeof serve>> | undefined;

before(async () => {
  build();
  server = await serve();
});
after(() => server?.close());

for (const [name, launch] of Object.entries({ chromium, firefox })) {
  test(`IndexedDB keeps the contract in ${name}`, { timeout: 240_000 }, () =>
    withProfile(async (folder) => {
      const browser = await launch(folder);
      try {
        const page = await browser.open(server?.url ?? "");
        const failures = await page.evaluate(async () => {
          const cases: string[] = [];
          const found = await core.runStorageContract("contract-", (each) => cases.push(each));
          if (cases.length < 15) found.push(`only ${cases.length} cases ran`);
          return found;
        });
        assert.deepEqual(failures, []);
      } finally {
        await browser.close();
      }
    }),
  );

  test(`the file store keeps the contract on files of OPFS in ${name}`, { timeout: 240_000 }, () =>
    withProfile(async (folder) => {
      const browser = await launch(folder);
      try {
        const page = await browser.open(server?.url ?? "");
        const failures = await page.evaluate(
          () =>
            new Promise<string[]>((resolve) => {
              const worker = new Worker("/contract_worker.js", { type: "module" });
              worker.onmessage = ({ data }) => resolve(data);
              worker.onerror = ({ message }) => resolve([`the worker failed: ${message}`]);
            }),
        );
        assert.deepEqual(failures, []);
      } finally {
        await browser.close();
      }
    }),
  );
}
