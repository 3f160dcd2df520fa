/** What two replicas that share a secret prove with it. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

const text = new TextEncoder();

/** Bytes of a proof. */
export const PROOF_LENGTH = 32;
/** Bytes of a nonce. */
export const NONCE_LENGTH = 16;

/** One side of a session: its region and the number that it has drawn for it. */
export interface Side {
  readonly region: string;
  readonly nonce: Uint8Array;
}

/** The key of one session: nobody has it without the secret, and no other session has it. */
export function sessionKey(secret: Uint8Array, one: Side, other: Side): Uint8Array {
  const [first, second] = one.region < other.region ? [one, other] : [other, one];
  const parts = [text.encode("hashrange replicas 1"), ...[first, second].flatMap(bytesOf)];
  return hmac(sha256, secret, joined(parts.flatMap((part) => [lengthOf(part), part])));
}

function bytesOf({ region, nonce }: Side): Uint8Array[] {
  return [text.encode(region), nonce];
}

/** What a side shows to prove that it has the key; the other side's proof is another. */
export function proofOf(key: Uint8Array, region: string): Uint8Array {
  return hmac(sha256, key, text.encode(`proof\n${region}`));
}

/** Seals frames of one direction. */
export class Sealer {
  readonly #key: Uint8Array;

  /** @param region Of the side that sends. */
  constructor(key: Uint8Array, region: string) {
    this.#key = hmac(sha256, key, text.encode(`frames\n${region}`));
  }

  /** The proof of a frame, from its parts. */
  proof(...parts: readonly Uint8Array[]): Uint8Array {
    const made = hmac.create(sha256, this.#key);
    for (const part of parts) made.update(part);
    return made.digest();
  }
}

/** A number that tells sessions apart, for frames that come late. */
export function tagOf(one: Side, other: Side): number {
  const [first, second] = one.region < other.region ? [one, other] : [other, one];
  const digest = sha256(joined([first.nonce, second.nonce]));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** Whether two proofs are the same, in a time that does not tell where they differ. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let differs = 0;
  for (const [at, byte] of one.entries()) differs |= byte ^ (other[at] ?? 0);
  return differs === 0;
}

/** CRC-32 of a region's name: the id of its replica. */
export function replicaId(region: string): number {
  let crc = -1;
  for (const byte of text.encode(region)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return new Uint8Array([length >>> 24, length >>> 16, length >>> 8, length]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
