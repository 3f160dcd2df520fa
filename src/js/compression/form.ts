/** The form of compressed values: a binary that says of itself how to read it. */

/** What a compressed value was. */
export type Original = string | Uint8Array;

/** First bytes of every compressed value: no UTF-8, no image, no archive begins like this. */
const MAGIC = [0xf5, 0x48, 0x52, 0x5a];
const VERSION = 1;
const CODECS: Readonly<Record<number, CompressionFormat>> = { 1: "gzip", 2: "deflate-raw" };
const GZIP = 1;
const STRING = 0x53;
const BINARY = 0x42;
/** Magic, version, codec, type, length. */
const HEADER = 11;
/** What a value may come to when it is read; an item that is written may have 400 KB. */
const LARGEST = 64 << 20;

export function isMarked(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array && value.length >= HEADER && MAGIC.every((byte, at) => value[at] === byte)
  );
}

/** The bytes of what can be compressed; nothing of other values. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

async function through(
  bytes: Uint8Array,
  stream: { readable: ReadableStream<Uint8Array>; writable: WritableStream<BufferSource> },
  most: number,
): Promise<Uint8Array | undefined> {
  const writer = stream.writable.getWriter();
  // What is wrong shows in what is read.
  writer.write(bytes.slice()).catch(() => undefined);
  writer.close().catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/**
 * The compressed form; nothing if it is not smaller. A binary that looks like the form is put into it whatever its size, so
 * that reading never takes the value of a program for a form.
 */
export async function compressed(value: unknown, over: number): Promise<Uint8Array | undefined> {
  const bytes = bytesOf(value);
  if (bytes === undefined) return undefined;
  const lookalike = typeof value !== "string" && isMarked(bytes);
  if ((bytes.length <= over && !lookalike) || bytes.length > LARGEST) return undefined;
  const packed = await through(bytes, new CompressionStream("gzip"), Number.POSITIVE_INFINITY);
  if (packed === undefined || (packed.length + HEADER >= bytes.length && !lookalike)) return undefined;
  const made = new Uint8Array(HEADER + packed.length);
  made.set([...MAGIC, VERSION, GZIP, typeof value === "string" ? STRING : BINARY]);
  new DataView(made.buffer).setUint32(7, bytes.length);
  made.set(packed, HEADER);
  return made;
}

/** What was compressed; the bytes themselves if they cannot be read. */
export async function original(form: Uint8Array): Promise<Original> {
  const [version, codec = 0, type] = form.subarray(4, 7);
  const length = new DataView(form.buffer, form.byteOffset).getUint32(7);
  const format = CODECS[codec];
  const known = version === VERSION && format !== undefined && (type === STRING || type === BINARY);
  if (!known || length > LARGEST) return form;
  try {
    const bytes = await through(form.subarray(HEADER), new DecompressionStream(format), length);
    if (bytes?.length !== length) return form;
    return type === STRING ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) : bytes;
  } catch {
    return form;
  }
}
