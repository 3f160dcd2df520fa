/** A whole database as one file: exported as a stream, and taken in again. Loaded when it is first used. */

import { StorageUnavailableError } from "../errors/database.js";
import type { Access } from "./access.js";
import type { Core, Exporting, Restoring } from "./boundary.js";
import type { Shared } from "./shared.js";

/** How far an export has come. */
export interface ExportProgress {
  /** Entries of tables, indexes and the catalog that are exported. */
  readonly entries: number;
  /** Entries there are in all. */
  readonly total: number;
  /** Bytes of the file so far. */
  readonly bytes: number;
}

/** What an export may be told. */
export interface ExportOptions {
  /** Called after every block, some 256 KB. */
  onProgress?: ((progress: ExportProgress) => void) | undefined;
}

/** An exported database, whole or as it comes in. */
export type ExportedDatabase = Blob | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | ArrayBuffer;

/** A request names what it goes on with in its first four bytes. */
const ID_BYTES = 4;
const EMPTY = new Uint8Array();
/** What is restored in one request at most. */
const PIECE_BYTES = 1 << 20;

// The side that asks.

/** Hands out an export block by block. */
export class Export {
  readonly #access: Access;
  readonly #tell: ExportOptions["onProgress"];
  #id: Promise<Uint8Array>;
  #progress: ExportProgress = { entries: 0, total: 0, bytes: 0 };

  constructor(access: Access, options: ExportOptions = {}) {
    this.#access = access;
    this.#tell = options.onProgress;
    this.#id = begin(access, "export");
    // Whoever asks for a block hears of it.
    this.#id.catch(() => undefined);
  }

  /** The next block, `undefined` behind the last. */
  async next(): Promise<Uint8Array | undefined> {
    const block = await this.#access.ask("block", await this.#id);
    if (block.length === 0) return undefined;
    const { entries, total, bytes } = this.#progress;
    const view = new DataView(block.buffer, block.byteOffset);
    const [tag, count] = [view.getUint8(TAG_AT), Number(view.getBigUint64(COUNT_AT, true))];
    this.#progress = {
      entries: entries + (tag === ENTRIES ? count : 0),
      total: tag === HEAD ? count : total,
      bytes: bytes + block.length,
    };
    this.#tell?.(this.#progress);
    return block;
  }

  /** No more blocks are wanted. */
  async end(): Promise<void> {
    await this.#access.ask("enough", await this.#id);
  }
}

/** Where a block has its kind and its count, behind the header of sixteen bytes. */
const TAG_AT = 16;
const COUNT_AT = 21;
const HEAD = 0;
const ENTRIES = 1;

async function begin(access: Access, what: string): Promise<Uint8Array> {
  const id = await access.ask(what, EMPTY);
  if (id.length === ID_BYTES) return id;
  throw new StorageUnavailableError(
    "The page that has this database open cannot export or restore it. Nothing was changed; reload that page.",
  );
}

/** Fills the database that was just opened; if that fails, it is let go, and removed if something is there already. */
export async function restoreInto(shared: Shared, from: ExportedDatabase): Promise<void> {
  const { access } = shared;
  let id: Uint8Array;
  try {
    id = await begin(access, "restore");
  } catch (error) {
    await shared.leave().catch(() => undefined);
    throw error;
  }
  try {
    await feed(access, id, from);
    await access.ask("restored", id);
  } catch (error) {
    await shared.destroy().catch(() => undefined);
    throw error;
  }
}

async function feed(access: Access, id: Uint8Array, from: ExportedDatabase): Promise<void> {
  const stream = from instanceof ReadableStream ? from : new Response(from).body;
  const reader = stream?.getReader();
  if (reader === undefined) return;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const bytes: unknown = read.value;
      if (!(bytes instanceof Uint8Array))
        throw new TypeError("An exported database is a stream of Uint8Array");
      for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
        const piece = bytes.subarray(start, start + PIECE_BYTES);
        const request = new Uint8Array(ID_BYTES + piece.length);
        request.set(id);
        request.set(piece, ID_BYTES);
        await access.ask("bytes", request);
      }
    }
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

// The side that has the engine.

/** How long one that nobody goes on with is kept: whoever began it may be gone. A restore keeps others waiting. */
const EXPORT_MILLIS = 600_000;
const RESTORE_MILLIS = 120_000;

interface Transfer {
  readonly step: Exporting | Restoring;
  readonly patience: number;
  timer?: ReturnType<typeof setTimeout>;
}

const transfers = new WeakMap<Core, Map<number, Transfer>>();

/** Does what an asking side wants of this engine. */
export async function obey(core: Core, what: string, bytes: Uint8Array): Promise<Uint8Array> {
  let own = transfers.get(core);
  if (own === undefined) {
    own = new Map();
    transfers.set(core, own);
  }
  if (what === "export") return keep(own, await core.beginExport(), EXPORT_MILLIS);
  if (what === "restore") return keep(own, await core.beginRestore(), RESTORE_MILLIS);
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const transfer = own.get(id);
  if (transfer === undefined) {
    if (what === "enough") return EMPTY;
    throw new StorageUnavailableError(
      "The export or restore was given up, for nothing was asked of it for long, or the page that did it is gone. Begin it anew.",
    );
  }
  clearTimeout(transfer.timer);
  let done = true;
  try {
    const answer = await work(transfer.step, what, bytes.subarray(ID_BYTES));
    done = answer === undefined || what === "restored" || what === "enough";
    return answer ?? EMPTY;
  } finally {
    if (done) drop(own, id, transfer);
    else wait(own, id, transfer);
  }
}

async function work(
  step: Exporting | Restoring,
  what: string,
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  if ("next" in step) return what === "block" ? step.next() : undefined;
  if (what === "bytes") await step.write(bytes);
  else if (what === "restored") await step.finish();
  return EMPTY;
}

function keep(own: Map<number, Transfer>, step: Exporting | Restoring, patience: number): Uint8Array {
  const transfer: Transfer = { step, patience };
  // By chance, not in a row: an id of an engine that is gone means nothing to the next.
  const id = Math.floor(Math.random() * 2 ** 32);
  own.set(id, transfer);
  wait(own, id, transfer);
  const bytes = new Uint8Array(ID_BYTES);
  new DataView(bytes.buffer).setUint32(0, id);
  return bytes;
}

function wait(own: Map<number, Transfer>, id: number, transfer: Transfer): void {
  transfer.timer = setTimeout(() => drop(own, id, transfer), transfer.patience);
  (transfer.timer as { unref?: () => void }).unref?.();
}

function drop(own: Map<number, Transfer>, id: number, { step, timer }: Transfer): void {
  clearTimeout(timer);
  own.delete(id);
  step.free();
}
