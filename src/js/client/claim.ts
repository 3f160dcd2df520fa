/** The claim to be the one who holds a database: a Web Lock, which may be waited for, stolen, and looked up. */

interface LockInfo {
  readonly name?: string;
  readonly clientId?: string;
}

/** What is used of the Web Locks. */
export interface Locks {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    holder: () => Promise<void> | undefined,
  ): Promise<unknown>;
  query(): Promise<{ held?: LockInfo[] }>;
}

/** The host's locks, if it has any. */
export function hostLocks(): Locks | undefined {
  return (globalThis.navigator as { locks?: Locks } | undefined)?.locks;
}

/** Without locks, a page waits this long for a holder to make itself heard, and up to as long again. */
const PROBE_MILLIS = 300;

export class Claim {
  readonly #name: string;
  readonly #won: () => void;
  readonly #lost: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #locks = hostLocks();
  #waiting: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #release: (() => void) | undefined;
  /** Gives back a lock that is not the others' lock. */
  #useless: (() => void) | undefined;
  #client: string | undefined;

  constructor(name: string, won: () => void, lost: () => void, failed: (error: unknown) => void) {
    this.#name = `hashrange:${name}`;
    this.#won = won;
    this.#lost = lost;
    this.#failed = failed;
  }

  /** Whether a lock decides. If not, whoever is heard first leads, and the storage's fence keeps the rest away. */
  get locked(): boolean {
    return this.#locks !== undefined && this.#useless === undefined;
  }

  /** Whether there are locks that can be looked up. */
  get provable(): boolean {
    return this.#locks !== undefined;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  /** Whether this page stands in line. */
  get waits(): boolean {
    return this.#waiting !== undefined || this.#timer !== undefined;
  }

  /** Stands in line, or takes the place of a holder that does not answer. */
  seek(steal = false): void {
    if (this.held) return;
    this.giveUp();
    if (this.#locks === undefined || !this.locked) {
      const wait = steal ? 0 : PROBE_MILLIS * (1 + Math.random());
      this.#timer = setTimeout(() => this.#hold(() => undefined), wait);
      return;
    }
    const waiting = new AbortController();
    this.#waiting = waiting;
    let mine: (() => void) | undefined;
    const holder = () =>
      new Promise<void>((release) => {
        mine = release;
        this.#hold(release);
      });
    const options = steal ? { steal: true } : { signal: waiting.signal };
    this.#locks.request(this.#name, options, holder).catch((error: unknown) => {
      if (mine !== undefined && mine === this.#release) this.drop();
      else if (mine === undefined && !waiting.signal.aborted) this.#failed(error);
    });
  }

  #hold(release: () => void): void {
    this.#waiting = undefined;
    this.#timer = undefined;
    this.#release = release;
    this.#client = undefined;
    this.#won();
  }

  /**
   * Whether it is still this page that holds it: a page that was frozen may not have heard of its loss. In a page that is
   * frozen there is no answer.
   */
  async check(): Promise<boolean> {
    const claim = this.#release;
    if (claim === undefined) return false;
    const held = (await this.#locks?.query())?.held;
    // What was looked up for an earlier claim says nothing about this one.
    if (this.#release !== claim || !this.locked) return this.held;
    const holder = held?.find((lock) => lock.name === this.#name)?.clientId;
    this.#client ??= holder;
    if (holder !== this.#client) this.drop();
    return this.held;
  }

  /** {@link check} for others, to whom an answer without locks says nothing: timers stand still in a frozen page, too. */
  async prove(): Promise<boolean> {
    if (this.#locks === undefined) await new Promise((resolve) => setTimeout(resolve));
    return this.check();
  }

  /** Somebody else has it. */
  drop(): void {
    if (!this.held) return;
    this.#release = undefined;
    this.#lost();
  }

  /**
   * Somebody else has the database although this page has the lock: after site data were cleared, pages that were open
   * before have locks of their own. This one is kept from those who would take it for the real one.
   */
  distrust(): void {
    if (this.locked) this.#useless = this.#release;
    this.#release = undefined;
  }

  /** Leaves the line. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  /** Lets the next one have it. */
  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  /** Lets go of everything. */
  end(): void {
    this.release();
    this.#useless?.();
  }
}
