/** Records that wait for their sink: a queue whose oldest go where there is no room for more. */

interface Bounds {
  /** Most entries. */
  readonly count: number;
  /** Most that their sizes come to; one entry may be larger. */
  readonly size: number;
}

interface Waiting<Entry> {
  readonly entry: Entry;
  readonly size: number;
}

/** Each entry is moved a bounded number of times, however many wait. */
export class Backlog<Entry> {
  readonly #bounds: Bounds;
  #waiting: (Waiting<Entry> | undefined)[] = [];
  /** So many at the front of `#waiting` are gone, and hold no memory. */
  #gone = 0;
  /** The number of the first that waits; they are counted from the first there ever was. */
  #first = 0;
  #size = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get length(): number {
    return this.#waiting.length - this.#gone;
  }

  get size(): number {
    return this.#size;
  }

  add(entry: Entry, size: number): void {
    this.#waiting.push({ entry, size });
    this.#size += size;
    const { count, size: most } = this.#bounds;
    while (this.length > count || (this.#size > most && this.length > 1)) this.#drop();
  }

  /** The first ones, up to a number and a size, and at least one; `end` is for `remove`. */
  first(count: number, size: number): { entries: Entry[]; end: number } {
    const entries: Entry[] = [];
    let sum = 0;
    for (let at = this.#gone; at < this.#waiting.length && entries.length < count; at += 1) {
      const one = this.#waiting[at];
      if (one === undefined) break;
      sum += one.size;
      if (entries.length > 0 && sum > size) break;
      entries.push(one.entry);
    }
    return { entries, end: this.#first + entries.length };
  }

  /** Those before `end` wait no more; some may be gone already. */
  remove(end: number): void {
    while (this.#first < end && this.length > 0) this.#drop();
  }

  #drop(): void {
    this.#size -= this.#waiting[this.#gone]?.size ?? 0;
    this.#waiting[this.#gone] = undefined;
    this.#gone += 1;
    this.#first += 1;
    // The others move when as many are gone, so that each moves once for one that goes.
    if (2 * this.#gone < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#gone);
    this.#gone = 0;
  }
}
