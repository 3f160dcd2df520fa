/** What pages that share a database say to each other, and how: requests and answers of one turn in one message. */

import type { Mode } from "./boundary.js";
import type { Settings } from "./settings.js";

/** Version of these messages. `v`, `kind` and `from` stay what they are in every version. */
export const PROTOCOL = 1;

/** A request for what is no operation: `flush`, `destroy`, and what exports and restores. */
export const CONTROL = 3;

/** The status of a request that ended without an answer; an error's text is in its place. */
export const LOST = 9;

/** A request under its page's number. */
export interface Ask {
  readonly sequence: number;
  readonly operation: string;
  readonly mode: Mode | typeof CONTROL;
  readonly bytes: Uint8Array;
}

/** The answer to a request: bytes of a document, or an error's text. */
export interface Tell {
  readonly sequence: number;
  readonly status: number;
  readonly bytes: Uint8Array;
}

export type Message =
  /** Who leads? */
  | { readonly kind: "hello" }
  /**
   * I do. With another term, what was asked before and not answered has to be asked again. A later version that
   * understands the messages of earlier ones says from which on.
   */
  | {
      readonly kind: "lead";
      readonly term: number;
      readonly epoch: number;
      readonly settings?: Settings;
      readonly since?: number;
    }
  /** Asks the leader of a term; what is not answered in it is asked again in the next one, and must not be done twice. */
  | {
      readonly kind: "ask";
      readonly to: number;
      readonly term: number;
      readonly floor: number;
      readonly batch: readonly Ask[];
    }
  /** Answers what was asked in a term. A failure of an earlier term counts for nothing once it was asked again. */
  | { readonly kind: "tell"; readonly to: number; readonly term: number; readonly batch: readonly Tell[] }
  /** A read of which changes are to be told. */
  | { readonly kind: "watch"; readonly to: number; readonly term: number; readonly ask: Ask }
  /** Its answer; {@link LOST} with an error's text if there is none. */
  | { readonly kind: "watched"; readonly to: number; readonly tell: Tell }
  /** What it read is no longer so. */
  | { readonly kind: "changed"; readonly to: number; readonly sequence: number }
  | { readonly kind: "unwatch"; readonly to: number; readonly sequence: number }
  /** Whoever holds the database: can you serve? */
  | { readonly kind: "ping" }
  /** Locks and storage answer me. */
  | { readonly kind: "pong" }
  /** A page with a newer version wants to hold the database itself. */
  | { readonly kind: "yield" }
  /** The database was closed where it was held; for hosts without locks. */
  | { readonly kind: "bye" }
  /** This page is left: what is kept for it can go. */
  | { readonly kind: "left" }
  /** The database was destroyed, or its data is lost for a reason. */
  | { readonly kind: "gone"; readonly reason?: string };

/** A message as it arrives. */
export type Heard = Message & { readonly v: number; readonly from: number };

/** Who leads, and in which of its terms. */
export interface Leader {
  readonly id: number;
  readonly term: number;
}

/** What messages of a kind have besides: records, or numbers. */
const MEMBERS: Readonly<Record<string, string>> = {
  lead: "term epoch",
  ask: "to term floor batch",
  tell: "to term batch",
  watch: "to term ask",
  watched: "to tell",
  changed: "to sequence",
  unwatch: "to sequence",
};

/** Whether it is a message: other scripts of the origin may post what they like. Of other versions less is known. */
function isMessage(data: unknown): data is Heard {
  const message = (data ?? {}) as Record<string, unknown>;
  const { v, from, kind } = message;
  if (typeof v !== "number" || typeof from !== "number" || typeof kind !== "string") return false;
  if (v !== PROTOCOL && kind === "lead") return true;
  const members = Object.hasOwn(MEMBERS, kind) ? MEMBERS[kind] : undefined;
  return (members ?? "from").split(" ").every((name) => {
    const value = message[name];
    if (name === "batch") return Array.isArray(value) && value.every(isRecord);
    return name === "ask" || name === "tell" ? isRecord(value) : typeof value === "number";
  });
}

function isRecord(value: unknown): boolean {
  const { sequence, bytes } = (value ?? {}) as Partial<Tell>;
  return typeof sequence === "number" && bytes instanceof Uint8Array;
}

/** A page's end of a database's channel. */
export class Post {
  /** This page's name: 53 random bits. */
  readonly id: number;
  readonly #channel: BroadcastChannel;
  readonly #tells = new Map<string, { to: number; term: number; batch: Tell[] }>();
  #asks: { to: number; term: number; floor: () => number; batch: Ask[] } | undefined;
  #due = false;

  constructor(name: string, hear: (message: Heard) => void) {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
    this.id = (high % 2 ** 21) * 2 ** 32 + low;
    this.#channel = new BroadcastChannel(`hashrange:${name}`);
    this.#channel.onmessage = ({ data }) => isMessage(data) && hear(data);
  }

  say(message: Message): void {
    this.#channel.postMessage({ v: PROTOCOL, from: this.id, ...message });
  }

  /** Asks at the end of this turn; `floor` is looked at then. */
  ask({ id: to, term }: Leader, ask: Ask, floor: () => number): void {
    if (this.#asks?.to !== to || this.#asks.term !== term) this.#asks = { to, term, floor, batch: [] };
    this.#asks.batch.push(ask);
    this.#soon();
  }

  /** Answers at the end of this turn. */
  tell(to: number, term: number, tell: Tell): void {
    const tells = this.#tells.get(`${to}/${term}`);
    if (tells === undefined) this.#tells.set(`${to}/${term}`, { to, term, batch: [tell] });
    else tells.batch.push(tell);
    this.#soon();
  }

  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.flush());
  }

  /** Sends what is collected. */
  flush(): void {
    this.#due = false;
    const asks = this.#asks;
    this.#asks = undefined;
    if (asks) this.say({ kind: "ask", ...asks, floor: asks.floor() });
    for (const tells of this.#tells.values()) this.say({ kind: "tell", ...tells });
    this.#tells.clear();
  }

  close(): void {
    this.flush();
    this.#channel.close();
  }
}
