/** The messages of a session, about one table each. */

import type { DescribedBackup, DescribedReplica } from "../types/internal_model.js";

/** Where a stream of changes goes on: behind a place of the history, or in the middle of a copy of the table. */
export interface Place {
  /** The place of the history. */
  Position?: string | undefined;
  /** The copy's next page; absent when it is finished. */
  After?: string | undefined;
  /** Whether the table is being copied. */
  Copying?: boolean | undefined;
}

/** A message without the changes that it carries. `Stream` tells streams of one table apart: what belongs to an old one is passed over. */
export type Message =
  /** The sender has the table, and the other side is one of its replicas or shall be. */
  | { Kind: "define"; Table: string; Group: DescribedReplica }
  /** The sender has made the table, as the other side defined it; its own changes are to be read from `Position` on. */
  | { Kind: "joined"; Table: string; Position?: string | undefined }
  /** The sender cannot have the table. */
  | { Kind: "refused"; Table: string; Message: string }
  /** The sender wants the changes from a place on. */
  | ({ Kind: "want"; Table: string; Stream: number } & Place)
  /** Changes; with them, `Position` and `After` are the place behind them. */
  | ({ Kind: "changes"; Table: string; Stream: number; Count: number; Ms?: number | undefined } & Place)
  /** What the other side wanted is not kept any more. */
  | { Kind: "trimmed"; Table: string; Stream: number }
  /** The sender has, durably, what came up to `Position`; or pages of a copy. */
  | {
      Kind: "done";
      Table: string;
      Stream: number;
      Count: number;
      Position?: string | undefined;
      Ms?: number | undefined;
    }
  /** The sender copies a backup of the table to the other side, or goes on with that. `Job` is what it calls the copy. */
  | { Kind: "offer"; Table: string; Job: string; Backup: DescribedBackup }
  /** The next items of the backup. */
  | { Kind: "part"; Table: string; Job: string; Last: boolean }
  /** What the sender has of it, durably: `After` is the last item's key, and absent when all is there. */
  | {
      Kind: "kept";
      Table: string;
      Job: string;
      BackupArn: string;
      After?: string | undefined;
      Count: number;
      Bytes: number;
    }
  /** The sender does not take the backup. */
  | { Kind: "declined"; Table: string; Job: string; Message: string }
  /** The sender has no replica of this global table any more. */
  | { Kind: "gone"; Table: string; Group: string }
  /** The sender has heard that. */
  | { Kind: "heard"; Table: string; Group: string }
  /** The sender takes part in majorities. It is about no table. */
  | { Kind: "votes"; Table: string }
  /** The sender asks for a vote: an operation on the table, whose request has no `TableName`. */
  | { Kind: "ask"; Table: string; Ask: number; Operation: string; Request: Uint8Array }
  /** What the operation answers, or why it was not done; without either it may have been. */
  | {
      Kind: "told";
      Table: string;
      Ask: number;
      Answer?: Uint8Array | undefined;
      Reason?: string | undefined;
    };

/** A message of a kind. */
export type MessageOf<Kind extends Message["Kind"]> = Extract<Message, { Kind: Kind }>;
