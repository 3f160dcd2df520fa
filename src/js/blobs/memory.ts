/** Objects in memory. */

import {
  type BlobBody,
  type BlobInfo,
  type BlobRange,
  type BlobStore,
  byKey,
  bytesOf,
  streamOf,
} from "./store.js";

export class MemoryBlobs implements BlobStore {
  readonly #objects = new Map<string, Uint8Array>();

  async put(key: string, body: BlobBody): Promise<void> {
    this.#objects.set(key, (await bytesOf(body)).slice());
  }

  async get(
    key: string,
    { offset = 0, length }: BlobRange = {},
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const found = this.#objects.get(key);
    return found && streamOf(found.slice(offset, length === undefined ? undefined : offset + length));
  }

  async *list(prefix: string): AsyncGenerator<BlobInfo> {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort(byKey);
    for (const key of keys) {
      const found = this.#objects.get(key);
      if (found !== undefined) yield { key, size: found.length };
    }
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }
}

/** Where every copy of this module in a program finds the same buckets. */
const PLACE = Symbol.for("hashrange.buckets");

/** The bucket that databases in memory of this thread know under a name. */
export function memoryBucket(name: string): BlobStore {
  const scope = globalThis as { [PLACE]?: Map<string, MemoryBlobs> };
  scope[PLACE] ??= new Map();
  const found = scope[PLACE].get(name) ?? new MemoryBlobs();
  scope[PLACE].set(name, found);
  return found;
}
