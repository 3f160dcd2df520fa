/** Encryption in a Durable Object: its SQLite file shows nothing, and opens with its passphrase only. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { shown } from "./planted.js";
import { type Bundle, bundle, killWorkers, startWorker, worker } from "./workerd.js";

const PLANTED = ["quetzalcoatl", "keyofinterest", "attributename", "TableOfSecrets"];

let folder = "";
let made: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-edge-encryption-"));
  made = await bundle(worker("workers/encrypted.ts"), join(folder, "bundle"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

async function asked(passphrase: string, ...paths: string[]): Promise<{ count?: number; error?: string }> {
  const storage = join(folder, "storage");
  const running = await startWorker(made, { storage, variables: { PASSPHRASE: passphrase } });
  try {
    let answer = {};
    for (const path of paths) answer = await (await fetch(running.endpoint + path)).json();
    return answer;
  } finally {
    await running.kill();
  }
}

test("an encrypted object is killed, found again, rotated, and shows nothing to others", async () => {
  assert.deepEqual(await asked("correct", "/fill"), { count: 200 });
  assert.deepEqual(await shown(join(folder, "storage"), PLANTED), []);
  assert.deepEqual(await asked("wrong", "/count"), { error: "EncryptionKeyError" });
  assert.deepEqual(await asked("correct", "/rotate", "/count"), { count: 200 });
  assert.deepEqual(await asked("correct", "/count"), { count: 200 });
  assert.deepEqual(await shown(join(folder, "storage"), PLANTED), []);
});
