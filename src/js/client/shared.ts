/** Ways of a page to its databases: the same name opened twice shares one, and closes are counted. */

import type { Access } from "./access.js";
import type { Release } from "./lock.js";
import { agree, type Measured, type Settings } from "./settings.js";

const open = new Map<string, Promise<Shared>>();

/** The way to a database, and what gives up its lock. */
export interface Started {
  readonly access: Access;
  readonly release: Release;
}

/** An engine or the way to it, how many openings it has, and the lock it holds. */
export class Shared {
  access: Access;
  readonly #key: string | undefined;
  /** What it was opened with here. */
  readonly settings: Settings & Measured;
  readonly #release: Release;
  #openings = 0;
  #ending: Promise<void> | undefined;

  private constructor({ access, release }: Started, settings: Settings & Measured, key: string | undefined) {
    this.access = access;
    this.#key = key;
    this.settings = settings;
    this.#release = release;
    // Whoever closes it as well is told how that went.
    access.gone?.then(() => this.#end(async () => undefined)).catch(() => undefined);
  }

  /**
   * Joins the engine of the database, or starts one. `key` tells databases apart; without it nothing is shared.
   *
   * @throws DatabaseInUseError if it is open with other settings.
   */
  static async join(
    key: string | undefined,
    settings: Settings & Measured & { readonly name?: string | undefined },
    start: () => Promise<Started>,
  ): Promise<Shared> {
    let shared = key === undefined ? undefined : open.get(key);
    if (shared === undefined) {
      shared = start().then((started) => new Shared(started, settings, key));
      if (key !== undefined) {
        open.set(key, shared);
        shared.catch(() => open.delete(key));
      }
    }
    const joined = await shared;
    if (joined.#ending !== undefined) {
      await joined.#ending.catch(() => undefined);
      return Shared.join(key, settings, start);
    }
    agree(settings.name ?? "", joined.settings, settings);
    joined.#openings += 1;
    return joined;
  }

  /** From now on what `make` gives is the way, in front of the one before. */
  through(make: (access: Access) => Access): void {
    this.access = make(this.access);
  }

  async leave(): Promise<void> {
    this.#openings -= 1;
    if (this.#openings === 0) await this.#end(() => this.access.close());
  }

  async destroy(): Promise<void> {
    await this.#end(() => this.access.destroy());
  }

  /** The name is free for a new opening only when the old engine has let go. */
  #end(how: () => Promise<void>): Promise<void> {
    this.#ending ??= how().finally(() => {
      if (this.#key !== undefined) open.delete(this.#key);
      this.#release();
    });
    return this.#ending;
  }
}
