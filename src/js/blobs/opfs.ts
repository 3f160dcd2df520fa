/** Objects as files of the origin's private file system, in pages and Workers. */

import { type Entry, type Folders, walk } from "./folders.js";
import { pathOf } from "./names.js";
import { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, bytesOf, pieces } from "./store.js";

/** Folders in the root of the file system; what is in them does not belong to one database. */
const BUCKETS = "hashrange-buckets";

type Folder = FileSystemDirectoryHandle;

/** What Workers have, and pages in browsers that write files there only. */
interface SyncFile {
  write(bytes: Uint8Array): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

export class OpfsBlobs implements BlobStore {
  readonly #root: () => Promise<Folder>;

  constructor(root: Folder | (() => Promise<Folder>)) {
    this.#root = typeof root === "function" ? root : async () => root;
  }

  /** The folder of a bucket, which is made when it is needed. */
  static bucket(name: string): OpfsBlobs {
    return new OpfsBlobs(async () => {
      const root = await navigator.storage.getDirectory();
      const buckets = await root.getDirectoryHandle(BUCKETS, { create: true });
      return buckets.getDirectoryHandle(name, { create: true });
    });
  }

  async put(key: string, body: BlobBody): Promise<void> {
    const path = pathOf(key);
    const name = path.pop() as string;
    let folder = await this.#root();
    for (const step of path) folder = await folder.getDirectoryHandle(step, { create: true });
    // A file in the making is hidden, so that one that is left behind is no object.
    const partial = `.${crypto.randomUUID()}.part`;
    const file = await folder.getFileHandle(partial, { create: true });
    try {
      await write(file, body);
      const move = (file as { move?: (name: string) => Promise<void> }).move;
      if (move === undefined) await copy(file, await folder.getFileHandle(name, { create: true }));
      else {
        // Not every browser moves over a file that is there.
        await move.call(file, name).catch(async () => {
          await folder.removeEntry(name).catch(missing);
          await move.call(file, name);
        });
        return;
      }
      await folder.removeEntry(partial);
    } catch (error) {
      await folder.removeEntry(partial).catch(missing);
      throw error;
    }
  }

  async get(
    key: string,
    { offset = 0, length }: BlobRange = {},
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const path = pathOf(key);
    const name = path.pop() as string;
    const folder = await this.#folder(path);
    const handle = await folder?.getFileHandle(name).catch(missing);
    const file = await handle?.getFile();
    return file?.slice(offset, length === undefined ? undefined : offset + length).stream();
  }

  list(prefix: string): AsyncGenerator<BlobInfo> {
    const folders: Folders = {
      entries: async (path) => {
        const found: Entry[] = [];
        const folder = (await this.#folder(path)) as AsyncFolder | undefined;
        if (folder === undefined) return found;
        for await (const entry of folder.values())
          found.push({ name: entry.name, isFolder: entry.kind === "directory" });
        return found;
      },
      size: async (path) => {
        const folder = await this.#folder(path.slice(0, -1));
        const file = await folder?.getFileHandle(path.at(-1) ?? "").catch(missing);
        return (await file?.getFile())?.size;
      },
    };
    return walk(folders, prefix);
  }

  async delete(key: string): Promise<void> {
    const path = pathOf(key);
    const name = path.pop() as string;
    await (await this.#folder(path))?.removeEntry(name).catch(missing);
  }

  async #folder(path: readonly string[]): Promise<Folder | undefined> {
    let folder: Folder | undefined = await this.#root();
    for (const step of path) folder = await folder?.getDirectoryHandle(step).catch(missing);
    return folder;
  }
}

/** Not in every library of types. */
interface AsyncFolder {
  values(): AsyncIterable<{ readonly name: string; readonly kind: string }>;
}

async function write(file: FileSystemFileHandle, body: BlobBody): Promise<void> {
  if (typeof file.createWritable === "function") {
    const out = await file.createWritable();
    try {
      for await (const piece of pieces(body)) await out.write(piece as BufferSource);
    } catch (error) {
      await out.abort().catch(() => undefined);
      throw error;
    }
    return out.close();
  }
  const out = await (file as { createSyncAccessHandle?(): Promise<SyncFile> }).createSyncAccessHandle?.();
  if (out === undefined) throw new Error("This browser writes such files in Workers only.");
  try {
    out.truncate(0);
    for await (const piece of pieces(body)) out.write(piece);
    out.flush();
  } finally {
    out.close();
  }
}

async function copy(from: FileSystemFileHandle, to: FileSystemFileHandle): Promise<void> {
  await write(to, await bytesOf((await from.getFile()).stream()));
}

function missing(error: unknown): undefined {
  const { name } = error as Error;
  if (name !== "NotFoundError" && name !== "TypeMismatchError") throw error;
}
