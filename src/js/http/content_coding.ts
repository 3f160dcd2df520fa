/** Content codings of request bodies: gzip and deflate. */

import { gathered } from "./body.js";
import { type HttpRequest, LARGEST_BODY, type Refusal } from "./message.js";

/** Unpacks a body, or undefined when that is more than `limit` bytes. Rejects for one that is not in the format. */
export type Inflate = (
  body: Uint8Array,
  format: "gzip" | "deflate",
  limit: number,
) => Promise<Uint8Array | undefined>;

const FORMATS: ReadonlyMap<string, "gzip" | "deflate"> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

/** One is usual. Each may unpack a whole body, before anybody has looked at whose it is. */
const MOST_CODINGS = 3;

const NAME = "content-encoding";
/** The service takes what it cannot decode for a failure of its own. */
const BROKEN: Refusal = { name: "InternalServerError", message: "Internal server error" };

/**
 * A request without the codings of its body, or undefined when that is more than the service takes. One with unknown
 * codings, or whose body is not what they say, is refused, unless it is already. Names of headers are in lower case.
 */
export async function decoded(
  request: HttpRequest,
  inflate: Inflate = inflated,
): Promise<HttpRequest | undefined> {
  const { [NAME]: codings, ...headers } = request.headers;
  if (codings === undefined) return request;
  try {
    const body = await unpacked(request.body, codings.toLowerCase().split(","), inflate);
    return body && { ...request, headers, body };
  } catch {
    return { ...request, headers, body: new Uint8Array(0), refusal: request.refusal ?? BROKEN };
  }
}

async function unpacked(
  body: Uint8Array,
  codings: readonly string[],
  inflate: Inflate,
): Promise<Uint8Array | undefined> {
  const names = codings.map((coding) => coding.trim()).filter((name) => name !== "" && name !== "identity");
  if (names.length > MOST_CODINGS) throw new Error();
  let bytes: Uint8Array | undefined = body;
  // Codings are listed in the order in which they were applied.
  for (const name of names.reverse()) {
    const format = FORMATS.get(name);
    if (format === undefined || bytes?.byteLength === 0) throw new Error();
    bytes &&= await inflate(bytes, format, LARGEST_BODY);
  }
  return bytes;
}

/** By the platform's own streams. */
const inflated: Inflate = (body, format, limit) => {
  const packed = new Blob([body as Uint8Array<ArrayBuffer>]).stream();
  return gathered(packed.pipeThrough(new DecompressionStream(format)), limit);
};
