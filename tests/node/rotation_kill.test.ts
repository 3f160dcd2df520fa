/**
 * A program that rotates the key of its database while it writes is killed, again and again: the database opens with the
 * keys that there are, every acknowledged write is there, and nothing of it is readable.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Database, EncryptionKeyError, open, StorageUnavailableError } from "hashrange";
import { keeper, NAME, SETTINGS, TABLE } from "./rotation_scene.js";

const PROGRAM = fileURLToPath(new URL("rotation_program.ts", import.meta.url));
const ROUNDS = 6;
/** Until a kill has come in time. */
const MOST = 20;

/** What the program has said: items that are acknowledged, and how often a rotation has begun, come along and ended. */
interface Said {
  readonly items: string[];
  begun: number;
  pages: number;
  ended: number;
}

/** Runs the program until it has said enough, and kills it in the middle of whatever it is at. */
async function killedWhen(directory: string, round: number, enough: (said: Said) => boolean): Promise<Said> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", PROGRAM, directory, String(round)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exit = once(child, "exit");
  const said: Said = { items: [], begun: 0, pages: 0, ended: 0 };
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, value = ""] = line.split(" ");
    if (what === "item") said.items.push(value);
    else if (what === "begun") said.begun += 1;
    else if (what === "pages") said.pages += 1;
    else if (what === "ended") said.ended += 1;
    if (enough(said)) child.kill("SIGKILL");
  }
  const [code, signal] = await exit;
  assert.deepEqual([code, signal], [null, "SIGKILL"], "it did not end by itself");
  return said;
}

/** The keys with which what is stored was wrapped when it was opened. */
async function reopened(directory: string): Promise<{ db: Database; keys: number[] }> {
  const keys: number[] = [];
  const encryption = keeper("correct", (key) => keys.push(key));
  return { db: await open({ ...SETTINGS, name: NAME, directory, encryption }), keys };
}

test("a process that is killed while it rotates loses neither keys nor writes", async () => {
  const directory = await mkdtemp(join(tmpdir(), "hashrange-rotation-"));
  try {
    const acknowledged = new Set<string>();
    /** Times at which a database had two keys: a rotation was cut. */
    let cut = 0;
    for (let round = 0; round < ROUNDS || (cut === 0 && round < MOST); round += 1) {
      const said = await killedWhen(directory, round, ({ begun, pages, ended, items }) =>
        // At the beginning of a rotation, in its middle, and after one has ended.
        round % 3 === 0 ? begun > 0 : round % 3 === 1 ? pages > 0 : ended > 0 && items.length > 20,
      );
      for (const id of said.items) acknowledged.add(id);
      const others = { ...SETTINGS, name: NAME, directory };
      await assert.rejects(open(others), EncryptionKeyError);
      // Functions that fail are a keeper that cannot be reached.
      await assert.rejects(open({ ...others, encryption: keeper("wrong") }), StorageUnavailableError);
      const { db, keys } = await reopened(directory);
      if (keys.length > 1) cut += 1;
      const found = new Set<string>();
      for (
        let ExclusiveStartKey: Record<string, unknown> | undefined, first = true;
        first || ExclusiveStartKey;
      ) {
        first = false;
        const page = await db.documentClient().scan({ TableName: TABLE, ExclusiveStartKey });
        for (const { id } of page.Items ?? []) found.add(String(id));
        ExclusiveStartKey = page.LastEvaluatedKey;
      }
      const lost = [...acknowledged].filter((id) => !found.has(id));
      assert.deepEqual(lost, [], `round ${round}`);
      await db.close();
    }
    assert.ok(cut > 0, "a rotation was cut at least once");
    // What was cut goes on by itself, or with the next rotation: one key is left in the end.
    const { db } = await reopened(directory);
    await db.rotateKey();
    await db.close();
    const last = await reopened(directory);
    assert.equal(last.keys.length, 1);
    await last.db.close();
    for (const name of await readdir(directory)) {
      const bytes = await readFile(join(directory, name)).catch(() => Buffer.alloc(0));
      for (const word of ["quetzalcoatl", "keyofinterest", TABLE]) assert.ok(!bytes.includes(word), name);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
