/**
 * Storage of your own: the two interfaces that the engine can stand on.
 *
 * A {@link FileAdapter} is bytes at offsets; the engine lays its format out in it. A {@link StorageAdapter} keeps
 * arrays under numbers, for stores that have transactions of their own. Either is passed to `open` as `storage`.
 *
 * Every method may return its value or a promise of it. It fails by throwing (or rejecting with) an error that has
 * a `code`, see {@link StorageErrorCode}; {@link StorageError} is one. Bytes that come in are the adapter's to keep;
 * bytes that go out are copied before the call returns to the caller.
 */

/**
 * What went wrong, as a class that the engine acts on.
 *
 * - `Quota`: no space. Nothing was applied; the engine releases its reserve and may try again.
 * - `InUse`: another holder has the database open. Nothing was applied.
 * - `Fenced`: another holder has opened the database since. Nothing was applied; the engine steps down.
 * - `TooNew`, `Unsupported`, `Corrupt`, `Locked`: nothing was applied, and trying again does not help.
 * - `Unavailable`, `Evicted`, `Io`: the step may have been applied, as a whole or not at all. The engine opens the
 *   store again and looks. An error without a code counts as `Io`.
 */
export type StorageErrorCode =
  | "Quota"
  | "Unavailable"
  | "Fenced"
  | "Corrupt"
  | "Evicted"
  | "InUse"
  | "TooNew"
  | "Locked"
  | "Unsupported"
  | "Io";

/** An error with a code that the engine understands. */
export class StorageError extends Error {
  /** What went wrong. */
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StorageError";
    this.code = code;
  }
}

/** A value now or later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Bytes at offsets, held by one holder at a time.
 *
 * Calls overlap, but their ranges do not. After `close`, which waits for calls under way, the handle can be opened
 * again. A handle that may lose its lock while it stands still throws `Fenced` from `flush`, and from all later calls.
 */
export interface FileAdapter {
  /**
   * Opens, and takes an exclusive lock; creates an empty file if there is none. Throws `InUse` if somebody has the
   * lock. A lock whose owner has died must not stay.
   */
  open(): Awaitable<void>;
  /** Up to `length` bytes from `offset`: fewer only at the end of the file. */
  readAt(offset: number, length: number): Awaitable<Uint8Array>;
  /**
   * Writes all of `bytes` at `offset`, growing the file; a gap reads as zeros. Readable when it resolves, safe when a
   * later `flush` does. A cut leaves any part of it, but bytes outside its range stay.
   */
  writeAt(offset: number, bytes: Uint8Array): Awaitable<void>;
  /** Makes all that was written and truncated before safe against loss of power. */
  flush(): Awaitable<void>;
  /** Cuts the file to `size` bytes, or grows it with zeros. */
  truncate(size: number): Awaitable<void>;
  /** Size in bytes. */
  size(): Awaitable<number>;
  /** Closes and gives the lock back; does not flush. Resolves if it is closed. */
  close(): Awaitable<void>;
  /** Closes and removes the file. Called while it is open. */
  remove(): Awaitable<void>;
}

/** Sizes of arrays a store is good at, in bytes. */
export interface StorageLimits {
  /** Arrays of this size store fastest. 60,000 unless told. */
  preferredArray?: number;
  /** Largest array the store takes. 1 MiB unless told. */
  maximumArray?: number;
}

/** A place in the log: ordered by epoch, then sequence. */
export interface LogPosition {
  epoch: number;
  sequence: number;
}

/** One chunk of the log. */
export interface LogChunk extends LogPosition {
  bytes: Uint8Array;
}

/** What `open` found. */
export interface OpenedStorage {
  /** The epoch that was taken: one more than before. */
  epoch: number;
  /** The superblock of the last `switchRoot`. */
  superblock: Uint8Array | null;
  /** The chunks from the last truncation on, of all epochs, in order. */
  log: LogChunk[];
}

/**
 * Arrays under page ids, a superblock, and a run of log chunks.
 *
 * Page ids, epochs and sequences are integers that a double holds exactly. Each call is one transaction: all or
 * nothing, whatever happens. Calls that write carry the caller's epoch; where the stored epoch is another, they
 * change nothing and throw `Fenced`. At most one `appendLog` and at most one other writing call is under way; reads and
 * the calls for the reserve overlap anything.
 */
export interface StorageAdapter {
  /** Set by the engine: to be called if the store is taken away while open, with an error that has a code. */
  onLost?: ((error: unknown) => void) | null;
  /** The sizes this store is good at. */
  limits(): StorageLimits;
  /** The stored epoch (0 for a new database) and superblock, without changing anything. */
  peek(): Awaitable<{ epoch: number; superblock: Uint8Array | null }>;
  /**
   * Takes the next epoch if the stored one is still `epoch`, else throws `Fenced`; in the same transaction reads what
   * it returns. When it resolves, all of that is durable.
   */
  open(epoch: number): Awaitable<OpenedStorage>;
  /** The pages in the order of `ids`, `null` or `undefined` for one that is not there. One read for all. */
  readPages(ids: number[]): Awaitable<(Uint8Array | null | undefined)[]>;
  /**
   * Appends chunks at `firstSequence` of `epoch` and the places after it. With "strict" they are safe against loss
   * of power when it resolves; with "relaxed" they survive the process, and a later strict call makes them safe.
   */
  appendLog(
    epoch: number,
    firstSequence: number,
    chunks: Uint8Array[],
    durability: "strict" | "relaxed",
  ): Awaitable<void>;
  /** Writes pages: new ones, or other bytes for some that are there. Durable at the latest when a later `switchRoot` resolves. */
  writePages(epoch: number, pages: [id: number, bytes: Uint8Array][]): Awaitable<void>;
  /** Replaces the superblock and removes the log before the position, durably and in one step. */
  switchRoot(epoch: number, superblock: Uint8Array, truncateBefore: LogPosition): Awaitable<void>;
  /** Removes pages; ids that are not there are passed over. Durable when a later `switchRoot` resolves. */
  deletePages(epoch: number, ids: number[]): Awaitable<void>;
  /** Removes the pages from id `from` to before id `to`. */
  deletePageRange(epoch: number, from: number, to: number): Awaitable<void>;
  /** Gives back the reserve of 1 MB that is kept for a full disk. May do nothing. */
  releaseReserve(epoch: number): Awaitable<void>;
  /** Makes sure that the reserve is there. May do nothing. */
  restoreReserve(epoch: number): Awaitable<void>;
  /** Lets go of everything held. Relaxed appends are made safe first. Resolves if it is closed. */
  close(): Awaitable<void>;
  /** Closes, and removes the database with all data. */
  destroy(): Awaitable<void>;
}
