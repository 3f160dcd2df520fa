/** A page that waits for the one that leads watches over it: whoever is silent for long is asked, and then replaced. */

/** A request unanswered for so long makes one ask whether the leader is alive, and so long without a sign of it replaces it. */
export const DOUBT_MILLIS = 1000;
const SILENCE_MILLIS = 2000;
const TICK_MILLIS = 250;
/** A page whose timers pause for longer was frozen itself and must not judge others by it. */
const SLEPT_MILLIS = 1500;

/** The page that keeps a vigil. */
export interface Follower {
  /** False if it leads itself, or is about to. */
  follows(): boolean;
  /** Whether anything waits for the leader. */
  waits(): boolean;
  /** Whether anything is to be told by the leader. */
  listens(): boolean;
  /** It stood still: what was said meanwhile may be lost. */
  woke(): void;
  ping(): void;
  replace(): void;
}

export class Vigil {
  readonly #page: Follower;
  #heard = performance.now();
  #pinged: number | undefined;
  #doubtful = false;
  #ticked = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(page: Follower) {
    this.#page = page;
  }

  /** Begins before something is asked: silence while nobody waits is none. */
  begin(): void {
    const now = performance.now();
    if (!this.#page.waits()) this.#heard = now;
    if (this.#timer !== undefined) return;
    this.#ticked = now;
    this.#timer = setInterval(() => this.#tick(), TICK_MILLIS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The leader has given a sign, or it is somebody else's turn to. */
  heard(): void {
    this.#heard = performance.now();
    this.#pinged = undefined;
  }

  /**
   * Somebody lives. True if that was asked: then it does not answer, for a message may have been lost, as happens to
   * pages that stand still, or it is another one than was asked.
   */
  answered(): boolean {
    const asked = this.#pinged !== undefined;
    if (asked) this.#doubtful = true;
    this.heard();
    return asked;
  }

  /** Whether the leader may not have heard what it was asked; says so once. */
  takeDoubt(): boolean {
    const doubtful = this.#doubtful;
    this.#doubtful = false;
    return doubtful;
  }

  #tick(): void {
    const page = this.#page;
    const now = performance.now();
    const slept = now - this.#ticked > SLEPT_MILLIS;
    this.#ticked = now;
    const waits = page.waits();
    if (!page.follows() || !(waits || page.listens())) return this.end();
    if (slept) {
      this.heard();
      page.woke();
    }
    if (!waits || now - this.#heard < DOUBT_MILLIS) return;
    if (this.#pinged === undefined) {
      this.#pinged = now;
      page.ping();
    } else if (now - this.#pinged > SILENCE_MILLIS) {
      this.heard();
      page.replace();
    }
  }
}
