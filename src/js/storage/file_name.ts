/** The file of a database in a folder. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Bytes that a name may have so that the names of its locks (`.hashrange.lock.take.take.take`) have no more than 255. */
const LONGEST = 225;
const DIGITS = 40;

/**
 * Names that a file system would not take are cut, and told apart by a hash. A file that an earlier version made keeps
 * its name.
 */
export function databaseFile(directory: string, name: string): string {
  const encoded = encodeURIComponent(name);
  const path = join(directory, `${encoded}.hashrange`);
  if (encoded.length <= LONGEST || existsSync(path)) return path;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, DIGITS);
  return join(directory, `${encoded.slice(0, LONGEST - DIGITS - 1)}~${hash}.hashrange`);
}
