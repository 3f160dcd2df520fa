/** The module's instance, shared by all databases of a page: made at the first open, made anew after it has broken. */

import type { Binding, Loader } from "./boundary.js";

/** Told when the instance is gone, with the reason. */
export interface Dependent {
  instanceBroke(error: unknown): void;
}

export class Runtime {
  readonly #load: Loader;
  readonly #dependents = new Set<Dependent>();
  #binding: Promise<Binding> | undefined;

  constructor(load: Loader) {
    this.#load = load;
  }

  /** The instance; a failed attempt to make it is made again by the next caller. */
  binding(): Promise<Binding> {
    if (this.#binding === undefined) {
      const loading = this.#load(this.#broke);
      this.#binding = loading;
      loading.catch(() => {
        if (this.#binding === loading) this.#binding = undefined;
      });
    }
    return this.#binding;
  }

  join(dependent: Dependent): void {
    this.#dependents.add(dependent);
  }

  leave(dependent: Dependent): void {
    this.#dependents.delete(dependent);
  }

  /** After a trap nothing in the instance can be trusted: every engine in it is given up. */
  readonly #broke = (error: unknown): void => {
    this.#binding = undefined;
    for (const dependent of [...this.#dependents]) dependent.instanceBroke(error);
  };
}
