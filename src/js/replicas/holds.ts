/**
 * Items that this database has accepted just now by a round of its own. Whoever prepares another round for one waits until that is
 * over: what one of the others has accepted is then accepted here too, and no round ends in doubt while everybody is there.
 */

import type { ReplicaHost } from "./host.js";

export class Holds {
  readonly #held = new Map<string, Promise<void>>();

  /** Resolves when an item is not held. */
  async free(table: string, place: string): Promise<void> {
    for (let held = this.#held.get(`${table}/${place}`); held; held = this.#held.get(`${table}/${place}`))
      await held;
  }

  /** Holds an item as long as work is under way. Two that hold one item follow each other. */
  async during<Result>(table: string, place: string, work: () => Promise<Result>): Promise<Result> {
    const name = `${table}/${place}`;
    for (let held = this.#held.get(name); held; held = this.#held.get(name)) await held;
    let release = () => undefined as undefined;
    const held = new Promise<void>((resolve) => {
      release = () => void resolve();
    });
    this.#held.set(name, held);
    try {
      return await work();
    } finally {
      this.#held.delete(name);
      release();
    }
  }
}

const byDatabase = new WeakMap<object, Holds>();

/** The items that are held in a database by this program. */
export function holdsOf({ database }: ReplicaHost): Holds {
  const known = byDatabase.get(database) ?? new Holds();
  byDatabase.set(database, known);
  return known;
}
