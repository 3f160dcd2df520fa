/**
 * The exclusive lock of a file: a second file beside it, made exclusively, that names its owner and is written again
 * every second.
 *
 * The same rules as the engine's native adapter (src/storage/lock_file.rs), so that a Node program and a native one
 * keep out of each other's way. The text is `hashrange-lock 1`, then `pid`, `boot` (the machine's boot id), `start` (the
 * process's start time), `host`, `space` (the namespace of its pid), `token` and `beat`, one `name=value` a line.
 *
 * - An owner of the same boot and namespace is gone when no process has its pid, or one that was started at another
 *   time. Where the host does not tell, it counts as alive.
 * - Of any other owner (another container, another machine) nothing but its beat can be seen. It is gone when the beat
 *   has stood still for ten seconds by the clock of the file system.
 * - Such an owner may have been frozen only. So every owner looks whether the lock is still its own before it relies on
 *   a flush, and before it writes after a pause.
 *
 * Two takers of one stale lock do not both win: taking over happens under a lock of its own.
 */

import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, write, writeSync } from "node:fs";
import { readFile, readlink, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { StorageError } from "./adapter.js";

const HEADING = "hashrange-lock 1";
/** Milliseconds that a lock may be without its text, each try: its owner is just writing it. */
const PATIENCE = 25;
const TRIES = 10;
/** Depth of takeovers of takeovers that died. */
const DEPTH = 3;
/** Milliseconds between two beats, and after how many without one an owner elsewhere is gone. */
const BEAT = 1000;
const STALE = 10_000;
/** How long a taker leaves an owner that thaws just now to find out. */
const GRACE = 1500;
/** After so long without a beat an owner looks at the lock before it writes. */
export const PAUSE = 2000;
/** Digits of the beat, which stand at the end of the text. */
const DIGITS = 10;

export const TAKEN = "another process has taken over the database";

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** What the system tells in a file, where it does. */
const told = (path: string): Promise<string> => readFile(path, "latin1").catch(() => "");

/** The text of a lock; `undefined` if there is none. Of one that cannot be read nobody knows whether its owner lives. */
async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "latin1");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    const message = `the lock of the database cannot be read (${(error as Error).message}), so another process may have it open; if none has, remove ${path}`;
    throw new StorageError("InUse", message, { cause: error });
  }
}

/** When the process was started, in ticks since boot; empty where nobody tells. */
async function startTime(pid: string): Promise<string> {
  const stat = await told(`/proc/${pid}/stat`);
  // The second field is the command in brackets and may hold anything; the start time is the 20th after it.
  return (
    stat
      .slice(stat.lastIndexOf(")") + 1)
      .trim()
      .split(/\s+/)[19] ?? ""
  );
}

/** The value of a `name=value` line. */
export const field = (text: string, name: string): string =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

const beatText = (beat: number) => `${String(beat).padStart(DIGITS, "0")}\n`;

async function ownText(): Promise<string> {
  const pid = String(process.pid);
  const fields = {
    pid,
    // Empty where the machine has none.
    boot: (await told("/proc/sys/kernel/random/boot_id")).trim(),
    start: await startTime(pid),
    host: hostname().replace(/[^\x20-\x7e]/g, "?"),
    space: await readlink("/proc/self/ns/pid").catch(() => ""),
    token: randomBytes(8).toString("hex"),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`);
  return `${HEADING}\n${lines.join("")}beat=${beatText(0)}`;
}

/** Whether the owner's pid says something here. Locks of earlier versions name no namespace. */
function isNeighbour(owner: string, own: string): boolean {
  const same = (name: string) => field(owner, name) === field(own, name);
  if (!same("boot")) return false;
  if (!owner.includes("\nspace=")) return true;
  return same("space") && (field(own, "boot") !== "" || same("host"));
}

/** Whether the process of a neighbour lives. */
async function isAlive(owner: string): Promise<boolean> {
  const pid = field(owner, "pid");
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Anything else means that there is a process which is not ours to signal.
    if (codeOf(error) === "ESRCH" || codeOf(error) === "ERR_OUT_OF_RANGE") return false;
  }
  const [known, start] = [field(owner, "start"), await startTime(pid)];
  return !known || !start || known === start;
}

function inUse(path: string, owner: string, own: string): StorageError {
  const where = isNeighbour(owner, own) ? "" : ` of host ${field(owner, "host") || "?"}`;
  return new StorageError(
    "InUse",
    `process ${field(owner, "pid") || "?"}${where} has the database open; if it has not, remove ${path}`,
  );
}

/** A lock that is held. */
export class Lock {
  /** Where it is. */
  readonly path: string;
  /** The token of the owner that it was taken over from. */
  replaced = "";
  /** What else shows whether it still counts. */
  also = (): boolean => true;
  /** What else is looked at with every beat, which is too slow for every flush. */
  onBeat = (): Promise<void> => Promise.resolve();
  readonly #text: string;
  /** The text without the beat, and room to read it again. */
  readonly #head: Buffer;
  readonly #found: Buffer;
  #file: number | undefined;
  #beats = 0;
  #timer: NodeJS.Timeout | undefined;
  #seen = Date.now();
  /** The file is another's. */
  #taken = false;
  #lost = false;

  constructor(path: string, text: string, file: number) {
    this.path = path;
    this.#text = text;
    this.#head = Buffer.from(text.slice(0, -DIGITS - 1), "latin1");
    this.#found = Buffer.alloc(this.#head.length);
    this.#file = file;
  }

  /** Unlike that of any other lock. */
  get token(): string {
    return field(this.#text, "token");
  }

  /** Writes the beat every second from now on, which keeps no process alive. */
  start(): this {
    this.#timer = setInterval(() => void this.#watch(), BEAT);
    this.#timer.unref();
    return this;
  }

  /** Another file may have come under the path, which an open one does not show everywhere. */
  async #watch(): Promise<void> {
    const found = await readFile(this.path, "latin1").catch(codeOf);
    if (found === "ENOENT" || (typeof found === "string" && !found.startsWith(this.#headText()))) {
      this.#taken = true;
    }
    if (this.#isHeld()) await Promise.all([this.beat(), this.onBeat()]);
  }

  #headText(): string {
    return this.#text.slice(0, this.#head.length);
  }

  /** Shows that the owner lives. */
  beat(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return Promise.resolve();
    this.#beats += 1;
    return new Promise((resolve) =>
      write(file, beatText(this.#beats), this.#head.length, "latin1", () => resolve()),
    );
  }

  /** Whether the file of the lock is the owner's. */
  #isOwn(): boolean {
    if (this.#file === undefined || this.#taken) return false;
    const read = readSync(this.#file, this.#found, 0, this.#found.length, 0);
    const removed = process.platform !== "win32" && fstatSync(this.#file).nlink === 0;
    this.#taken = removed || read < this.#head.length || !this.#found.equals(this.#head);
    return !this.#taken;
  }

  #isHeld(): boolean {
    try {
      this.#lost ||= !this.#isOwn() || !this.also();
    } catch {
      this.#lost = true;
    }
    this.#seen = Date.now();
    return !this.#lost;
  }

  /** Throws `Fenced` if somebody else has taken the lock. */
  check(): void {
    if (!this.#isHeld()) {
      throw new StorageError("Fenced", TAKEN);
    }
  }

  /** As `check`, before a write: nobody takes the lock of an owner that was awake a moment ago. */
  checkAfterPause(): void {
    if (this.#lost || this.#taken || Math.abs(Date.now() - this.#seen) > PAUSE) this.check();
  }

  /**
   * Whether the owner of another lock of the same file is known to be gone. One that beats is waited for so many
   * milliseconds. Throws `InUse` if it lives.
   */
  async isGone(path: string, token: string, patience: number): Promise<boolean> {
    const read = async () => (await readLock(path).catch(() => undefined)) ?? "";
    const found = await read();
    if (field(found, "token") !== token) return false;
    if (isNeighbour(found, this.#text)) {
      if (await isAlive(found)) throw inUse(path, found, this.#text);
      return true;
    }
    await sleep(patience);
    const later = await read();
    if (field(later, "token") === token && later !== found) throw inUse(path, found, this.#text);
    return false;
  }

  /** Gives it back, unless somebody else has it. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    let own = false;
    try {
      own = this.#isOwn();
    } catch {
      // What cannot be read may be another's.
    }
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
    if (own) await unlink(this.path).catch(() => undefined);
  }
}

/** Takes the lock at `path`. Waits up to ten seconds for a sign of life of an owner on another machine or container. */
export async function takeLock(path: string): Promise<Lock> {
  return (await take(path, await ownText(), DEPTH)).start();
}

async function take(path: string, text: string, depth: number): Promise<Lock> {
  for (let n = 0; n < TRIES; n++) {
    try {
      const file = openSync(path, "wx+", 0o600);
      const lock = new Lock(path, text, file);
      try {
        writeSync(file, text, 0, "latin1");
      } catch (error) {
        closeSync(file);
        await unlink(path).catch(() => undefined);
        throw error;
      }
      return lock;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const found = await readLock(path);
    // Its owner has just let go.
    if (found === undefined) continue;
    if (found.split("\n").length < 5) await sleep(PATIENCE);
    else if (isNeighbour(found, text) && (await isAlive(found))) throw inUse(path, found, text);
    else return takeOver(path, text, found, depth);
  }
  return takeOver(path, text, (await readLock(path)) ?? "", depth);
}

/** Replaces a lock whose owner is gone, if it is still that one. */
async function takeOver(path: string, text: string, stale: string, depth: number): Promise<Lock> {
  if (depth === 0) throw inUse(path, stale, text);
  const guard = await take(`${path}.take`, text, depth - 1);
  try {
    const elsewhere = field(stale, "pid") !== "" && !isNeighbour(stale, text);
    if (elsewhere) await standsStill(path, stale, text, guard);
    const found = await readLock(path);
    if (found !== undefined && found !== stale) throw inUse(path, found, text);
    if (found !== undefined) await unlink(path);
    const lock = await take(path, text, 0);
    lock.replaced = field(stale, "token");
    if (elsewhere) await sleep(GRACE);
    return lock;
  } finally {
    await guard.release();
  }
}

/** Waits until the lock has had no beat for so long that its owner is gone; throws `InUse` at the first beat. */
async function standsStill(path: string, stale: string, text: string, guard: Lock): Promise<void> {
  for (;;) {
    // The guard is written now: its time is that of the file system, whatever the clocks of machines say.
    await guard.beat();
    const [now, last] = await Promise.all([stat(`${path}.take`), stat(path)]);
    if (Math.abs(now.mtimeMs - last.mtimeMs) >= STALE) return;
    await sleep(BEAT / 2);
    const found = (await readLock(path)) ?? "";
    if (found !== stale) throw inUse(path, found, text);
  }
}
