/** Bodies of requests, unpacked by Node's own zlib, which says how much of a body it took. */
import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import type { Inflate } from "../http/content_coding.js";
import { crc32 } from "./compression.js";

/** So many members are looked for before something that is none. */
const MOST_MEMBERS = 16;
/** Behind the data of a member: checksum and length. */
const TRAILER = 8;

const whole = promisify(gunzip);

/** What an unpacking made, and of how many bytes. */
interface Taken {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

const taken = (unpack: typeof inflate, body: Uint8Array, limit: number) =>
  promisify(unpack)(body, { maxOutputLength: limit, info: true } as object) as unknown as Promise<Taken>;

/** As the service does it: what stands behind gzip and is none is passed over, but nothing stands behind deflate. */
export const unpack: Inflate = async (body, format, limit) => {
  try {
    if (format === "gzip") return await gunzipped(body, limit);
    const { buffer, engine } = await taken(inflate, body, limit);
    if (engine.bytesWritten < body.byteLength) throw new Error("something stands behind the stream");
    return buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw error;
  }
};

async function gunzipped(body: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await whole(body, { maxOutputLength: limit });
  } catch (error) {
    // Only a member that does not begin as one; the first has to.
    if ((error as Error).message !== "incorrect header check") throw error;
    return leading(body, limit);
  }
}

/** The members in front of what is none. */
async function leading(body: Uint8Array, limit: number): Promise<Uint8Array> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const members: Buffer[] = [];
  let left = limit;
  for (let start = dataOf(body, 0); start !== undefined; ) {
    const { buffer, engine } = await taken(inflateRaw, body.subarray(start), Math.max(left, 1));
    left -= buffer.byteLength;
    const end = start + engine.bytesWritten;
    if (view.getUint32(end, true) !== crc32(buffer) || members.push(buffer) > MOST_MEMBERS)
      throw new Error("no gzip");
    start = dataOf(body, end + TRAILER);
  }
  if (members.length === 0) throw new Error("no gzip");
  return Buffer.concat(members);
}

/** Where the data of the member at a place begins; undefined where there is none. */
function dataOf(body: Uint8Array, at: number): number | undefined {
  const flags = body[at + 3];
  if (body[at] !== 0x1f || body[at + 1] !== 0x8b || flags === undefined) return undefined;
  let place = at + 10;
  if (flags & 4) place += 2 + (body[place] ?? 0) + 256 * (body[place + 1] ?? 0);
  // A name and a comment, each ended by a zero.
  for (const flag of [8, 16]) if (flags & flag) place = body.indexOf(0, place) + 1;
  return flags & 2 ? place + 2 : place;
}
