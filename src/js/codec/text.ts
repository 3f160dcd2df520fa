/** Bytes to strings, by the fastest way a host has. */

interface NodeBuffer {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
}

/** One character per byte; exact for ASCII, and at the right index after any other byte. */
export type ByteText = (bytes: Uint8Array, start: number, end: number) => string;

function choose(): ByteText {
  // Node's TextDecoder takes a detour for this encoding; its buffers do not.
  const buffer = (globalThis as { Buffer?: { prototype?: Partial<NodeBuffer> } }).Buffer?.prototype;
  const slice = buffer?.latin1Slice;
  if (typeof slice === "function") return (bytes, start, end) => slice.call(bytes, start, end);
  const decoder = new TextDecoder("latin1");
  return (bytes, start, end) => decoder.decode(bytes.subarray(start, end));
}

let chosen: ByteText | undefined;

export function byteText(bytes: Uint8Array, start: number, end: number): string {
  chosen ??= choose();
  return chosen(bytes, start, end);
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}
