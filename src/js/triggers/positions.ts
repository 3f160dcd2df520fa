/** Durable positions of triggers: records of the engine, which any tab and any later run of the program finds again. */

import type { States } from "./source.js";

/** Marks a shard that is read to its end, and all of it done. */
export const FINISHED = ".";

/** How far everything is done. */
export interface Position {
  readonly table: string;
  /** The label of the stream; "" before there is one. */
  stream: string;
  /** Marks of shards, see `Cursor`. A shard without one is read from its beginning. */
  shards: Record<string, string>;
}

export class Positions {
  readonly #states: States;
  readonly #name: string;
  #saving: Promise<void> | undefined;
  #next: Position | undefined;

  constructor(states: States, name: string) {
    this.#states = states;
    this.#name = name;
  }

  async load(): Promise<Position | undefined> {
    const text = await this.#states.get(this.#name);
    return text === undefined ? undefined : (JSON.parse(text) as Position);
  }

  /** Writes the first position, unless there is one already. */
  begin(position: Position): Promise<void> {
    return this.#states.put(this.#name, JSON.stringify(position), true);
  }

  /** Resolves when this position, or a later one, is durable. Of those that come while one is written, only the last is. */
  save(position: Position): Promise<void> {
    this.#next = position;
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #save(): Promise<void> {
    for (let position = this.#next; position !== undefined; position = this.#next) {
      this.#next = undefined;
      await this.#states.put(this.#name, JSON.stringify(position));
    }
  }

  forget(): Promise<void> {
    return this.#states.remove(this.#name);
  }
}
