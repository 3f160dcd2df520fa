/** Objects as files of a folder, in Node, Deno and Bun. */

import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { type Folders, walk } from "./folders.js";
import { pathOf, plainPathOf } from "./names.js";
import { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, pieces } from "./store.js";

/** Nobody writes any more to a file that was not written to for so long, in milliseconds. */
const ABANDONED = 60_000;

export class DirectoryBlobs implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async put(key: string, body: BlobBody): Promise<void> {
    const path = join(this.#folder, ...pathOf(key));
    await mkdir(dirname(path), { recursive: true });
    // Hidden, and beside its place: a rename within a folder is one step.
    const begins = `.${basename(path)}.`;
    const partial = join(dirname(path), `${begins}${randomUUID()}.part`);
    try {
      const file = await open(partial, "wx");
      try {
        for await (const piece of pieces(body)) await file.appendFile(piece);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, path);
      if (!(body instanceof Uint8Array)) await forget(dirname(path), begins);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async get(
    key: string,
    { offset = 0, length }: BlobRange = {},
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const path = await this.#find(key);
    if (path === undefined) return undefined;
    if (length === 0) return new Blob([]).stream();
    const end = length === undefined ? {} : { end: offset + length - 1 };
    const file = createReadStream(path, { start: offset, ...end, highWaterMark: 1 << 18 });
    return Readable.toWeb(file) as unknown as ReadableStream<Uint8Array>;
  }

  list(prefix: string): AsyncGenerator<BlobInfo> {
    const folders: Folders = {
      entries: async (path) => {
        const entries = await readdir(join(this.#folder, ...path), { withFileTypes: true }).catch(missing);
        const isFolder = async (name: string) =>
          (await stat(join(this.#folder, ...path, name)).catch(missing))?.isDirectory() ?? false;
        return Promise.all(
          (entries ?? []).map(async (entry) => ({
            name: entry.name,
            isFolder: entry.isSymbolicLink() ? await isFolder(entry.name) : entry.isDirectory(),
          })),
        );
      },
      size: async (path) => (await stat(join(this.#folder, ...path)).catch(missing))?.size,
    };
    return walk(folders, prefix);
  }

  async delete(key: string): Promise<void> {
    const path = await this.#find(key);
    if (path === undefined) return;
    await rm(path, { force: true });
    // Folders are there for their files.
    for (let folder = dirname(path); folder.length > this.#folder.length; folder = dirname(folder)) {
      const left = await rmdir(folder).catch(() => "in use");
      if (left !== undefined) break;
    }
  }

  async #find(key: string): Promise<string | undefined> {
    for (const names of [pathOf(key), plainPathOf(key)]) {
      if (names === undefined) continue;
      const path = join(this.#folder, ...names);
      const found = await stat(path).catch(missing);
      if (found?.isFile()) return path;
    }
    return undefined;
  }
}

/** Removes what writers of the same object have left behind that were killed. */
async function forget(folder: string, begins: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(begins) || !name.endsWith(".part")) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(missing);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED) await rm(path, { force: true });
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR" && error.code !== "ENAMETOOLONG") throw error;
}
