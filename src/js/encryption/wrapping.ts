/** The ways by which a provider wraps the keys of a database. */

import { locked } from "./failures.js";
import { decrypt, encrypt, gcmKey } from "./gcm.js";
import type { Encryption, KeyContext } from "./providers.js";
import { AES_GCM, AES_KW, ARGON2ID, type Bytes, CALLBACK, concat, KMS, PBKDF2 } from "./ring.js";
import { hexOf, type Place, type Wrapping } from "./way.js";

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. */
const ARGON2 = { memory: 19 << 10, passes: 2, lanes: 1 };
const ITERATIONS = 600_000;
/** A ring is readable and writable by others, so it may not ask for any effort it likes. */
const MOST = { memory: 1 << 20, passes: 64, iterations: 50_000_000 };

/** What a provider wraps new keys with. */
export async function newWrapping(from: Encryption): Promise<Wrapping> {
  if (from.kind !== "passphrase") return wrappingOf(from, undefined);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  if (from.kdf === "pbkdf2") {
    return wrappingOf(from, { way: PBKDF2, needs: concat(salt, numbers(ITERATIONS)) });
  }
  const costs = concat(numbers(ARGON2.memory, ARGON2.passes), new Uint8Array([ARGON2.lanes]));
  return wrappingOf(from, { way: ARGON2ID, needs: concat(salt, costs) });
}

/** What a provider unwraps the keys of a ring with, that were wrapped in that way. */
export async function wrappingOf(
  from: Encryption,
  like: { readonly way: number; readonly needs: Bytes } | undefined,
): Promise<Wrapping> {
  const made = await make(from, like);
  if (made === undefined || (like !== undefined && made.way !== like.way)) {
    throw locked(
      `the database's keys are wrapped by ${nameOf(like?.way ?? 0)}, and \`encryption\` is not that`,
    );
  }
  return made;
}

function nameOf(way: number): string {
  const names = [
    "",
    "a passphrase",
    "a passphrase",
    "an AES-GCM key",
    "an AES-KW key",
    "AWS KMS",
    "a callback",
  ];
  return names[way] || "a way that this version does not know";
}

async function make(
  from: Encryption,
  like: { readonly way: number; readonly needs: Bytes } | undefined,
): Promise<Wrapping | undefined> {
  switch (from.kind) {
    case "passphrase":
      return like && stretched(from.passphrase, like.way, like.needs);
    case "key":
      return from.key.algorithm.name === "AES-KW" ? keyWrap(from.key) : byKey(from.key);
    case "kms":
      return { way: KMS, ...(await (await import("./kms.js")).kmsWrapping(from, like?.needs)) };
    case "callback":
      return {
        way: CALLBACK,
        needs: new Uint8Array(),
        wrap: async (raw, place) => new Uint8Array(await from.wrap(raw, contextOf(place))),
        unwrap: async (wrapped, place) => new Uint8Array(await from.unwrap(wrapped, contextOf(place))),
      };
  }
}

function contextOf({ id, key }: Place): KeyContext {
  return { database: hexOf(id), key };
}

function numbers(...values: readonly number[]): Bytes {
  const out = new Uint8Array(4 * values.length);
  const view = new DataView(out.buffer);
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return out;
}

function addressOf({ id, key }: Place): Bytes {
  return concat(id, new Uint8Array([key & 0xff, key >>> 8]));
}

async function stretched(text: string, way: number, needs: Bytes): Promise<Wrapping | undefined> {
  if (way !== ARGON2ID && way !== PBKDF2) return undefined;
  const raw = await (way === ARGON2ID ? argon2(text, needs) : pbkdf2(text, needs));
  return withGcm(way, needs, await gcmKey(raw), "this is not the passphrase of the database");
}

async function argon2(text: string, needs: Bytes): Promise<Uint8Array> {
  const view = new DataView(needs.buffer, needs.byteOffset, needs.length);
  const [m, t, p] = [view.getUint32(SALT_BYTES, true), view.getUint32(SALT_BYTES + 4, true), needs[24] ?? 1];
  if (m > MOST.memory || t > MOST.passes) throw locked("the key ring asks for more effort than is allowed");
  const { argon2idAsync } = await import("@noble/hashes/argon2.js");
  return argon2idAsync(new TextEncoder().encode(text), needs.subarray(0, SALT_BYTES), {
    m,
    t,
    p,
    dkLen: KEY_BYTES,
  });
}

async function pbkdf2(text: string, needs: Bytes): Promise<Uint8Array> {
  const iterations = new DataView(needs.buffer, needs.byteOffset).getUint32(SALT_BYTES, true);
  if (iterations > MOST.iterations) throw locked("the key ring asks for more effort than is allowed");
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(text), "PBKDF2", false, [
    "deriveBits",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: needs.slice(0, SALT_BYTES), iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 8 * KEY_BYTES));
}

function byKey(key: CryptoKey): Wrapping {
  const wrong = "this is not the key of the database";
  if (key.usages.includes("encrypt") && key.usages.includes("decrypt"))
    return withGcm(AES_GCM, new Uint8Array(), key, wrong);
  return {
    way: AES_GCM,
    needs: new Uint8Array(),
    wrap: async (raw, place) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const how = { name: "AES-GCM", iv, additionalData: addressOf(place) };
      return concat(iv, new Uint8Array(await crypto.subtle.wrapKey("raw", await movable(raw), key, how)));
    },
    unwrap: (wrapped, place) =>
      unwrapped(
        wrapped.slice(12),
        key,
        { name: "AES-GCM", iv: wrapped.slice(0, 12), additionalData: addressOf(place) },
        wrong,
      ),
  };
}

function keyWrap(key: CryptoKey): Wrapping {
  return {
    way: AES_KW,
    needs: new Uint8Array(),
    wrap: async (raw) =>
      new Uint8Array(await crypto.subtle.wrapKey("raw", await movable(raw), key, "AES-KW")),
    unwrap: (wrapped) => unwrapped(wrapped, key, "AES-KW", "this is not the key of the database"),
  };
}

function withGcm(way: number, needs: Bytes, key: CryptoKey, wrong: string): Wrapping {
  return {
    way,
    needs,
    wrap: (raw, place) => encrypt(key, raw, addressOf(place)),
    unwrap: async (wrapped, place) => {
      const raw = await decrypt(key, wrapped, addressOf(place));
      if (raw === undefined) throw locked(wrong);
      return raw;
    },
  };
}

/** WebCrypto wraps its own keys only. */
function movable(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", true, ["encrypt", "decrypt"]);
}

async function unwrapped(
  wrapped: Bytes,
  key: CryptoKey,
  how: AlgorithmIdentifier | AesGcmParams,
  wrong: string,
): Promise<Bytes> {
  const usages: KeyUsage[] = ["encrypt", "decrypt"];
  const found = await crypto.subtle
    .unwrapKey("raw", wrapped, key, how, "AES-GCM", true, usages)
    .catch(() => undefined);
  if (found === undefined) throw locked(wrong);
  return new Uint8Array(await crypto.subtle.exportKey("raw", found));
}
