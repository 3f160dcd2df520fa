/** Where an item is: the hash of its partition key, as the engine's trees have it (`src/table/hash.rs`). */

import { MAXIMUM_LENGTH, writeDecimalText } from "../codec/decimal.js";
import { bytesOfBase64 } from "./wire.js";

/** Hashes are below this. */
export const HASHES = 2 ** 32;

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/** MurmurHash3 x86_32 with seed 0. */
export function murmur(bytes: Uint8Array): number {
  let hash = 0;
  const whole = bytes.length & ~3;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 4) {
    hash ^= scrambled(view.getUint32(at, true));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= whole; at -= 1) tail = (tail << 8) | (bytes[at] ?? 0);
  if (whole < bytes.length) hash ^= scrambled(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scrambled(word: number): number {
  const mixed = Math.imul(word, C1);
  return Math.imul((mixed << 15) | (mixed >>> 17), C2);
}

const encoder = new TextEncoder();

/** The encoded payload of a key's value, as it stands in a JSON request; `undefined` if it is no such value. */
export function payloadOf(value: unknown, type: string): Uint8Array | undefined {
  const given = (value as Record<string, unknown> | null | undefined)?.[type];
  if (typeof given !== "string") return undefined;
  if (type === "S") return encoder.encode(given);
  if (type === "B") return bytesOfBase64(given);
  const bytes = new Uint8Array(MAXIMUM_LENGTH);
  const end = writeDecimalText(bytes, 0, given);
  return end < 0 ? undefined : bytes.subarray(0, end);
}

/** The hash of a partition key's value; `undefined` if the value is of another type, or none. */
export function shardHash(value: unknown, type: string): number | undefined {
  const payload = payloadOf(value, type);
  return payload && murmur(payload);
}
