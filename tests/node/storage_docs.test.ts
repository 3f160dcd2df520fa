/** The example of docs/storage-adapters.md, as it stands there, in an app that has the package installed. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PKG, ROOT } from "../browser/published.js";

const app = mkdtempSync(join(tmpdir(), "hashrange-docs-"));
after(() => rmSync(app, { recursive: true, force: true }));

test("the example keeps the contract, and a database runs on it", () => {
  const text = readFileSync(join(ROOT, "docs", "storage-adapters.md"), "utf8");
  // Each block is the file that was named last before it.
  const [opening = "", ...blocks] = text.split("```js\n");
  let before = opening;
  const files = new Map<string, string>();
  for (const block of blocks) {
    const [body = "", after = ""] = block.split(/^```$/m, 2);
    files.set(
      before
        .match(/`[\w.]+\.js`/g)
        ?.at(-1)
        ?.slice(1, -1) ?? "",
      body,
    );
    before = after;
  }
  assert.deepEqual([...files.keys()], ["my_storage.js", "my_storage.test.js"]);
  writeFileSync(join(app, "package.json"), '{ "type": "module" }');
  for (const [name, body] of files) writeFileSync(join(app, name), body);
  mkdirSync(join(app, "node_modules"));
  symlinkSync(PKG, join(app, "node_modules", "hashrange"), "junction");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(process.execPath, ["--test", "--test-reporter=tap"], {
    cwd: app,
    env,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
  const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
  assert.ok(passed >= 16, stdout);
});
