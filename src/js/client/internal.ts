/** Operations of the engine that only this package calls; they are not answered over HTTP. */

import type { EveryOperation } from "../types/every_operation.js";
import { asker } from "./low_level_client.js";
import type { Sender } from "./sender.js";

/** Names a document that code outside of the engine keeps in it. */
export interface StateName {
  /** Letters, digits, `_`, `.` and `-`. */
  Kind: string;
  Name: string;
}

/** Operations of the target `Hashrange_20261130`. */
export interface InternalOperations {
  /**
   * Writes a state of at most 64 KB; with `IfVersion`, only over this version (0 for one that is not there). `Summon` makes the
   * engine call the runner of the kind, now and at every opening (see `summoned.ts`), or ends that.
   */
  PutState: {
    input: StateName & { Value: string; IfVersion?: number; Summon?: boolean };
    output: { Version: number };
  };
  GetState: { input: StateName; output: { Value?: string; Version?: number } };
  /** In the order of names; `LastName` is `After` of the next page, if there may be one. */
  ListStates: {
    input: { Kind: string; After?: string; Limit?: number };
    output: { States: { Name: string; Value: string; Version: number }[]; LastName?: string };
  };
  /** Removes a state and what it calls for. */
  DeleteState: { input: StateName; output: object };
}

type Every = EveryOperation & InternalOperations;

/** Runs any operation, on attribute values as `{ S: ".." }`. */
export type Ask = <Name extends keyof Every>(
  operation: Name,
  input: Every[Name]["input"],
) => Promise<Every[Name]["output"]>;

export function internal(sender: Sender): Ask {
  return asker(sender) as Ask;
}
