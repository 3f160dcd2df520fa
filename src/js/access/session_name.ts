/** Names of sessions: what STS allows in one, and for two subjects never the same. */

import { base64, sha256 } from "../http/digest.js";

/** Most letters of a name. */
const LONGEST = 64;

/**
 * Letters that a name cannot have, and `=`, are written as `=` and two digits for each byte: `auth0|1` as `auth0=7C1`. What
 * is too long then is `=h` and its hash.
 */
export async function sessionName(subject: string): Promise<string> {
  const bytes = new TextEncoder().encode(subject);
  let name = "";
  for (const byte of bytes) {
    const letter = String.fromCharCode(byte);
    name += /[\w+,.@-]/.test(letter) ? letter : escaped(byte);
  }
  const [only] = bytes;
  // A name has two letters at least.
  if (bytes.length === 1 && only !== undefined) return escaped(only);
  if (name.length <= LONGEST) return name;
  return `=h${base64(await sha256(bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "")}`;
}

function escaped(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
