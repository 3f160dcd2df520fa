/**
 * The exclusive lock of a file: a second file beside it, made exclusively, that names its owner.
 *
 * The same rules as the engine's native adapter (src/storage/lock_file.rs), so that a Node program and a native one
 * keep out of each other's way. The text is `hashrange-lock 1`, then `pid`, `boot` (the machine's boot id) and
 * `start` (the process's start time), one `name=value` a line. An owner is gone if the machine was booted since, if
 * no process has its pid, or if the process that has it was started at another time. Where the host does not tell,
 * the owner counts as alive. Two takers of one stale lock do not both win: taking over happens under a lock of its own.
 */

import { open, readFile, unlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { StorageError } from "./adapter.js";

const HEADING = "hashrange-lock 1";
/** Milliseconds that a lock may be without its text, each try: its owner is just writing it. */
const PATIENCE = 25;
const TRIES = 10;
/** Depth of takeovers of takeovers that died. */
const DEPTH = 3;

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

const readText = (path: string): Promise<string> => readFile(path, "latin1").catch(() => "");

/** The machine's boot id; empty where it has none. */
const bootId = async (): Promise<string> => (await readText("/proc/sys/kernel/random/boot_id")).trim();

/** When the process was started, in ticks since boot; empty where nobody tells. */
async function startTime(pid: string): Promise<string> {
  const stat = await readText(`/proc/${pid}/stat`);
  // The second field is the command in brackets and may hold anything; the start time is the 20th after it.
  return (
    stat
      .slice(stat.lastIndexOf(")") + 1)
      .trim()
      .split(/\s+/)[19] ?? ""
  );
}

const field = (text: string, name: string): string =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

async function ownText(): Promise<string> {
  const pid = String(process.pid);
  return `${HEADING}\npid=${pid}\nboot=${await bootId()}\nstart=${await startTime(pid)}\n`;
}

async function isAlive(text: string): Promise<boolean> {
  const pid = field(text, "pid");
  if (!/^\d+$/.test(pid)) return false;
  const [boot, here] = [field(text, "boot"), await bootId()];
  if (boot && here && boot !== here) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Anything else means that there is a process which is not ours to signal.
    if (codeOf(error) === "ESRCH" || codeOf(error) === "ERR_OUT_OF_RANGE") return false;
  }
  const [known, start] = [field(text, "start"), await startTime(pid)];
  return !known || !start || known === start;
}

const inUse = (path: string, owner: string): StorageError =>
  new StorageError(
    "InUse",
    `process ${field(owner, "pid") || "?"} has the database open; if it has not, remove ${path}`,
  );

/** Takes the lock at `path`; the result gives it back. */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  return take(path, await ownText(), DEPTH);
}

async function take(path: string, text: string, depth: number): Promise<() => Promise<void>> {
  const release = () => unlink(path).catch(() => undefined);
  for (let n = 0; n < TRIES; n++) {
    try {
      const file = await open(path, "wx");
      try {
        await file.writeFile(text);
      } catch (error) {
        await release();
        throw error;
      } finally {
        await file.close();
      }
      return release;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const found = await readText(path);
    if (found.split("\n").length < 5) await sleep(PATIENCE);
    else if (await isAlive(found)) throw inUse(path, found);
    else return takeOver(path, text, found, depth);
  }
  return takeOver(path, text, await readText(path), depth);
}

/** Replaces a lock whose owner is gone, if it is still that one. */
async function takeOver(
  path: string,
  text: string,
  stale: string,
  depth: number,
): Promise<() => Promise<void>> {
  if (depth === 0) throw inUse(path, stale);
  const releaseGuard = await take(`${path}.take`, text, depth - 1);
  try {
    const found = await readText(path);
    if (found !== stale) throw inUse(path, found);
    await unlink(path);
    return await take(path, text, 0);
  } finally {
    await releaseGuard();
  }
}
