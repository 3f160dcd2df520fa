/** The answering end of ways over HTTP and WebSockets. */

import { gathered } from "../http/body.js";
import { allows, forOrigin, type Origins, refusalOf } from "../http/origins.js";
import { channelOf } from "./message_port.js";
import { type Channel, type Entrance, Way } from "./transport.js";
import { type SocketLike, socketChannel } from "./web_socket.js";
import { askedOf, LARGEST_BODY, PATH, packed, unpacked } from "./wire.js";

export { PATH };

/** Whose pages may ask, see `db.handler()`. */
export interface PeersOptions {
  readonly cors?: Origins | undefined;
}

/** An answer over HTTP. */
export interface PeerAnswer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A request that waits for frames is answered after so long, in any case. */
const WAIT = 20_000;
/** A way is over when nobody has asked for frames for so long. */
const FORGOTTEN = 60_000;
/** So long frames that were sent before an end can still be asked for. */
const LINGER = 2_000;
/** Ways at a time; of those whose sessions have not begun as well. */
const MOST_WAYS = 256;
/** Bytes that wait for the other side. */
const MOST_WAITING = 32 << 20;

/**
 * Lets other databases in over HTTP: `db.connect({ transport: entrance, secret })` says whom, and {@link Peers.fetch} answers
 * their requests, at the path `/.hashrange/replicas`.
 */
export class Peers implements Entrance {
  readonly #cors: Origins;
  readonly #ways = new Map<string, ServedWay>();
  #accept: ((channel: Channel, peer: string) => void) | undefined;

  constructor({ cors = [] }: PeersOptions = {}) {
    this.#cors = cors;
  }

  listen(accept: (channel: Channel, peer: string) => void): () => void {
    this.#accept = accept;
    return () => {
      this.#accept = undefined;
      for (const way of this.#ways.values()) way.end();
    };
  }

  /** Answers a request of another database; pages of other sites are refused unless `cors` has them. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const refused = this.refuses(request);
    if (refused) return refused;
    const origin = request.headers.get("origin");
    const headers = origin === null ? {} : forOrigin({}, origin, this.#cors);
    if (request.method === "OPTIONS") {
      const allowed = {
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600",
      };
      return new Response(null, { status: 204, headers: { ...headers, ...allowed } });
    }
    const body = request.body === null ? new Uint8Array(0) : await gathered(request.body, LARGEST_BODY);
    const answer = await this.answer(url, request.method, body);
    return new Response(answer.body, { status: answer.status, headers });
  }

  /** The answer to a page that may not ask. */
  refuses(request: Request): Response | undefined {
    const origin = request.headers.get("origin");
    return origin === null || allows(origin, new URL(request.url).host, this.#cors)
      ? undefined
      : new Response(refusalOf(origin), { status: 403 });
  }

  /** Takes a WebSocket of another database, which `from` in its address names. */
  socket(url: URL, socket: SocketLike): boolean {
    const asked = askedOf(url);
    if (asked === undefined || this.#accept === undefined) return false;
    this.#accept(socketChannel(socket), asked.from);
    return true;
  }

  /** {@link fetch} for servers without its types, which look themselves at who asks. Without a body it was too large. */
  async answer(url: URL, method: string, body: Uint8Array | undefined): Promise<PeerAnswer> {
    const asked = askedOf(url);
    if (asked === undefined || asked.way === "") return refusal(400, "This is no request of a replica.");
    if (method !== "POST") return refusal(405, "Replicas send POST.");
    if (body === undefined) return refusal(413, "The body is too large.");
    const { way: name, verb, from } = asked;
    if (verb === "begin") return this.#begin(name, from);
    const way = this.#ways.get(name);
    if (way === undefined) return refusal(410, "This way has ended.");
    if (verb === "wait") return { status: 200, body: await way.wait() };
    if (verb === "end") {
      way.end();
      return EMPTY;
    }
    const frames = verb === "send" ? unpacked(body) : undefined;
    if (frames === undefined) return refusal(400, "This is no request of a replica.");
    for (const frame of frames) way.arrived(frame);
    return EMPTY;
  }

  #begin(name: string, from: string): PeerAnswer {
    const accept = this.#accept;
    if (accept === undefined) return refusal(503, "This database is not open to replicas.");
    if (this.#ways.has(name)) return refusal(409, "This way is there already.");
    if (this.#ways.size >= MOST_WAYS) return refusal(503, "Too many replicas are connected.");
    const way = new ServedWay(() => this.#ways.delete(name));
    this.#ways.set(name, way);
    accept(way.channel, from);
    return EMPTY;
  }
}

/** Lets other databases in, see {@link Peers}. */
export function peers(options?: PeersOptions): Peers {
  return new Peers(options);
}

const EMPTY: PeerAnswer = { status: 200, body: new Uint8Array(0) };

function refusal(status: number, reason: string): PeerAnswer {
  return { status, body: new TextEncoder().encode(reason) };
}

/** A timer that keeps no program alive. */
function later(millis: number, run: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, millis);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

/** One way, at the end that is asked. */
class ServedWay {
  readonly channel: Channel;
  readonly #way = new Way();
  readonly #waiting: Uint8Array[] = [];
  #bytes = 0;
  #ended: () => void;
  #wake: () => void = () => undefined;
  #forgotten: ReturnType<typeof setTimeout> | undefined;

  constructor(ended: () => void) {
    this.#ended = ended;
    this.#remember();
    this.channel = channelOf(
      this.#way,
      (frame) => {
        this.#waiting.push(frame);
        this.#bytes += frame.length;
        if (this.#bytes > MOST_WAITING) this.end(new Error("The other side does not take what it asks for."));
        this.#wake();
      },
      // What was sent last is still asked for.
      () => {
        this.#wake();
        later(LINGER, () => this.#gone());
      },
    );
  }

  arrived(frame: Uint8Array): void {
    this.#way.arrived(frame);
  }

  /** The frames that wait for the other side, or none after a while. */
  async wait(): Promise<Uint8Array<ArrayBuffer>> {
    clearTimeout(this.#forgotten);
    // Of two that wait only the last one is still there.
    this.#wake();
    if (this.#waiting.length === 0 && !this.#way.closed) {
      await new Promise<void>((resolve) => {
        const limit = later(WAIT, resolve);
        this.#wake = () => {
          clearTimeout(limit);
          resolve();
        };
      });
    }
    const body = packed(this.#waiting);
    this.#bytes = this.#waiting.reduce((sum, { length }) => sum + length, 0);
    if (this.#way.closed && this.#waiting.length === 0) this.#gone();
    else this.#remember();
    return body;
  }

  end(reason?: Error): void {
    this.#way.end(reason);
    this.#wake();
    this.#gone();
  }

  #remember(): void {
    clearTimeout(this.#forgotten);
    this.#forgotten = later(FORGOTTEN, () => this.end(new Error("The other side asks no more.")));
  }

  #gone(): void {
    clearTimeout(this.#forgotten);
    this.#ended();
  }
}
