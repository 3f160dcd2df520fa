/** The port for objects in buckets: S3 where there is no S3. */

/** An object's name and length. */
export interface BlobInfo {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
}

/** Part of an object. */
export interface BlobRange {
  /** The first byte; 0 by default. */
  readonly offset?: number;
  /** How many bytes; up to the end by default. */
  readonly length?: number;
}

/** Content of an object. */
export type BlobBody = Uint8Array | ReadableStream<Uint8Array>;

/** Objects by their keys: texts of up to 1024 bytes, in which a slash is a letter like others. */
export interface BlobStore {
  /**
   * Stores an object, in place of one of the same key. It is there as a whole when this resolves, and not at all, or as it was
   * before, when the stream or the store fails.
   */
  put(key: string, body: BlobBody): Promise<void>;
  /** An object's content as it was stored, read as it is needed; `undefined` if there is no such object. */
  get(key: string, range?: BlobRange): Promise<ReadableStream<Uint8Array> | undefined>;
  /** The objects whose keys begin with `prefix`, in the order of their keys' code points. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Removes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
}

/** The order of keys: that of their UTF-8 bytes. */
export function byKey(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left === right) continue;
    // Halves of a letter above U+FFFF are numbered below U+E000.
    const [high, low] = [left >= 0xd800 && left < 0xe000, right >= 0xd800 && right < 0xe000];
    return high === low ? left - right : high ? 1 : -1;
  }
  return one.length - other.length;
}

/** The bytes of a body, piece by piece. */
export async function* pieces(body: BlobBody): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) return yield body;
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // Whoever stops early needs no more of it.
    await reader.cancel().catch(() => undefined);
  }
}

/** All bytes of a body. */
export async function bytesOf(body: BlobBody): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces(body)) all.push(piece);
  return joined(all);
}

/** Pieces as one. */
export function joined(all: readonly Uint8Array[]): Uint8Array {
  const [only] = all;
  if (all.length === 1 && only) return only;
  const whole = new Uint8Array(all.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of all) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Bytes as a stream. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}
