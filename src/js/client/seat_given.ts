/** What a page that leads has answered others in its term. */

import type { Reply } from "./calls.js";

export class Given {
  readonly #pages = new Map<number, Map<number, Reply | undefined>>();

  /** A page's answers by number, `undefined` while one is under way, less what it has received. */
  to(page: number, floor: number): Map<number, Reply | undefined> {
    const given = this.#pages.get(page) ?? new Map<number, Reply | undefined>();
    this.#pages.set(page, given);
    for (const sequence of given.keys()) if (sequence < floor) given.delete(sequence);
    return given;
  }

  /** A new term has begun. */
  clear(): void {
    this.#pages.clear();
  }
}
