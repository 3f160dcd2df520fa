/**
 * What a shard has heard of the ends of transactions. A decision is applied together with the next write, or a moment later: it is
 * not lost with the shard, for what is prepared is kept, and its coordinator knows the end. Who reads what a decision concerns, or
 * writes it, waits until it is applied and kept.
 */

import type { Ask } from "../types/internal_model.js";
import type { Concern, ShardClock } from "./messages.js";

/** How long a decision waits for a write to go with. */
const LATER_MS = 40;

interface Told {
  readonly commit: boolean;
  readonly hashes: readonly number[];
  /** Since it was handed to the engine. */
  applied?: Promise<void>;
}

export class Decisions {
  readonly #ask: Ask;
  readonly #clock: ShardClock;
  readonly #told = new Map<string, Told>();
  /** Hashes of what is prepared and not decided, as far as it was prepared in this life. */
  readonly #prepared = new Map<string, readonly number[]>();
  #isTimed = false;
  /** Counts up with the beginning and the end of each application. */
  changes = 0;
  /** How many are being applied. */
  running = 0;

  constructor(ask: Ask, clock: ShardClock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  prepared(id: string, hashes: readonly number[]): void {
    this.#prepared.set(id, hashes);
  }

  /** Takes note of a decision; what was not prepared in this life is applied before it answers. */
  async hear(id: string, commit: boolean): Promise<void> {
    const told = this.#told.get(id);
    const hashes = this.#prepared.get(id);
    if (told !== undefined) return;
    if (hashes === undefined) return this.apply(id, commit);
    this.#told.set(id, { commit, hashes });
    this.#prepared.delete(id);
    this.#applyLater();
  }

  /** Applies a decision and keeps it. */
  async apply(id: string, commit: boolean, settled = false): Promise<void> {
    this.changes += 1;
    this.running += 1;
    this.#prepared.delete(id);
    try {
      await this.#ask("DecideWrites", {
        TransactionId: id,
        Commit: commit,
        ...(settled && { Settled: settled }),
      });
      this.#told.delete(id);
    } finally {
      this.running -= 1;
      this.changes += 1;
    }
  }

  /** Hands over what was heard; resolves when all of it is kept. */
  async flush(): Promise<void> {
    if (this.#told.size > 0) await Promise.all([...this.#told].map(([id, told]) => this.#applied(id, told)));
  }

  /** Nothing, or a promise to wait for before a request can be run. A write takes all decisions with it. */
  before({ hashes = [], range, writes }: Concern, id?: string): Promise<unknown> | undefined {
    if (this.#told.size === 0) return undefined;
    const touched = [...this.#told].filter(
      ([name, told]) =>
        name === id ||
        told.hashes.some((hash) => (range ? range.from <= hash && hash < range.to : hashes.includes(hash))),
    );
    if (writes) this.flush().catch(() => undefined);
    if (touched.length === 0) return undefined;
    return Promise.all(touched.map(([name, told]) => this.#applied(name, told)));
  }

  #applied(id: string, told: Told): Promise<void> {
    told.applied ??= this.apply(id, told.commit).catch((error: unknown) => {
      delete told.applied;
      throw error;
    });
    return told.applied;
  }

  #applyLater(): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    this.#clock
      .pause(LATER_MS)
      .then(() => {
        this.#isTimed = false;
        return this.flush();
      })
      .catch(() => {
        if (this.#told.size > 0) this.#applyLater();
      });
  }
}
