/** AES-256-GCM by WebCrypto: a fresh nonce before every ciphertext. */

import { type Bytes, concat } from "./ring.js";

export const NONCE_BYTES = 12;

/** A key that never leaves WebCrypto. */
export function gcmKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw as Bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Nonce, ciphertext and tag. */
export async function encrypt(key: CryptoKey, bytes: Uint8Array, address: Uint8Array): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const how = { name: "AES-GCM", iv, additionalData: address as Bytes };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(how, key, bytes as Bytes)));
}

/** Nothing if it was not encrypted with that key for that address. */
export async function decrypt(
  key: CryptoKey,
  bytes: Uint8Array,
  address: Uint8Array,
): Promise<Bytes | undefined> {
  const iv = bytes.subarray(0, NONCE_BYTES) as Bytes;
  const how = { name: "AES-GCM", iv, additionalData: address as Bytes };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(NONCE_BYTES) as Bytes));
  } catch (error) {
    // Anything else than a wrong tag, or bytes that are too few for one, is the host's failure.
    if ((error as Error).name === "OperationError" || bytes.length < NONCE_BYTES + 16) return undefined;
    throw error;
  }
}
