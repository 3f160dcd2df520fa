/** Merge functions: beyond the service, what two replicas wrote to one item at the same time becomes one item. */

import type { AttributeValue } from "../types/form.js";
import type { ReplicaHost } from "./host.js";
import { replicaId } from "./keys.js";

/** An item as the low-level client has it: attribute values as `{ S: ".." }`. */
export type MergeItem = Record<string, AttributeValue>;

/**
 * Makes one item of two. What is absent was deleted. `undefined` leaves the one that won.
 *
 * @param won What stands in the table now.
 * @param lost What this replica had written.
 */
export type Merge = (
  won: MergeItem | undefined,
  lost: MergeItem | undefined,
) => MergeItem | undefined | Promise<MergeItem | undefined>;

/** Names of attributes in one condition. */
const MOST_NAMES = 100;
const HANDLED = "replica-merged";

export class Merging {
  readonly #host: ReplicaHost;
  readonly #merges: Readonly<Record<string, Merge>>;
  #working: Promise<void> = Promise.resolve();

  constructor(host: ReplicaHost, merges: Readonly<Record<string, Merge>>) {
    this.#host = host;
    this.#merges = merges;
  }

  /** A table has conflicts that were not there before. */
  conflicted(table: string): void {
    const merge = Object.hasOwn(this.#merges, table) ? this.#merges[table] : undefined;
    if (merge === undefined) return;
    this.#working = this.#working.then(() => this.#merge(table, merge)).catch(() => undefined);
  }

  async #merge(table: string, merge: Merge): Promise<void> {
    const { ask, region } = this.#host;
    const own = replicaId(region);
    const { Value = "0" } = await ask("GetState", { Kind: HANDLED, Name: table });
    const { Conflicts = [] } = await ask("ListConflicts", { TableName: table });
    let newest = BigInt(Value);
    // The newest come first.
    for (const { Won, Lost } of [...Conflicts].reverse()) {
      const clock = BigInt(Won.Clock);
      if (clock <= BigInt(Value)) continue;
      // Only the side whose write has lost merges: two merged items would conflict again.
      if (Lost.Replica === own) {
        const merged = await merge(structuredClone(Won.Item), structuredClone(Lost.Item));
        if (merged !== undefined) await this.#put(table, merged, Won.Item);
      }
      if (clock > newest) newest = clock;
    }
    await ask("PutState", { Kind: HANDLED, Name: table, Value: newest.toString() });
  }

  /** Writes a merged item unless somebody has written meanwhile. */
  async #put(table: string, item: MergeItem, won: MergeItem | undefined): Promise<void> {
    const names = Object.keys(won ?? item);
    if (names.length > MOST_NAMES) return;
    const is =
      won === undefined
        ? (at: number) => `attribute_not_exists(#n${at})`
        : (at: number) => `#n${at} = :v${at}`;
    try {
      await this.#host.ask("PutItem", {
        TableName: table,
        Item: item,
        ConditionExpression: names.map((_, at) => is(at)).join(" AND "),
        ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
        ...(won && {
          ExpressionAttributeValues: Object.fromEntries(
            names.map((name, at) => [`:v${at}`, won[name] as AttributeValue]),
          ),
        }),
      });
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    }
  }
}
