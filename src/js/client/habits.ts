/** The ways to wait for an answer: promise, `.promise()` of the AWS SDK's version 2, callback. */

import type { ResponseMetadata } from "../errors/service.js";
import { abortable } from "./aborting.js";
import { developing } from "./development.js";

/** An operation's output and what accompanies it. */
export type Output<T> = T & { $metadata: ResponseMetadata };

/** A promise that also knows version 2's way of asking for it. */
export type Answer<T> = Promise<T> & { promise(): Promise<T> };

/** Version 2's and version 3's callback. */
export type Callback<T> = (error: Error | null, output?: T) => void;

/** Options of a single call. */
export interface CallOptions {
  /** The SDK's, accepted and not looked at: nothing here goes over a network. */
  requestTimeout?: number | undefined;
  /**
   * Stops waiting, with an `AbortError`. What still waits here, for the database to open or for room, is then never sent;
   * whether another write was still applied is unknown.
   */
  abortSignal?: AbortSignal | undefined;
}

/** What a request takes: nothing, if there is nothing that it has to say. */
export type Request<Input> = Partial<Input> extends Input ? [input?: Input] : [input: Input];

/** The ways to say where the answer goes. */
export type Reply<T> = [options?: CallOptions | Callback<T>, callback?: Callback<T>];

function itself<T>(this: T): T {
  return this;
}

let asking: unknown;

/** While whoever asks is on the stack: the function that was called. */
export const askedOf = (): unknown => asking;

/** Says which function was called, until its promise has its habits. */
export function asked(above: unknown): void {
  asking = above;
}

/** Gives a promise the way of version 2. */
export function habits<T>(promise: Promise<T>): Answer<T> {
  asking = undefined;
  const answered = promise as Answer<T>;
  answered.promise = itself;
  return answered;
}

/** Runs a request, unless its signal is aborted already, and gives its promise all the habits. */
export function answer<T>(
  run: (signal?: AbortSignal) => Promise<T>,
  options: CallOptions | Callback<T> | undefined,
  callback: Callback<T> | undefined,
  above?: unknown,
): Answer<T> {
  const call = typeof options === "function" ? options : callback;
  const signal = typeof options === "object" ? options.abortSignal : undefined;
  if (typeof options === "object") developing()?.call(options);
  asked(above ?? answer);
  const answered = habits(signal === undefined ? run() : abortable(() => run(signal), signal));
  if (call !== undefined) {
    // Outside the promise chain, so that what the callback throws is not swallowed as a rejection.
    answered.then(
      (output) => queueMicrotask(() => call(null, output)),
      (error: Error) => queueMicrotask(() => call(error)),
    );
  }
  return answered;
}
