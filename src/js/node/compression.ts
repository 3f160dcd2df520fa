/** Compressed answers, for clients that ask for them. */
import { promisify } from "node:util";
import { constants, deflate, gzip } from "node:zlib";
import type { HttpResponse } from "../http/message.js";

/** The service leaves smaller answers as they are. */
const SMALLEST = 4096;
const CRC = "x-amz-crc32";

const FORMATS = { gzip: promisify(gzip), deflate: promisify(deflate) };

/**
 * The answer with its body in the coding that the client prefers, if any is accepted and worth it; the checksum is that
 * of the body as sent.
 */
export async function compressed(answer: HttpResponse, accepted: string): Promise<HttpResponse> {
  const coding = answer.body.byteLength > SMALLEST && preferred(accepted);
  if (!coding) return answer;
  // Client and server are close to one another: time is dearer than bytes.
  const body = await FORMATS[coding](answer.body, { level: constants.Z_BEST_SPEED });
  const headers: Record<string, string> = { ...answer.headers, "Content-Encoding": coding };
  if (CRC in headers) headers[CRC] = String(crc32(body));
  return { ...answer, headers, body };
}

/**
 * Which of gzip and deflate an `Accept-Encoding` prefers, read as the service reads it: a weight of zero only counts as
 * not there, so that it does not forbid what `*` or another element of the name allows.
 */
export function preferred(accepted: string): "gzip" | "deflate" | undefined {
  const weights = new Map<string, number>();
  for (const element of accepted.split(",")) {
    const [name = "", ...parameters] = element.split(";");
    const weight = weightOf(parameters.join(";"));
    const coding = name.trim().toLowerCase();
    if (weight > (weights.get(coding) ?? 0)) weights.set(coding, weight);
  }
  const any = weights.get("*");
  const offered = [...weights, ...["gzip", "deflate"].map((name) => [name, any] as const)];
  let best: "gzip" | "deflate" | undefined;
  let most = 0;
  for (const [place, [name, weight = 0]] of offered.entries()) {
    if (name !== "gzip" && name !== "deflate") continue;
    if (place >= weights.size && weights.has(name)) continue;
    if (weight > most) [best, most] = [name, weight];
  }
  return best;
}

/** The number behind the first `q=`, wherever it is; 1 when there is none. */
function weightOf(parameters: string): number {
  const at = parameters.indexOf("q=");
  const given = at < 0 ? "" : (parameters.slice(at + 2).split(";")[0] ?? "").trim();
  return /^-?\d+(?:\.\d*)?$/.test(given) ? Math.min(1, Number(given)) : 1;
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
