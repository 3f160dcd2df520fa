// The data of a module as text: what its memory holds at the start.

const SEGMENT = /^ \(data (?:\$\S+ )?\(i32\.const (\d+)\) "((?:[^"\\]|\\.)*)"\)$/s;
const ESCAPES = new Map(Object.entries({ t: 9, n: 10, r: 13, '"': 34, "'": 39, "\\": 92 }));

/** The address and the bytes of a form `data`. */
export function segmentOf(form) {
  const [, address, text] = SEGMENT.exec(form) ?? [];
  if (text === undefined) throw new Error(`a data segment is in an unknown form: ${form.slice(0, 80)}`);
  const bytes = [];
  for (const [one] of text.matchAll(/\\[0-9a-f]{2}|\\.|./gs)) {
    const [first, second] = one;
    if (second === undefined) bytes.push(first.charCodeAt(0));
    else bytes.push(ESCAPES.get(second) ?? Number.parseInt(one.slice(1), 16));
  }
  return { address: Number(address), bytes: Uint8Array.from(bytes) };
}

const escaped = (bytes) => Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");

/** The forms for those bytes of a segment that `mine` says, one for each run of them. */
export function formsOf({ address, bytes }, mine) {
  const found = [];
  for (let start = 0; start < bytes.length; start += 1) {
    if (!mine(address + start)) continue;
    let end = start;
    while (end < bytes.length && mine(address + end)) end += 1;
    found.push(` (data (i32.const ${address + start}) "${escaped(bytes.subarray(start, end))}")`);
    start = end;
  }
  return found;
}

/** Whether an address is within one of some pieces of memory. */
export function within(pieces) {
  const covered = new Set();
  for (const { address, size } of pieces) for (let n = 0; n < size; n += 1) covered.add(address + n);
  return (address) => covered.has(address);
}
