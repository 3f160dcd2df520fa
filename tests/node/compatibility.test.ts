/** docs/compatibility.md says what the registry and the corpus say. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the compatibility table is up to date", () => {
  const script = fileURLToPath(new URL("../../scripts/compatibility.mjs", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, "--check"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});
