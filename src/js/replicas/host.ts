/** What sessions need of the database that they belong to; `client/connect.ts` brings it. */

import type { Clock } from "../types/clock.js";
import type { Ask } from "../types/internal_model.js";

/** One run of a watched read. */
export interface WatchedBytes {
  /** The answer's bytes; may never come if something changes first. */
  readonly answer: Promise<Uint8Array>;
  /** Nobody wants to hear of changes any more. */
  stop(): void;
}

export interface ReplicaHost {
  readonly region: string;
  /** The database's name. */
  readonly name: string;
  /** The same for all openings of the database in this program. */
  readonly database: object;
  readonly clock: Required<Clock>;
  /** Whether the database counts metrics. */
  readonly metrics: boolean;
  random(length: number): Uint8Array;
  /** Runs an operation on attribute values. */
  readonly ask: Ask;
  /** Runs an operation whose request and answer are documents as the engine has them. */
  relay(operation: string, request: Uint8Array): Promise<Uint8Array>;
  /** Answers what a peer asks about the auto scaling of the replica here. */
  scaling(table: string, request: Uint8Array): Promise<Uint8Array>;
  /** As {@link relay}, for a read; `changed` is called once, when what it has read is no longer so. */
  watch(operation: string, request: Uint8Array, changed: () => void): WatchedBytes;
  /** Resolves when this is the place of all tabs and openings that joins a region; nothing if the signal came first. */
  turn(region: string, signal: AbortSignal): Promise<(() => void) | undefined>;
  /** Has this called when the database is closed; what it gives takes that back. */
  onEnd(stop: () => void): () => void;
}

/** Reads again whenever something may have changed: a flag that is waited for. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves when it has rung since the last time. */
  async heard(): Promise<void> {
    if (!this.#rung)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#wake = undefined;
    this.#rung = false;
  }
}
