/** Requests or answers of a turn in one buffer, or a few, from thread to thread. */

import { databaseError, StorageUnavailableError } from "../errors/database.js";

/** Version of what a page and its Worker say to each other: their scripts may be of different builds. */
export const PROTOCOL = 1;

/** A mode beside those of the engine: the record is one of the following instead of a request. */
export const CONTROL = 3;
export const FLUSH = 0;
export const CLOSE = 1;
export const DESTROY = 2;
/** A word on how the engine is doing is wanted; it is not answered by a record. */
export const STATUS = 3;
/** Ends the watched read that has the ticket. */
export const UNWATCH = 4;
/** Gives an operation's name, in the place of a ticket its number in the page. */
export const NAME = 5;

/** Asks the engine for what is no operation: the length of its name, the name, and what belongs to it. */
export const ASK = 6;

/** The request that comes next under the ticket may be ended by {@link ABORT}. */
export const ABORTABLE = 7;
/** Nobody waits for the answer to the request that has the ticket: if it is not sent yet, it is not to be. */
export const ABORT = 8;

/** A status beside those of the engine: there is no answer, and the bytes are a {@link failureText}. */
export const LOST = 9;

/** What the page says first, along with a port for all that follows. */
export interface Greeting {
  readonly hashrange: number;
  readonly options: object;
  /** The Worker holds a lock of this name as long as it lives. */
  readonly lock: string;
}

/** What the Worker says besides frames. */
export interface Word {
  /** The script runs; true if the lock is held. */
  readonly alive?: boolean;
  /** Why the database could not be opened. */
  readonly refused?: string;
  /** The database is open. */
  readonly region?: string;
  readonly status?: Readonly<Record<string, unknown>>;
  /** Why the database is gone, as when somebody else has destroyed it. */
  readonly gone?: string;
}

/** A frame that is so long, in words, does not wait for the end of the turn: the other side may begin. */
const FULL_WORDS = 16_384;
/** A frame of no more words is sooner copied than handed over. */
const SMALL_WORDS = 1024;
const HEAD = 3;
const LEAST_WORDS = 256;
const NOTHING = new Uint32Array(0);

/** Collects records: a ticket, a kind, and bytes. */
export class FrameWriter {
  #words = NOTHING;
  #bytes = new Uint8Array(0);
  /** The first word is for the length, in words. */
  #at = 1;

  append(ticket: number, kind: number, bytes: Uint8Array): void {
    const at = this.#at;
    const end = at + HEAD + ((bytes.length + 3) >>> 2);
    if (end > this.#words.length) this.#grow(end);
    this.#words[at] = ticket;
    this.#words[at + 1] = kind;
    this.#words[at + 2] = bytes.length;
    this.#bytes.set(bytes, (at + HEAD) * 4);
    this.#at = end;
  }

  #grow(least: number): void {
    const words = new Uint32Array(Math.max(LEAST_WORDS, least, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
    this.#bytes = new Uint8Array(words.buffer);
  }

  get full(): boolean {
    return this.#at >= FULL_WORDS;
  }

  /** Sends the frame so far; the next record begins another one. */
  send(port: MessagePort): void {
    const [words, at] = [this.#words, this.#at];
    if (at === 1) return;
    words[0] = at;
    this.#at = 1;
    const frame = words.buffer as ArrayBuffer;
    if (at <= SMALL_WORDS) return port.postMessage(frame.slice(0, at * 4));
    this.#words = NOTHING;
    port.postMessage(frame, [frame]);
  }
}

export type RecordReader = (
  ticket: number,
  kind: number,
  memory: Uint8Array,
  start: number,
  length: number,
) => void;

export function readFrame(frame: ArrayBuffer, read: RecordReader): void {
  const words = new Uint32Array(frame);
  const memory = new Uint8Array(frame);
  const end = words[0] ?? 0;
  for (let at = 1; at < end; ) {
    const length = words[at + 2] ?? 0;
    const start = at + HEAD;
    read(words[at] ?? 0, words[at + 1] ?? 0, memory, start * 4, length);
    at = start + ((length + 3) >>> 2);
  }
}

/** An error's name and message in one text: copying it whole would make it a plain `Error`. */
export function failureText(error: unknown): string {
  const { name, message } = error as Error;
  return `${name}: ${message}`;
}

export function failureOf(text: string): Error {
  const [name = "", ...rest] = text.split(": ");
  const message = rest.join(": ");
  if (name === "TypeError") return new TypeError(message);
  return databaseError(name, { message }) ?? new StorageUnavailableError(text);
}
