/** A Durable Object whose SQLite database is full: errors with a name, nothing lost, reads, deletes and a way back. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Bundle, bundle, killWorkers, type RunningWorker, startWorker, worker } from "./workerd.js";

const MEGABYTE = 1 << 20;
const QUOTA = { error: "StorageQuotaExceededError" };

interface Answer {
  readonly error?: string;
  readonly found?: boolean;
  readonly size?: number;
}

const folders: string[] = [];

after(async () => {
  killWorkers();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

class Full {
  readonly #made: Bundle;
  readonly #storage: string;
  #running: RunningWorker | undefined;

  private constructor(made: Bundle, storage: string) {
    this.#made = made;
    this.#storage = storage;
  }

  static async start(): Promise<Full> {
    const folder = await mkdtemp(join(tmpdir(), "hashrange-full-"));
    folders.push(folder);
    const made = await bundle(worker("workers/full.ts"), join(folder, "full"));
    const full = new Full(made, join(folder, "storage"));
    await full.restart();
    await full.done({ create: true });
    return full;
  }

  /** After a SIGKILL; the limit is gone. */
  async restart(): Promise<void> {
    await this.#running?.kill();
    this.#running = await startWorker(this.#made, { storage: this.#storage });
  }

  async ask(what: object): Promise<Answer> {
    const endpoint = this.#running?.endpoint ?? "";
    const answer = await fetch(endpoint, { method: "POST", body: JSON.stringify(what) });
    return (await answer.json()) as Answer;
  }

  /** Answers the database's size. */
  async done(what: object): Promise<number> {
    const { error, size } = await this.ask(what);
    assert.equal(error, undefined);
    return size ?? 0;
  }

  /** Waits until the reserve is there, which is written when the database has been at rest for a moment. */
  async rested(size = MEGABYTE): Promise<void> {
    while ((await this.done({})) < size) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Sends a write until it is taken: the database looks for room anew now and then, not at every write. */
  async taken(what: object): Promise<void> {
    for (;;) {
      const { error } = await this.ask(what);
      if (error === undefined) return;
      assert.equal(error, QUOTA.error);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async expect(found: Iterable<string>, missing: Iterable<string>): Promise<void> {
    for (const id of found) assert.deepEqual(await this.ask({ get: id }), { found: true }, id);
    for (const id of missing) assert.deepEqual(await this.ask({ get: id }), { found: false }, id);
  }

  async end(): Promise<void> {
    await this.#running?.kill();
  }
}

test("a full database refuses writes by name, loses nothing, and takes writes again", async () => {
  const full = await Full.start();
  try {
    await full.rested();
    await full.done({ room: 12 * MEGABYTE });
    const put = (id: string) => full.ask({ put: id, length: 100_000 });
    const kept: string[] = [];
    let answer = await put("item0");
    for (; answer.error === undefined; answer = await put(`item${kept.length}`))
      kept.push(`item${kept.length}`);
    assert.deepEqual(answer, QUOTA);
    assert.ok(kept.length > 50, "something went in before it was full");
    await full.expect(kept, [`item${kept.length}`]);

    await full.done({ room: 2 * MEGABYTE });
    await full.taken({ put: "after", length: 100_000 });
    await full.restart();
    await full.expect([...kept, "after"], [`item${kept.length}`]);
  } finally {
    await full.end();
  }
});

test("a database without room for one page takes deletes", async () => {
  const full = await Full.start();
  try {
    // All of it in the log, so that no checkpoint makes room or takes it.
    const ids = Array.from({ length: 100 }, (_, n) => `item${n}`);
    for (const id of ids) await full.done({ put: id, length: 10_000 });
    await full.rested(2 * MEGABYTE);
    await full.done({ room: 0 });
    assert.deepEqual(await full.ask({ put: "more", length: 10_000 }), QUOTA);
    const kept = ids.splice(0, 10);
    for (const id of ids) await full.done({ delete: id });
    await full.expect(kept, [...ids, "more"]);
    await full.restart();
    await full.expect(kept, [...ids, "more"]);
  } finally {
    await full.end();
  }
});
