/** Requests on global tables of strong consistency: each is answered when a majority of the replicas has agreed on it. */

import { caughtUp } from "./barrier.js";
import { batched, batchOf, bytesOf } from "./batch.js";
import type { ReplicaHost } from "./host.js";
import { Doubtful, type Evaluated, Items, type Met, type Outcome } from "./items.js";
import type { AskRegion } from "./majority.js";
import { Contested, Majority, NoMajority } from "./majority.js";

/** A read that others' writes disturb so often gives up. */
const LOOKS = 8;

export class Agreement {
  readonly #majority: Majority;
  readonly #items: Items;

  constructor(host: ReplicaHost, ask: AskRegion) {
    this.#majority = new Majority(host, ask);
    this.#items = new Items(this.#majority);
  }

  /** The answer or failure of a request, as the engine has it; the request is in hexadecimal digits. */
  async run(operation: string, request: string): Promise<Outcome> {
    try {
      const evaluated = await this.#items.evaluate(operation, request);
      if (operation === "BatchWriteItem") {
        if (evaluated.outcome.Answer === undefined) return evaluated.outcome;
        return await batched(batchOf(request), (one, bytes) => this.#one(one, bytes));
      }
      return await this.#agreed(operation, request, evaluated);
    } catch (error) {
      return failureOf(error);
    }
  }

  /** A put or delete of a batch. */
  async #one(operation: string, request: string): Promise<Outcome> {
    const evaluated = await this.#items.evaluate(operation, request);
    // Of another table.
    if (evaluated.met.length === 0 && evaluated.outcome.Answer)
      return { Answer: await this.#majority.host.relay(operation, bytesOf(request)) };
    return this.#agreed(operation, request, evaluated).catch((error) => failureOf(error));
  }

  #agreed(operation: string, request: string, evaluated: Evaluated): Promise<Outcome> {
    const [met] = evaluated.met;
    // What is wrong with the request itself.
    if (met === undefined) return Promise.resolve(evaluated.outcome);
    const isRead = /^(?:Get|BatchGet|Query|Scan)/.test(operation);
    if (!isRead && met.place !== undefined) return this.#items.write(operation, request, evaluated, met);
    return this.#read(operation, request, evaluated.met);
  }

  async #read(operation: string, request: string, met: readonly Met[]): Promise<Outcome> {
    for (let look = 0; ; look += 1) {
      try {
        await this.#settle(met);
        break;
      } catch (error) {
        if (!(error instanceof Contested) || look === LOOKS) throw error;
      }
    }
    return (await this.#items.evaluate(operation, request)).outcome;
  }

  async #settle(met: readonly Met[]): Promise<void> {
    const tables = new Set(met.filter(({ place }) => place === undefined).map(({ table }) => table));
    for (const table of tables) await caughtUp(this.#majority, this.#items, table);
    for (const { table, place } of met) if (place !== undefined) await this.#items.settle(table, place);
  }
}

/** A failure as the service would have it. */
function failureOf(error: unknown): Outcome {
  if (error instanceof Contested)
    return {
      Name: "ReplicatedWriteConflictException",
      Message: "One or more items in this request are being modified by a request in another Region.",
    };
  if (error instanceof NoMajority)
    return {
      Name: "InternalServerError",
      Message: "No majority of the replicas can be reached. Nothing was written.",
    };
  if (error instanceof Doubtful)
    return {
      Name: "InternalServerError",
      Message:
        "The majority of the replicas was lost while it wrote: whether this write is done is not known.",
    };
  throw error;
}
