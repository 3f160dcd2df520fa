/** A file of the origin's private file system, through a sync access handle: for dedicated Workers. */

import { type FileAdapter, StorageError, type StorageErrorCode } from "./adapter.js";

/** What the types of a page leave out: it exists in dedicated Workers only. */
interface SyncAccessHandle {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  flush(): void;
  truncate(size: number): void;
  getSize(): number;
  close(): void;
}

type SyncFile = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

const codes: Record<string, StorageErrorCode> = {
  NoModificationAllowedError: "InUse",
  QuotaExceededError: "Quota",
  NotFoundError: "Evicted",
  NotSupportedError: "Unsupported",
  SecurityError: "Unsupported",
  TypeError: "Unsupported",
  InvalidStateError: "Unavailable",
};

/** Databases lie in a folder of their own: the rest of the file system is the application's. */
const FOLDER = "hashrange";
/** A closed tab or a terminated Worker lets go a moment later than its successor asks. */
const RETRY_MILLIS = 50;
/** How long after a flush the file is looked for. */
const LOOK_MILLIS = 1000;

/** The error with a code that the engine understands. */
function translated(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error as Error;
  return new StorageError(codes[name] ?? "Io", message, { cause: error });
}

function cleared(): StorageError {
  return new StorageError("Evicted", "the browser has removed the file");
}

/** Why there are no sync access handles here, or `undefined` if there may be. */
function missing(): string | undefined {
  const scope = globalThis as {
    navigator?: { storage?: { getDirectory?: unknown } };
    FileSystemFileHandle?: { prototype: object };
  };
  if (scope.navigator?.storage?.getDirectory === undefined || scope.FileSystemFileHandle === undefined) {
    return 'This host has no private file system (OPFS). Nothing was changed; use the storage "indexeddb".';
  }
  if ("createSyncAccessHandle" in scope.FileSystemFileHandle.prototype) return undefined;
  return 'The storage "opfs" needs a dedicated Worker. Nothing was changed; open the database with `worker: true`, or call open() in a Worker.';
}

/** A {@link FileAdapter} over the file of that name in the folder `hashrange` of the origin's private file system. */
export class OpfsFile implements FileAdapter {
  readonly #name: string;
  readonly #patience: number;
  #handle: SyncAccessHandle | null = null;
  #looking = false;
  /** What it reads and writes is in no folder any more. */
  #cleared: SyncAccessHandle | undefined;

  /** `patience`: milliseconds to wait for another holder to let go before `open` throws `InUse`. */
  constructor(name: string, patience = 0) {
    this.#name = name;
    this.#patience = patience;
  }

  async open(): Promise<void> {
    if (this.#handle) return;
    // The handle that was left open has the file's place.
    if (this.#cleared) throw cleared();
    const reason = missing();
    if (reason !== undefined) throw new StorageError("Unsupported", reason);
    const deadline = performance.now() + this.#patience;
    try {
      const file = (await (await folder(true)).getFileHandle(this.#name, { create: true })) as SyncFile;
      this.#handle = await taken(file, deadline);
    } catch (error) {
      throw translated(error);
    }
  }

  #run<T>(run: (handle: SyncAccessHandle) => T): T {
    if (!this.#handle) throw new StorageError("Unavailable", "the file is closed");
    if (this.#handle === this.#cleared) throw cleared();
    try {
      return run(this.#handle);
    } catch (error) {
      throw translated(error);
    }
  }

  readAt(offset: number, length: number): Uint8Array {
    return this.#run((handle) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, handle.getSize() - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const read = handle.read(bytes.subarray(filled), { at: offset + filled });
        if (read === 0) break;
        filled += read;
      }
      return filled === bytes.length ? bytes : bytes.subarray(0, filled);
    });
  }

  writeAt(offset: number, bytes: Uint8Array): void {
    this.#run((handle) => {
      let written = 0;
      while (written < bytes.length) {
        const taken = handle.write(bytes.subarray(written), { at: offset + written });
        if (taken === 0) throw new StorageError("Quota", "the browser takes no more bytes");
        written += taken;
      }
    });
  }

  flush(): void {
    this.#run((handle) => handle.flush());
    this.#look();
  }

  /** Looks for the file a while after a flush. */
  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    setTimeout(async () => {
      await this.#check();
      this.#looking = false;
    }, LOOK_MILLIS);
  }

  /** Browsers clear a site's data away under open handles, and tell nobody. */
  async #check(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    try {
      await (await folder(false)).getFileHandle(this.#name);
    } catch (error) {
      if ((error as Error).name === "NotFoundError") this.#cleared = handle;
    }
  }

  truncate(size: number): void {
    this.#run((handle) => handle.truncate(size));
  }

  size(): number {
    return this.#run((handle) => handle.getSize());
  }

  async close(): Promise<void> {
    await this.#check();
    // Chromium does not come back from closing the handle of a cleared file.
    if (this.#handle !== this.#cleared) this.#handle?.close();
    this.#handle = null;
  }

  async remove(): Promise<void> {
    if (!this.#handle) throw new StorageError("Unavailable", "the file is closed");
    await this.close();
    try {
      await (await folder(true)).removeEntry(this.#name);
    } catch (error) {
      if ((error as Error).name !== "NotFoundError") throw translated(error);
    }
  }
}

async function folder(create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create });
}

async function taken(file: SyncFile, deadline: number): Promise<SyncAccessHandle> {
  for (;;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const { name } = error as Error;
      if (name !== "NoModificationAllowedError" || performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    }
  }
}
