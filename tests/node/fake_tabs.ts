/** What pages of one origin share, in the hands of a test: a lock, a channel, the clock. */

/** A message between pages. */
export interface Said {
  readonly v: number;
  readonly from: number;
  readonly kind: string;
  readonly [member: string]: unknown;
}

interface Request {
  readonly holder: () => Promise<void>;
  readonly reject: (error: Error) => void;
  /** Whether it is the other page's. */
  readonly other?: boolean;
}

/** A database's lock as one page sees it; the other pages are one that the test moves. */
export class FakeLocks {
  #line: Request[] = [];
  #mine: Request | undefined;
  #other = false;
  #delay: Promise<void> | undefined;

  /** Of pages other than this one and {@link FakeTabs.other}, the locks that they hold as long as they are there. */
  readonly #pages = new Map<string, (() => void)[]>();

  /** Those of this page. */
  readonly own: string[] = [];

  /** A page comes, whose lock others may wait for; gives what ends it. */
  page(id: number): () => void {
    const name = `hashrange-page:${id}`;
    const waiting: (() => void)[] = [];
    this.#pages.set(name, waiting);
    return () => {
      this.#pages.delete(name);
      for (const go of waiting) go();
    };
  }

  request(
    name: string,
    { signal, steal }: { signal?: AbortSignal; steal?: boolean },
    holder: () => Promise<void>,
  ): Promise<unknown> {
    if (name.startsWith("hashrange-page:")) {
      const waiting = this.#pages.get(name);
      if (waiting === undefined) {
        this.own.push(name);
        return holder().then(() => this.own.splice(this.own.indexOf(name), 1));
      }
      return new Promise((resolve, reject) => {
        waiting.push(() => resolve(holder()));
        signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    }
    return new Promise((_, reject) => {
      const request = { holder, reject };
      this.#line.push(request);
      signal?.addEventListener("abort", () => {
        this.#line = this.#line.filter((one) => one !== request);
        reject(new DOMException("aborted", "AbortError"));
      });
      if (steal) this.#other = false;
      queueMicrotask(() => this.#grant());
    });
  }

  /** Says what is so when it is asked, however long the answer takes. */
  async query(): Promise<{ held: { name: string; clientId: string }[] }> {
    const clientId = this.#other ? "other" : this.#mine && "this";
    await this.#delay;
    const pages = [...this.#pages.keys()].map((name) => ({ name, clientId: name }));
    return { held: clientId === undefined ? pages : [{ name: "hashrange:shop", clientId }, ...pages] };
  }

  /** Look-ups wait from now on, until the function is called. */
  delay(): () => void {
    let go = (): void => undefined;
    this.#delay = new Promise((resolve) => {
      go = resolve;
    });
    return () => {
      this.#delay = undefined;
      go();
    };
  }

  /** The other page takes it; gives what brings word of it to this one. */
  takeAway(): () => void {
    const mine = this.#mine;
    this.#mine = undefined;
    this.#other = true;
    return () => mine?.reject(new DOMException("stolen", "AbortError"));
  }

  /** The other page is in line for it. */
  takeAwayNext(): void {
    this.#line.unshift({
      holder: () => new Promise(() => undefined),
      reject: () => undefined,
      other: true,
    });
  }

  /** The other page lets go of it. */
  giveBack(): void {
    this.#other = false;
    this.#grant();
  }

  #grant(): void {
    if (this.#other || this.#mine !== undefined) return;
    const request = this.#line.shift();
    if (request === undefined) return;
    if (request.other) {
      this.#other = true;
      return;
    }
    this.#mine = request;
    request.holder().then(() => {
      if (this.#mine === request) this.#mine = undefined;
      this.#grant();
    });
  }
}

/** What is posted is heard by all others in the next turn. */
class FakeChannel {
  static readonly #all = new Set<FakeChannel>();
  onmessage: ((event: { data: Said }) => void) | undefined;

  constructor() {
    FakeChannel.#all.add(this);
  }

  postMessage(message: Said): void {
    const data = structuredClone(message);
    for (const other of FakeChannel.#all) {
      if (other !== this) setImmediate(() => FakeChannel.#all.has(other) && other.onmessage?.({ data }));
    }
  }

  close(): void {
    FakeChannel.#all.delete(this);
  }
}

/** Puts itself in the place of a page's globals until it ends. */
export class FakeTabs {
  /** The other page's name. */
  readonly other = 7;
  readonly locks = new FakeLocks();
  readonly #said: Said[] = [];
  readonly #channel: FakeChannel;
  readonly #before: [object, string, PropertyDescriptor | undefined][] = [];
  #ahead = 0;

  constructor() {
    const now = performance.now.bind(performance);
    this.#replace(performance, "now", () => now() + this.#ahead);
    this.#replace(globalThis, "navigator", { locks: this.locks });
    this.#replace(globalThis, "BroadcastChannel", FakeChannel);
    this.#channel = new FakeChannel();
    this.#channel.onmessage = ({ data }) => this.#said.push(data);
  }

  #replace(target: object, name: string, value: unknown): void {
    this.#before.push([target, name, Object.getOwnPropertyDescriptor(target, name)]);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }

  /** Time passes, and no timer has its turn. */
  sleep(millis: number): void {
    this.#ahead += millis;
  }

  /** The other page says something; resolves when all that follows at once has happened. */
  async say(kind: string, message: object = {}): Promise<void> {
    this.#channel.postMessage({ v: 1, ...message, from: this.other, kind });
    await quiet();
  }

  /** Another script posts something. */
  async post(data: unknown): Promise<void> {
    this.#channel.postMessage(data as Said);
    await quiet();
  }

  /** What this page has said of a kind. */
  said(kind: string): Said[] {
    return this.#said.filter((message) => message.kind === kind);
  }

  newest(kind: string): Said {
    const found = this.said(kind).at(-1);
    if (found === undefined) throw new Error(`nobody said ${kind}`);
    return found;
  }

  end(): void {
    this.#channel.close();
    for (const [target, name, property] of this.#before) {
      if (property) Object.defineProperty(target, name, property);
      else Reflect.deleteProperty(target, name);
    }
  }
}

/** Until everything that was started has come to rest: nothing here waits for anything but turns. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
