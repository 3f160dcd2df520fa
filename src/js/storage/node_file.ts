/**
 * A file of Node (and of Deno and Bun, which have node:fs): asynchronous, with the lock file `NAME.lock`. What it makes
 * is for its owner's eyes only.
 */

import { fstatSync, readlinkSync, statSync } from "node:fs";
import { type FileHandle, mkdir, open, readlink, realpath, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FileAdapter, StorageError, type StorageErrorCode } from "./adapter.js";
import { type Lock, takeLock } from "./node_lock.js";
import { isSlot, type Mark, takeMark } from "./node_mark.js";

const codes: Record<string, StorageErrorCode> = {
  ENOSPC: "Quota",
  EDQUOT: "Quota",
  EFBIG: "Quota",
  ENOENT: "Evicted",
  EACCES: "Unsupported",
  EPERM: "Unsupported",
  EROFS: "Unsupported",
  EISDIR: "Unsupported",
};

/** Milliseconds that an opening waits for writes of an engine that has ended. */
const PATIENCE = 3000;
/** The slots of a database lie before it. */
const FIRST = 8192;
/** Reads longer than this ask first how much there is. */
const LONG = 1 << 20;

/** The error with a code that the engine understands. */
function translated(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new StorageError(codes[code ?? ""] ?? "Io", message, { cause: error });
}

/** The one path of a file that symbolic links lead to, be it there or not. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined) return realPath(resolve(dirname(path), target));
  return join(await realpath(dirname(path)), basename(path));
}

/** A created or removed name is safe only when its folder is flushed. Windows has no such call, and no need. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

interface Held {
  readonly file: FileHandle;
  readonly lock: Lock;
  readonly mark: Mark;
  /** Without symbolic links. */
  readonly path: string;
  /** The inode that the path leads to. */
  readonly inode: number;
  /** The system's own path of the open file, where it has one. */
  name: string | undefined;
  /** It was not there at the last beat. */
  moved: boolean;
}

/** Looks whether the path still leads to the file: what is written to another one is lost to whoever opens it. */
async function look(held: Held): Promise<void> {
  // Windows removes and renames no open file.
  if (process.platform === "win32") return;
  const found = await stat(held.path).catch((error) => error.code);
  held.moved = found === "ENOENT" || (typeof found === "object" && found.ino !== held.inode);
}

/**
 * The system's own path of an open file, which changes when the file is removed, replaced or moved. Asking for it costs
 * two microseconds. Asking for the file's inode before each write costs 45 on Linux, whose file systems give the next
 * write a time of its own then.
 */
function nameOf({ fd }: FileHandle): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // There need not be a /proc.
    return undefined;
  }
}

/** Throws if the path does not lead to the file any more. */
function checkPlace(held: Held): void {
  if (process.platform === "win32") return;
  const { file, path, inode } = held;
  const name = nameOf(file);
  if (name !== undefined && name === held.name && !held.moved) return;
  if (fstatSync(file.fd).nlink === 0) throw new StorageError("Evicted", `the file ${path} was removed`);
  // Where the system has no path for it, the next beat shows whether it was moved.
  if (name !== undefined) held.moved = statSync(path, { throwIfNoEntry: false })?.ino !== inode;
  if (held.moved) throw new StorageError("Unavailable", `the file was moved away from ${path}`);
  held.name = name;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const file = await open(path, "wx+", 0o600);
  try {
    await flushFolder(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function hold(path: string, lock: Lock): Promise<Held> {
  const file = await openFile(path);
  try {
    const mark = await takeMark(file, lock);
    lock.also = () => mark.isOwn();
    const { ino: inode } = await stat(path);
    const held: Held = { file, lock, mark, path, inode, name: nameOf(file), moved: false };
    lock.onBeat = () => look(held);
    return held;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function letGo({ file, mark }: Held): Promise<void> {
  try {
    mark.clear();
  } finally {
    await file.close();
  }
}

/** A {@link FileAdapter} over the file at a path. Opening makes its folder. */
export class NodeFile implements FileAdapter {
  readonly #path: string;
  #held: Held | null = null;
  /** Calls that write and have not come to their end. */
  #pending = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    if (this.#held) return this.#settled();
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      const path = await realPath(this.#path);
      const lock = await takeLock(`${path}.lock`);
      try {
        this.#held = await hold(path, lock);
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      throw translated(error);
    }
  }

  /** An engine that has trapped leaves calls behind; another one would write where they come late. */
  async #settled(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while (this.#pending > 0) {
      if (performance.now() > deadline) {
        throw new StorageError("Unavailable", "the system has not finished a write of before");
      }
      await sleep(10);
    }
  }

  async #run<T>(run: (file: FileHandle, held: Held) => Promise<T>): Promise<T> {
    if (!this.#held) throw new StorageError("Unavailable", "the file is closed");
    try {
      return await run(this.#held.file, this.#held);
    } catch (error) {
      throw translated(error);
    }
  }

  #change(run: (file: FileHandle, held: Held) => Promise<void>): Promise<void> {
    return this.#run(async (file, held) => {
      held.lock.checkAfterPause();
      this.#pending += 1;
      try {
        await run(file, held);
      } finally {
        this.#pending -= 1;
      }
    });
  }

  readAt(offset: number, length: number): Promise<Uint8Array> {
    return this.#run(async (file) => {
      // A long range may reach far beyond the end of the file.
      const rest = length > LONG ? (await file.stat()).size - offset : length;
      const bytes = new Uint8Array(Math.max(0, Math.min(length, rest)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === bytes.length ? bytes : bytes.subarray(0, filled);
    });
  }

  writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#change(async (file, { mark }) => {
      if (offset < FIRST && isSlot(bytes)) mark.make();
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
        written += bytesWritten;
      }
    });
  }

  flush(): Promise<void> {
    return this.#change(async (file, held) => {
      await file.datasync();
      // Whoever has the file since may not have seen what is flushed now, and may have written over it.
      held.lock.check();
      checkPlace(held);
    });
  }

  truncate(size: number): Promise<void> {
    return this.#change((file) => file.truncate(size));
  }

  size(): Promise<number> {
    return this.#run(async (file) => (await file.stat()).size);
  }

  async close(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    try {
      await letGo(held);
    } catch (error) {
      throw translated(error);
    } finally {
      await held.lock.release();
    }
  }

  async remove(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (!held) throw new StorageError("Unavailable", "the file is closed");
    try {
      await held.file.close();
      await unlink(held.path);
      await flushFolder(held.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw translated(error);
    } finally {
      await held.lock.release();
    }
  }
}
