/** Writes items in batches, several at a time, and knows at each moment how far it has come. */

import type { WireItem } from "../transfer/values.js";
import { pauseBefore, ServiceError, type Wire } from "./wire.js";

/** An item and where it came from; `place` counts the items of all files. */
export interface Placed {
  item: WireItem;
  file: string;
  line: number;
  place: number;
}

/** An item that the table does not take. */
export class RefusedItem extends Error {
  readonly placed: Placed;

  constructor(placed: Placed, reason: string) {
    super(`${placed.file}:${placed.line}: ${reason}`);
    this.placed = placed;
  }
}

export interface WriterOptions {
  wire: Wire;
  table: string;
  keys: readonly string[];
  concurrency: number;
  /** Told of items that were refused; without it the first one ends the writing. */
  onRefused?: ((refused: RefusedItem) => void) | undefined;
  onWritten(count: number): void;
}

type Request = { PutRequest: { Item: WireItem } };

/** The service's bounds for one request: entries, and 16 MB, from which far more than the rest is kept free. */
const MOST = 25;
const LARGEST = 4 << 20;
const ROUNDS = 20;
/** What is wrong with an item rather than with the request, the table or the sender. */
const OF_ITEMS = new Set([
  "ValidationException",
  "SerializationException",
  "ItemCollectionSizeLimitExceededException",
]);

export class ItemWriter {
  readonly #options: WriterOptions;
  readonly #running = new Set<Promise<void>>();
  /** Which batch writes a key at the moment: of several items with one key the last one has to win. */
  readonly #busy = new Map<string, Promise<void>>();
  #batch = new Map<string, Placed>();
  #size = 0;
  #failure: { error: unknown; place: number } | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Where writing has to begin again: every item before this place is written; undefined if none failed. */
  get failedAt(): number | undefined {
    return this.#failure?.place;
  }

  /** Resolves when there is room for the next one. Rejects with what an earlier one failed for. */
  async add(placed: Placed): Promise<void> {
    this.#check();
    const key = JSON.stringify(this.#options.keys.map((name) => placed.item[name]));
    if (this.#batch.has(key)) await this.#send();
    const busy = this.#busy.get(key);
    if (busy !== undefined) await busy;
    const size = JSON.stringify(placed.item).length;
    if (this.#batch.size > 0 && this.#size + size > LARGEST) await this.#send();
    this.#batch.set(key, placed);
    this.#size += size;
    if (this.#batch.size === MOST) await this.#send();
    this.#check();
  }

  /** Writes what is left and waits for all. */
  async finish(): Promise<void> {
    if (this.#batch.size > 0 && this.#failure === undefined) await this.#send();
    await Promise.all(this.#running);
    this.#check();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    [this.#batch, this.#size] = [new Map(), 0];
    const placed = [...batch.values()];
    const run = this.#write(placed).catch((error: unknown) => {
      const place = error instanceof RefusedItem ? error.placed.place : (placed[0]?.place ?? 0);
      if (this.#failure === undefined || place < this.#failure.place) this.#failure = { error, place };
    });
    this.#running.add(run);
    for (const key of batch.keys()) this.#busy.set(key, run);
    run.then(() => {
      this.#running.delete(run);
      for (const key of batch.keys()) if (this.#busy.get(key) === run) this.#busy.delete(key);
    });
    while (this.#running.size >= this.#options.concurrency) await Promise.race(this.#running);
  }

  async #write(placed: readonly Placed[]): Promise<void> {
    const { wire, table, onWritten } = this.#options;
    let requests: Request[] = placed.map(({ item }) => ({ PutRequest: { Item: item } }));
    for (let round = 1; requests.length > 0; round += 1) {
      let unprocessed: Record<string, Request[]>;
      try {
        const answer = await wire.call("BatchWriteItem", { RequestItems: { [table]: requests } });
        unprocessed = (answer["UnprocessedItems"] ?? {}) as typeof unprocessed;
      } catch (error) {
        if (round > 1 || !isOfItems(error)) throw error;
        return this.#oneByOne(placed);
      }
      const left = Object.hasOwn(unprocessed, table) ? (unprocessed[table] as Request[]) : [];
      onWritten(requests.length - left.length);
      if (left.length > 0 && round === ROUNDS) {
        throw new Error(
          `The service left ${left.length} items of a batch unprocessed ${ROUNDS} times in a row.`,
        );
      }
      requests = left;
      if (left.length > 0) await pauseBefore(round);
    }
  }

  /** Finds out which items of a refused batch are to blame, and writes the others. */
  async #oneByOne(placed: readonly Placed[]): Promise<void> {
    const { wire, table, onRefused, onWritten } = this.#options;
    for (const one of placed) {
      try {
        await wire.call("PutItem", { TableName: table, Item: one.item });
        onWritten(1);
      } catch (error) {
        if (!isOfItems(error)) throw error;
        const refused = new RefusedItem(one, (error as Error).message);
        if (onRefused === undefined) throw refused;
        onRefused(refused);
      }
    }
  }
}

function isOfItems(error: unknown): boolean {
  return error instanceof ServiceError && OF_ITEMS.has(error.name);
}
