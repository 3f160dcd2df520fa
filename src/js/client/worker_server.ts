/** In a Worker: runs the requests of the page that started it. */

import { STRUCTURE } from "../codec/nodes.js";
import { CHANGED, DONE, type Mode, PLAIN, WATCHED } from "./boundary.js";
import type { Call } from "./calls.js";
import * as frames from "./frames.js";
import type { OpenOptions } from "./open.js";
import { NO_OPERATION, operationNumber } from "./operation_numbers.js";
import type { Shared } from "./shared.js";

/** How old the page's knowledge of the engine's counters may get while it is answered. */
const STATUS_MILLIS = 250;
const EMPTY = new Uint8Array();
const DOCUMENT: Call = {
  operation: 0,
  mode: PLAIN,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
};

export type Join = (options: OpenOptions) => Promise<Shared>;

/** The global scope of a Worker. */
interface Scope {
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** Opens a database for every greeting; other messages are none of ours. */
export function serveWorker(join: Join, scope: Scope): void {
  scope.addEventListener("message", ({ data, ports: [port] }) => {
    if (port !== undefined && typeof data?.hashrange === "number") void greet(join, data, port);
  });
}

async function greet(
  join: Join,
  { hashrange, options, lock }: frames.Greeting,
  port: MessagePort,
): Promise<void> {
  const say = (word: frames.Word) => port.postMessage(word);
  const release = await hold(lock);
  say({ alive: release !== undefined });
  let shared: Shared;
  try {
    if (hashrange !== frames.PROTOCOL) throw new TypeError("The Worker's script is of another version");
    shared = await join(options);
  } catch (error) {
    say({ refused: frames.failureText(error) });
    release?.();
    return;
  }
  const { access } = shared;
  void access.gone?.then((reason) => say({ gone: frames.failureText(reason) }));
  const server = new WorkerServer(shared, port, release);
  port.onmessage = ({ data }) => server.hear(data);
  say({ region: access.region, status: access.status() });
}

/** Takes the lock whose end tells the page that this Worker has ended. */
function hold(lock: string): Promise<(() => void) | undefined> {
  const { locks } = navigator as Partial<Pick<Navigator, "locks">>;
  if (locks === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const holder = () => new Promise<void>((release) => resolve(release));
    locks.request(lock, holder).catch(() => resolve(undefined));
  });
}

class WorkerServer {
  readonly #shared: Shared;
  readonly #port: MessagePort;
  readonly #release: (() => void) | undefined;
  readonly #out = new frames.FrameWriter();
  /** Operations by the page's numbers: their names, and our numbers. */
  readonly #operations: { name: string; number: number }[] = [{ name: "", number: NO_OPERATION }];
  readonly #watching = new Map<number, () => void>();
  /** Requests that may be ended before they are sent. */
  readonly #abortable = new Map<number, AbortController>();
  #due = false;
  #left = false;
  #told = performance.now();

  constructor(shared: Shared, port: MessagePort, release: (() => void) | undefined) {
    this.#shared = shared;
    this.#port = port;
    this.#release = release;
  }

  hear(data: ArrayBuffer | "done"): void {
    if (data instanceof ArrayBuffer) return frames.readFrame(data, this.#run);
    this.#release?.();
    this.#port.close();
    for (const stop of this.#watching.values()) stop();
    if (!this.#left) this.#shared.leave().catch(() => undefined);
  }

  readonly #run: frames.RecordReader = (ticket, kind, memory, start, length) => {
    const bytes = memory.subarray(start, start + length);
    const operation = kind >>> 8;
    const mode = kind & 0xff;
    if (mode === frames.CONTROL) return this.#obey(operation, ticket, bytes);
    const asked = this.#operations[operation];
    try {
      if (asked === undefined) throw new TypeError("An operation without a name was asked for");
      if (mode & WATCHED) return this.#watch(ticket, asked.number, (mode & ~WATCHED) as Mode, bytes.slice());
      const signal = this.#abortable.get(ticket)?.signal;
      this.#shared.access.relay({ operation: asked.name, mode: mode as Mode, bytes, signal }).then(
        (reply) => this.#answer(ticket, reply.status, reply.bytes),
        (error) => this.#fail(ticket, error),
      );
    } catch (error) {
      this.#fail(ticket, error);
    }
  };

  #watch(ticket: number, operation: number, mode: Mode, request: Uint8Array): void {
    const changed = () => {
      this.#watching.delete(ticket);
      this.#answer(ticket, CHANGED, EMPTY);
    };
    const call: Call = { ...DOCUMENT, operation, mode };
    const { answer, stop } = this.#shared.access.watch(call, request, changed);
    this.#watching.set(ticket, stop);
    answer.then(
      ({ status, bytes }) => this.#answer(ticket, status, bytes),
      (error) => {
        // The page does not come back to it.
        this.#watching.delete(ticket);
        stop();
        this.#fail(ticket, error);
      },
    );
  }

  #obey(what: number, ticket: number, bytes: Uint8Array): void {
    const { access } = this.#shared;
    switch (what) {
      case frames.NAME: {
        const name = new TextDecoder().decode(bytes);
        this.#operations[ticket] = { name, number: operationNumber(name) };
        break;
      }
      case frames.UNWATCH:
        this.#watching.get(ticket)?.();
        this.#watching.delete(ticket);
        break;
      case frames.ABORTABLE:
        this.#abortable.set(ticket, new AbortController());
        break;
      case frames.ABORT:
        this.#abortable.get(ticket)?.abort();
        break;
      case frames.STATUS:
        this.#tellStatus();
        break;
      case frames.FLUSH:
        void this.#finish(
          ticket,
          access.flush().then(() => this.#tellStatus()),
        );
        break;
      case frames.ASK: {
        const end = 1 + (bytes[0] ?? 0);
        const name = new TextDecoder().decode(bytes.subarray(1, end));
        access.ask(name, bytes.slice(end)).then(
          (answer) => this.#answer(ticket, DONE, answer),
          (error) => this.#fail(ticket, error),
        );
        break;
      }
      case frames.CLOSE:
        this.#left = true;
        void this.#finish(ticket, this.#shared.leave());
        break;
      case frames.DESTROY:
        this.#left = true;
        void this.#finish(ticket, this.#shared.destroy());
        break;
    }
  }

  async #finish(ticket: number, work: Promise<void>): Promise<void> {
    try {
      await work;
      this.#answer(ticket, DONE, EMPTY);
    } catch (error) {
      this.#fail(ticket, error);
    }
  }

  #tellStatus(): void {
    this.#told = performance.now();
    const word: frames.Word = { status: this.#shared.access.status() };
    this.#port.postMessage(word);
  }

  #fail(ticket: number, error: unknown): void {
    this.#answer(ticket, frames.LOST, new TextEncoder().encode(frames.failureText(error)));
  }

  /** Goes over at the end of this turn, or earlier if there is much. */
  #answer(ticket: number, status: number, bytes: Uint8Array): void {
    this.#abortable.delete(ticket);
    this.#out.append(ticket, status, bytes);
    if (this.#out.full) return this.#send();
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#send();
    });
  }

  #send(): void {
    if (!this.#left && performance.now() - this.#told > STATUS_MILLIS) this.#tellStatus();
    this.#out.send(this.#port);
  }
}
