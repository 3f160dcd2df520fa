/**
 * A page's seat at a database that several pages share: it has the engine and answers the others, or it asks the page
 * that has it, and is in line to take over.
 *
 * Requests that go to another page are numbered, and kept until they are answered. Whoever leads next is asked again
 * for what is not answered; the engine's ledger answers what was done already. What the leader's own page asks goes
 * straight to the engine: if another engine takes the database over, the storage's fence keeps what is not answered from
 * being applied, so that it can be asked for afresh.
 */

import type { Access } from "./access.js";
import { type CoreConfig, DONE, type EngineStatus, type Mode } from "./boundary.js";
import { type Call, encodeRequest, type Relayed, type Reply, type Result, type Watched } from "./calls.js";
import { closedError, destroyedError, type Engine } from "./engine.js";
import { failed } from "./failing.js";
import { operationName } from "./operation_numbers.js";
import { CONTROL, type Heard, type Leader, Post, PROTOCOL } from "./post.js";
import type { Runtime } from "./runtime.js";
import { heard, isGivenUp, lostError, newerError } from "./seat_failures.js";
import { Presence } from "./seat_guests.js";
import { Lead } from "./seat_lead.js";
import { type WatchedRead, WatchedReads } from "./seat_reads.js";
import { asked, type Pending, Requests, readerOf } from "./seat_requests.js";
import { DOUBT_MILLIS, Vigil } from "./seat_vigil.js";
import { adopted, type Settings } from "./settings.js";

const EMPTY: Uint8Array = new Uint8Array();

export class Seat implements Access {
  readonly gone: Promise<Error>;
  readonly #asked: Settings;
  readonly #post: Post;
  readonly #presence: Presence;
  readonly #requests = new Requests();
  readonly #reads: WatchedReads;
  readonly #vigil: Vigil;
  readonly #lead: Lead;
  #config: CoreConfig;
  #leader: Leader | undefined;
  /** Who led last, if anybody else did: what it says of the end may come after its lock is free. */
  #last: number | undefined;
  /** Why nothing can be asked for while a newer version leads. */
  #outdated: Error | undefined;
  #ended: Error | undefined;
  #ready: { resolve(): void; reject(error: unknown): void } | undefined;
  #tellGone: (reason: Error) => void = () => undefined;

  private constructor(runtime: Runtime, config: CoreConfig, asked: Settings) {
    this.#config = config;
    const { durability, region, account, encryption } = asked;
    this.#asked = { durability, region, account, encryption };
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
    this.#reads = new WatchedReads(config.name);
    this.#post = new Post(config.name, (message) => this.#hear(message));
    this.#presence = new Presence(this.#post);
    this.#lead = new Lead(runtime, this.#post, {
      config: () => this.#config,
      ended: () => this.#ended !== undefined,
      again: (call, bytes) => this.#enqueue(call, bytes),
      begin: () => {
        this.#leader = undefined;
        this.#outdated = undefined;
      },
      leads: () => {
        this.#ready?.resolve();
        this.#askAgain(false);
      },
      send: () => this.#send(),
      hear: (message) => this.#hear(message),
      seek: () => this.#seek(),
      fail: (error, cause) => this.#fail(error, cause),
      gone: (reason) => this.#endGone(reason),
    });
    this.#vigil = new Vigil({
      follows: () => !this.#lead.begun,
      waits: () => this.#reads.unanswered || this.#ready !== undefined || this.#requests.size > 0,
      listens: () => this.#reads.size > 0,
      woke: () => {
        this.#reads.changeSent();
        this.#post.say({ kind: "hello" });
      },
      ping: () => this.#post.say({ kind: "ping" }),
      replace: () => this.#lead.claim.seek(true),
    });
  }

  /** Resolves when the database is open: here, or in a page that answers. `asked` is what it was asked to be like. */
  static async take(runtime: Runtime, config: CoreConfig, asked: Settings = {}): Promise<Seat> {
    const seat = new Seat(runtime, config, asked);
    const ready = new Promise<void>((resolve, reject) => {
      seat.#ready = { resolve, reject };
    });
    seat.#seek();
    await Promise.all([ready, seat.#presence.shown]);
    seat.#ready = undefined;
    return seat;
  }

  get region(): string {
    return this.#config.region;
  }

  get #refusal(): Error | undefined {
    return this.#ended ?? this.#outdated;
  }

  call(call: Call, input: object): Promise<Result> {
    const refusal = this.#refusal;
    if (refusal !== undefined) return Promise.reject(refusal);
    const { engine } = this.#lead;
    if (engine !== undefined && this.#lead.isSure()) return engine.call(call, input);
    try {
      return this.#enqueue(call, encodeRequest(call, input));
    } catch (error) {
      return failed(call, error, input);
    }
  }

  async relay(request: Relayed): Promise<Reply> {
    const { engine } = this.#lead;
    if (this.#ended === undefined && engine !== undefined && this.#lead.isSure()) {
      const reply = await engine.relay(request);
      if (this.#lead.counts(engine, reply)) return reply;
    }
    // The bytes may be a small part of a large buffer, all of which would be sent.
    const { operation, mode, bytes, signal } = request;
    return this.#request(operation, mode, bytes.slice(), (reply) => reply, signal);
  }

  watch(call: Call, request: Uint8Array, changed: () => void): Watched {
    const refusal = this.#refusal;
    if (refusal !== undefined) return { answer: Promise.reject(refusal), stop: () => undefined };
    const sequence = this.#requests.number();
    this.#vigil.begin();
    const answer = this.#reads.add(sequence, call, request, changed);
    this.#send();
    return { answer, stop: () => this.#reads.stop(sequence) };
  }

  async flush(): Promise<void> {
    await (this.#lead.engine?.flush() ?? this.#control("flush"));
  }

  ask(what: string, bytes: Uint8Array): Promise<Uint8Array> {
    return this.#lead.engine?.ask(what, bytes) ?? this.#control(what, bytes);
  }

  status(): EngineStatus {
    if (this.#lead.engine !== undefined) return { role: "leader", ...this.#lead.status() };
    return { role: "follower", unanswered: this.#requests.size };
  }

  async close(): Promise<void> {
    await this.#requests.quiet();
    const engine = this.#lead.take();
    try {
      await engine?.close();
    } finally {
      if (engine !== undefined) this.#post.say({ kind: "bye" });
      this.#end(closedError(this.#config.name));
    }
  }

  async destroy(): Promise<void> {
    // What a restore holds off is not answered before it is destroyed with the rest.
    await this.#requests.quiet(DOUBT_MILLIS);
    const engine = this.#lead.take();
    try {
      if (engine === undefined) await this.#control("destroy");
      else {
        await engine.destroy();
        this.#post.say({ kind: "gone" });
      }
      await this.#endGone();
    } finally {
      // If that failed, nobody has this seat any more, and others go on.
      await this.#endGone(closedError(this.#config.name));
    }
  }

  /** The database is no more, for a reason; whoever has asked for its end has it. */
  async #endGone(reason?: Error): Promise<void> {
    const engine = this.#lead.take();
    // One that was opened since is of an empty database.
    await engine?.close().catch(() => undefined);
    if (reason === undefined) this.#requests.settleDestroyed();
    this.#end(reason ?? destroyedError(this.#config.name));
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#vigil.end();
    this.#fail(error);
    this.#reads.end(error);
    this.#presence.leave();
    this.#post.close();
    this.#lead.end();
    this.#tellGone(error);
  }

  /** Everything that waits fails; a seat that never was open is given up. With a cause, what was sent may be done. */
  #fail(error: unknown, cause?: string): void {
    this.#requests.fail(error, cause);
    const ready = this.#ready;
    if (ready === undefined) return;
    this.#ready = undefined;
    this.#end(closedError(this.#config.name));
    ready.reject(error);
  }

  #enqueue(call: Call, bytes: Uint8Array): Promise<Result> {
    const read = readerOf(call, bytes);
    return this.#request(operationName(call.operation), call.mode, bytes, read, call.signal);
  }

  #control(what: string, bytes = EMPTY): Promise<Uint8Array> {
    return this.#request(what, CONTROL, bytes, ({ status, bytes }) => {
      if (status !== DONE) throw lostError(bytes);
      return bytes;
    });
  }

  async #request<Answer>(
    operation: string,
    mode: Mode | typeof CONTROL,
    bytes: Uint8Array,
    read: (reply: Reply) => Answer,
    signal?: AbortSignal,
  ): Promise<Answer> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#vigil.begin();
    const answer = this.#requests.add(operation, mode, bytes, read, signal);
    this.#send();
    return answer;
  }

  /** Sends what is not sent, in order, if there is anybody to send it to. */
  #send(): void {
    const { engine, claim } = this.#lead;
    if (engine !== undefined && !this.#lead.isSure()) return;
    if (engine === undefined && this.#leader === undefined) {
      if (!claim.waits && this.#ended === undefined) claim.seek();
      return;
    }
    for (const pending of this.#requests.take()) {
      if (engine !== undefined) void this.#sendHere(engine, pending);
      else if (this.#leader !== undefined) this.#post.ask(this.#leader, asked(pending), this.#requests.floor);
    }
    for (const read of this.#reads.unsent()) {
      if (engine !== undefined) this.#watchHere(engine, read);
      else if (this.#leader !== undefined) this.#watchThere(this.#leader, read);
    }
  }

  async #sendHere(engine: Engine, pending: Pending): Promise<void> {
    const reply = await this.#lead.answer(engine, this.#requests.floor(), pending);
    // An engine that was given up may still answer, when another one is asked already.
    if (reply !== undefined && this.#lead.engine === engine) pending.settle(reply);
  }

  #watchHere(engine: Engine, read: WatchedRead): void {
    const changed = () => this.#reads.change(read.sequence);
    const { answer, stop } = engine.watch(read.call, read.request, changed);
    read.end = stop;
    const answered = (reply: Reply) => {
      if (!this.#lead.counts(engine, reply)) changed();
      read.answer(reply);
    };
    answer.then(answered, (error) => {
      // The engine is given up here: it is asked again, of the next one.
      if (isGivenUp(error) && this.#ended === undefined) changed();
      read.fail(error);
    });
  }

  #watchThere({ id: to, term }: Leader, read: WatchedRead): void {
    const { sequence, call, request } = read;
    const ask = { sequence, operation: operationName(call.operation), mode: call.mode, bytes: request };
    read.end = () => this.#post.say({ kind: "unwatch", to, sequence });
    this.#post.say({ kind: "watch", to, term, ask });
  }

  /** Asks again: the same leader, who knows what it has answered, or another one. */
  #askAgain(same: boolean): void {
    if (same) this.#reads.changeUnanswered();
    else this.#reads.changeSent();
    this.#requests.again();
    this.#send();
  }

  /** Looks for a leader, and stands in line to become it. */
  #seek(): void {
    this.#leader = undefined;
    this.#lead.forget();
    this.#vigil.heard();
    this.#requests.again();
    this.#reads.changeSent();
    this.#lead.claim.seek();
    this.#post.say({ kind: "hello" });
    this.#vigil.begin();
  }

  #hear(message: Heard): void {
    if (this.#ended !== undefined) return;
    const { from, v } = message;
    const here = "to" in message && message.to === this.#post.id;
    const toHere = here && from === this.#leader?.id;
    if (message.kind === "pong") {
      // Whoever leads calls then, and is asked again.
      if (this.#vigil.answered()) this.#post.say({ kind: "hello" });
    } else if (toHere || message.kind === "lead") this.#vigil.heard();
    switch (message.kind) {
      case "hello":
        this.#lead.hello(message);
        break;
      case "ping":
        void this.#lead.prove();
        break;
      case "lead":
        this.#meet(message);
        break;
      case "yield":
        if (v > PROTOCOL) void this.#lead.yield();
        break;
      case "bye":
        if (!this.#lead.claim.locked && from === this.#leader?.id) this.#seek();
        break;
      case "left":
        this.#lead.leave(from);
        break;
      case "gone":
        if (from !== this.#last) break;
        void this.#endGone(message.reason === undefined ? undefined : heard(message.reason));
        break;
      case "ask":
      case "watch":
        if (v === PROTOCOL && here) this.#lead.serve(message);
        break;
      case "unwatch":
        if (here) this.#lead.unwatch(message);
        break;
      case "watched":
        if (toHere) this.#reads.hear(message.tell);
        break;
      case "changed":
        if (toHere) this.#reads.change(message.sequence);
        break;
      case "tell":
        if (toHere && message.term === this.#leader?.term) this.#requests.settle(message.batch);
        break;
    }
  }

  /** Somebody says that it leads. */
  #meet(message: Heard & { kind: "lead" }): void {
    const { from: id, term, epoch, v, settings, since = v } = message;
    if (this.#lead.rivals(message)) return;
    if (v < PROTOCOL) return this.#post.say({ kind: "yield" });
    if (v > PROTOCOL && since > PROTOCOL) return this.#outdate();
    const { claim } = this.#lead;
    if (!claim.locked) claim.giveUp();
    if (settings !== undefined && !this.#agrees(settings)) return;
    const known = this.#leader?.id === id && this.#leader.term === term;
    this.#outdated = undefined;
    this.#leader = { id, term };
    this.#lead.epoch = epoch;
    this.#last = id;
    this.#ready?.resolve();
    const doubtful = this.#vigil.takeDoubt();
    if (!known) this.#askAgain(false);
    else if (doubtful) this.#askAgain(true);
    else this.#send();
  }

  /** Takes over what the database is like, unless this page was asked for something else. */
  #agrees(there: Settings): boolean {
    try {
      this.#config = adopted(this.#config, there, this.#ready && this.#asked);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    return true;
  }

  /** A newer version leads, which this one cannot ask. */
  #outdate(): void {
    const { name } = this.#config;
    const error = newerError(name);
    this.#leader = undefined;
    this.#outdated = error;
    this.#fail(error, `The database "${name}" was taken over by a tab with a newer version of this library.`);
    this.#reads.end(error);
  }
}
