/** Compressed answers, for clients that ask for them. */
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { HttpResponse } from "../http/message.js";

/** The service leaves smaller answers as they are. */
const SMALLEST = 4096;
const CRC = "x-amz-crc32";

const compress = promisify(gzip);

/** The answer with its body as gzip, if that is accepted and worth it; the checksum is that of the body as sent. */
export async function compressed(answer: HttpResponse, accepted: string): Promise<HttpResponse> {
  if (answer.body.byteLength <= SMALLEST || !accepts(accepted, "gzip")) return answer;
  // Client and server are close to one another: time is dearer than bytes.
  const body = await compress(answer.body, { level: constants.Z_BEST_SPEED });
  const headers: Record<string, string> = { ...answer.headers, "Content-Encoding": "gzip" };
  if (CRC in headers) headers[CRC] = String(crc32(body));
  return { ...answer, headers, body };
}

/** The coding or `*` with a weight above zero; a coding's own weight counts before that of `*`. */
export function accepts(accepted: string, wanted: string): boolean {
  const weights = new Map<string, number>();
  for (const item of accepted.toLowerCase().split(",")) {
    const [coding = "", ...parameters] = item.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    weights.set(coding, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return (weights.get(wanted) ?? weights.get("*") ?? 0) > 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** Node has one of its own only since 22.2. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
