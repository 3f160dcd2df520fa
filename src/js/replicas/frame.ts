/** Frames: a head of ten bytes, the proof of a session with a secret, and a body. */

import { ReplicaError } from "./failures.js";
import { PROOF_LENGTH } from "./keys.js";
import { LARGEST_FRAME } from "./transport.js";

/** The version of the protocol; the first byte of every frame. */
export const VERSION = 1;

/** Who asks for a session, with a nonce. */
export const HELLO = 1;
/** That the sender has the secret. */
export const PROOF = 2;
/** A message of the session. */
export const MESSAGE = 3;
/** Why the sender ends the session. */
export const REFUSAL = 4;

/** Bytes of a head. */
const HEAD = 10;
/** Bytes of the largest body. */
export const LARGEST_BODY = LARGEST_FRAME - HEAD - PROOF_LENGTH;

/** What stands in front of a body. */
export interface Head {
  readonly type: number;
  /** Tells sessions apart; 0 where there is none yet. */
  readonly tag: number;
  /** How many messages went before in this direction. */
  readonly counter: number;
}

/** The head's bytes, which a proof is made of as well. */
export function headBytes({ type, tag, counter }: Head): Uint8Array {
  const bytes = new Uint8Array(HEAD);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  bytes[1] = type;
  view.setUint32(2, tag);
  view.setUint32(6, counter);
  return bytes;
}

/** A frame of its parts. */
export function frameOf(...parts: readonly Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/**
 * Reads a frame's head; `rest` is what follows.
 *
 * @throws ReplicaError if it is too large, cut off, or of another version.
 */
export function opened(frame: Uint8Array): { head: Head; headBytes: Uint8Array; rest: Uint8Array } {
  if (frame.length > LARGEST_FRAME)
    throw new ReplicaError("Frame", `A frame of ${frame.length} bytes came; at most ${LARGEST_FRAME} may.`);
  if (frame.length > 0 && frame[0] !== VERSION)
    throw new ReplicaError(
      "Version",
      `The other side speaks version ${frame[0]} of the protocol, and this one version ${VERSION}. Use the same version of the package on both sides.`,
    );
  if (frame.length < HEAD) throw new ReplicaError("Frame", "A frame came that is cut off.");
  const view = new DataView(frame.buffer, frame.byteOffset);
  return {
    head: { type: frame[1] ?? 0, tag: view.getUint32(2), counter: view.getUint32(6) },
    headBytes: frame.subarray(0, HEAD),
    rest: frame.subarray(HEAD),
  };
}
