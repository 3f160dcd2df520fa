/** Node's file adapter on a file that has several names, or is not at its name any more; and locks nobody can read. */

import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { StorageError } from "../../src/js/storage/adapter.js";
import { NodeFile } from "../../src/js/storage/node_file.js";

let folder: string;
let path: string;
let other: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hashrange-names-"));
  mkdirSync(join(folder, "one"));
  [path, other] = [join(folder, "one", "db"), join(folder, "two", "db")];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const skip = process.platform === "win32";
const code = (expected: string) => (error: StorageError) => error.code === expected;

/** What the beginning of a slot looks like, which makes a file a database. */
const slot = Buffer.alloc(52);
slot.write("hashrnge");

/** Opens a file as a database that has nothing in it but a slot. */
async function opened(at: string): Promise<NodeFile> {
  const file = new NodeFile(at);
  await file.open();
  await file.writeAt(4096, slot);
  await file.flush();
  return file;
}

const names: Record<string, () => void> = {
  "a symbolic link": () => {
    mkdirSync(join(folder, "two"));
    symlinkSync(path, other);
  },
  "a link to a file that is not there yet": () => {
    mkdirSync(join(folder, "two"));
    symlinkSync("../one/db", other);
    [path, other] = [other, path];
  },
  "a link to its folder": () => symlinkSync(join(folder, "one"), join(folder, "two")),
  "a hard link": () => {
    mkdirSync(join(folder, "two"));
    writeFileSync(path, "");
    linkSync(path, other);
  },
};

for (const [name, make] of Object.entries(names)) {
  test(`a file that is open is in use under ${name}`, { skip }, async () => {
    make();
    const first = await opened(path);
    await assert.rejects(new NodeFile(other).open(), code("InUse"));
    await first.writeAt(8192, Uint8Array.of(1));
    await first.flush();
    await first.close();
    const second = await opened(other);
    assert.deepEqual([...(await second.readAt(8192, 9))], [1]);
    await second.close();
  });
}

/** As in another container: the lock is its owner's, but at its path nobody else finds it. */
function hideLock(): void {
  renameSync(`${path}.lock`, join(folder, "hidden"));
  symlinkSync("db.lock", `${path}.lock`);
}

test("a holder whose lock nobody sees is fenced by the file", { skip }, async () => {
  const older = await opened(path);
  hideLock();
  mkdirSync(join(folder, "two"));
  linkSync(path, other);
  const newer = await opened(other);
  // It has had time to learn of the newer one, and cannot write over what that one writes.
  await assert.rejects(older.writeAt(8192, Uint8Array.of(1)), code("Fenced"));
  await assert.rejects(older.flush(), code("Fenced"));
  await older.close();
  await newer.writeAt(8192, Uint8Array.of(2));
  await newer.flush();
  await newer.close();
});

test("what is flushed after another holder came is not acknowledged", { skip }, async () => {
  const older = await opened(path);
  hideLock();
  mkdirSync(join(folder, "two"));
  linkSync(path, other);
  const newer = new NodeFile(other);
  let isOpen = false;
  const own = readFileSync(path).subarray(4608, 8192);
  const opening = newer.open().finally(() => {
    isOpen = true;
  });
  while (!isOpen && readFileSync(path).subarray(4608, 8192).equals(own)) await new Promise(setImmediate);
  await assert.rejects(older.flush(), code("Fenced"));
  await opening;
  await newer.flush();
  await newer.close();
  await older.close();
});

test("a file that is no database stays as it is", async () => {
  writeFileSync(path, Buffer.alloc(9000, 7));
  const file = new NodeFile(path);
  await file.open();
  await file.flush();
  assert.ok(readFileSync(path).equals(Buffer.alloc(9000, 7)));
  await file.close();
});

test("a copy of an open database is nobody's, and closing leaves no mark", async () => {
  const file = await opened(path);
  copyFileSync(path, join(folder, "copy"));
  await (await opened(join(folder, "copy"))).close();
  await file.flush();
  await file.close();
  assert.ok(
    readFileSync(path)
      .subarray(4608)
      .every((byte) => byte === 0),
  );
});

const away: Record<string, [string, () => void]> = {
  removed: ["Evicted", () => unlinkSync(path)],
  replaced: [
    "Evicted",
    () => {
      writeFileSync(join(folder, "new"), "");
      renameSync(join(folder, "new"), path);
    },
  ],
  moved: ["Unavailable", () => renameSync(path, join(folder, "moved"))],
};

for (const [name, [expected, take]] of Object.entries(away)) {
  test(`a flush of a file that was ${name} is refused`, { skip }, async () => {
    const file = await opened(path);
    take();
    await file.writeAt(8192, Uint8Array.of(1));
    // Where the system tells no path of an open file, it shows with the next beat; until then nothing is lost.
    const later = name === "moved" && process.platform !== "linux";
    const flushes = async () => {
      for (; later; await new Promise((done) => setTimeout(done, 50))) await file.flush();
      await file.flush();
    };
    await assert.rejects(flushes(), code(expected));
    if (name === "moved") await assert.rejects(new NodeFile(join(folder, "moved")).open(), code("InUse"));
    await file.close();
    assert.ok(!existsSync(`${path}.lock`));
  });
}

test("a lock that cannot be read is left alone", { skip }, async () => {
  // Whoever runs this may read all files, but nobody follows a link to itself.
  symlinkSync("db.lock", `${path}.lock`);
  await assert.rejects(new NodeFile(path).open(), (error: StorageError) => {
    assert.equal(error.code, "InUse");
    assert.match(error.message, /cannot be read \(ELOOP/);
    return true;
  });
  assert.ok(lstatSync(`${path}.lock`).isSymbolicLink());
});
