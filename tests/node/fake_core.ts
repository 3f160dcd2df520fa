/** A stand-in for the engine's module: keeps its side of the boundary, answers what a test tells it to. */

import type { Binding, Core, CoreConfig, Host, Loader } from "../../src/js/client/boundary.js";
import { Decoder } from "../../src/js/codec/decoder.js";
import { Encoder } from "../../src/js/codec/encoder.js";
import { STRUCTURE } from "../../src/js/codec/nodes.js";

export interface FakeCall {
  operation: string;
  mode: number;
  input: Record<string, unknown>;
}

/** An answer at once, a failure at once, an answer later, or a trap. */
export type FakeAnswer =
  | { done: object }
  | { failed: object }
  | { later: object; after?: Promise<unknown> }
  | { trap: string };

const NAMES = ["PutItem", "GetItem", "Query", "Scan", "DescribeTable", "CreateTable", "ListTables"];
const PAGE = 65_536;

export class FakeModule {
  readonly memory = { buffer: new ArrayBuffer(PAGE) };
  readonly calls: FakeCall[] = [];
  readonly configs: CoreConfig[] = [];
  readonly hosts: Host[] = [];
  loads = 0;
  closed = 0;
  destroyed = 0;
  unwatched = 0;
  openError: Error | undefined;
  destroyError: Error | undefined;
  /** Openings wait for it. */
  opening: Promise<void> | undefined;
  /** Closings wait for it. */
  closing: Promise<void> | undefined;
  /** What the engine's counters show besides. */
  status: Readonly<Record<string, unknown>> = {};
  /** What operations wait for before they run. */
  lacks: Binding["lacks"];
  answer: (call: FakeCall) => FakeAnswer = () => ({ done: {} });

  readonly load: Loader = async (broke): Promise<Binding> => {
    this.loads += 1;
    let broken = false;
    return {
      giveUp: (error) => {
        if (!broken) broke(error);
        broken = true;
      },
      memory: this.memory,
      lacks: (operation) => this.lacks?.(operation),
      operationId: (name) => (NAMES.includes(name) ? NAMES.indexOf(name) : 0xffff),
      open: async (config, host) => {
        await this.opening;
        if (this.openError !== undefined) throw this.openError;
        this.configs.push(config);
        this.hosts.push(host);
        return new FakeCore(this, host);
      },
    };
  };

  /** Makes a new, larger memory: views on the old one are detached, as when WebAssembly memory grows. */
  grow(): void {
    const old = this.memory.buffer;
    const grown = new ArrayBuffer(old.byteLength + PAGE);
    new Uint8Array(grown).set(new Uint8Array(old));
    this.memory.buffer = grown;
    structuredClone(old, { transfer: [old] });
  }

  place(bytes: Uint8Array, at: number): void {
    while (this.memory.buffer.byteLength < at + bytes.length) this.grow();
    new Uint8Array(this.memory.buffer).set(bytes, at);
  }
}

class FakeCore implements Core {
  readonly #module: FakeModule;
  readonly #host: Host;
  readonly #encoder = new Encoder();
  readonly #epoch: number;
  #output = 0;
  #length = 0;

  constructor(module: FakeModule, host: Host) {
    this.#module = module;
    this.#epoch = module.configs.length;
    this.#host = host;
  }

  beginExport(): never {
    throw new Error("the stand-in has nothing to export");
  }

  beginRestore(): never {
    throw new Error("the stand-in takes nothing in");
  }

  reserve(length: number): number {
    this.#module.grow();
    while (this.#module.memory.buffer.byteLength < 1024 + length) this.#module.grow();
    return 1024;
  }

  call(operation: number, mode: number, length: number, ticket: number): number {
    const bytes = new Uint8Array(this.#module.memory.buffer).slice(1024, 1024 + length);
    const call = {
      operation: NAMES[operation] ?? "?",
      mode,
      input: new Decoder().document(bytes, 0, length),
    };
    this.#module.calls.push(call);
    const answer = this.#module.answer(call);
    if ("trap" in answer) throw new WebAssembly.RuntimeError(answer.trap);
    if ("later" in answer) {
      const complete = () => {
        const body = this.#encode(answer.later);
        const at = this.#module.memory.buffer.byteLength;
        this.#module.place(body, at);
        this.#host.complete(ticket, "name" in answer.later ? 2 : 0, at, body.length);
      };
      (answer.after ?? Promise.resolve()).then(complete);
      return 1;
    }
    const body = this.#encode("done" in answer ? answer.done : answer.failed);
    this.#output = this.#module.memory.buffer.byteLength;
    this.#length = body.length;
    this.#module.place(body, this.#output);
    return "done" in answer ? 0 : 2;
  }

  #encode(document: object): Uint8Array {
    return this.#encoder.document(document, STRUCTURE).slice();
  }

  unwatch(): void {
    this.#module.unwatched += 1;
  }

  outputPointer(): number {
    return this.#output;
  }

  outputLength(): number {
    return this.#length;
  }

  async flush(): Promise<void> {}

  status(): Readonly<Record<string, unknown>> {
    return { epoch: this.#epoch, ...this.#module.status };
  }

  async close(): Promise<void> {
    await this.#module.closing;
    this.#module.closed += 1;
  }

  async destroy(): Promise<void> {
    if (this.#module.destroyError !== undefined) throw this.#module.destroyError;
    this.#module.destroyed += 1;
  }
}
