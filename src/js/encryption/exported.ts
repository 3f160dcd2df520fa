/**
 * Exported databases, sealed: each block of the file in an array of codec 2, as the storage has them (`src/storage/sealed`). The
 * key ring stands in the first. Additional data is the id of the ring, the kind, the key and the block's number.
 */

import { CorruptionError, EncryptionKeyError } from "../errors/database.js";
import { crc32 } from "./checksum.js";
import type { Encryption } from "./providers.js";
import { type Bytes, concat, decodeRing } from "./ring.js";
import { Vault } from "./vault.js";

const HEADER_BYTES = 16;
const KIND = 4;
const SEALED = 2;
const CODEC_AT = 4;
const KEY_AT = 6;
const CHECKSUM_AT = 12;

/** Whether a file's first block says that it is sealed. */
export function isSealed(block: Uint8Array): boolean {
  return block[CODEC_AT] === SEALED;
}

function addressOf(ring: Uint8Array, key: number, number: number): Bytes {
  const id = decodeRing(ring)?.id ?? new Uint8Array(16);
  const rest = new Uint8Array(19);
  const view = new DataView(rest.buffer);
  view.setUint8(0, KIND);
  view.setUint16(1, key, true);
  view.setBigUint64(3, BigInt(number), true);
  return number === 0 ? concat(id, rest, ring) : concat(id, rest);
}

function framed(key: number, ...parts: readonly Uint8Array[]): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set([0x48, 0x52, 1, KIND, SEALED, 0]);
  view.setUint16(KEY_AT, key, true);
  view.setUint32(
    8,
    parts.reduce((sum, part) => sum + part.length, 0),
    true,
  );
  view.setUint32(CHECKSUM_AT, crc32(header.subarray(0, CHECKSUM_AT), ...parts), true);
  return concat(header, ...parts);
}

/** Seals the blocks of one export, in order. */
export class ExportSealer {
  readonly #vault: Vault;
  #number = 0;

  private constructor(vault: Vault) {
    this.#vault = vault;
  }

  static async begin(key: Encryption): Promise<ExportSealer> {
    const vault = new Vault(key);
    await vault.unlock(undefined);
    return new ExportSealer(vault);
  }

  async seal(block: Uint8Array): Promise<Bytes> {
    const [ring, key, number] = [this.#vault.ring(false), this.#vault.key(), this.#number];
    this.#number += 1;
    const address = addressOf(ring, key, number);
    const [sealed] = await this.#vault.seal([key], [address], [block]);
    if (number > 0) return framed(key, sealed as Bytes);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, ring.length, true);
    return framed(key, length, ring, sealed as Bytes);
  }
}

/** Opens the blocks of one file, in order. */
export class ExportOpener {
  readonly #vault: Vault;
  #ring: Uint8Array = new Uint8Array();
  #number = 0;

  constructor(key: Encryption | undefined) {
    if (key === undefined) {
      throw new EncryptionKeyError(
        "The exported database is encrypted: restore it with `from: { data, key }`. Nothing of it was kept.",
      );
    }
    this.#vault = new Vault(key);
  }

  async open(block: Uint8Array): Promise<Uint8Array> {
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    let sealed = block.subarray(HEADER_BYTES);
    const intact = crc32(block.subarray(0, CHECKSUM_AT), sealed) === view.getUint32(CHECKSUM_AT, true);
    if (!isSealed(block) || block[3] !== KIND || !intact) throw damaged();
    if (this.#number === 0) {
      const length = view.getUint32(HEADER_BYTES, true);
      this.#ring = sealed.slice(4, 4 + length);
      sealed = sealed.subarray(4 + length);
      await this.#unlock();
    }
    const key = view.getUint16(KEY_AT, true);
    const address = addressOf(this.#ring, key, this.#number);
    this.#number += 1;
    const [plain] = await this.#vault.open([key], [address], [sealed]);
    if (plain === undefined) throw damaged();
    return plain;
  }

  async #unlock(): Promise<void> {
    try {
      await this.#vault.unlock(this.#ring);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "Locked") throw error;
      throw new EncryptionKeyError(
        `The exported database cannot be restored: ${(error as Error).message}. Nothing of it was kept.`,
      );
    }
  }
}

function damaged(): CorruptionError {
  return new CorruptionError(
    "The file is damaged, or not encrypted throughout. Nothing of it was kept; restore from a good copy.",
  );
}
