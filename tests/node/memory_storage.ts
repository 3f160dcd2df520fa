/** A store in memory, written against the public interface: what an adapter of one's own looks like. */

import {
  type LogChunk,
  type LogPosition,
  type OpenedStorage,
  type StorageAdapter,
  StorageError,
} from "../../src/js/storage/adapter.js";

/** What the handles of one database share. */
export class MemoryData {
  epoch = 0;
  superblock: Uint8Array | null = null;
  log: LogChunk[] = [];
  readonly pages = new Map<number, Uint8Array>();
}

/** A handle. Half of its methods answer at once and half later: both have to work. */
export class MemoryStorage implements StorageAdapter {
  protected readonly data: MemoryData;

  constructor(data: MemoryData) {
    this.data = data;
  }

  protected fence(epoch: number): void {
    if (this.data.epoch !== epoch) throw new StorageError("Fenced", "another holder has opened the database");
  }

  limits() {
    return { preferredArray: 100_000 };
  }

  async peek() {
    const { epoch, superblock } = this.data;
    return { epoch, superblock };
  }

  async open(epoch: number): Promise<OpenedStorage> {
    this.fence(epoch);
    this.data.epoch = epoch + 1;
    return { epoch: epoch + 1, superblock: this.data.superblock, log: this.data.log.slice() };
  }

  readPages(ids: number[]) {
    return ids.map((id) => this.data.pages.get(id));
  }

  async appendLog(epoch: number, firstSequence: number, chunks: Uint8Array[]): Promise<void> {
    this.fence(epoch);
    this.data.log.push(...chunks.map((bytes, n) => ({ epoch, sequence: firstSequence + n, bytes })));
  }

  writePages(epoch: number, pages: [number, Uint8Array][]): void {
    this.fence(epoch);
    for (const [id, bytes] of pages) this.data.pages.set(id, bytes);
  }

  async switchRoot(epoch: number, superblock: Uint8Array, before: LogPosition): Promise<void> {
    this.fence(epoch);
    this.data.superblock = superblock;
    this.data.log = this.data.log.filter(
      (chunk) =>
        chunk.epoch > before.epoch || (chunk.epoch === before.epoch && chunk.sequence >= before.sequence),
    );
  }

  deletePages(epoch: number, ids: number[]): void {
    this.fence(epoch);
    for (const id of ids) this.data.pages.delete(id);
  }

  async deletePageRange(epoch: number, from: number, to: number): Promise<void> {
    this.fence(epoch);
    for (const id of this.data.pages.keys()) if (id >= from && id < to) this.data.pages.delete(id);
  }

  releaseReserve(): void {}

  async restoreReserve(): Promise<void> {}

  close(): void {}

  async destroy(): Promise<void> {
    this.data.superblock = null;
    this.data.log = [];
    this.data.pages.clear();
    this.data.epoch += 1;
  }
}
