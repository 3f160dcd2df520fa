/** Node's file adapter: bytes where they were put, and a lock that is there exactly while somebody holds it. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { StorageError } from "../../src/js/storage/adapter.js";
import { NodeFile } from "../../src/js/storage/node_file.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hashrange-file-"));
  path = join(folder, "db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const code = (expected: string) => (error: StorageError) => error.code === expected;

test("reads what was written where it was written", async () => {
  const file = new NodeFile(path);
  await assert.rejects(file.readAt(0, 1), code("Unavailable"));
  await file.open();
  await file.writeAt(10, Uint8Array.of(1, 2, 3));
  await file.writeAt(0, Uint8Array.of(9));
  assert.equal(await file.size(), 13);
  assert.deepEqual([...(await file.readAt(8, 100))], [0, 0, 1, 2, 3]);
  assert.deepEqual([...(await file.readAt(50, 5))], []);
  await file.truncate(11);
  await file.flush();
  await file.close();
  await file.close();
  await file.open();
  assert.deepEqual([...(await file.readAt(0, 100))], [9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  await file.remove();
  assert.ok(!existsSync(path) && !existsSync(`${path}.lock`));
});

test("a second handle is refused while the first is open", async () => {
  const [first, second] = [new NodeFile(path), new NodeFile(path)];
  await first.open();
  await assert.rejects(second.open(), (error: StorageError) => {
    assert.equal(error.code, "InUse");
    assert.match(error.message, new RegExp(`process ${process.pid} has the database open`));
    return true;
  });
  await first.close();
  await second.open();
  await second.close();
});

const lock = (pid: number | string, boot: string, start: string) =>
  `hashrange-lock 1\npid=${pid}\nboot=${boot}\nstart=${start}\n`;

test("a lock whose owner is gone is taken over", async () => {
  const file = new NodeFile(path);
  await file.open();
  const own = readFileSync(`${path}.lock`, "latin1");
  await file.close();
  const boot = /boot=(.*)/.exec(own)?.[1] ?? "";
  const stale = [lock(4194999, boot, "1"), "", "hashrange-lock 1\npid="];
  if (boot) stale.push(lock(process.pid, "another boot", "1"), lock(process.pid, boot, "123456789012"));
  for (const text of stale) {
    writeFileSync(`${path}.lock`, text);
    writeFileSync(`${path}.lock.take`, lock(4194999, boot, "1"));
    await file.open();
    assert.equal(readFileSync(`${path}.lock`, "latin1"), own);
    assert.ok(!existsSync(`${path}.lock.take`));
    await file.close();
  }
});

test("of many takers of a stale lock one wins", async () => {
  for (let round = 0; round < 10; round++) {
    writeFileSync(`${path}.lock`, lock(4194999, "", "1"));
    const files = Array.from({ length: 8 }, () => new NodeFile(path));
    const results = await Promise.allSettled(files.map((file) => file.open()));
    assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
    for (const file of files) await file.close();
  }
});

test("the lock of a killed process is taken over, that of a living one is not", async () => {
  const module = new URL("../../src/js/storage/node_file.ts", import.meta.url).href;
  const script = `import { NodeFile } from ${JSON.stringify(module)};
    await new NodeFile(${JSON.stringify(path)}).open(); console.log("open"); setInterval(() => {}, 1000)`;
  const flags = ["--import", "tsx", "--input-type=module", "-e", script];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const file = new NodeFile(path);
  await assert.rejects(file.open(), code("InUse"));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  await file.open();
  await file.close();
});
