/** What the program that rotates keys and the test that kills it have to agree on. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { type Encryption, provider } from "hashrange/encryption";

export const NAME = "vault";
export const TABLE = "TableOfSecrets";
/** Checkpoints come often, so that there are pages to seal again. */
export const SETTINGS = { checkpointBytes: 64 << 10 } as const;

const ALGORITHM = "aes-256-gcm";

/** Wraps keys with a secret, which only this secret undoes; `heard` is told which ones are unwrapped. */
export function keeper(secret: string, heard: (key: number) => void = () => undefined): Encryption {
  const own = createHash("sha256").update(secret).digest();
  return provider({
    wrap: (raw) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, own, nonce);
      const body = Buffer.concat([cipher.update(raw), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    unwrap: (wrapped, { key }) => {
      const decipher = createDecipheriv(ALGORITHM, own, wrapped.subarray(0, 12));
      decipher.setAuthTag(wrapped.subarray(12, 28));
      const raw = Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
      heard(key);
      return new Uint8Array(raw);
    },
  });
}
