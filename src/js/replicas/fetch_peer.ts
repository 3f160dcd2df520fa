/** Ways over plain HTTP: one request waits for frames, and others bring them. */

import { channelOf } from "./message_port.js";
import { type Channel, type Ends, type Transport, Way } from "./transport.js";
import { addressOf, packed, unpacked } from "./wire.js";

/** How another database is asked. */
export interface FetchPeerOptions {
  /** In place of the host's `fetch`: that of a Durable Object, for example. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request that waits longer has been forgotten. */
const WAIT_LIMIT = 60_000;

/**
 * A way to a server (`hashrange serve`), a Durable Object, or whatever answers requests with {@link peers}, by `fetch`.
 *
 * @param url Where it is, such as `https://host` or `https://host/shop`.
 */
export function fetchPeer(url: string, options: FetchPeerOptions = {}): Transport {
  return {
    async open(ends: Ends): Promise<Channel> {
      const client = new Client(addressOf(url, ends), options);
      await client.ask("begin");
      return client.start();
    },
  };
}

/** A way to a Durable Object that is a `HashrangeObject`, by its stub. */
export function durableObject(stub: { fetch(request: Request): Promise<Response> }): Transport {
  return fetchPeer("https://object", { fetch: (request) => stub.fetch(request) });
}

class Client {
  readonly #address: URL;
  readonly #options: FetchPeerOptions;
  readonly #way = new Way();
  readonly #ending = new AbortController();
  readonly #waiting: Uint8Array[] = [];
  #sending: Promise<void> | undefined;

  constructor(address: URL, options: FetchPeerOptions) {
    this.#address = address;
    this.#options = options;
    const name = crypto.getRandomValues(new Uint8Array(16));
    const digits = Array.from(name, (byte) => byte.toString(16).padStart(2, "0"));
    address.searchParams.set("way", digits.join(""));
  }

  start(): Channel {
    void this.#poll();
    return channelOf(
      this.#way,
      (frame) => {
        this.#waiting.push(frame);
        this.#sending ??= this.#send();
      },
      () => void this.#finish(),
    );
  }

  /** @throws An error if the answer is none. */
  async ask(verb: string, body?: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const address = new URL(this.#address);
    address.searchParams.set("verb", verb);
    const stop = new AbortController();
    const request = new Request(address, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", ...this.#options.headers },
      body: body ?? null,
      signal: stop.signal,
    });
    const ending = this.#ending.signal;
    const abort = () => stop.abort(ending.reason);
    if (verb !== "end") {
      if (ending.aborted) abort();
      ending.addEventListener("abort", abort);
    }
    const limit = setTimeout(() => stop.abort(new Error("The other side does not answer.")), WAIT_LIMIT);
    (limit as { unref?: () => void }).unref?.();
    try {
      const { fetch: ask = (given: Request) => fetch(given) } = this.#options;
      const response = await ask(request);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      const text = (await response.text()).slice(0, 300);
      throw new Error(`The other side answers with ${response.status}: ${text || "no reason given"}`);
    } finally {
      clearTimeout(limit);
      // A way lasts for days: nothing of a request may stay with it.
      ending.removeEventListener("abort", abort);
    }
  }

  async #send(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.ask("send", packed(this.#waiting));
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#sending = undefined;
    }
  }

  async #poll(): Promise<void> {
    try {
      while (!this.#way.closed) {
        const frames = unpacked(await this.ask("wait"));
        if (frames === undefined) throw new Error("The other side sent what is no frame.");
        for (const frame of frames) this.#way.arrived(frame);
      }
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    this.#way.end(error);
    this.#ending.abort();
  }

  /** What waits still goes out: it may say why. */
  async #finish(): Promise<void> {
    await this.#sending;
    this.#ending.abort();
    await this.ask("end").catch(() => undefined);
  }
}
