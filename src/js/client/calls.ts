/** Calls into one open engine: request bytes in, answer out, at once or by ticket. */

import { Encoder } from "../codec/encoder.js";
import type { Node } from "../codec/nodes.js";
import type { MarshallOptions } from "../codec/options.js";
import { DatabaseInUseError, StorageEvictedError } from "../errors/database.js";
import { serviceException } from "../errors/service.js";
import { checkSignal } from "./aborting.js";
import { type AnswerForm, failure, readDocument } from "./answer.js";
import { type Binding, CHANGED, type Core, DONE, type Mode, PENDING, WATCHED } from "./boundary.js";
import { failed } from "./failing.js";
import { operationName, operationNumber } from "./operation_numbers.js";

/** An operation in one form of values: how to write its request and to read its answer. */
export interface Call {
  /** The operation, by its number in `operation_numbers`. */
  readonly operation: number;
  readonly mode: Mode;
  readonly input: Node;
  readonly marshall: MarshallOptions | undefined;
  readonly answer: AnswerForm;
  /** Ends the request as long as it is not sent. */
  readonly signal?: AbortSignal | undefined;
  /** Runs an operation on attribute values, for what a failure tells of tables. */
  readonly ask?: ((operation: string, input: object) => Promise<object>) | undefined;
}

/** An answer: the members of the operation's output and `$metadata`. */
export type Result = Record<string, unknown>;

/** A request as its bytes: of another page, of this page's past, or of a Worker's page. */
export interface Relayed {
  readonly operation: string;
  readonly mode: Mode;
  readonly bytes: Uint8Array;
  /** Whose it is, if it may be asked for more than once. */
  readonly origin?: Origin;
  readonly signal?: AbortSignal | undefined;
}

/** A client of the ledger. */
export interface Origin {
  readonly client: number;
  /** The client's number for the request. */
  readonly sequence: number;
  /** Requests below this number are answered. */
  readonly floor: number;
}

/** One run of a watched read. Stopped or changed before there is an answer, it may never have one. */
export interface Watched {
  readonly answer: Promise<Reply>;
  /** Nobody wants to hear of changes any more. */
  stop(): void;
}

/** An answer as its bytes. */
export interface Reply {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** Is told that the engine has lost its database, and asks again for what it has not applied. */
export type Again = (call: Call, bytes: Uint8Array, error: unknown) => Promise<Result>;

interface Waiting {
  /** Bytes of the request. */
  readonly length: number;
  settle(status: number, memory: Uint8Array, start: number, length: number): void;
  reject(error: unknown): void;
}

interface Watching {
  hear(status: number, pointer: number, length: number): void;
  abandon(error: unknown): void;
}

/** A request that the engine has no room for yet. */
interface Queued {
  readonly length: number;
  send(): void;
  reject(error: unknown): void;
}

/** Requests of so many bytes may be without an answer in the engine, whose memory never shrinks; more wait outside. */
const ROOM = 4 << 20;
/** Of those that wait outside. */
const LONGEST_QUEUE = 1 << 30;

const NOTHING = new Uint8Array();

const QUEUE_FULL = "More than 1 GB of requests wait. This one was not sent; await answers first.";

/** Encoders that no request is using; user code met while encoding may start another request. */
const idle: Encoder[] = [];

/** The bytes of a request, for one that cannot be sent yet. */
export function encodeRequest(call: Call, input: object): Uint8Array {
  return new Encoder().document(input, call.input, call.marshall).slice();
}

/** Encodes a request into memory that is used again afterwards. */
export function encoded<Used>(call: Call, input: object, use: (bytes: Uint8Array) => Used): Used {
  const encoder = idle.pop() ?? new Encoder();
  try {
    return use(encoder.document(input, call.input, call.marshall));
  } finally {
    idle.push(encoder);
  }
}

/** What an answer means to who asked: a result, or the failure to throw. */
export function resultOf(
  status: number,
  memory: Uint8Array,
  start: number,
  length: number,
  call: Call,
): Result {
  const document = readDocument(memory, start, length, call.answer);
  if (status !== DONE) throw failure(document);
  document["$metadata"] = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };
  return document;
}

export class Calls {
  readonly #binding: Binding;
  readonly #again: Again | undefined;
  readonly #waiting = new Map<number, Waiting>();
  /** The engine's numbers of operations by ours. */
  readonly #numbers: number[] = [];
  readonly #watching = new Map<number, Watching>();
  #view: Uint8Array;
  #ticket = 0;
  /** Bytes of the requests without an answer. */
  #held = 0;
  #queue: Queued[] = [];
  #queued = 0;
  #first = 0;
  #draining = false;

  constructor(binding: Binding, again?: Again) {
    this.#binding = binding;
    this.#again = again;
    this.#view = new Uint8Array(binding.memory.buffer);
  }

  /** Sends one request. Throws what the request itself is refused for; everything later rejects. */
  send(core: Core, call: Call, input: object): Promise<Result> {
    return encoded(call, input, (bytes) => this.sendBytes(core, call, bytes));
  }

  /** Sends a request encoded before. Functions that outlive it are made elsewhere: most requests need none. */
  sendBytes(core: Core, call: Call, bytes: Uint8Array, turn = this.#turn(bytes)): Promise<Result> {
    if (!turn) return this.#sendLater(core, call, bytes);
    const number = this.#number(call.operation);
    const ticket = this.#next();
    const status = this.#run(core, number, call.mode, bytes, ticket);
    const again = this.#again;
    // The encoder's memory is used again; what may have to be asked for again needs bytes of its own.
    if (status === PENDING) return this.#pending(ticket, call, bytes.length, again && bytes.slice());
    try {
      const [start, length] = [core.outputPointer(), core.outputLength()];
      return Promise.resolve(resultOf(status, this.#memory(), start, length, call));
    } catch (error) {
      return again && isLost(error) ? again(call, bytes.slice(), error) : failed(call, error, bytes);
    }
  }

  #sendLater(core: Core, call: Call, bytes: Uint8Array): Promise<Result> {
    return this.#later(bytes, (kept) => this.sendBytes(core, call, kept, true), call.signal);
  }

  /** The answer that the engine will give under a ticket. */
  #pending(ticket: number, call: Call, length: number, kept: Uint8Array | undefined): Promise<Result> {
    const again = this.#again;
    return new Promise((resolve, reject) => {
      const settle: Waiting["settle"] = (status, memory, start, length) => {
        try {
          resolve(resultOf(status, memory, start, length, call));
        } catch (error) {
          if (again && kept && isLost(error)) resolve(again(call, kept, error));
          else resolve(failed(call, error, kept ?? NOTHING));
        }
      };
      this.#wait(ticket, { length, settle, reject });
    });
  }

  /** Runs a request whose answer is wanted as bytes. */
  relay(core: Core, request: Relayed, turn = this.#turn(request.bytes)): Promise<Reply> {
    if (!turn) {
      const send = (bytes: Uint8Array) => this.relay(core, { ...request, bytes }, true);
      return this.#later(request.bytes, send, request.signal);
    }
    const number = this.#number(operationNumber(request.operation));
    const ticket = this.#next();
    const { length } = request.bytes;
    const { origin } = request;
    if (origin) core.identify?.(origin.client, origin.sequence, origin.floor);
    const status = this.#run(core, number, request.mode, request.bytes, ticket);
    if (status === PENDING) {
      return new Promise((resolve, reject) => {
        const settle: Waiting["settle"] = (status, memory, start, length) =>
          resolve({ status, bytes: memory.slice(start, start + length) });
        this.#wait(ticket, { length, settle, reject });
      });
    }
    const start = core.outputPointer();
    return Promise.resolve({ status, bytes: this.#memory().slice(start, start + core.outputLength()) });
  }

  /** What to wait for until every request so far has been given to the engine, if anything. */
  given(): Promise<void> | undefined {
    return this.#queue.length > 0 ? this.#later(new Uint8Array(), () => Promise.resolve()) : undefined;
  }

  /** Whether a request need not wait behind others. */
  #turn({ length }: Uint8Array): boolean {
    return this.#queue.length === 0 && this.#fits(length);
  }

  #fits(length: number): boolean {
    return this.#held === 0 || this.#held + length <= ROOM;
  }

  #later<Answer>(
    bytes: Uint8Array,
    send: (bytes: Uint8Array) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { length } = bytes;
    if (this.#queued + length > LONGEST_QUEUE)
      throw serviceException("RequestLimitExceeded", { message: QUEUE_FULL });
    const kept = bytes.slice();
    this.#queued += length;
    return new Promise((resolve, reject) => {
      const sendNow = () => {
        checkSignal(signal);
        resolve(send(kept));
      };
      this.#queue.push({ length, send: sendNow, reject });
    });
  }

  #wait(ticket: number, waiting: Waiting): void {
    this.#held += waiting.length;
    this.#waiting.set(ticket, waiting);
  }

  /** Gives the engine what it has room for. */
  #drain(): void {
    for (
      let next = this.#queue[this.#first];
      next && this.#fits(next.length);
      next = this.#queue[this.#first]
    ) {
      try {
        next.send();
      } catch (error) {
        next.reject(error);
      }
      // Unless all was given up.
      if (next !== this.#queue[this.#first]) break;
      this.#queued -= next.length;
      this.#first += 1;
    }
    this.#draining = false;
    if (this.#first * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
  }

  /** What has to be loaded before this operation can run, if anything. */
  lacks(operation: number): Promise<void> | undefined {
    if (this.#numbers[operation] !== undefined) return undefined;
    return this.#binding.lacks?.(operationName(operation));
  }

  #number(operation: number): number {
    this.#numbers[operation] ??= this.#binding.operationId(operationName(operation));
    return this.#numbers[operation] as number;
  }

  #run(core: Core, number: number, mode: Mode, bytes: Uint8Array, ticket: number): number {
    try {
      const pointer = core.reserve(bytes.length);
      this.#memory().set(bytes, pointer);
      return core.call(number, mode, bytes.length, ticket);
    } catch (error) {
      // The engine throws nothing: whatever came through it, a stack that is used up too, has broken it.
      this.#binding.giveUp(error);
      throw new WebAssembly.RuntimeError((error as Error).message);
    }
  }

  /** A ticket; those of watched calls may be old. */
  #next(): number {
    const ticket = this.#ticket;
    this.#ticket = (ticket + 1) >>> 0;
    return this.#watching.has(ticket) ? this.#next() : ticket;
  }

  /** Sends a request encoded before, and calls `changed` once when what it has read is no longer so. */
  watch(core: Core, call: Call, bytes: Uint8Array, changed: () => void): Watched {
    const ticket = this.#next();
    const answer = new Promise<Reply>((resolve, reject) => {
      let answered = false;
      const hear = (status: number, pointer: number, length: number) => {
        if (status === CHANGED) {
          this.#watching.delete(ticket);
          return changed();
        }
        answered = true;
        // If the engine gives up what was read, word of it follows in this turn.
        if (status !== DONE) queueMicrotask(() => this.#watching.delete(ticket));
        resolve({ status, bytes: this.#memory().slice(pointer, pointer + length) });
      };
      const abandon = (error: unknown) => (answered ? changed() : reject(error));
      this.#watching.set(ticket, { hear, abandon });
      try {
        const number = this.#number(call.operation);
        const status = this.#run(core, number, (call.mode | WATCHED) as Mode, bytes, ticket);
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
    this.#held -= waiting.length;
    // Not now: the engine is in the middle of something.
    if (this.#queue.length > 0 && !this.#draining) {
      this.#draining = true;
      queueMicrotask(() => this.#drain());
    }
    waiting.settle(status, this.#memory(), pointer, length);
  }

  /** The engine will not answer any more. */
  abandon(error: unknown): void {
    for (const waiting of [...this.#waiting.values(), ...this.#queue.slice(this.#first)])
      waiting.reject(error);
    this.#waiting.clear();
    this.#queue = [];
    this.#held = this.#queued = this.#first = 0;
    const watching = [...this.#watching.values()];
    this.#watching.clear();
    for (const one of watching) one.abandon(error);
  }
}

/** Another engine has opened the database since, and it was not applied; or the host has removed the data. */
function isLost(error: unknown): boolean {
  return error instanceof DatabaseInUseError || error instanceof StorageEvictedError;
}
