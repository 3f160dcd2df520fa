/** One database's engine over its whole life: open, lost, opened again by the next call, closed. */

import {
  DatabaseClosedError,
  DatabaseError,
  databaseError,
  StorageUnavailableError,
} from "../errors/database.js";
import { checkSignal } from "./aborting.js";
import type { Access } from "./access.js";
import type { Binding, Core, CoreConfig, EngineStatus, Host } from "./boundary.js";
import type { Watched } from "./calls.js";
import {
  type Again,
  type Call,
  Calls,
  encodeRequest,
  type Relayed,
  type Reply,
  type Result,
} from "./calls.js";
import { failed } from "./failing.js";
import { NO_OPERATION, operationName, operationNumber } from "./operation_numbers.js";
import { noPiece } from "./pieces.js";
import type { Dependent, Runtime } from "./runtime.js";

/** An open core and what belongs to it; a later opening makes another one. */
interface Session {
  readonly binding: Binding;
  readonly core: Core;
  readonly calls: Calls;
}

export class Engine implements Access, Dependent {
  readonly #runtime: Runtime;
  readonly #config: CoreConfig;
  readonly #again: Again | undefined;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  /** Rejects when the instance of this opening breaks. */
  #broken: Promise<never> | undefined;
  #break: (error: Error) => void = () => undefined;
  #closed = false;
  #reason: Error | undefined;

  /** With `again`, what is not applied because the engine has lost its database is given to it instead of failing. */
  constructor(runtime: Runtime, config: CoreConfig, again?: Again) {
    this.#runtime = runtime;
    this.#config = config;
    this.#again = again;
  }

  get region(): string {
    return this.#config.region;
  }

  /** False while it is lost. */
  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  /** Opens, or waits for the opening under way. */
  async open(): Promise<void> {
    await this.#opened();
  }

  /** Runs one request; whatever goes wrong rejects. */
  call(call: Call, input: object): Promise<Result> {
    const session = this.#session;
    try {
      if (session === undefined || session.calls.lacks(call.operation)) {
        return this.#callLater(call, encodeRequest(call, input));
      }
      return session.calls.send(session.core, call, input);
    } catch (error) {
      return failed(call, this.#examine(error), input);
    }
  }

  /** Rejects when the engine is lost before there is an answer. */
  relay(request: Relayed): Promise<Reply> {
    const session = this.#session;
    const operation = operationNumber(request.operation);
    try {
      if (session === undefined || session.calls.lacks(operation)) {
        return this.#relayLater(operation, request);
      }
      return session.calls.relay(session.core, request);
    } catch (error) {
      return Promise.reject(this.#examine(error));
    }
  }

  async #relayLater(operation: number, request: Relayed): Promise<Reply> {
    const { calls, core } = await this.#ready(operation);
    checkSignal(request.signal);
    try {
      return await calls.relay(core, request);
    } catch (error) {
      throw this.#examine(error);
    }
  }

  /** The request is encoded already: what the caller does to the object meanwhile does not matter. */
  async #callLater(call: Call, bytes: Uint8Array): Promise<Result> {
    const session = await this.#ready(call.operation);
    checkSignal(call.signal);
    try {
      return await session.calls.sendBytes(session.core, call, bytes);
    } catch (error) {
      throw this.#examine(error);
    }
  }

  /** Runs a read; `changed` is called once when what it has read is no longer so, or when this engine was lost. */
  watch(call: Call, request: Uint8Array, changed: () => void): Watched {
    let stopped = false;
    let watched: Watched | undefined;
    const answer = this.#ready(call.operation)
      .then((session) => {
        watched = session.calls.watch(session.core, call, request, changed);
        if (stopped) watched.stop();
        return watched.answer;
      })
      .catch((error) => {
        throw this.#examine(error);
      });
    const stop = () => {
      stopped = true;
      watched?.stop();
    };
    return { answer, stop };
  }

  async #opened(): Promise<Session> {
    if (this.#closed) throw closedError(this.#config.name);
    if (this.#session !== undefined) return this.#session;
    this.#opening ??= this.#start().finally(() => {
      this.#opening = undefined;
      if (this.#session === undefined) this.#runtime.leave(this);
    });
    return this.#opening;
  }

  /** The session, as soon as it can run an operation. */
  async #ready(operation: number): Promise<Session> {
    const session = await this.#opened();
    const lacking = session.calls.lacks(operation);
    if (lacking === undefined) return session;
    await lacking;
    return this.#ready(operation);
  }

  async #start(): Promise<Session> {
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    this.#broken.catch(() => undefined);
    this.#runtime.join(this);
    const binding = await this.#runtime.binding();
    if (this.#closed) throw closedError(this.#config.name);
    const calls = new Calls(binding, this.#again);
    let opened: Session | undefined;
    let early: DatabaseError | undefined;
    const host: Host = {
      complete: (ticket, status, pointer, length) => calls.complete(ticket, status, pointer, length),
      lost: (kind, message) => {
        if (kind === "Trap") return binding.giveUp(new Error(message));
        const error = lostError(kind, message);
        calls.abandon(error);
        if (opened === undefined) early = error;
        else if (this.#session === opened) this.#drop(opened);
      },
      summon: (kind) => {
        // What could not be loaded, or was closed meanwhile, is called for by the next opening.
        import("./summoned.js").then((it) => it.summoned(kind, this, this.#config)).catch(() => undefined);
      },
    };
    // What is not loaded later on is needed at once.
    const { storage, ttl, measured } = this.#config;
    if (storage === "store" || ttl?.eager || measured) await binding.lacks?.(operationName(NO_OPERATION));
    const core = await this.#guarded(binding, () => binding.open(this.#config, host));
    if (early !== undefined) throw early;
    opened = { binding, core, calls };
    if (this.#closed) {
      await this.#guarded(binding, () => core.close());
      throw closedError(this.#config.name);
    }
    this.#session = opened;
    return opened;
  }

  /** The engine cannot go on: the next call opens the database again. */
  #drop({ core }: Session): void {
    this.#session = undefined;
    this.#runtime.leave(this);
    // Only to let go of what it still holds; that it is lost is known.
    core.close().then(
      () => core.free?.(),
      () => undefined,
    );
  }

  instanceBroke(error: unknown): void {
    const session = this.#session;
    this.#session = undefined;
    this.#runtime.leave(this);
    const trap = this.#trap(error);
    this.#break(trap);
    session?.calls.abandon(trap);
  }

  #trap(error: unknown): StorageUnavailableError {
    const fate =
      this.#config.storage === "memory"
        ? "The data of a database in memory is lost; the next call begins an empty one."
        : "Whether writes that were not yet acknowledged have been applied is unknown; the next call opens the database again.";
    return new StorageUnavailableError(
      `The engine stopped unexpectedly (${(error as Error).message}). ${fate}`,
    );
  }

  /** Turns what the boundary throws into what callers see. */
  #examine(error: unknown): unknown {
    if (error instanceof WebAssembly.RuntimeError) return this.#trap(error);
    if (error instanceof DatabaseError || !(error instanceof Error)) return error;
    const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
    return databaseError(code, { message: error.message }) ?? error;
  }

  /** Everything answered so far is durable when this resolves. */
  async flush(): Promise<void> {
    const { binding, core } = await this.#opened();
    await this.#guarded(binding, () => core.flush());
  }

  async ask(what: string, bytes: Uint8Array): Promise<Uint8Array> {
    const { binding, core } = await this.#ready(NO_OPERATION);
    const { obey } = await import("./portable.js").catch(noPiece);
    return this.#guarded(binding, () => obey(core, what, bytes));
  }

  status(): EngineStatus {
    return this.#session?.core.status() ?? {};
  }

  /** Gives up an opening that takes too long, what still comes of it is closed at once; or, for a reason, a closing. */
  abandon(reason?: Error): void {
    this.#closed = true;
    this.#reason = reason;
    if (reason !== undefined) this.#break(reason);
  }

  /** Waits for what is under way, then closes; calls made later are refused. */
  async close(): Promise<void> {
    // A database that was lost holds nothing, so it is not opened again only to be closed.
    const session = this.#session ?? (await this.#opening?.catch(() => undefined));
    await this.#end(session, (core) => core.close());
  }

  /** Closes and removes the stored data. */
  async destroy(): Promise<void> {
    await this.#end(await this.#opened(), (core) => core.destroy());
  }

  async #end(session: Session | undefined, how: (core: Core) => Promise<void>): Promise<void> {
    this.#closed = true;
    this.#session = undefined;
    if (session === undefined) return;
    const { binding, core, calls } = session;
    try {
      // What is in a broken instance is not touched again.
      await this.#guarded(binding, () => {
        const given = calls.given()?.catch(() => undefined);
        return (given ? given.then(() => how(core)) : how(core)).finally(() => core.free?.());
      });
    } finally {
      this.#runtime.leave(this);
      calls.abandon(this.#reason ?? closedError(this.#config.name));
    }
  }

  /** Waits for what the instance does; once it is broken, nothing more is heard of it. */
  async #guarded<Result>(binding: Binding, work: () => Promise<Result>): Promise<Result> {
    try {
      return await Promise.race([work(), this.#broken as Promise<never>]);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) binding.giveUp(error);
      throw this.#examine(error);
    }
  }
}

export function closedError(name: string): DatabaseClosedError {
  return new DatabaseClosedError(`The database "${name}" is closed. Open it again to go on.`);
}

export function destroyedError(name: string): DatabaseClosedError {
  return new DatabaseClosedError(`The database "${name}" was destroyed. Open it again for an empty one.`);
}

function lostError(kind: string, message: string): DatabaseError {
  return databaseError(kind, { message }) ?? new StorageUnavailableError(message);
}
