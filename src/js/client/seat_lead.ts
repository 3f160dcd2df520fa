/** The leading side of a page's seat: the claim to the database, the engine, and who may have an answer of it. */

import { StorageEvictedError, StorageUnavailableError } from "../errors/database.js";
import { type CoreConfig, DONE, type EngineStatus } from "./boundary.js";
import type { Call, Reply, Result } from "./calls.js";
import { Claim } from "./claim.js";
import { closedError, Engine } from "./engine.js";
import type { Heard, Post } from "./post.js";
import type { Runtime } from "./runtime.js";
import { evictedError, failureIn, isGivenUp, lost, told, unknownFate } from "./seat_failures.js";
import { tryToOpen } from "./seat_opening.js";
import { Progress } from "./seat_progress.js";
import { type Leading, Service } from "./seat_service.js";

/** How long after it was seen to lead a page answers without looking again; well below what it takes to be replaced. */
const SURE_MILLIS = 1000;
/** How long an engine that is given up may take to answer what it still can. */
const CLOSING_MILLIS = 3000;
const NOT_AGAIN = "The database could not be opened again.";

/** The side of the seat that asks. */
export interface Asking {
  config(): CoreConfig;
  ended(): boolean;
  /** Asks for what an engine has not applied, of the next one. */
  again(call: Call, bytes: Uint8Array): Promise<Result>;
  /** This page is about to lead. */
  begin(): void;
  /** It leads, and everything has to be asked again. */
  leads(): void;
  /** It is certain that it leads: what waits can be asked. */
  send(): void;
  hear(message: Heard): void;
  /** It does not lead, and looks who does. */
  seek(): void;
  fail(error: unknown, cause?: string): void;
  /** The database is no more. */
  gone(reason?: Error): Promise<void>;
}

export class Lead implements Leading {
  readonly claim: Claim;
  readonly #runtime: Runtime;
  readonly #post: Post;
  readonly #page: Asking;
  readonly #service: Service;
  readonly #progress = new Progress();
  /** What cannot be answered before it is certain who leads. */
  readonly #unheard: Heard[] = [];
  #engine: Engine | undefined;
  /** An engine is being opened. */
  #opening = false;
  /** 0 while a broken engine is opened again: what is asked then is asked again afterwards. */
  #term = 0;
  #epoch = 0;
  /** When this page was last seen to lead. */
  #sure = Number.NEGATIVE_INFINITY;
  #checking = false;

  constructor(runtime: Runtime, post: Post, page: Asking) {
    this.#runtime = runtime;
    this.#post = post;
    this.#page = page;
    this.#service = new Service(this, post);
    this.claim = new Claim(
      page.config().name,
      () => void this.#lead(),
      () => void this.#stepDown(),
      (error) => page.fail(error),
    );
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** That of the newest opening that is known: later ones of the same database have higher ones. */
  get epoch(): number {
    return Math.max(this.#epoch, epochOf(this.#engine));
  }

  set epoch(epoch: number) {
    this.#epoch = epoch;
  }

  get term(): number {
    return this.#term;
  }

  /** Whether it leads, or is about to. */
  get begun(): boolean {
    return this.#engine !== undefined || this.#opening;
  }

  status(): EngineStatus {
    return this.#engine?.status() ?? {};
  }

  /** Hands the engine over to who ends it. */
  take(): Engine | undefined {
    const engine = this.#engine;
    this.#engine = undefined;
    return engine;
  }

  end(): void {
    this.claim.giveUp();
    // An engine that is just being opened would take the database away from whoever gets the lock.
    if (!this.#opening) this.claim.end();
  }

  async #lead(): Promise<void> {
    const page = this.#page;
    page.begin();
    this.#opening = true;
    const again = (call: Call, bytes: Uint8Array, error: unknown) => {
      this.#examine(engine, error);
      return isGivenUp(error) ? page.again(call, bytes) : Promise.reject(error);
    };
    const engine = new Engine(this.#runtime, page.config(), again);
    const failure = await tryToOpen(engine, this.claim, page.config().name);
    const epoch = epochOf(engine);
    const leads = failure === undefined && this.claim.held && !page.ended();
    if (!leads || epoch <= this.epoch) {
      if (failure === undefined) await engine.close().catch(() => undefined);
      this.#opening = false;
      // Another database has taken the place of the one that was here.
      return this.#failed(leads ? evictedError(page.config().name) : failure, leads);
    }
    this.#opening = false;
    this.#engine = engine;
    this.epoch = epoch;
    this.#sure = performance.now();
    this.#announce();
  }

  /** It could not lead for a reason, or has lost its claim meanwhile. */
  #failed(failure: unknown, evicted: boolean): void {
    if (this.#page.ended()) return this.claim.end();
    if (isGivenUp(failure)) this.claim.distrust();
    // Without its claim, it may still ask whoever has it now.
    else if (failure !== undefined && this.claim.held) {
      this.claim.release();
      return evicted ? this.#endEvicted(failure as Error) : this.#page.fail(failure, NOT_AGAIN);
    }
    this.#page.seek();
  }

  #announce(): void {
    this.#term = Date.now() * 1000 + Math.floor(Math.random() * 1000);
    this.#service.begin();
    this.#sayLead();
    this.#page.leads();
  }

  #sayLead(): void {
    const { durability, region, account, encryption } = this.#page.config();
    const settings = { durability, region, account, encryption: !!encryption };
    this.#post.say({ kind: "lead", term: this.#term, epoch: this.epoch, settings });
  }

  /** The instance broke: the same engine opens again, and everybody asks again. */
  async renew(engine: Engine): Promise<void> {
    if (this.#term === 0) return;
    this.#term = 0;
    try {
      await engine.open();
    } catch (error) {
      if (this.#engine !== engine) return;
      // The others try it themselves, and get the error themselves.
      this.#engine = undefined;
      this.claim.release();
      return this.#page.fail(error, NOT_AGAIN);
    }
    if (this.#engine === engine) this.#announce();
  }

  /** The database may be somebody else's by now: the engine is given up, and whoever is heard to lead goes on. */
  async #stepDown(release = false): Promise<void> {
    const engine = this.take();
    this.#sure = Number.NEGATIVE_INFINITY;
    // It fails if the database was taken over, and answers what it still can, unless its storage stands still.
    const stands = unknownFate(
      "The storage of this page does not answer, and another page has the database.",
    );
    const timer = setTimeout(() => engine?.abandon(stands), CLOSING_MILLIS);
    await engine?.close().catch(() => undefined);
    clearTimeout(timer);
    // Who has the database then does not see this page's lock.
    if (release) this.claim.release();
    else if (engine !== undefined && (await this.claim.check().catch(() => false))) this.claim.distrust();
    if (!this.#page.ended() && !this.begun && !this.claim.held) this.#page.seek();
  }

  /** A newer version is in line for the lock. */
  async yield(): Promise<void> {
    if (!this.claim.held) return;
    await this.take()
      ?.close()
      .catch(() => undefined);
    this.claim.release();
    if (!this.#page.ended()) this.#page.seek();
  }

  /** Looks for a leader no more in what was put off. */
  forget(): void {
    this.#unheard.length = 0;
  }

  // Whose the database is.

  counts(engine: Engine, reply: Reply, numbered = false): boolean {
    const error = failureIn(reply);
    if (error !== undefined) this.#examine(engine, error);
    // What has no number might be done twice.
    if (numbered && error instanceof StorageUnavailableError && this.#resigns(engine)) return false;
    return !isGivenUp(error);
  }

  /** Gives up an engine that does not reach its storage, and the lock: others may reach it, who are in line. */
  #resigns(engine: Engine): boolean {
    if (this.#engine !== engine || !engine.status()["unreachable"]) return false;
    void this.#stepDown(true);
    return true;
  }

  /** Gives up an engine that has lost its database to another one, or to the host. */
  #examine(engine: Engine, error: unknown): void {
    if (this.#engine !== engine) return;
    if (isGivenUp(error)) void this.#stepDown();
    else if (error instanceof StorageEvictedError) {
      // Those who have asked are told first.
      setTimeout(() => this.#engine === engine && this.#endEvicted(error));
    }
  }

  /** The host has removed the data: that is the end for this page and for those that ask it. */
  #endEvicted(error: Error): void {
    this.#post.flush();
    this.#post.say({ kind: "gone", reason: told(error) });
    void this.#page.gone(error);
  }

  /** Destroys the database for another page, which is told before this one's seat ends. */
  async destroy(engine: Engine, tell: (reply: Reply) => void): Promise<void> {
    this.#engine = undefined;
    try {
      await engine.destroy();
    } catch (error) {
      tell(lost(error));
      this.#post.flush();
      return this.#page.gone(closedError(this.#page.config().name));
    }
    tell({ status: DONE, bytes: new Uint8Array() });
    this.#post.flush();
    this.#post.say({ kind: "gone" });
    await this.#page.gone();
  }

  /** Whether this page leads for certain; if not, it looks, and goes on with what waits when it knows. */
  isSure(): boolean {
    if (!this.claim.provable) return true;
    const age = performance.now() - this.#sure;
    if (age > SURE_MILLIS / 4 && !this.#checking) void this.#check();
    return age < SURE_MILLIS;
  }

  async #check(): Promise<void> {
    this.#checking = true;
    const start = performance.now();
    const held = await this.claim.check().catch(() => true);
    this.#checking = false;
    if (!held || this.#engine === undefined) return;
    this.#sure = start;
    this.#page.send();
    for (const message of this.#unheard.splice(0)) this.#page.hear(message);
  }

  // What others say.

  /** Somebody asks who leads. Who may be replaced must not call the others to itself. */
  hello(message: Heard): void {
    if (this.#engine === undefined || this.#term === 0) return void this.prove();
    if (this.#resigns(this.#engine)) return;
    if (this.isSure()) this.#sayLead();
    else this.#unheard.push(message);
  }

  /** Tells those who doubt it that this page can serve: locks and storage have to answer for that. */
  async prove(): Promise<void> {
    const held = await this.claim.prove().catch(() => false);
    if (held && this.#progress.made(this.status())) this.#post.say({ kind: "pong" });
  }

  serve(message: Heard & { kind: "ask" | "watch" }): void {
    const engine = this.#engine;
    // What was asked in an earlier term has been asked again, maybe of others, and may be answered.
    if (engine === undefined || this.#term === 0 || message.term !== this.#term) return;
    if (this.isSure()) this.#service.serve(engine, message);
    else this.#unheard.push(message);
  }

  unwatch(message: Heard & { kind: "unwatch" }): void {
    // Its request may be among them.
    if (this.#unheard.length > 0) this.#unheard.push(message);
    this.#service.unwatch(message.from, message.sequence);
  }

  leave(page: number): void {
    this.#service.leave(page);
  }

  answer(engine: Engine, floor: number, ask: Parameters<Service["answer"]>[3]): Promise<Reply | undefined> {
    return this.#service.answer(engine, this.#post.id, floor, ask);
  }

  /** Somebody else says that it leads. True if it does not for this page: the newest opening counts, whoever has what lock. */
  rivals(message: Heard & { kind: "lead" }): boolean {
    const engine = this.#engine;
    const { epoch } = message;
    if (engine !== undefined) {
      if (epoch > this.epoch) void this.#stepDown();
      // It has lost its database, or this page has.
      else if (epoch < this.epoch) {
        const called = () => this.hello({ ...message, kind: "hello" });
        engine.flush().then(called, (error) => this.#examine(engine, error));
      }
      return true;
    }
    if (this.claim.held && this.claim.locked) return true;
    this.claim.drop();
    return epoch < this.epoch;
  }
}

function epochOf(engine: Engine | undefined): number {
  return Number(engine?.status()["epoch"] ?? 0);
}
