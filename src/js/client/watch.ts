/** Live queries: a read that is run again whenever a write concerns what it has read. */

import { DatabaseClosedError } from "../errors/database.js";
import { DONE } from "./boundary.js";
import { type Call, encodeRequest, type Reply, type Result, resultOf } from "./calls.js";
import { failed } from "./failing.js";
import { pause } from "./pause.js";
import type { Watcher } from "./sender.js";

/** Options of a live query. */
export interface WatchOptions {
  /** Ends the query: no more results come, and iterations end. */
  signal?: AbortSignal | undefined;
}

/**
 * The results of a live query: the first at once, then one after changes, as often as somebody asks. A result that
 * equals the one before is passed over; changes that come together make one result.
 */
export class LiveQuery<Output> implements AsyncIterableIterator<Output, undefined, undefined> {
  readonly #watcher: Watcher;
  readonly #call: Call;
  readonly #input: object;
  /** Makes of a result what is given. */
  readonly #restore: ((result: Result) => Promise<Result>) | undefined;
  #request: Uint8Array | undefined;
  #last: Uint8Array | undefined;
  #changed: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #stop: () => void = () => undefined;
  #stopped: boolean;
  readonly #unhook: () => void;
  /** Those who ask wait for those who asked before. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(
    watcher: Watcher,
    call: Call,
    input: object,
    signal?: AbortSignal,
    restore?: (result: Result) => Promise<Result>,
  ) {
    this.#restore = restore;
    this.#watcher = watcher;
    this.#call = call;
    this.#input = input;
    try {
      this.#request = encodeRequest(call, input);
    } catch {
      // Whoever asks for the first result is told.
    }
    this.#stopped = signal?.aborted === true;
    const abort = () => this.stop();
    signal?.addEventListener("abort", abort, { once: true });
    this.#unhook = () => signal?.removeEventListener("abort", abort);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Output, undefined>> {
    const result = this.#asked.then(() => this.#result());
    this.#asked = result.catch(() => undefined);
    return result;
  }

  /** Ends the query; who waits for a result gets none. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.stop();
    return { done: true, value: undefined };
  }

  stop(): void {
    this.#stopped = true;
    this.#unhook();
    this.#stop();
    this.#wake();
  }

  /** Calls `listener` with each result until the query is stopped or fails. */
  async follow(listener: (result: Output) => void, onError?: (error: Error) => void): Promise<void> {
    // Calls are made outside of this chain, so that what a listener throws is not taken for a failure of the query.
    try {
      for await (const result of this) queueMicrotask(() => this.#stopped || listener(result));
    } catch (error) {
      queueMicrotask(() => {
        if (onError !== undefined) onError(error as Error);
        else if (!(error instanceof DatabaseClosedError)) throw error;
      });
    }
  }

  async #result(): Promise<IteratorResult<Output, undefined>> {
    for (;;) {
      await this.#changed;
      if (this.#stopped) return { done: true, value: undefined };
      let stale = false;
      const changed = new Promise<void>((resolve) => {
        this.#wake = () => {
          stale = true;
          resolve();
        };
      });
      this.#changed = changed;
      try {
        const reply = await this.#run(changed);
        if (this.#stopped || reply === undefined) continue;
        const { status, bytes } = reply;
        if (status === DONE && this.#last !== undefined && same(bytes, this.#last)) continue;
        const result: Result = resultOf(status, bytes, 0, bytes.length, this.#call);
        this.#last = bytes;
        return { done: false, value: ((await this.#restore?.(result)) ?? result) as Output };
      } catch (error) {
        // What it has read was never committed, so the failure is not its own.
        if (stale) continue;
        this.stop();
        return failed(this.#call, error, this.#request ?? this.#input);
      }
    }
  }

  /** The answer, if there is one a turn after the read was stopped or what it has read was changed. */
  #run(changed: Promise<void>): Promise<Reply | undefined> {
    this.#request ??= encodeRequest(this.#call, this.#input);
    const { answer, stop } = this.#watcher.watch(this.#call, this.#request, this.#wake);
    this.#stop = stop;
    return Promise.race([answer, changed.then(pause) as Promise<undefined>]);
  }
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
