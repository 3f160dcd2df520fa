/** Durable records of services: states of the engine, as JSON. */

import type { Ask } from "../types/internal_model.js";
import { ServiceFault } from "./fault.js";

interface Stored<Value> {
  name: string;
  value: Value;
  version: number;
}

const LARGEST = 64 << 10;

/** The records of a kind. */
export class Records<Value extends object> {
  readonly #ask: Ask;
  readonly #kind: string;

  constructor(ask: Ask, kind: string) {
    this.#ask = ask;
    this.#kind = kind;
  }

  async get(name: string): Promise<Value | undefined> {
    return (await this.#get(name))?.value;
  }

  /** All of them, in the order of their names. */
  async all(): Promise<Stored<Value>[]> {
    const found: Stored<Value>[] = [];
    let After: string | undefined;
    do {
      const page: { States: { Name: string; Value: string; Version: number }[]; LastName?: string } =
        await this.#ask("ListStates", { Kind: this.#kind, ...(After !== undefined && { After }) });
      for (const { Name, Value, Version } of page.States)
        found.push({ name: Name, value: JSON.parse(Value), version: Version });
      After = page.LastName;
    } while (After !== undefined);
    return found;
  }

  /**
   * Changes a record, again if somebody else has changed it meanwhile. `change` gets what is there and gives what is to be
   * there, or nothing to leave it.
   */
  async change(
    name: string,
    change: (known: Value | undefined) => Value | undefined,
    summon = false,
  ): Promise<Value | undefined> {
    for (;;) {
      const known = await this.#get(name);
      const value = change(known?.value);
      if (value === undefined) return known?.value;
      const Value = JSON.stringify(value);
      if (Value.length > LARGEST)
        throw new ServiceFault("LimitExceededException", "What is to be kept is larger than 64 KB");
      const IfVersion = known?.version ?? 0;
      const Summon = summon ? { Summon: true } : {};
      try {
        await this.#ask("PutState", { Kind: this.#kind, Name: name, Value, IfVersion, ...Summon });
        return value;
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      }
    }
  }

  async remove(name: string): Promise<void> {
    await this.#ask("DeleteState", { Kind: this.#kind, Name: name });
  }

  async #get(name: string): Promise<Stored<Value> | undefined> {
    const { Value, Version = 0 } = await this.#ask("GetState", { Kind: this.#kind, Name: name });
    return Value === undefined ? undefined : { name, value: JSON.parse(Value), version: Version };
  }
}
