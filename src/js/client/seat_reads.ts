/** The watched reads of a page that shares a database: each runs where the engine is, until what it has read changes. */

import type { Call, Reply } from "./calls.js";
import { closedError } from "./engine.js";
import { LOST, type Tell } from "./post.js";
import { lostError } from "./seat_failures.js";

/** A watched read of this page. */
export interface WatchedRead {
  readonly sequence: number;
  readonly call: Call;
  readonly request: Uint8Array;
  /** Ends it where it runs; until it is sent, it runs nowhere. */
  end: (() => void) | undefined;
  answered: boolean;
  answer(reply: Reply): void;
  fail(error: unknown): void;
  changed(): void;
}

export class WatchedReads {
  readonly #database: string;
  readonly #reads = new Map<number, WatchedRead>();

  constructor(database: string) {
    this.#database = database;
  }

  get size(): number {
    return this.#reads.size;
  }

  get unanswered(): boolean {
    return [...this.#reads.values()].some(({ answered }) => !answered);
  }

  add(sequence: number, call: Call, request: Uint8Array, changed: () => void): Promise<Reply> {
    return new Promise((answer, fail) => {
      const state = { end: undefined, answered: false };
      this.#reads.set(sequence, { sequence, call, request, ...state, answer, fail, changed });
    });
  }

  /** Nobody wants to hear of it any more. */
  stop(sequence: number): void {
    const read = this.#reads.get(sequence);
    this.#reads.delete(sequence);
    read?.end?.();
  }

  /** Those that run nowhere. */
  unsent(): WatchedRead[] {
    return [...this.#reads.values()].filter(({ end }) => end === undefined);
  }

  hear({ sequence, status, bytes }: Tell): void {
    const read = this.#reads.get(sequence);
    if (status === LOST) read?.fail(lostError(bytes));
    else read?.answer({ status, bytes });
    if (read) read.answered = true;
  }

  /** It has to be made again. */
  change(sequence: number): void {
    const read = this.#reads.get(sequence);
    this.#reads.delete(sequence);
    read?.changed();
    // Nobody minds if it was answered.
    read?.fail(closedError(this.#database));
  }

  /** Whoever ran them does so no longer. */
  changeSent(): void {
    this.#changeIf(({ end }) => end !== undefined);
  }

  /** Their requests may be lost. */
  changeUnanswered(): void {
    this.#changeIf(({ end, answered }) => end !== undefined && !answered);
  }

  #changeIf(which: (read: WatchedRead) => boolean): void {
    for (const read of [...this.#reads.values()]) if (which(read)) this.change(read.sequence);
  }

  end(error: Error): void {
    for (const { sequence, fail } of [...this.#reads.values()]) {
      fail(error);
      this.change(sequence);
    }
  }
}
