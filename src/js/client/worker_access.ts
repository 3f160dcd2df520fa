/** The way to an engine in a Worker: requests are encoded here, and those of a turn go over together. */

import { StorageUnavailableError } from "../errors/database.js";
import { abortError } from "./aborting.js";
import type { Access } from "./access.js";
import { CHANGED, type EngineStatus, WATCHED } from "./boundary.js";
import type { Watched } from "./calls.js";
import { type Call, encoded, type Relayed, type Reply, type Result, resultOf } from "./calls.js";
import { closedError, destroyedError } from "./engine.js";
import { failed } from "./failing.js";
import * as frames from "./frames.js";
import type { EngineWorker, OpenOptions } from "./open.js";
import { NO_OPERATION, operationName, operationNumber } from "./operation_numbers.js";
import { Shared } from "./shared.js";

/** How long a Worker's script may take to load and to say that it runs. */
const PATIENCE_MILLIS = 30_000;
const EMPTY = new Uint8Array();

interface Waiting {
  hear(status: number, memory: Uint8Array, start: number, length: number): void;
  fail: (error: unknown) => void;
}

interface Locks {
  request(name: string, options: { signal: AbortSignal }, holder: () => void): Promise<unknown>;
  query(): Promise<{ held?: { name?: string }[] }>;
}

/** Joins the way to a database whose engine is in a Worker, or starts one; `own` starts the package's own script. */
export async function joinWorker(options: OpenOptions, own: () => EngineWorker): Promise<Shared> {
  // What a database begins with is read here, and what it delivers goes out from here.
  const { worker, from: _, kinesis: __, accessLog: ___, ...rest } = options;
  const { name = "", storage = "indexeddb" } = rest;
  if (typeof storage === "object") {
    throw new TypeError(
      "A storage of your own cannot be sent to a Worker. Nothing was opened; leave out `worker`, or call open() with this storage in a Worker of your own.",
    );
  }
  if (name === "" && storage !== "memory") throw new TypeError("A database needs a name");
  try {
    structuredClone(rest);
  } catch (error) {
    throw new TypeError(
      `These options cannot be sent to a Worker: ${(error as Error).message} Nothing was opened.`,
    );
  }
  const given = typeof worker === "object" ? worker : undefined;
  const make = typeof worker === "function" ? worker : own;
  return Shared.join(name === "" ? undefined : `${storage}:${name}`, rest, async () => {
    const access = await WorkerAccess.open(name, rest, given, make);
    return { access, release: () => undefined };
  });
}

export class WorkerAccess implements Access {
  readonly gone: Promise<Error>;
  readonly #database: string;
  readonly #worker: EngineWorker;
  /** Ends the Worker, if it is not the user's. */
  readonly #terminate: () => void;
  readonly #port: MessagePort;
  readonly #out = new frames.FrameWriter();
  readonly #waiting = new Map<number, Waiting>();
  /** Operations whose names the Worker knows. */
  readonly #named = new Set<number>([NO_OPERATION]);
  readonly #givenUp = new AbortController();
  #due = false;
  #ticket = 0;
  #region = "";
  #status: EngineStatus = {};
  #closing = false;
  #ended: Error | undefined;
  #ready: { resolve(): void; reject(error: unknown): void } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tellGone: (reason: Error) => void = () => undefined;

  private constructor(name: string, options: OpenOptions, worker: EngineWorker, terminate: () => void) {
    const { port1, port2 } = new MessageChannel();
    const lock = `hashrange-worker:${Date.now()}-${Math.random()}`;
    this.#database = name;
    this.#worker = worker;
    this.#terminate = terminate;
    this.#port = port1;
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
    port1.onmessage = ({ data }) => this.#hear(data, lock);
    port1.onmessageerror = () => this.#end(stoppedError(name));
    worker.addEventListener("error", this.#notLoaded);
    this.#timer = setTimeout(() => this.#notLoaded(), PATIENCE_MILLIS);
    const greeting: frames.Greeting = { hashrange: frames.PROTOCOL, options, lock };
    worker.postMessage(greeting, [port2]);
  }

  /** Resolves when the database is open in the Worker: in `given`, or in one that `make` starts. */
  static async open(
    name: string,
    options: OpenOptions,
    given: EngineWorker | undefined,
    make: () => EngineWorker,
  ): Promise<WorkerAccess> {
    let worker: EngineWorker;
    try {
      worker = given ?? make();
    } catch (error) {
      throw notStartedError((error as Error).message);
    }
    const access = new WorkerAccess(name, options, worker, () => {
      if (given === undefined) worker.terminate();
    });
    await new Promise<void>((resolve, reject) => {
      access.#ready = { resolve, reject };
    });
    return access;
  }

  get region(): string {
    return this.#region;
  }

  call(call: Call, input: object): Promise<Result> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const ticket = this.#next();
    const { signal } = call;
    try {
      const kind = this.#kind(call.operation, call.mode);
      if (signal) this.#append(ticket, control(frames.ABORTABLE), EMPTY);
      encoded(call, input, (bytes) => this.#append(ticket, kind, bytes));
    } catch (error) {
      return failed(call, error, input);
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        if (this.#waiting.delete(ticket)) this.#append(ticket, control(frames.ABORT), EMPTY);
        reject(abortError());
      };
      signal?.addEventListener("abort", abort, { once: true });
      const hear: Waiting["hear"] = (status, memory, start, length) => {
        this.#waiting.delete(ticket);
        signal?.removeEventListener("abort", abort);
        try {
          resolve(resultOf(status, memory, start, length, call));
        } catch (error) {
          resolve(failed(call, error, EMPTY));
        }
      };
      this.#waiting.set(ticket, { hear, fail: reject });
    });
  }

  relay({ operation, mode, bytes }: Relayed): Promise<Reply> {
    const kind = this.#kind(operationNumber(operation), mode);
    return this.#ask(kind, bytes);
  }

  watch(call: Call, request: Uint8Array, changed: () => void): Watched {
    if (this.#ended !== undefined) return { answer: Promise.reject(this.#ended), stop: () => undefined };
    const ticket = this.#next();
    this.#append(ticket, this.#kind(call.operation, call.mode | WATCHED), request);
    const answer = new Promise<Reply>((resolve, reject) => {
      const hear: Waiting["hear"] = (status, memory, start, length) => {
        if (status === CHANGED) {
          this.#waiting.delete(ticket);
          return changed();
        }
        waiting.fail = changed;
        resolve({ status, bytes: memory.slice(start, start + length) });
      };
      const waiting: Waiting = { hear, fail: reject };
      this.#waiting.set(ticket, waiting);
    });
    const stop = () => {
      if (this.#waiting.delete(ticket)) this.#append(ticket, control(frames.UNWATCH), EMPTY);
    };
    return { answer, stop };
  }

  async flush(): Promise<void> {
    await this.#ask(control(frames.FLUSH), EMPTY);
  }

  async ask(what: string, bytes: Uint8Array): Promise<Uint8Array> {
    const name = new TextEncoder().encode(what);
    const record = new Uint8Array(1 + name.length + bytes.length);
    record[0] = name.length;
    record.set(name, 1);
    record.set(bytes, 1 + name.length);
    return (await this.#ask(control(frames.ASK), record)).bytes;
  }

  /** What the Worker said last; it is asked for news, which come later. */
  status(): EngineStatus {
    if (this.#ended === undefined) this.#append(0, control(frames.STATUS), EMPTY);
    return { ...this.#status, worker: true, underWay: this.#waiting.size };
  }

  async close(): Promise<void> {
    await this.#leave(frames.CLOSE, closedError(this.#database));
  }

  async destroy(): Promise<void> {
    await this.#leave(frames.DESTROY, destroyedError(this.#database));
  }

  async #leave(how: number, ended: Error): Promise<void> {
    this.#closing = true;
    try {
      await this.#ask(control(how), EMPTY);
    } finally {
      this.#end(ended);
    }
  }

  // Asking.

  #ask(kind: number, bytes: Uint8Array): Promise<Reply> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const ticket = this.#next();
    this.#append(ticket, kind, bytes);
    return new Promise((resolve, reject) => {
      const hear: Waiting["hear"] = (status, memory, start, length) => {
        this.#waiting.delete(ticket);
        resolve({ status, bytes: memory.slice(start, start + length) });
      };
      this.#waiting.set(ticket, { hear, fail: reject });
    });
  }

  /** The kind of a request; an operation that the Worker has not heard of is named first. */
  #kind(operation: number, mode: number): number {
    if (!this.#named.has(operation)) {
      this.#named.add(operation);
      this.#append(operation, control(frames.NAME), new TextEncoder().encode(operationName(operation)));
    }
    return (operation << 8) | mode;
  }

  /** A ticket; those of watched reads may be old. */
  #next(): number {
    const ticket = this.#ticket;
    this.#ticket = (ticket + 1) >>> 0;
    return this.#waiting.has(ticket) ? this.#next() : ticket;
  }

  /** Goes over at the end of this turn, or earlier if there is much. */
  #append(ticket: number, kind: number, bytes: Uint8Array): void {
    this.#out.append(ticket, kind, bytes);
    if (this.#out.full) return this.#send();
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#ended === undefined) this.#out.send(this.#port);
  }

  // Hearing.

  #hear(data: ArrayBuffer | frames.Word, lock: string): void {
    if (this.#ended !== undefined) return;
    if (data instanceof ArrayBuffer) return frames.readFrame(data, this.#settle);
    const { alive, refused, region, status, gone } = data;
    if (alive !== undefined) {
      clearTimeout(this.#timer);
      this.#worker.removeEventListener("error", this.#notLoaded);
      if (alive) void this.#watchOver(lock).catch(() => undefined);
    }
    if (status !== undefined) this.#status = status;
    if (region !== undefined) {
      this.#region = region;
      this.#ready?.resolve();
      this.#ready = undefined;
    }
    if (refused !== undefined) this.#end(frames.failureOf(refused));
    // Of what is closed here, others may say so as well.
    if (gone !== undefined && !this.#closing) this.#end(frames.failureOf(gone));
  }

  readonly #settle: frames.RecordReader = (ticket, status, memory, start, length) => {
    const waiting = this.#waiting.get(ticket);
    if (status !== frames.LOST) return waiting?.hear(status, memory, start, length);
    this.#waiting.delete(ticket);
    const text = new TextDecoder().decode(memory.subarray(start, start + length));
    waiting?.fail(frames.failureOf(text));
  };

  /**
   * The end of a Worker is no event: its lock is free then. After site data were cleared, a page that was open before does
   * not see the locks of new Workers, and a lock out of sight says nothing.
   */
  async #watchOver(lock: string): Promise<void> {
    const { locks } = navigator as { locks?: Locks };
    const held = (await locks?.query())?.held ?? [];
    if (!held.some(({ name }) => name === lock)) return;
    const { signal } = this.#givenUp;
    await locks?.request(lock, { signal }, () => this.#end(stoppedError(this.#database)));
  }

  readonly #notLoaded = (event?: { readonly message?: unknown }): void => {
    const reason = typeof event?.message === "string" ? event.message : "";
    this.#end(notStartedError(reason));
  };

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    clearTimeout(this.#timer);
    this.#worker.removeEventListener("error", this.#notLoaded);
    this.#givenUp.abort();
    this.#port.postMessage("done");
    this.#port.close();
    this.#terminate();
    this.#ready?.reject(error);
    this.#ready = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.fail(error);
    this.#tellGone(error);
  }
}

function control(what: number): number {
  return (what << 8) | frames.CONTROL;
}

function notStartedError(reason: string): StorageUnavailableError {
  return new StorageUnavailableError(
    `The Worker for the engine did not start${reason && ` (${reason})`}. Nothing was opened or changed; see that the package's worker.js can be loaded as a Worker from this page's origin (bundling, Content-Security-Policy), or open the database without \`worker\`.`,
  );
}

function stoppedError(name: string): StorageUnavailableError {
  return new StorageUnavailableError(
    `The Worker that had the database "${name}" has stopped. Whether requests under way were applied is unknown. Open the database again.`,
  );
}
