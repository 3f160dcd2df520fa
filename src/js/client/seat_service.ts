/** What a page that leads does for the others, and for what it has asked itself before it led. */

import { DONE } from "./boundary.js";
import type { Reply } from "./calls.js";
import type { Engine } from "./engine.js";
import { operationNumber } from "./operation_numbers.js";
import { type Ask, CONTROL, type Heard, type Post } from "./post.js";
import { DOCUMENT, isGivenUp, lost } from "./seat_failures.js";
import { Guests } from "./seat_guests.js";
import { READS } from "./seat_requests.js";

/** The page that leads. */
export interface Leading {
  readonly engine: Engine | undefined;
  readonly term: number;
  /** Whether an answer may be given. If not, the engine is given up, and the request is asked again of the next one. */
  counts(engine: Engine, reply: Reply, numbered?: boolean): boolean;
  /** The engine is lost, and is opened again. */
  renew(engine: Engine): Promise<void>;
  /** Destroys the database, and tells of it before this page's seat ends. */
  destroy(engine: Engine, tell: (reply: Reply) => void): Promise<void>;
}

export class Service {
  readonly #lead: Leading;
  readonly #post: Post;
  readonly #guests = new Guests();
  /** Requests that were under way when an engine was lost. */
  readonly #broken = new Set<string>();

  constructor(lead: Leading, post: Post) {
    this.#lead = lead;
    this.#post = post;
  }

  /** A new term begins: others ask again for what is not answered. */
  begin(): void {
    this.#guests.clear();
  }

  /** A page is gone. */
  leave(page: number): void {
    this.#guests.leave(page);
  }

  unwatch(page: number, sequence: number): void {
    this.#guests.unwatch(page, sequence)?.();
  }

  /** Runs what another page asks for in this term. */
  serve(engine: Engine, message: Heard & { kind: "ask" | "watch" }): void {
    const { from, term } = message;
    if (message.kind === "watch") return this.#watch(engine, from, message.ask);
    const given = this.#guests.given(from, message.floor);
    for (const ask of message.batch) {
      const { sequence, operation } = ask;
      const known = given.get(sequence);
      if (known !== undefined) this.#post.tell(from, term, { sequence, ...known });
      if (given.has(sequence)) continue;
      given.set(sequence, undefined);
      void this.answer(engine, from, message.floor, ask).then((reply) => {
        if (reply === undefined) return;
        // A read may as well be made again.
        if (READS.test(operation)) given.delete(sequence);
        else given.set(sequence, reply);
        this.#post.tell(from, term, { sequence, ...reply });
      });
    }
  }

  /** Runs a watched read of another page. */
  #watch(engine: Engine, to: number, { sequence, operation, mode, bytes }: Ask): void {
    if (mode === CONTROL) return;
    const changed = () => {
      this.#guests.unwatch(to, sequence);
      if (this.#lead.engine === engine) this.#post.say({ kind: "changed", to, sequence });
    };
    const call = { ...DOCUMENT, operation: operationNumber(operation), mode };
    const { answer, stop } = engine.watch(call, bytes, changed);
    this.#guests.watch(to, sequence, stop);
    const tell = (reply: Reply) => this.#post.say({ kind: "watched", to, tell: { sequence, ...reply } });
    answer.then(
      (reply) => this.#lead.counts(engine, reply) && tell(reply),
      (error) => (isGivenUp(error) ? changed() : tell(lost(error))),
    );
  }

  /** Runs a request of any page; `undefined` if it is to be asked again, of the next engine. */
  async answer(engine: Engine, client: number, floor: number, ask: Ask): Promise<Reply | undefined> {
    const { operation, mode, bytes, sequence } = ask;
    const lead = this.#lead;
    if (mode === CONTROL) return this.#obey(engine, client, lead.term, ask);
    try {
      const reply = await engine.relay({ operation, mode, bytes, origin: { client, sequence, floor } });
      return lead.counts(engine, reply, true) ? reply : undefined;
    } catch (error) {
      if (lead.engine !== engine || isGivenUp(error)) return undefined;
      const key = `${client}/${sequence}`;
      // The failure is its own, or it may be what breaks one engine after the other.
      const reply = engine.isOpen || this.#broken.has(key) ? lost(error) : undefined;
      this.#broken.add(key);
      // The engine is lost before it answered: the next one knows what was done.
      if (!engine.isOpen) void lead.renew(engine);
      return reply;
    }
  }

  async #obey(
    engine: Engine,
    client: number,
    term: number,
    { operation, sequence, bytes }: Ask,
  ): Promise<Reply | undefined> {
    const done = { status: DONE, bytes: new Uint8Array() };
    if (operation === "destroy") {
      await this.#lead.destroy(engine, (reply) => this.#post.tell(client, term, { sequence, ...reply }));
      return undefined;
    }
    try {
      if (operation !== "flush") return { status: DONE, bytes: await engine.ask(operation, bytes) };
      await engine.flush();
      return done;
    } catch (error) {
      return lost(error);
    }
  }
}
