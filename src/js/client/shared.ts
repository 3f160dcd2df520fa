/** Ways of a page to its databases: the same name opened twice shares one, and closes are counted. */

import type { Access } from "./access.js";
import type { CoreConfig } from "./boundary.js";
import { Engine } from "./engine.js";
import { lockDatabase, type Release } from "./lock.js";
import type { Runtime } from "./runtime.js";

const open = new Map<string, Promise<Shared>>();

/** An engine or the way to it, how many openings it has, and the lock it holds. */
export class Shared {
  readonly access: Access;
  readonly #key: string | undefined;
  readonly #release: Release;
  #openings = 0;
  #ending: Promise<void> | undefined;

  private constructor(access: Access, key: string | undefined, release: Release) {
    this.access = access;
    this.#key = key;
    this.#release = release;
    access.gone?.then(() => this.#end(async () => undefined));
  }

  /** Joins the engine of the database, or opens one. `key` tells databases apart; without it nothing is shared. */
  static async join(runtime: Runtime, config: CoreConfig, key: string | undefined): Promise<Shared> {
    let shared = key === undefined ? undefined : open.get(key);
    if (shared === undefined) {
      shared = Shared.#start(runtime, config, key);
      if (key !== undefined) {
        open.set(key, shared);
        shared.catch(() => open.delete(key));
      }
    }
    const joined = await shared;
    if (joined.#ending !== undefined) {
      await joined.#ending.catch(() => undefined);
      return Shared.join(runtime, config, key);
    }
    joined.#openings += 1;
    return joined;
  }

  static async #start(runtime: Runtime, config: CoreConfig, key: string | undefined): Promise<Shared> {
    if (config.storage === "indexeddb" && typeof BroadcastChannel === "function") {
      const { Seat } = await import("./seat.js");
      return new Shared(await Seat.take(runtime, config), key, () => undefined);
    }
    const release = config.storage === "indexeddb" ? await lockDatabase(config.name) : () => undefined;
    const engine = new Engine(runtime, config);
    try {
      await engine.open();
    } catch (error) {
      release();
      throw error;
    }
    return new Shared(engine, key, release);
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
