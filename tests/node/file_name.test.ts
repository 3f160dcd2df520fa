/** Every name of a database is a file that the file system takes, and keeps being the same one. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { databaseFile } from "../../src/js/storage/file_name.js";
import { NodeFile } from "../../src/js/storage/node_file.js";

test("long names have files of their own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-names-"));
  try {
    assert.equal(databaseFile(folder, "plain name"), join(folder, "plain%20name.hashrange"));
    const names = [
      "a".repeat(225),
      "a".repeat(226),
      `${"a".repeat(400)}b`,
      "ä".repeat(300),
      "名".repeat(300),
    ];
    const paths = names.map((name) => databaseFile(folder, name));
    assert.equal(new Set(paths).size, names.length);
    for (const path of paths) {
      assert.ok(basename(path).length + ".lock.take.take.take".length <= 255, path);
      const file = new NodeFile(path);
      await file.open();
      await file.close();
    }
    assert.deepEqual(
      paths,
      names.map((name) => databaseFile(folder, name)),
    );
    // An earlier version has made this one.
    const old = join(folder, `${"b".repeat(240)}.hashrange`);
    assert.notEqual(databaseFile(folder, "b".repeat(240)), old);
    writeFileSync(old, "");
    assert.equal(databaseFile(folder, "b".repeat(240)), old);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
