/** The engine's module with less memory than it would take, so that memory really ends in a test. */

const MEMORY_SECTION = 5;
const HEADER_BYTES = 8;
export const PAGE = 65_536;

/** The module, whose memory has at most so many pages. */
export function withMaximum(module: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  let at = HEADER_BYTES;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++] as number;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < module.length) {
    const start = at;
    const id = module[at++];
    const length = varint();
    const body = at;
    if (id === MEMORY_SECTION) {
      at = body + 2;
      const section = [1, 1, ...encoded(varint()), ...encoded(pages)];
      return Uint8Array.from([
        ...module.subarray(0, start),
        MEMORY_SECTION,
        ...encoded(section.length),
        ...section,
        ...module.subarray(body + length),
      ]);
    }
    at = body + length;
  }
  throw new Error("the module has no memory of its own");
}

function encoded(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return bytes;
}
