/** What triggers need of a database: its streams, durable records, and locks. `client/trigger.ts` brings it. */

import type { _Record, _Stream, StreamDescription } from "../types/stream_model.js";

/** How far a shard is read. */
export interface Cursor {
  readonly shard: string;
  /** Nothing for its beginning, else `@` and the number of the place, or `>` and the number of the record before. */
  mark: string;
  iterator: string | undefined;
  /** Whether there may be something that was not read. */
  fresh: boolean;
  /** Nobody waits for more any longer. */
  stop(): void;
}

export function cursorAt(shard: string, mark: string): Cursor {
  return { shard, mark, iterator: undefined, fresh: true, stop: () => undefined };
}

/** The streams of a table. */
export interface Source {
  streams(): Promise<_Stream[]>;
  describe(streamArn: string): Promise<StreamDescription>;
  /** The mark of a shard's end, or of the place where a time begins in it. */
  mark(streamArn: string, shard: string, begin: "latest" | Date): Promise<string>;
  /**
   * Reads the page at a cursor. Without records in it, and without a page, the cursor is fresh again when there may be
   * some, and `woke` is called.
   */
  page(
    streamArn: string,
    cursor: Cursor,
    woke: () => void,
  ): Promise<{ Records?: _Record[] | undefined; NextShardIterator?: string | undefined } | undefined>;
  /** Calls `changed` once, when a stream of the table comes, ends or goes after `armed`; then `armed` may never resolve. */
  watchStreams(changed: () => void): { readonly armed: Promise<void>; stop(): void };
  /** Why nothing can be followed. */
  noStream(): Promise<Error>;
}

/** Durable texts by name. */
export interface States {
  get(name: string): Promise<string | undefined>;
  /** Writes it; with `first` only if there is none. */
  put(name: string, value: string, first?: boolean): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What is used of the Web Locks. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, holder: () => Promise<void>): Promise<unknown>;
}

/** What a trigger needs of the database that it belongs to. */
export interface TriggerHost {
  readonly shards: Source;
  readonly states: States;
  /** The database's name. */
  readonly name: string;
  /** The same for all openings of the database in this program. */
  readonly database: object;
  /** Of a database that other tabs can open as well. */
  readonly locks: Locks | undefined;
  /** Has this called when the database is closed; what it gives takes that back. */
  onEnd(stop: () => void): () => void;
}
