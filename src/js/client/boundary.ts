/** What the engine's WebAssembly module offers and what it needs: the whole boundary, in types. */

import type { AlarmActions } from "../alarms/actions.js";
import type { Bucket } from "../blobs/bucket.js";
import type { BlobStore } from "../blobs/store.js";
import type { Vault } from "../encryption/vault.js";
import type { Clock } from "../types/clock.js";

/** How values in requests and answers are written. */
export const PLAIN = 0;
/** Attribute values as `{ S: ".." }`. */
export const TYPED = 1;
/** A request of HTTP as a document, answered by one. */
export const HTTP = 2;

/** With a mode: tell of the first change of what the request reads. */
export const WATCHED = 4;

export type Mode = typeof PLAIN | typeof TYPED | typeof HTTP;

/** Answers of {@link Core.call}. */
export const DONE = 0;
export const PENDING = 1;
export const FAILED = 2;
/** For {@link Host.complete} only: what a watched call has read is no longer so. */
export const CHANGED = 3;

/** One open engine. */
export interface Core {
  /** Makes room for a request; returns where to put it. May grow the memory, which detaches views. */
  reserve(length: number): number;
  /** Says whose request the next call runs; a write asked for twice under one number is done once. */
  identify?(client: number, sequence: number, floor: number): void;
  /** Runs the request of `length` bytes. The answer is at `outputPointer()` until the next call, or follows. */
  call(operation: number, mode: number, length: number, ticket: number): number;
  /** Changes of what the watched call under a ticket has read are not to be told any more. */
  unwatch(ticket: number): void;
  outputPointer(): number;
  outputLength(): number;
  /** Resolves when everything answered so far is durable. */
  flush(): Promise<void>;
  /** Counters, for tools. */
  status(): EngineStatus;
  /** Begins to export the database as it is now. */
  beginExport(): Exporting;
  /** Begins to take an exported database in; requests wait meanwhile. */
  beginRestore(): Restoring;
  /** Has the key ring stored; or, with the vault, seals pages again that have an older key. */
  rotate?(vault?: object): Promise<void>;
  close(): Promise<void>;
  destroy(): Promise<void>;
  free?(): void;
}

/** An export under way. */
export interface Exporting {
  /** The next block, `undefined` if it is to be asked for again. */
  step(): Uint8Array | undefined;
  /** Lets go of what is kept for it. */
  free(): void;
}

/** A restore under way. */
export interface Restoring {
  /** Takes a block; false if it is to be tried again. Without bytes, says whether all is durable. */
  take(block: Uint8Array): boolean;
  /** Before the end, it is undone. */
  free(): void;
}

/** Counters for tools; which ones there are may change. */
export type EngineStatus = Readonly<Record<string, unknown>>;

/** What the engine calls. */
export interface Host {
  /** A pending call is done; the answer's bytes are valid during this call only. */
  complete(ticket: number, status: number, pointer: number, length: number): void;
  /** The storage is gone; pending calls are completed with failures, later ones need a new engine. */
  lost(kind: string, message: string): void;
  /** Records of the database call for work of a kind, see `summoned.ts`. */
  summon(kind: string): void;
}

export type Durability = "strict" | "relaxed" | "none";

/** What an engine is opened with. */
export interface CoreConfig {
  storage: "memory" | "indexeddb" | "store" | "file";
  name: string;
  durability: Durability;
  cacheBytes: number;
  checkpointBytes?: number;
  region: string;
  account: string;
  faults?: { unprocessed?: number | undefined };
  ttl?: { eager?: boolean | undefined };
  streams?: { shards?: number | undefined };
  recovery?: { bytes?: number | undefined };
  capacity?: "enforce" | readonly string[] | undefined;
  metrics?: boolean | undefined;
  /** Whether there are settings of capacity or metrics to look at. */
  measured?: boolean;
  clock?: Clock;
  /** Not for the engine: what alarms call. */
  alarms?: { actions?: AlarmActions | undefined };
  /** Not for the engine: where buckets are that somebody has named. */
  buckets?: Readonly<Record<string, Bucket>>;
  /** Not for the engine: makes a store of a folder, where there are folders. */
  folders?: ((path: string) => Promise<BlobStore>) | undefined;
  /** Not for the engine: the folder that the database is in. */
  path?: string;
  /** A store or file in JavaScript, for `store` and `file`. */
  adapter?: object;
  /** What seals all that is stored. */
  encryption?: Vault;
}

/** The instantiated module. */
export interface Binding {
  readonly memory: { readonly buffer: ArrayBufferLike };
  open(config: CoreConfig, host: Host): Promise<Core>;
  /** Number of an operation by its name on the wire, {@link UNKNOWN_OPERATION} if there is none. */
  operationId(name: string): number;
  /** What to wait for before an operation can run, of a module whose rest is loaded when it is first needed. */
  lacks?: ((operation: string) => Promise<void> | undefined) | undefined;
  /** After a trap: nothing of this instance runs any more, and the loader's `broke` is called; once, and not again. */
  giveUp(error: unknown): void;
}

export const UNKNOWN_OPERATION = 0xffff;

/** Makes the module's instance, and tells `broke` why it broke; called again, it makes a fresh one. */
export type Loader = (broke: (error: unknown) => void) => Promise<Binding>;
