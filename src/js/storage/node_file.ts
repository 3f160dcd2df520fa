/** A file of Node (and of Deno and Bun, which have node:fs): asynchronous, with the lock file `NAME.lock`. */

import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { type FileAdapter, StorageError, type StorageErrorCode } from "./adapter.js";
import { takeLock } from "./node_lock.js";

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

/** Reads longer than this ask first how much there is. */
const LONG = 1 << 20;

/** The error with a code that the engine understands. */
function translated(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new StorageError(codes[code ?? ""] ?? "Io", message, { cause: error });
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

/** A {@link FileAdapter} over the file at a path. Opening makes its folder. */
export class NodeFile implements FileAdapter {
  readonly #path: string;
  #held: { file: FileHandle; release: () => Promise<void> } | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    if (this.#held) return;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const release = await takeLock(`${this.#path}.lock`);
      try {
        this.#held = { file: await this.#openFile(), release };
      } catch (error) {
        await release();
        throw error;
      }
    } catch (error) {
      throw translated(error);
    }
  }

  async #openFile(): Promise<FileHandle> {
    try {
      return await open(this.#path, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const file = await open(this.#path, "wx+");
    try {
      await flushFolder(this.#path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #run<T>(run: (file: FileHandle) => Promise<T>): Promise<T> {
    if (!this.#held) throw new StorageError("Unavailable", "the file is closed");
    try {
      return await run(this.#held.file);
    } catch (error) {
      throw translated(error);
    }
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
    return this.#run(async (file) => {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
        written += bytesWritten;
      }
    });
  }

  flush(): Promise<void> {
    return this.#run((file) => file.datasync());
  }

  truncate(size: number): Promise<void> {
    return this.#run((file) => file.truncate(size));
  }

  size(): Promise<number> {
    return this.#run(async (file) => (await file.stat()).size);
  }

  async close(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    try {
      await held.file.close();
    } catch (error) {
      throw translated(error);
    } finally {
      await held.release();
    }
  }

  async remove(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    if (!held) throw new StorageError("Unavailable", "the file is closed");
    try {
      await held.file.close();
      await unlink(this.#path);
      await flushFolder(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw translated(error);
    } finally {
      await held.release();
    }
  }
}
