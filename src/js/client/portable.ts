/** A whole database as one file: exported as a stream, and taken in again. Loaded when it is first used. */

import type { ExportOpener, ExportSealer } from "../encryption/exported.js";
import type { Encryption } from "../encryption/providers.js";
import type { Vault } from "../encryption/vault.js";
import { CorruptionError, StorageUnavailableError } from "../errors/database.js";
import type { Access } from "./access.js";
import type { Core, Exporting, Restoring } from "./boundary.js";
import { pause } from "./pause.js";
import { noPiece } from "./pieces.js";
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
  /** Encrypts the file: what `hashrange/encryption` gives. Without it, a file of an encrypted database can be read by anybody. */
  key?: Encryption | undefined;
}

/** The bytes of an exported database, whole or as they come in. */
export type ExportedBytes = Blob | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | ArrayBuffer;

/** An exported database; of one that was exported with a key, with what opens it. */
export type ExportedDatabase = ExportedBytes | { readonly data: ExportedBytes; readonly key: Encryption };

/** A request names what it goes on with in its first four bytes. */
const ID_BYTES = 4;
const EMPTY = new Uint8Array();
/** Blocks have a header, with their length behind it, then their kind and a count. */
const HEADER_BYTES = 16;
const LENGTH_AT = 8;
const CODEC_AT = 4;
/** The codec of a block that is encrypted. */
const SEALED = 2;
const TAG_AT = 16;
const COUNT_AT = 21;
const HEAD = 0;
const ENTRIES = 1;
const END = 2;
/** No block is longer. */
const LONGEST = 16 << 20;

// The side that asks.

/** Hands out an export block by block. */
export class Export {
  readonly #access: Access;
  readonly #tell: ExportOptions["onProgress"];
  readonly #id: Promise<Uint8Array>;
  readonly #sealer: Promise<ExportSealer | undefined>;
  #ended = false;
  #progress: ExportProgress = { entries: 0, total: 0, bytes: 0 };

  constructor(access: Access, options: ExportOptions = {}) {
    this.#access = access;
    this.#tell = options.onProgress;
    this.#sealer = sealerOf(options.key);
    this.#sealer.catch(() => undefined);
    this.#id = begin(access, "export");
    // Whoever asks for a block hears of it.
    this.#id.catch(() => undefined);
  }

  /** The next block, `undefined` behind the last. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#ended) {
      await this.end();
      return undefined;
    }
    const sealer = await this.#sealer;
    const block = await this.#access.ask("block", await this.#id);
    const { entries, total, bytes } = this.#progress;
    const view = new DataView(block.buffer, block.byteOffset);
    const [tag, count] = [view.getUint8(TAG_AT), Number(view.getBigUint64(COUNT_AT, true))];
    const written = (await sealer?.seal(block)) ?? block;
    this.#progress = {
      entries: entries + (tag === ENTRIES ? count : 0),
      total: tag === HEAD ? count : total,
      bytes: bytes + written.length,
    };
    this.#ended = tag === END;
    this.#tell?.(this.#progress);
    return written;
  }

  /** No more blocks are wanted. */
  async end(): Promise<void> {
    await this.#access.ask("enough", await this.#id);
  }
}

async function sealerOf(key: Encryption | undefined): Promise<ExportSealer | undefined> {
  if (key === undefined) return undefined;
  return (await import("../encryption/exported.js").catch(noPiece)).ExportSealer.begin(key);
}

async function begin(access: Access, what: string): Promise<Uint8Array> {
  const id = await access.ask(what, EMPTY);
  if (id.length >= ID_BYTES) return id;
  throw new StorageUnavailableError(
    "The page that has this database open cannot export or restore it. Nothing was changed; reload that page.",
  );
}

/** Fills the database that was just opened. If that fails it is removed, unless it may have held something before. */
export async function restoreInto(shared: Shared, from: ExportedDatabase): Promise<void> {
  const { access } = shared;
  let empty = false;
  let id: Uint8Array | undefined;
  try {
    const answer = await begin(access, "restore");
    id = answer.subarray(0, ID_BYTES);
    empty = answer[ID_BYTES] === NEW;
    let last: number | undefined;
    for await (const block of plainBlocks(from)) {
      if (last === END) throw damaged("does not end with its end");
      const request = new Uint8Array(ID_BYTES + block.length);
      request.set(id);
      request.set(block, ID_BYTES);
      await access.ask("take", request);
      // The engine has looked: there are no tables.
      empty = true;
      last = block[TAG_AT];
    }
    if (last !== END) throw damaged("ends before its end: it was cut off");
    await access.ask("restored", id);
  } catch (error) {
    // As long as it is held, nobody else has written; since it was given up, others may have been answered.
    const held = id && (await access.ask(empty ? "held" : "enough", id).catch(() => EMPTY));
    await (held?.length ? shared.destroy() : shared.leave()).catch(() => undefined);
    throw error;
  }
}

/** The blocks of a file, opened if they are sealed. */
async function* plainBlocks(from: ExportedDatabase): AsyncGenerator<Uint8Array> {
  const { data, key } = "data" in from ? from : { data: from, key: undefined };
  let opener: ExportOpener | undefined;
  let first = true;
  for await (const block of blocks(data)) {
    // A key that is given for a file that is not sealed may be a mistake about which file this is.
    if (first && (block[CODEC_AT] === SEALED || key !== undefined)) {
      opener = new (await import("../encryption/exported.js").catch(noPiece)).ExportOpener(key);
    }
    first = false;
    yield opener === undefined ? block : await opener.open(block);
  }
}

/** The blocks of a file, however its bytes arrive. */
async function* blocks(from: ExportedBytes): AsyncGenerator<Uint8Array> {
  const stream = from instanceof ReadableStream ? from : new Response(from).body;
  const reader = stream?.getReader();
  let rest: Uint8Array = EMPTY;
  try {
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      const bytes: unknown = read.value;
      if (!(bytes instanceof Uint8Array))
        throw new TypeError("An exported database is a stream of Uint8Array");
      rest = joined(rest, bytes);
      for (let length = blockLength(rest); rest.length >= length; length = blockLength(rest)) {
        yield rest.subarray(0, length);
        rest = rest.subarray(length);
      }
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  if (rest.length > 0) throw damaged("ends in the middle: it was cut off");
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array {
  if (one.length === 0) return two;
  const both = new Uint8Array(one.length + two.length);
  both.set(one);
  both.set(two, one.length);
  return both;
}

/** How long the block is that begins here; without end if that cannot be told yet. */
function blockLength(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES) return Number.POSITIVE_INFINITY;
  const length = HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(LENGTH_AT, true);
  if (length > LONGEST) throw damaged("is not an exported database, or it is damaged");
  return length;
}

function damaged(how: string): CorruptionError {
  return new CorruptionError(`The file ${how}. Nothing of it was kept; restore from a good copy.`);
}

// The side that has the engine.

/** How long one that nobody goes on with is kept: whoever began it may be gone. A restore keeps others waiting. */
const EXPORT_MILLIS = 600_000;
const RESTORE_MILLIS = 120_000;
/** In the answer to a restore that begins: nothing was ever written to the database. */
const NEW = 1;

interface Transfer {
  readonly step: Exporting | Restoring;
  readonly patience: number;
  timer?: ReturnType<typeof setTimeout>;
}

const transfers = new WeakMap<Core, Map<number, Transfer>>();

/** Does what an asking side wants of this engine. */
export async function obey(core: Core, what: string, bytes: Uint8Array, vault?: Vault): Promise<Uint8Array> {
  if (what.startsWith("rotate")) {
    const { obeyRotation } = await import("../encryption/rotation.js").catch(noPiece);
    return obeyRotation(core, vault, what, bytes);
  }
  let own = transfers.get(core);
  if (own === undefined) {
    own = new Map();
    transfers.set(core, own);
  }
  if (what === "export") return keep(own, core.beginExport(), EXPORT_MILLIS);
  if (what === "restore") {
    const isNew = core.status()["lsn"] === 0;
    return new Uint8Array([...keep(own, core.beginRestore(), RESTORE_MILLIS), isNew ? NEW : 0]);
  }
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const transfer = own.get(id);
  if (transfer === undefined) {
    if (what === "enough" || what === "held") return EMPTY;
    throw new StorageUnavailableError(
      "The export or restore was given up, for nothing was asked of it for long, or the page that did it is gone. Begin it anew.",
    );
  }
  clearTimeout(transfer.timer);
  // A restore that failed holds the others off until what came of it is removed.
  let over = "step" in transfer.step;
  try {
    const answer = await work(transfer.step, what, bytes.subarray(ID_BYTES));
    over = answer === undefined;
    return answer ?? EMPTY;
  } finally {
    if (over) drop(own, id, transfer);
    else wait(own, id, transfer);
  }
}

/** Nothing if it is over. */
async function work(
  step: Exporting | Restoring,
  what: string,
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (what === "enough") return undefined;
  if (what === "held") return new Uint8Array(1);
  // Blocks in a row would not let anything else have its turn.
  await pause();
  if ("step" in step) {
    let block = step.step();
    while (block === undefined) {
      await pause();
      block = step.step();
    }
    return block;
  }
  while (!step.take(bytes)) await pause();
  return what === "restored" ? undefined : EMPTY;
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
