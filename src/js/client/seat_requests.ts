/** What a page has asked of whoever leads: numbered, and kept until it is answered. */

import { abortError } from "./aborting.js";
import { DONE, type Mode } from "./boundary.js";
import { type Call, type Reply, type Result, resultOf } from "./calls.js";
import { failed } from "./failing.js";
import { type Ask, CONTROL, LOST, type Tell } from "./post.js";
import { lostError, unknownFate } from "./seat_failures.js";

/** Half of what the ledger remembers answers for: what is older is not asked for again. */
const REPEATABLE_MILLIS = 300_000;

/** Operations that change nothing, which may as well be run again. */
export const READS = /^(Get|Query|Scan|BatchGet|TransactGet|Describe|List)/;

/** A request that is not answered yet. */
export interface Pending extends Ask {
  readonly since: number;
  readonly signal: AbortSignal | undefined;
  sent: boolean;
  repeated: boolean;
  settle(reply: Reply): void;
  reject(error: unknown): void;
}

export class Requests {
  readonly #pending = new Map<number, Pending>();
  #next = 0;

  get size(): number {
    return this.#pending.size;
  }

  /** The lowest number without an answer. */
  readonly floor = (): number => this.#pending.keys().next().value ?? this.#next;

  /** A number of this page's own, for a request or a watched read. */
  number(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  add<Answer>(
    operation: string,
    mode: Mode | typeof CONTROL,
    bytes: Uint8Array,
    read: (reply: Reply) => Answer,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const sequence = this.number();
    return new Promise((resolve, reject) => {
      const settle = (reply: Reply) => {
        this.#pending.delete(sequence);
        try {
          if (reply.status === LOST) throw lostError(reply.bytes);
          resolve(read(reply));
        } catch (error) {
          reject(error);
        }
      };
      const state = { sent: false, repeated: false, since: performance.now(), signal, settle, reject };
      this.#pending.set(sequence, { sequence, operation, mode, bytes, ...state });
    });
  }

  /** What is not sent, in order, and from now on is. What would be repeated and is too old for that fails. */
  *take(): Generator<Pending> {
    for (const pending of [...this.#pending.values()]) {
      if (pending.sent || this.#drop(pending)) continue;
      if (pending.repeated && isTooOld(pending)) {
        this.#pending.delete(pending.sequence);
        pending.reject(unknownFate("This page was suspended."));
        continue;
      }
      pending.sent = true;
      pending.repeated = true;
      yield pending;
    }
  }

  /** Forgets what waits to be sent and is not wanted any more. */
  #drop({ sent, signal, sequence, reject }: Pending): boolean {
    if (sent || !signal?.aborted) return false;
    this.#pending.delete(sequence);
    reject(abortError());
    return true;
  }

  /** Everything has to be sent again. */
  again(): void {
    for (const pending of this.#pending.values()) pending.sent = false;
  }

  settle(batch: readonly Tell[]): void {
    for (const tell of batch) this.#pending.get(tell.sequence)?.settle(tell);
  }

  /** Whoever has asked for the end of the database has it. */
  settleDestroyed(): void {
    for (const { mode, operation, settle } of [...this.#pending.values()]) {
      if (mode === CONTROL && operation === "destroy") settle({ status: DONE, bytes: new Uint8Array() });
    }
  }

  /** Nobody answers any more. With a cause, what was sent may have been done all the same. */
  fail(error: unknown, cause?: string): void {
    for (const { repeated, operation, reject } of [...this.#pending.values()]) {
      reject(cause !== undefined && repeated && !READS.test(operation) ? unknownFate(cause) : error);
    }
    this.#pending.clear();
  }

  /** Resolves when nothing is unanswered, or after a time. */
  async quiet(millis = Number.POSITIVE_INFINITY): Promise<void> {
    const end = performance.now() + millis;
    for (;;) {
      for (const pending of this.#pending.values()) this.#drop(pending);
      if (this.#pending.size === 0 || performance.now() >= end) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** What of a request goes to another page. */
export function asked({ sequence, operation, mode, bytes }: Ask): Ask {
  return { sequence, operation, mode, bytes };
}

function isTooOld({ operation, since }: Pending): boolean {
  return !READS.test(operation) && performance.now() - since > REPEATABLE_MILLIS;
}

/** Makes the result of a call from the reply to it. */
export function readerOf(call: Call, request: Uint8Array): (reply: Reply) => Result {
  return ({ status, bytes }) => {
    try {
      return resultOf(status, bytes, 0, bytes.length, call);
    } catch (error) {
      // A promise resolves with what a promise rejects with.
      return failed(call, error, request) as object as Result;
    }
  };
}
