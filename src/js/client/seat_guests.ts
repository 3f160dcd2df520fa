/** The pages that a page that leads works for: what each was answered and watches, until it is gone. */

import type { Reply } from "./calls.js";
import { hostLocks } from "./claim.js";
import type { Post } from "./post.js";

interface Guest {
  /** Answers by number, `undefined` while one is under way. */
  readonly given: Map<number, Reply | undefined>;
  /** What ends its watched reads, by number. */
  readonly watched: Map<number, () => void>;
}

const lockOf = (page: number): string => `hashrange-page:${page}`;

/** What is used of the global scope of a page; a Worker hears nothing of its end. */
interface Scope {
  addEventListener?(type: "pagehide", listener: () => void): void;
  removeEventListener?(type: "pagehide", listener: () => void): void;
}

/** Holds a lock as long as a page has its seat; others see by it when the page is gone, however it went. */
export class Presence {
  /** Resolves when others can see it, or when there is nothing to see. */
  readonly shown: Promise<void>;
  readonly #say: () => void;
  #release: () => void = () => undefined;

  constructor(post: Post) {
    // Not all see the lock.
    this.#say = () => post.say({ kind: "left" });
    (globalThis as Scope).addEventListener?.("pagehide", this.#say);
    this.shown = new Promise((shown) => {
      const held = () => {
        shown();
        return new Promise<void>((release) => {
          this.#release = release;
        });
      };
      const locks = hostLocks();
      if (locks === undefined) shown();
      else locks.request(lockOf(post.id), {}, held).catch(() => shown());
    });
  }

  leave(): void {
    (globalThis as Scope).removeEventListener?.("pagehide", this.#say);
    this.#say();
    this.#release();
  }
}

export class Guests {
  readonly #guests = new Map<number, Guest>();
  #term = new AbortController();

  #guest(page: number): Guest {
    const known = this.#guests.get(page);
    if (known !== undefined) return known;
    const guest: Guest = { given: new Map(), watched: new Map() };
    this.#guests.set(page, guest);
    // Where that cannot be told, the page may say so itself.
    void this.#await(page, this.#term.signal).catch(() => undefined);
    return guest;
  }

  /** Waits for the end of a page. Its lock may be out of sight: then it is not waited for. */
  async #await(page: number, signal: AbortSignal): Promise<void> {
    const locks = hostLocks();
    const held = (await locks?.query())?.held ?? [];
    if (signal.aborted || !held.some(({ name }) => name === lockOf(page))) return;
    await locks?.request(lockOf(page), { signal }, () => undefined);
    this.leave(page);
  }

  /** A page's answers, less what it has received. */
  given(page: number, floor: number): Map<number, Reply | undefined> {
    const { given } = this.#guest(page);
    for (const sequence of given.keys()) if (sequence < floor) given.delete(sequence);
    return given;
  }

  watch(page: number, sequence: number, stop: () => void): void {
    this.#guest(page).watched.set(sequence, stop);
  }

  /** What a page watched has changed, or is to be watched no more. */
  unwatch(page: number, sequence: number): (() => void) | undefined {
    const watched = this.#guests.get(page)?.watched;
    const stop = watched?.get(sequence);
    watched?.delete(sequence);
    return stop;
  }

  /** A page is gone. */
  leave(page: number): void {
    const guest = this.#guests.get(page);
    this.#guests.delete(page);
    for (const stop of guest?.watched.values() ?? []) stop();
  }

  /** A new term has begun. */
  clear(): void {
    this.#term.abort();
    this.#term = new AbortController();
    for (const page of [...this.#guests.keys()]) this.leave(page);
  }
}
