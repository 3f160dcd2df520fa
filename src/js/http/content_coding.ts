/** Content codings of request bodies: gzip and deflate. */

import { gathered } from "./body.js";

const FORMATS: ReadonlyMap<string, CompressionFormat> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

/** One is usual. Each may unpack a whole body, before anybody has looked at whose it is. */
const MOST_CODINGS = 3;

const BROKEN = new Uint8Array(1);

/**
 * A body without the codings that its header names, or undefined when that is more than `limit` bytes. A body that is
 * not what the header says becomes one that is no JSON, to be refused as such; so does one with many codings. Unknown
 * ones are passed over.
 */
export async function decoded(
  body: Uint8Array,
  codings: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined = body;
  // Codings are listed in the order in which they were applied.
  const formats = codings
    .toLowerCase()
    .split(",")
    .map((coding) => FORMATS.get(coding.trim()));
  if (formats.filter(Boolean).length > MOST_CODINGS) return BROKEN;
  for (const format of formats.reverse()) {
    if (format === undefined || bytes === undefined) continue;
    try {
      bytes = await inflated(bytes, format, limit);
    } catch {
      return BROKEN;
    }
  }
  return bytes;
}

function inflated(
  body: Uint8Array,
  format: CompressionFormat,
  limit: number,
): Promise<Uint8Array | undefined> {
  const packed = new Blob([body as Uint8Array<ArrayBuffer>]).stream();
  return gathered(packed.pipeThrough(new DecompressionStream(format)), limit);
}
