/** The key ring, as `src/storage/sealed/ring.rs` describes it: the wrapped keys of a database. */

export type Bytes = Uint8Array<ArrayBuffer>;

export const ARGON2ID = 1;
export const PBKDF2 = 2;
export const AES_GCM = 3;
export const AES_KW = 4;
export const KMS = 5;
export const CALLBACK = 6;

const VERSION = 1;
const ID_BYTES = 16;

/** One wrapped key. */
export interface Entry {
  readonly key: number;
  readonly way: number;
  /** What the way needs besides what the provider has: a salt and costs. */
  readonly needs: Bytes;
  readonly wrapped: Bytes;
}

export interface KeyRing {
  /** The database's id. */
  readonly id: Bytes;
  /** Ascending by their numbers; the last one is the newest. */
  readonly entries: readonly Entry[];
}

export function encodeRing({ id, entries }: KeyRing): Bytes {
  const size = entries.reduce((sum, { needs, wrapped }) => sum + 7 + needs.length + wrapped.length, 0);
  const out = new Uint8Array(2 + ID_BYTES + size);
  const view = new DataView(out.buffer);
  out[0] = VERSION;
  out.set(id, 1);
  out[1 + ID_BYTES] = entries.length;
  let at = 2 + ID_BYTES;
  for (const { key, way, needs, wrapped } of entries) {
    view.setUint16(at, key, true);
    view.setUint8(at + 2, way);
    at += 3;
    for (const bytes of [needs, wrapped]) {
      if (bytes.length > 0xffff) throw new RangeError("A wrapped key has more than 65,535 bytes.");
      view.setUint16(at, bytes.length, true);
      out.set(bytes, at + 2);
      at += 2 + bytes.length;
    }
  }
  return out;
}

/** Nothing if it is damaged, or of a later version. */
export function decodeRing(ring: Uint8Array): KeyRing | undefined {
  const bytes = new Uint8Array(ring);
  const view = new DataView(bytes.buffer);
  if (bytes.length < 2 + ID_BYTES || bytes[0] !== VERSION) return undefined;
  const entries: Entry[] = [];
  let at = 2 + ID_BYTES;
  const counted = (): Bytes => {
    const end = at + 2 + view.getUint16(at, true);
    if (end > bytes.length) throw new RangeError("The key ring is cut short.");
    const found = bytes.slice(at + 2, end);
    at = end;
    return found;
  };
  try {
    for (let left = bytes[1 + ID_BYTES] ?? 0; left > 0; left -= 1) {
      const [key, way] = [view.getUint16(at, true), view.getUint8(at + 2)];
      at += 3;
      entries.push({ key, way, needs: counted(), wrapped: counted() });
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return at === bytes.length && entries.length > 0
    ? { id: bytes.slice(1, 1 + ID_BYTES), entries }
    : undefined;
}

export function sameBytes(one: Uint8Array, two: Uint8Array): boolean {
  return one.length === two.length && one.every((byte, at) => byte === two[at]);
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
