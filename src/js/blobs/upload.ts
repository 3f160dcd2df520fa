/** Objects of which nobody knows how long they become: small ones in one piece, others in parts. */

import { type BlobBody, joined, pieces } from "./store.js";

/** The least that services take as a part is 5 MB; they take 10,000 of them. */
const PART = 8 << 20;

/** How a store takes an object. */
export interface Target {
  whole(bytes: Uint8Array): Promise<void>;
  begin(): Promise<Parts>;
}

/** An object in parts. */
export interface Parts {
  /** Numbers begin with 1. */
  part(number: number, bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  abort(): Promise<void>;
}

/** Stores a body. Parts of one that fails are given up. */
export async function upload(body: BlobBody, target: Target): Promise<void> {
  let parts: Parts | undefined;
  let [number, held, length]: [number, Uint8Array[], number] = [0, [], 0];
  const send = async () => {
    parts ??= await target.begin();
    number += 1;
    const bytes = joined(held);
    [held, length] = [[], 0];
    await parts.part(number, bytes);
  };
  try {
    for await (const piece of pieces(body)) {
      held.push(piece);
      length += piece.length;
      if (length >= PART) await send();
    }
    if (parts === undefined) return await target.whole(joined(held));
    if (length > 0) await send();
    await parts.end();
  } catch (error) {
    await parts?.abort().catch(() => undefined);
    throw error;
  }
}
