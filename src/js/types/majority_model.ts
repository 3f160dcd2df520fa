/** Operations of the engine by which replicas of strong consistency agree on items; only this package calls them. */

import type { AttributeValue } from "./form.js";

export interface MajorityOperations {
  /**
   * Promises to accept nothing of an item with a smaller ballot (a clock, and the replica that proposes), and tells what was
   * accepted: without an item it is deleted, without a ballot nothing was. Of tables with strong consistency, also on a witness.
   */
  PrepareItem: {
    input: {
      TableName: string;
      Key?: Record<string, AttributeValue>;
      /** The encoded key, in place of `Key`. */
      Place?: string;
      /** Without it this replica proposes, later than `After`. */
      Ballot?: string;
      Replica?: number;
      After?: string;
      /** An item that was accepted with this ballot or before need not be told. */
      Known?: string;
      KnownReplica?: number;
      /** Promises nothing. */
      Peek?: boolean;
    };
    output: {
      Promised?: boolean;
      /** The greatest ballot that was promised. */
      Ballot?: string;
      Replica?: number;
      AcceptedBallot?: string;
      AcceptedReplica?: number;
      /** The ballot that it was proposed with first, and that of what it was made of. */
      MadeBallot?: string;
      MadeReplica?: number;
      OnBallot?: string;
      OnReplica?: number;
      /** The write that is in the table. */
      LearntBallot?: string;
      LearntReplica?: number;
      Keys?: Record<string, AttributeValue>;
      Item?: Record<string, AttributeValue>;
    };
  };
  /** Accepts an item, or that it is deleted, unless a greater ballot was promised. Learn what was chosen with `ApplyReplicated`. */
  AcceptItem: {
    input: {
      TableName: string;
      Key?: Record<string, AttributeValue>;
      Place?: string;
      /** The key's attributes of an item that is deleted, where `Place` names it. */
      Keys?: Record<string, AttributeValue>;
      Ballot: string;
      Replica: number;
      MadeBallot?: string;
      MadeReplica?: number;
      OnBallot?: string;
      OnReplica?: number;
      Item?: Record<string, AttributeValue>;
      /** Accepted here it is chosen, and is learnt in the same commit. */
      Learn?: boolean;
      /** It is chosen already, and is learnt. */
      Chosen?: boolean;
    };
    output: { Accepted: boolean; Ballot?: string; Replica?: number };
  };
  /** Places of items that were accepted here and are not in the table yet, and the place behind the history. */
  ListOpen: {
    input: { TableName: string; After?: string };
    output: { Places: string[]; Next?: string; Position?: string };
  };
  /** Runs an operation, whose request is in hexadecimal digits, and changes nothing: what it would answer, and what it has met. */
  EvaluateItem: {
    input: { Operation: string; Request: string };
    output: {
      Met: Record<string, unknown>[];
      Answer?: Uint8Array;
      Name?: string;
      Message?: string;
      Detail?: Uint8Array;
    };
  };
}
