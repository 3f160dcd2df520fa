/** When ranges are split and merged, by what the shards have counted. */

import type { Owned } from "./messages.js";

/** When ranges are split. */
export interface SplitPolicy {
  /** Bytes of a shard's items and indexes: 4 GB by default, of the 10 that an object can have. */
  readonly bytes?: number | undefined;
  /** Requests a second: 500 by default. */
  readonly rate?: number | undefined;
  /** Whether neighbours that have had little for long become one; by default they stay. */
  readonly merges?: boolean | undefined;
}

/** What a shard has counted since it was asked last. */
export interface Load {
  readonly bytes: number;
  readonly requests: number;
  /** The hash that divides what it was asked for in two halves; nothing if it was asked for one partition mostly. */
  readonly middle?: number | undefined;
}

/** A range with what its shard has counted; nothing if that cannot be reached. */
export interface Loaded extends Owned {
  readonly load?: Load | undefined;
}

export interface Change {
  readonly kind: "split" | "merge";
  readonly at: number;
}

const BYTES = 4 * 2 ** 30;
const RATE = 500;
/** Over so many milliseconds a rate says nothing. */
const LONG = 600_000;
/** Such a part of what splits a range is little for two of them together. */
const LITTLE = 4;
/** So often in a row two have to have little: what is merged is not to be split again. */
const LOOKS = 10;

export class Balance {
  readonly #policy: SplitPolicy & { readonly shards?: number | undefined };
  /** How often in a row a range and the one before it had little, by where it begins. */
  #little = new Map<number, number>();

  /** There are never fewer shards than in the beginning. */
  constructor(policy: SplitPolicy & { readonly shards?: number | undefined }) {
    this.#policy = policy;
  }

  /** What is to be done, after this many milliseconds: the most needed split, or a merge if nothing is too large or busy. */
  change(ranges: readonly Loaded[], since: number): Change | undefined {
    const { bytes = BYTES, rate = RATE, merges = false, shards = 1 } = this.#policy;
    const ofRate = ({ load }: Loaded) =>
      since < LONG && load ? (load.requests * 1000) / Math.max(1, since) / rate : 0;
    const ofSize = ({ load }: Loaded) => (load?.bytes ?? 0) / bytes;
    let [most, at] = [1, 0];
    for (const range of ranges) {
      const middle = Math.floor((range.from + range.to) / 2);
      const busy = range.load?.middle;
      if (ofSize(range) > most && middle > range.from) [most, at] = [ofSize(range), middle];
      if (ofRate(range) > most && busy !== undefined && range.from < busy && busy < range.to)
        [most, at] = [ofRate(range), busy];
    }
    if (at > 0) {
      this.#little.clear();
      return { kind: "split", at };
    }
    const little = new Map<number, number>();
    for (const [n, range] of ranges.entries()) {
      const before = ranges[n - 1];
      if (before?.load === undefined || range.load === undefined) continue;
      const sum = Math.max(ofSize(before) + ofSize(range), ofRate(before) + ofRate(range));
      if (sum * LITTLE < 1) little.set(range.from, (this.#little.get(range.from) ?? 0) + 1);
    }
    this.#little = little;
    const [first] = [...little].find(([, looks]) => looks >= LOOKS) ?? [];
    return merges && first !== undefined && ranges.length > shards ? { kind: "merge", at: first } : undefined;
  }
}

/** A sample of hashes, of any number of them, that says where their middle is. */
export class Sample {
  #hashes: number[] = [];
  #every = 1;
  #count = 0;

  add(hash: number): void {
    this.#count += 1;
    if (this.#count % this.#every !== 0) return;
    this.#hashes.push(hash);
    if (this.#hashes.length < 1024) return;
    this.#hashes = this.#hashes.filter((_, n) => n % 2 === 0);
    this.#every *= 2;
  }

  /** The hash from which on about half of them are; nothing if no hash divides them into parts of a quarter at least. */
  middle(): number | undefined {
    const sorted = this.#hashes.sort((one, two) => one - two);
    const half = sorted[sorted.length >> 1];
    if (half === undefined) return undefined;
    const others = sorted.filter((hash) => hash > half);
    for (const at of [half, others[0]]) {
      const below = sorted.filter((hash) => at !== undefined && hash < at).length;
      if (at !== undefined && Math.min(below, sorted.length - below) * 4 >= sorted.length) return at;
    }
    return undefined;
  }

  clear(): void {
    this.#hashes = [];
    this.#every = 1;
    this.#count = 0;
  }
}
