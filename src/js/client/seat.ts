/**
 * A page's seat at a database that several pages share: it has the engine and answers the others, or it asks the page
 * that has it, and is in line to take over.
 *
 * Requests that go to another page are numbered, and kept until they are answered. Whoever leads next is asked again
 * for what is not answered; the engine's ledger answers what was done already. What the leader's own page asks goes
 * straight to the engine: if another engine takes the database over, the storage's fence keeps what is not answered from
 * being applied, so that it can be asked for afresh.
 */

import { DatabaseClosedError } from "../errors/database.js";
import type { Access } from "./access.js";
import { type CoreConfig, DONE, type EngineStatus, FAILED, type Mode } from "./boundary.js";
import { type Call, encodeRequest, type Relayed, type Reply, type Result, resultOf } from "./calls.js";
import { Claim } from "./claim.js";
import { closedError, destroyedError, Engine } from "./engine.js";
import { operationName, operationNumber } from "./operation_numbers.js";
import { type Ask, CONTROL, type Heard, type Leader, Post, PROTOCOL } from "./post.js";
import type { Runtime } from "./runtime.js";
import { DOCUMENT, isGivenUp, isTakenOver, lost, lostError, newerError } from "./seat_failures.js";
import { Given } from "./seat_given.js";
import { type WatchedRead, WatchedReads } from "./seat_reads.js";
import { asked, type Pending, READS, Requests } from "./seat_requests.js";
import { DOUBT_MILLIS, Vigil } from "./seat_vigil.js";
import type { Watched } from "./watch.js";

/** How long after it was seen to lead a page answers without looking again; well below what it takes to be replaced. */
const SURE_MILLIS = 1000;
const EMPTY: Uint8Array = new Uint8Array();
export class Seat implements Access {
  readonly region: string;
  readonly gone: Promise<void>;
  readonly #runtime: Runtime;
  readonly #config: CoreConfig;
  readonly #post: Post;
  readonly #claim: Claim;
  readonly #requests = new Requests();
  /** What cannot be answered before it is certain who leads. */
  readonly #unheard: Heard[] = [];
  readonly #reads: WatchedReads;
  readonly #vigil: Vigil;
  /** What they ask again is not done again. */
  readonly #given = new Given();
  /** Requests that were under way when an engine was lost. */
  readonly #broken = new Set<string>();
  /** What ends the watched reads that this page's engine runs for others. */
  readonly #watchedFor = new Map<string, () => void>();
  #engine: Engine | undefined;
  /** An engine is being opened. */
  #leading = false;
  /** 0 while a broken engine is opened again: what is asked then is asked again afterwards. */
  #term = 0;
  #leader: Leader | undefined;
  /** Who led last, if anybody else did: what it says of the end may come after its lock is free. */
  #last: number | undefined;
  /** When this page was last seen to lead. */
  #sure = Number.NEGATIVE_INFINITY;
  #checking = false;
  #ended: Error | undefined;
  #ready: { resolve(): void; reject(error: unknown): void } | undefined;
  #tellGone: () => void = () => undefined;

  private constructor(runtime: Runtime, config: CoreConfig) {
    this.region = config.region;
    this.#runtime = runtime;
    this.#config = config;
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
    this.#reads = new WatchedReads(config.name);
    this.#vigil = new Vigil({
      follows: () => !this.#claim.held && !this.#leading,
      waits: () => this.#reads.unanswered || this.#ready !== undefined || this.#requests.size > 0,
      listens: () => this.#reads.size > 0,
      woke: () => {
        this.#reads.changeSent();
        this.#post.say({ kind: "hello" });
      },
      ping: () => this.#post.say({ kind: "ping" }),
      replace: () => this.#claim.seek(true),
    });
    this.#post = new Post(config.name, (message) => this.#hear(message));
    this.#claim = new Claim(
      config.name,
      () => void this.#lead(),
      () => void this.#stepDown(),
      (error) => this.#fail(error),
    );
  }

  /** Resolves when the database is open: here, or in a page that answers. */
  static async take(runtime: Runtime, config: CoreConfig): Promise<Seat> {
    const seat = new Seat(runtime, config);
    const ready = new Promise<void>((resolve, reject) => {
      seat.#ready = { resolve, reject };
    });
    seat.#seek();
    await ready;
    seat.#ready = undefined;
    return seat;
  }

  call(call: Call, input: object): Promise<Result> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#engine !== undefined && this.#isSure()) return this.#engine.call(call, input);
    try {
      return this.#enqueue(call, encodeRequest(call, input));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async relay(request: Relayed): Promise<Reply> {
    const engine = this.#engine;
    if (this.#ended === undefined && engine !== undefined && this.#isSure()) {
      const reply = await engine.relay(request);
      if (reply.status !== FAILED || !isTakenOver(reply)) return reply;
      if (this.#engine === engine) void this.#stepDown();
    }
    if (this.#ended !== undefined) throw this.#ended;
    // The bytes may be a small part of a large buffer, all of which would be sent.
    return this.#request(request.operation, request.mode, request.bytes.slice(), (reply) => reply);
  }

  watch(call: Call, request: Uint8Array, changed: () => void): Watched {
    if (this.#ended !== undefined) return { answer: Promise.reject(this.#ended), stop: () => undefined };
    const sequence = this.#requests.number();
    this.#vigil.begin();
    const answer = this.#reads.add(sequence, call, request, changed);
    this.#send();
    return { answer, stop: () => this.#reads.stop(sequence) };
  }

  async flush(): Promise<void> {
    if (this.#engine !== undefined) await this.#engine.flush();
    else await this.#control("flush");
  }

  ask(what: string, bytes: Uint8Array): Promise<Uint8Array> {
    return this.#engine?.ask(what, bytes) ?? this.#control(what, bytes);
  }

  status(): EngineStatus {
    if (this.#engine !== undefined) return { role: "leader", ...this.#engine.status() };
    return { role: "follower", unanswered: this.#requests.size };
  }

  async close(): Promise<void> {
    await this.#requests.quiet();
    const engine = this.#engine;
    this.#engine = undefined;
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
    const engine = this.#engine;
    this.#engine = undefined;
    try {
      if (engine === undefined) await this.#control("destroy");
      else {
        await engine.destroy();
        this.#post.say({ kind: "gone" });
      }
      await this.#endDestroyed();
    } finally {
      // If that failed, nobody has this seat any more, and others go on.
      await this.#endDestroyed(closedError(this.#config.name));
    }
  }

  /** The database is no more; whoever has asked for that has it. */
  async #endDestroyed(error = destroyedError(this.#config.name)): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    // One that was opened since is of an empty database.
    await engine?.close().catch(() => undefined);
    this.#requests.settleDestroyed();
    this.#end(error);
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#vigil.end();
    this.#claim.giveUp();
    this.#fail(error);
    this.#reads.end(error);
    this.#post.close();
    // An engine that is just being opened would take the database away from whoever gets the lock.
    if (!this.#leading) this.#claim.release();
    this.#tellGone();
  }

  /** Everything that waits fails; a seat that never was open is given up. */
  #fail(error: unknown): void {
    this.#requests.fail(error);
    const ready = this.#ready;
    if (ready === undefined) return;
    this.#ready = undefined;
    this.#end(closedError(this.#config.name));
    ready.reject(error);
  }

  // Asking.

  #enqueue(call: Call, bytes: Uint8Array): Promise<Result> {
    return this.#request(operationName(call.operation), call.mode, bytes, ({ status, bytes }) =>
      resultOf(status, bytes, 0, bytes.length, call),
    );
  }

  async #control(what: string, bytes = EMPTY): Promise<Uint8Array> {
    if (this.#ended !== undefined) throw this.#ended;
    return this.#request(what, CONTROL, bytes, ({ status, bytes }) => {
      if (status !== DONE) throw lostError(bytes);
      return bytes;
    });
  }

  #request<Answer>(
    operation: string,
    mode: Mode | typeof CONTROL,
    bytes: Uint8Array,
    read: (reply: Reply) => Answer,
  ): Promise<Answer> {
    this.#vigil.begin();
    const answer = this.#requests.add(operation, mode, bytes, read);
    this.#send();
    return answer;
  }

  /** Sends what is not sent, in order, if there is anybody to send it to. */
  #send(): void {
    const engine = this.#engine;
    if (engine !== undefined && !this.#isSure()) return;
    if (engine === undefined && this.#leader === undefined) {
      if (!this.#claim.waits && this.#ended === undefined) this.#claim.seek();
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

  #watchHere(engine: Engine, read: WatchedRead): void {
    const changed = () => this.#reads.change(read.sequence);
    const { answer, stop } = engine.watch(read.call, read.request, changed);
    read.end = stop;
    const answered = (reply: Reply) => {
      if (reply.status === FAILED && isTakenOver(reply)) {
        changed();
        void this.#stepDown();
      }
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

  /** Runs a watched read of another page. */
  #watchFor(to: number, { sequence, operation, mode, bytes }: Ask): void {
    const engine = this.#engine;
    if (engine === undefined || mode === CONTROL) return;
    const key = `${to}/${sequence}`;
    const changed = () => {
      this.#watchedFor.delete(key);
      if (this.#engine === engine) this.#post.say({ kind: "changed", to, sequence });
    };
    const call = { ...DOCUMENT, operation: operationNumber(operation), mode };
    const { answer, stop } = engine.watch(call, bytes, changed);
    this.#watchedFor.set(key, stop);
    answer.then(
      (reply) => {
        if (reply.status !== FAILED || !isTakenOver(reply)) {
          return this.#post.say({ kind: "watched", to, tell: { sequence, ...reply } });
        }
        if (this.#engine === engine) void this.#stepDown();
      },
      (error) => {
        if (isGivenUp(error)) return changed();
        this.#post.say({ kind: "watched", to, tell: { sequence, ...lost(error) } });
      },
    );
  }

  async #sendHere(engine: Engine, pending: Pending): Promise<void> {
    const reply = await this.#answer(engine, this.#post.id, this.#requests.floor(), pending);
    // An engine that was given up may still answer, when another one is asked already.
    if (reply !== undefined && this.#engine === engine) pending.settle(reply);
  }

  /** Asks the same leader again, who knows what it has answered. */
  #askAgain(): void {
    this.#reads.changeUnanswered();
    this.#requests.again();
    this.#send();
  }

  #resend(): void {
    this.#reads.changeSent();
    this.#requests.again();
    this.#send();
  }

  // Answering.

  /** Runs a request of any page; `undefined` if it is to be asked again, of the next engine. */
  async #answer(engine: Engine, client: number, floor: number, ask: Ask): Promise<Reply | undefined> {
    const { operation, mode, bytes, sequence } = ask;
    const term = this.#term;
    if (mode === CONTROL) return this.#obey(engine, client, term, ask);
    try {
      const reply = await engine.relay({ operation, mode, bytes, origin: { client, sequence, floor } });
      if (reply.status !== FAILED || !isTakenOver(reply)) return reply;
    } catch (error) {
      if (this.#engine !== engine || error instanceof DatabaseClosedError) return undefined;
      const key = `${client}/${sequence}`;
      // The failure is its own, or it may be what breaks one engine after the other.
      const reply = engine.isOpen || this.#broken.has(key) ? lost(error) : undefined;
      this.#broken.add(key);
      // The engine is lost before it answered: the next one knows what was done.
      if (!engine.isOpen) void this.#renew(engine);
      return reply;
    }
    if (this.#engine === engine) void this.#stepDown();
    return undefined;
  }

  async #obey(
    engine: Engine,
    client: number,
    term: number,
    { operation, sequence, bytes }: Ask,
  ): Promise<Reply | undefined> {
    const done = { status: DONE, bytes: EMPTY };
    try {
      if (operation === "flush") {
        await engine.flush();
        return done;
      }
      if (operation !== "destroy") return { status: DONE, bytes: await engine.ask(operation, bytes) };
      this.#engine = undefined;
      await engine.destroy();
      this.#post.tell(client, term, { sequence, ...done });
      this.#post.flush();
      this.#post.say({ kind: "gone" });
      await this.#endDestroyed();
      return undefined;
    } catch (error) {
      const failed = lost(error);
      if (operation !== "destroy") return failed;
      this.#post.tell(client, term, { sequence, ...failed });
      this.#end(closedError(this.#config.name));
      return undefined;
    }
  }

  /** The instance broke: the same engine opens again, and everybody asks again. */
  async #renew(engine: Engine): Promise<void> {
    if (this.#term === 0) return;
    this.#term = 0;
    try {
      await engine.open();
    } catch (error) {
      if (this.#engine !== engine) return;
      // The others try it themselves, and get the error themselves.
      this.#engine = undefined;
      this.#claim.release();
      return this.#fail(error);
    }
    if (this.#engine === engine) this.#announce();
  }

  #announce(): void {
    this.#given.clear();
    this.#term = Date.now() * 1000 + Math.floor(Math.random() * 1000);
    this.#sayLead();
    this.#resend();
  }

  #sayLead(): void {
    this.#post.say({ kind: "lead", term: this.#term, epoch: Number(this.#engine?.status()["epoch"] ?? 0) });
  }

  // Leading.

  async #lead(): Promise<void> {
    this.#leader = undefined;
    this.#leading = true;
    const again = (call: Call, bytes: Uint8Array) => {
      if (this.#engine === engine) void this.#stepDown();
      return this.#ended === undefined ? this.#enqueue(call, bytes) : Promise.reject(this.#ended);
    };
    const engine = new Engine(this.#runtime, this.#config, again);
    try {
      await Promise.all([engine.open(), this.#claim.check()]);
    } catch (error) {
      // It may be the look at the lock that failed.
      await engine.close().catch(() => undefined);
      this.#leading = false;
      this.#claim.release();
      return this.#fail(error);
    }
    if (this.#ended !== undefined || !this.#claim.held) {
      await engine.close().catch(() => undefined);
      this.#leading = false;
      if (this.#ended === undefined) this.#seek();
      else this.#claim.release();
      return;
    }
    this.#leading = false;
    this.#engine = engine;
    this.#sure = performance.now();
    this.#ready?.resolve();
    this.#announce();
  }

  /** The database may be somebody else's by now: the engine is given up, and whoever has the lock goes on. */
  async #stepDown(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#sure = Number.NEGATIVE_INFINITY;
    // It fails if the database was taken over, and answers what it still can.
    await engine?.close().catch(() => undefined);
    if (this.#ended !== undefined || this.#engine !== undefined || this.#leading) return;
    if (engine !== undefined && (await this.#claim.check())) await this.#lead();
    else this.#seek();
  }

  /** Looks for a leader, and stands in line to become it. */
  #seek(): void {
    this.#leader = undefined;
    this.#unheard.length = 0;
    this.#vigil.heard();
    this.#requests.again();
    this.#reads.changeSent();
    this.#claim.seek();
    this.#post.say({ kind: "hello" });
    this.#vigil.begin();
  }

  /** Whether this page leads for certain; if not, it looks, and sends what waits when it knows. */
  #isSure(): boolean {
    if (!this.#claim.locked) return true;
    const age = performance.now() - this.#sure;
    if (age > SURE_MILLIS / 4 && !this.#checking) void this.#check();
    return age < SURE_MILLIS;
  }

  async #check(): Promise<void> {
    this.#checking = true;
    const start = performance.now();
    const held = await this.#claim.check().catch(() => true);
    this.#checking = false;
    if (!held || this.#engine === undefined) return;
    this.#sure = start;
    this.#send();
    for (const message of this.#unheard.splice(0)) this.#hear(message);
  }

  // Listening.

  #hear(message: Heard): void {
    if (this.#ended !== undefined) return;
    const { from, v } = message;
    const toHere = from === this.#leader?.id && "to" in message && message.to === this.#post.id;
    if (message.kind === "pong") {
      // Whoever leads calls then, and is asked again.
      if (this.#vigil.answered()) this.#post.say({ kind: "hello" });
    } else if (toHere || message.kind === "lead") this.#vigil.heard();
    switch (message.kind) {
      case "hello":
        if (this.#engine !== undefined && this.#term !== 0) {
          // Who was replaced must not call the others to itself.
          if (this.#isSure()) this.#sayLead();
          else this.#unheard.push(message);
        } else if (this.#claim.held) this.#post.say({ kind: "pong" });
        break;
      case "ping":
        if (this.#claim.held) this.#post.say({ kind: "pong" });
        break;
      case "lead":
        this.#meet(from, message.term, message.epoch, v);
        break;
      case "yield":
        if (v > PROTOCOL && this.#claim.held) void this.#yield();
        break;
      case "bye":
        if (!this.#claim.locked && from === this.#leader?.id) this.#seek();
        break;
      case "gone":
        if (from === this.#last) void this.#endDestroyed();
        break;
      case "ask":
      case "watch":
        if (v === PROTOCOL && message.to === this.#post.id) this.#serve(message);
        break;
      case "unwatch":
        if (message.to !== this.#post.id) break;
        // Its request may be among them.
        if (this.#unheard.length > 0) this.#unheard.push(message);
        this.#watchedFor.get(`${from}/${message.sequence}`)?.();
        this.#watchedFor.delete(`${from}/${message.sequence}`);
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

  #meet(id: number, term: number, epoch: number, version: number): void {
    if (this.#claim.held) {
      const newer = !this.#claim.locked && epoch > Number(this.#engine?.status()["epoch"] ?? 0);
      if (!newer) return;
      this.#claim.drop();
    }
    if (version < PROTOCOL) return this.#post.say({ kind: "yield" });
    if (version > PROTOCOL) return this.#fail(newerError(this.#config.name));
    if (!this.#claim.locked) this.#claim.giveUp();
    const known = this.#leader?.id === id && this.#leader.term === term;
    this.#leader = { id, term };
    this.#last = id;
    this.#ready?.resolve();
    const doubtful = this.#vigil.takeDoubt();
    if (!known) this.#resend();
    else if (doubtful) this.#askAgain();
    else this.#send();
  }

  #serve(message: Heard & { kind: "ask" | "watch" }): void {
    const engine = this.#engine;
    const { from, term } = message;
    // What was asked in an earlier term has been asked again, maybe of others, and may be answered.
    if (engine === undefined || term === 0 || term !== this.#term) return;
    if (!this.#isSure()) {
      this.#unheard.push(message);
      return;
    }
    if (message.kind === "watch") return this.#watchFor(from, message.ask);
    const given = this.#given.to(from, message.floor);
    for (const ask of message.batch) {
      const { sequence, operation } = ask;
      const known = given.get(sequence);
      if (known !== undefined) this.#post.tell(from, term, { sequence, ...known });
      if (given.has(sequence)) continue;
      given.set(sequence, undefined);
      void this.#answer(engine, from, message.floor, ask).then((reply) => {
        if (reply === undefined) return;
        // A read may as well be made again.
        if (READS.test(operation)) given.delete(sequence);
        else given.set(sequence, reply);
        this.#post.tell(from, term, { sequence, ...reply });
      });
    }
  }

  /** A newer version is in line for the lock. */
  async #yield(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.close().catch(() => undefined);
    this.#claim.release();
    if (this.#ended === undefined) this.#seek();
  }
}
