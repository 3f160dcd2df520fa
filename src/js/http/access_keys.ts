/** Access keys as the command line and the environment give them. */
import type { AccessKey } from "./signature.js";

export type AccessKeys = ReadonlyMap<string, AccessKey>;

/** The variable for keys that should not stand in a list of processes; separated by commas or blanks. */
export const VARIABLE = "HASHRANGE_CREDENTIALS";

/**
 * The keys that requests have to be signed with, or undefined where signatures are not asked for. Throws what is wrong.
 *
 * Naming a key asks for signatures. Asking without naming one takes the key that the AWS tools of this shell use.
 */
export function readAccessKeys(
  given: readonly string[],
  required: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): AccessKeys | undefined {
  const listed = (environment[VARIABLE] ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
  const entries = [...given, ...listed];
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
  if (entries.length > 0) return new Map(entries.map(readEntry));
  if (!required) return undefined;
  if (id && secret) return new Map([[id, { secret, sessionToken: token || undefined }]]);
  throw new Error(
    `--require-signature needs a key: --credentials KEY:SECRET, ${VARIABLE}, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  );
}

function readEntry(entry: string): [string, AccessKey] {
  const [id, secret, sessionToken, ...rest] = entry.split(":");
  if (!id || !secret || rest.length > 0 || id.includes("/")) {
    throw new Error(
      "Credentials have the form KEY:SECRET or KEY:SECRET:SESSIONTOKEN, and no slash in the key.",
    );
  }
  return [id, { secret, sessionToken: sessionToken || undefined }];
}
