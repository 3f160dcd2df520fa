/** Starts triggers: brings what they need of a database. Loaded when the first one is started. */

import { STRUCTURE } from "../codec/nodes.js";
import type { TriggerOptions } from "../triggers/options.js";
import type { States } from "../triggers/source.js";
import { Trigger } from "../triggers/trigger.js";
import type { Ask } from "../types/internal_model.js";
import type { Beginning } from "./beginning.js";
import { TYPED } from "./boundary.js";
import { hostLocks } from "./claim.js";
import { asker } from "./low_level_client.js";
import type { Sender } from "./sender.js";
import { Shards } from "./shards.js";
import type { StorageKind } from "./storage_state.js";

/** Attribute values as in the service's answers, times as numbers. */
export const FORM = {
  mode: TYPED,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
} as const;

export function startTrigger(
  options: TriggerOptions,
  ...[sender, name, shared, kind, onEnd]: Beginning
): Promise<Trigger> {
  const table = typeof options?.table === "object" ? options.table?.TableName : options?.table;
  return Trigger.start(
    {
      shards: new Shards(sender, table, FORM),
      states: statesOf(sender, "trigger"),
      name,
      database: shared,
      locks: locksOf(kind),
      onEnd: (stop) => {
        shared.access.gone?.then(stop);
        return onEnd(stop);
      },
    },
    options,
  );
}

/** The locks of databases that other tabs can open as well: of the storages only this one is shared by tabs. */
export function locksOf(kind: StorageKind) {
  return kind === "indexeddb" ? hostLocks() : undefined;
}

/** The engine's durable records of one kind. */
export function statesOf(sender: Sender, Kind: string): States {
  const ask = asker(sender) as Ask;
  return {
    get: async (Name) => (await ask("GetState", { Kind, Name })).Value,
    async put(Name, Value, first) {
      try {
        await ask("PutState", { Kind, Name, Value, ...(first && { IfVersion: 0 }) });
      } catch (error) {
        if (!first || (error as Error).name !== "ConditionalCheckFailedException") throw error;
      }
    },
    remove: async (Name) => {
      await ask("DeleteState", { Kind, Name });
    },
  };
}
