/** What a way of wrapping keys is. */

import type { Bytes } from "./ring.js";

/** A key of the database that is wrapped: the database's id, and the key's number. */
export interface Place {
  readonly id: Bytes;
  readonly key: number;
}

/** One way, with what it needs. */
export interface Wrapping {
  readonly way: number;
  readonly needs: Bytes;
  /** A new key of 32 bytes, and its wrapped form. */
  create?(place: Place): Promise<{ raw: Bytes; wrapped: Bytes }>;
  wrap(raw: Bytes, place: Place): Promise<Bytes>;
  /** Fails with `Locked` if this is not what it was wrapped with. */
  unwrap(wrapped: Bytes, place: Place): Promise<Bytes>;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
