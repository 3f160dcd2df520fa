/** Key providers: what wraps the keys that a database is encrypted with. Plain data, so that they can go to a Worker. */

/** Who may use a KMS key. */
export interface KmsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Where a KMS key is, and who asks for it. */
export interface KmsOptions {
  /** ARN, id or alias of a symmetric KMS key. */
  readonly keyId: string;
  readonly region: string;
  /** The credentials, or a function that gets them each time (which cannot go to a Worker). */
  readonly credentials: KmsCredentials | (() => Promise<KmsCredentials> | KmsCredentials);
  /** `https://kms.REGION.amazonaws.com` by default. */
  readonly endpoint?: string | undefined;
  /** What the KMS key's policy may ask for besides the database's id, which is always sent. */
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined;
}

/** What a callback is told of the key that it wraps. */
export interface KeyContext {
  /** The database's id, 32 hexadecimal digits. */
  readonly database: string;
  /** The number of the key in the database, from 1. */
  readonly key: number;
}

/** Wraps keys of 32 bytes in a way of one's own. */
export interface KeyCallbacks {
  wrap(key: Uint8Array<ArrayBuffer>, context: KeyContext): Promise<Uint8Array> | Uint8Array;
  unwrap(wrapped: Uint8Array<ArrayBuffer>, context: KeyContext): Promise<Uint8Array> | Uint8Array;
}

/** How a passphrase becomes a key. */
export interface PassphraseOptions {
  /**
   * `argon2id` by default, with 19 MiB of memory and two passes; `pbkdf2` is PBKDF2-HMAC-SHA-256 with 600,000 iterations, which
   * the host does by itself. A database is opened with the one that it was made with, whatever is said here.
   */
  readonly kdf?: "argon2id" | "pbkdf2" | undefined;
}

/** What wraps the keys of a database: made by {@link passphrase}, {@link key}, {@link kms} or {@link provider}. */
export type Encryption =
  | { readonly kind: "passphrase"; readonly passphrase: string; readonly kdf: "argon2id" | "pbkdf2" }
  | { readonly kind: "key"; readonly key: CryptoKey }
  | ({ readonly kind: "kms" } & KmsOptions)
  | ({ readonly kind: "callback" } & KeyCallbacks);

/** A passphrase, which is stretched to a key. Opening takes about a second. */
export function passphrase(text: string, { kdf = "argon2id" }: PassphraseOptions = {}): Encryption {
  if (typeof text !== "string" || text === "")
    throw new TypeError("A passphrase is a text that is not empty.");
  if (kdf !== "argon2id" && kdf !== "pbkdf2") throw new TypeError('kdf is "argon2id" or "pbkdf2".');
  return { kind: "passphrase", passphrase: text, kdf };
}

/**
 * A key of WebCrypto, which need not be extractable: one of AES-GCM that may encrypt and decrypt, or one of AES-KW or AES-GCM
 * that may wrap and unwrap keys.
 */
export function key(cryptoKey: CryptoKey): Encryption {
  const { name } = (cryptoKey?.algorithm ?? {}) as { name?: string };
  const may = (one: KeyUsage, two: KeyUsage) =>
    cryptoKey.usages.includes(one) && cryptoKey.usages.includes(two);
  const fits =
    (name === "AES-GCM" && (may("encrypt", "decrypt") || may("wrapKey", "unwrapKey"))) ||
    (name === "AES-KW" && may("wrapKey", "unwrapKey"));
  if (!fits) {
    throw new TypeError(
      "The key has to be a CryptoKey of AES-GCM that may encrypt and decrypt, or one of AES-KW or AES-GCM that may wrap and unwrap keys.",
    );
  }
  return { kind: "key", key: cryptoKey };
}

/** A key of AWS KMS, which makes the database's keys and decrypts them at opening. */
export function kms(options: KmsOptions): Encryption {
  const { keyId, region, credentials } = options ?? {};
  if (!keyId || !region || !credentials) {
    throw new TypeError("kms() takes { keyId, region, credentials }.");
  }
  return { kind: "kms", ...options };
}

/** Keys that functions of one's own wrap and unwrap: a password manager, a hardware token, another service. */
export function provider(callbacks: KeyCallbacks): Encryption {
  if (typeof callbacks?.wrap !== "function" || typeof callbacks.unwrap !== "function") {
    throw new TypeError("provider() takes { wrap, unwrap }.");
  }
  return { kind: "callback", wrap: callbacks.wrap, unwrap: callbacks.unwrap };
}
