/** Keys that AWS KMS makes and decrypts: requests of its JSON protocol, signed. */

import { signed } from "../http/sign.js";
import { locked, unreachable } from "./failures.js";
import type { KmsOptions } from "./providers.js";
import type { Bytes } from "./ring.js";
import { hexOf, type Place, type Wrapping } from "./way.js";

const ARN = /^arn:[^:]+:kms:[^:]*:[^:]*:key\//;
const PATIENCE_MILLIS = 20_000;

/** `needs` is the ARN of the KMS key that a ring names, if there is a ring. */
export async function kmsWrapping(
  options: KmsOptions,
  needs: Bytes | undefined,
): Promise<Omit<Wrapping, "way">> {
  const keyId = needs?.length ? new TextDecoder().decode(needs) : await arnOf(options);
  // Whoever can write the storage can write a ring that names a key of theirs.
  if (ARN.test(options.keyId) && keyId !== options.keyId) {
    throw locked(`the database's key is wrapped by ${keyId}, which is not the KMS key that was given`);
  }
  const common = (place: Place) => ({
    KeyId: keyId,
    EncryptionContext: {
      ...options.encryptionContext,
      "hashrange:database": hexOf(place.id),
      "hashrange:key": String(place.key),
    },
  });
  return {
    needs: new TextEncoder().encode(keyId),
    create: async (place) => {
      const made = await ask(options, "GenerateDataKey", { ...common(place), KeySpec: "AES_256" });
      return { raw: binary(made["Plaintext"]), wrapped: binary(made["CiphertextBlob"]) };
    },
    wrap: async (raw, place) => {
      const made = await ask(options, "Encrypt", { ...common(place), Plaintext: text(raw) });
      return binary(made["CiphertextBlob"]);
    },
    unwrap: async (wrapped, place) => {
      const found = await ask(options, "Decrypt", { ...common(place), CiphertextBlob: text(wrapped) });
      return binary(found["Plaintext"]);
    },
  };
}

/** The ARN of a key that was named by an id or an alias: aliases may lead elsewhere one day. */
async function arnOf(options: KmsOptions): Promise<string> {
  if (ARN.test(options.keyId)) return options.keyId;
  const { KeyMetadata } = await ask(options, "DescribeKey", { KeyId: options.keyId });
  const arn = (KeyMetadata as { Arn?: unknown } | undefined)?.Arn;
  return typeof arn === "string" ? arn : options.keyId;
}

async function ask(options: KmsOptions, operation: string, input: object): Promise<Record<string, unknown>> {
  const { region, credentials, endpoint = `https://kms.${region}.amazonaws.com` } = options;
  const {
    accessKeyId: keyId,
    secretAccessKey: secret,
    sessionToken,
  } = typeof credentials === "function" ? await credentials() : credentials;
  const body = new TextEncoder().encode(JSON.stringify(input));
  const headers = {
    host: new URL(endpoint).host,
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `TrentService.${operation}`,
  };
  const request = { method: "POST", path: "/", headers, body };
  const { host: _, ...sent } = await signed(request, { keyId, secret, sessionToken, region, service: "kms" });
  let answer: Response;
  try {
    answer = await fetch(endpoint, {
      method: "POST",
      headers: sent,
      body,
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
  } catch (error) {
    throw unreachable(`AWS KMS at ${endpoint} did not answer (${(error as Error).message})`);
  }
  const found = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (answer.ok) return found;
  const kind = String(found["__type"] ?? answer.status).replace(/^.*#/, "");
  const why =
    `AWS KMS refused ${operation}: ${kind} ${String(found["message"] ?? found["Message"] ?? "")}`.trim();
  throw answer.status >= 500 || answer.status === 429 || kind.includes("Throttling")
    ? unreachable(why)
    : locked(why);
}

function text(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function binary(value: unknown): Bytes {
  if (typeof value !== "string") throw unreachable("AWS KMS answered without a key");
  return Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
}
