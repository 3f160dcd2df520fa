/** Node's file adapter: bytes where they were put, and a lock that is there exactly while somebody holds it. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
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
  stale.push(own.replace(/pid=.*/, "pid=4194999"));
  if (boot) stale.push(lock(process.pid, boot, "123456789012"));
  const head = (text: string) => text.slice(0, text.indexOf("token="));
  for (const text of stale) {
    writeFileSync(`${path}.lock`, text);
    writeFileSync(`${path}.lock.take`, lock(4194999, boot, "1"));
    await file.open();
    assert.equal(head(readFileSync(`${path}.lock`, "latin1")), head(own));
    assert.ok(!existsSync(`${path}.lock.take`));
    await file.close();
  }
});

test("of many takers of a stale lock one wins", async () => {
  const file = new NodeFile(path);
  await file.open();
  const boot = /boot=(.*)/.exec(readFileSync(`${path}.lock`, "latin1"))?.[1] ?? "";
  await file.close();
  for (let round = 0; round < 10; round++) {
    writeFileSync(`${path}.lock`, lock(4194999, boot, "1"));
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

/** The lock as it looks when its owner is in another container, or on another machine. */
async function elsewhere(): Promise<string[]> {
  const file = new NodeFile(path);
  await file.open();
  const own = readFileSync(`${path}.lock`, "latin1");
  await file.close();
  return [
    own.replace(/boot=.*/, "boot=11111111-2222-3333-4444-555555555555"),
    own.replace(/space=.*/, "space=pid:[1]").replace(/pid=\d+/, "pid=4194999"),
    lock(process.pid, "another boot", "1"),
  ];
}

const change = (text: string, beat: number) => text.replace(/(beat=.*)?\n$/, `\nbeat=${beat}\n`);

test("an owner elsewhere lives as long as it beats", async () => {
  for (const text of await elsewhere()) {
    writeFileSync(`${path}.lock`, text);
    let beat = 0;
    const beating = setInterval(() => writeFileSync(`${path}.lock`, change(text, ++beat)), 100);
    await assert.rejects(new NodeFile(path).open(), code("InUse"));
    clearInterval(beating);
    unlinkSync(`${path}.lock`);
  }
});

test("an owner elsewhere without a beat is gone", async () => {
  const [text = ""] = await elsewhere();
  writeFileSync(`${path}.lock`, text);
  const longAgo = Date.now() / 1000 - 11;
  utimesSync(`${path}.lock`, longAgo, longAgo);
  const file = new NodeFile(path);
  await file.open();
  await file.flush();
  await file.close();
});

test("an open file shows that its owner lives", async () => {
  const file = new NodeFile(path);
  await file.open();
  const before = readFileSync(`${path}.lock`, "latin1");
  while (readFileSync(`${path}.lock`, "latin1") === before) await new Promise((done) => setTimeout(done, 50));
  await file.flush();
  await file.close();
});

test("who was replaced is refused at its next flush, and leaves the other's lock alone", async () => {
  const [text = ""] = await elsewhere();
  for (const inPlace of [true, false]) {
    const file = new NodeFile(path);
    await file.open();
    await file.flush();
    if (!inPlace) unlinkSync(`${path}.lock`);
    writeFileSync(`${path}.lock`, text);
    await file.writeAt(0, Uint8Array.of(1));
    await assert.rejects(file.flush(), code("Fenced"));
    await assert.rejects(file.writeAt(0, Uint8Array.of(1)), code("Fenced"));
    await file.close();
    assert.equal(readFileSync(`${path}.lock`, "latin1"), text);
    unlinkSync(`${path}.lock`);
  }
});

test("files and folders are for their owner only", { skip: process.platform === "win32" }, async () => {
  const file = new NodeFile(join(folder, "a", "b", "db"));
  await file.open();
  const mode = (...names: string[]) => statSync(join(folder, ...names)).mode & 0o777;
  assert.deepEqual([mode("a"), mode("a", "b")], [0o700, 0o700]);
  assert.deepEqual([mode("a", "b", "db"), mode("a", "b", "db.lock")], [0o600, 0o600]);
  await file.close();
});

const canUnshare =
  process.platform === "linux" &&
  spawnSync("unshare", ["--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "true"]).status === 0;

test("an owner in another namespace of pids is alive", { skip: !canUnshare }, async () => {
  const module = new URL("../../src/js/storage/node_file.ts", import.meta.url).href;
  const script = `import { NodeFile } from ${JSON.stringify(module)};
    await new NodeFile(${JSON.stringify(path)}).open(); console.log("open"); setInterval(() => {}, 1000)`;
  const isolated = ["--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const flags = ["--import", "tsx", "--input-type=module", "-e", script];
  const child = spawn("unshare", [...isolated, process.execPath, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await assert.rejects(new NodeFile(path).open(), code("InUse"));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  // Nobody tells that it is gone: its beat does.
  const file = new NodeFile(path);
  await file.open();
  await file.close();
});
