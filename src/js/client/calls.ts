/** Calls into one open engine: request bytes in, answer out, at once or by ticket. */

import { Encoder } from "../codec/encoder.js";
import type { Node } from "../codec/nodes.js";
import type { MarshallOptions } from "../codec/options.js";
import { type AnswerForm, failure, readDocument } from "./answer.js";
import { type Binding, CHANGED, type Core, DONE, type Mode, PENDING, WATCHED } from "./boundary.js";
import type { Watched } from "./watch.js";

/** An operation in one form of values: how to write its request and to read its answer. */
export interface Call {
  /** The operation's number. */
  readonly operation: number;
  readonly mode: Mode;
  readonly input: Node;
  readonly marshall: MarshallOptions | undefined;
  readonly answer: AnswerForm;
}

/** An answer: the members of the operation's output and `$metadata`. */
export type Result = Record<string, unknown>;

interface Waiting {
  resolve(result: Result): void;
  reject(error: unknown): void;
  readonly call: Call;
}

interface Watching {
  hear(status: number, pointer: number, length: number): void;
  abandon(error: unknown): void;
}

/** Encoders that no request is using; user code met while encoding may start another request. */
const idle: Encoder[] = [];

/** The bytes of a request, for one that cannot be sent yet. */
export function encodeRequest(call: Call, input: object): Uint8Array {
  return new Encoder().document(input, call.input, call.marshall).slice();
}

export function succeeded(document: Result): Result {
  document["$metadata"] = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };
  return document;
}

export class Calls {
  readonly #binding: Binding;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watching = new Map<number, Watching>();
  #view: Uint8Array;
  #ticket = 0;

  constructor(binding: Binding) {
    this.#binding = binding;
    this.#view = new Uint8Array(binding.memory.buffer);
  }

  /** Sends one request. Throws what the request itself is refused for; everything later rejects. */
  send(core: Core, call: Call, input: object): Promise<Result> {
    const encoder = idle.pop() ?? new Encoder();
    let length: number;
    try {
      length = this.#place(core, encoder.document(input, call.input, call.marshall));
    } finally {
      idle.push(encoder);
    }
    return this.#run(core, call, length);
  }

  /** Sends a request encoded before. */
  sendBytes(core: Core, call: Call, bytes: Uint8Array): Promise<Result> {
    return this.#run(core, call, this.#place(core, bytes));
  }

  #place(core: Core, bytes: Uint8Array): number {
    const pointer = core.reserve(bytes.length);
    this.#memory().set(bytes, pointer);
    return bytes.length;
  }

  #run(core: Core, call: Call, length: number): Promise<Result> {
    const ticket = this.#next();
    const status = core.call(call.operation, call.mode, length, ticket);
    if (status === PENDING) {
      return new Promise((resolve, reject) => {
        this.#waiting.set(ticket, { resolve, reject, call });
      });
    }
    const document = readDocument(this.#memory(), core.outputPointer(), core.outputLength(), call.answer);
    return status === DONE ? Promise.resolve(succeeded(document)) : Promise.reject(failure(document));
  }

  /** A ticket; those of watched calls may be old. */
  #next(): number {
    const ticket = this.#ticket;
    this.#ticket = (ticket + 1) >>> 0;
    return this.#watching.has(ticket) ? this.#next() : ticket;
  }

  /** Sends a request encoded before, and calls `changed` once when what it has read is no longer so. */
  watch(core: Core, call: Call, bytes: Uint8Array, changed: () => void): Watched {
    const length = this.#place(core, bytes);
    const ticket = this.#next();
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      let answered = false;
      const hear = (status: number, pointer: number, length: number) => {
        if (status === CHANGED) {
          this.#watching.delete(ticket);
          return changed();
        }
        answered = true;
        const document = this.#memory().slice(pointer, pointer + length);
        if (status === DONE) return resolve(document);
        // If the engine gives up what was read, word of it follows in this turn.
        queueMicrotask(() => this.#watching.delete(ticket));
        reject(failure(readDocument(document, 0, length, call.answer)));
      };
      const abandon = (error: unknown) => (answered ? changed() : reject(error));
      this.#watching.set(ticket, { hear, abandon });
      try {
        const status = core.call(call.operation, call.mode | WATCHED, length, ticket);
        if (status !== PENDING) hear(status, core.outputPointer(), core.outputLength());
      } catch (error) {
        this.#watching.delete(ticket);
        throw error;
      }
    });
    const stop = () => {
      if (this.#watching.delete(ticket)) core.unwatch(ticket);
    };
    return { answer, stop };
  }

  /** Memory that has grown is another buffer: the old one is detached, and views on it are empty. */
  #memory(): Uint8Array {
    if (this.#view.length === 0) this.#view = new Uint8Array(this.#binding.memory.buffer);
    return this.#view;
  }

  /** The engine completes a pending call. */
  complete(ticket: number, status: number, pointer: number, length: number): void {
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) return this.#watching.get(ticket)?.hear(status, pointer, length);
    this.#waiting.delete(ticket);
    try {
      const document = readDocument(this.#memory(), pointer, length, waiting.call.answer);
      if (status === DONE) waiting.resolve(succeeded(document));
      else waiting.reject(failure(document));
    } catch (error) {
      waiting.reject(error);
    }
  }

  /** The engine will not answer any more. */
  abandon(error: unknown): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    const watching = [...this.#watching.values()];
    this.#watching.clear();
    for (const one of watching) one.abandon(error);
  }
}
