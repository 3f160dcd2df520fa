/** docs/compatibility.md says what the registry and the corpus say. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the compatibility table is up to date", () => {
  const script = fileURLToPath(new URL("../../scripts/compatibility.mjs", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, "--check"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});

test("it says what is so of capacity and of the operations that JavaScript answers", () => {
  const page = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");
  assert.doesNotMatch(page, /never throttles/);
  const [served = "", missing = ""] = page.split("## Operations that are not served");
  for (const name of ["DescribeTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling"]) {
    assert.ok(served.includes(`### ${name}`), name);
    assert.ok(!missing.includes(name), name);
  }
  const [, count] = /^Served: (\d+) of/m.exec(served) ?? [];
  assert.equal(Number(count), served.match(/^### /gm)?.length);
});
