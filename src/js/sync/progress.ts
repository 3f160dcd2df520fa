/** What a sync keeps between runs of the program, beside the records of items. */

import type { Ask } from "../types/internal_model.js";

/** How far it is. */
export interface Progress {
  /** The first items are being taken. */
  hydrating: boolean;
  /** Segments, queries or files by their numbers: where to go on, or `done`. */
  parts: Record<string, { from?: Record<string, unknown> | undefined; done?: boolean }>;
  /** The remote stream, and the last sequence numbers by shards; "." at one that is read to its end. */
  stream?: string | undefined;
  shards: Record<string, string>;
  /** Changes before this time, in epoch milliseconds, are in what was hydrated. */
  since: number;
  /** Place in the history of the local table. */
  place?: string | undefined;
  /** Local items have to be compared, as it is not known which were changed. */
  compare: boolean;
  /** The key's attributes, once the tables are there. */
  keys?: readonly string[];
  hydrated: number;
  pulled: number;
  pushed: number;
  conflicts: number;
}

const KIND = "sync";

/** The record of one sync; what is changed is stored by `save`. */
export class ProgressRecord {
  readonly #ask: Ask;
  readonly #name: string;
  #saving: Promise<void> | undefined;
  #again = false;
  value: Progress;

  private constructor(ask: Ask, name: string, value: Progress) {
    this.#ask = ask;
    this.#name = name;
    this.value = value;
  }

  static async load(ask: Ask, name: string): Promise<ProgressRecord> {
    const { Value } = await ask("GetState", { Kind: KIND, Name: name });
    const fresh: Progress = {
      hydrating: true,
      parts: {},
      shards: {},
      since: Date.now(),
      compare: true,
      hydrated: 0,
      pulled: 0,
      pushed: 0,
      conflicts: 0,
    };
    return new ProgressRecord(ask, name, Value === undefined ? fresh : (JSON.parse(Value) as Progress));
  }

  /** Resolves when this state, or a later one, is durable. */
  save(): Promise<void> {
    this.#again = true;
    this.#saving ??= this.#save();
    return this.#saving;
  }

  async #save(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#ask("PutState", { Kind: KIND, Name: this.#name, Value: JSON.stringify(this.value) });
      }
    } finally {
      // In the same turn, so that what is saved next is not left to a loop that has ended.
      this.#saving = undefined;
    }
  }

  async forget(): Promise<void> {
    await this.#ask("DeleteState", { Kind: KIND, Name: this.#name });
  }
}
