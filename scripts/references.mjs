// Which functions and which data each function and each piece of data of a linked module refers to.
//
// A linker that was asked to `--emit-relocs` tells every place at which it wrote an address, and for which symbol. That
// is exact, where a number in the code may be an address or just a number.

const FUNCTION_TABLE = new Set([1, 2]);
const MEMORY = new Set([3, 4, 5]);
/** Kinds of relocations that carry an addend. */
const WITH_ADDEND = new Set([3, 4, 5, 8, 9]);
/** What says nothing of data: calls, types, globals and tables, and debug information. */
const OF_NO_CONCERN = new Set([0, 6, 7, 8, 9, 10, 20]);

const SYMBOL_TABLE = 8;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;
const [FUNCTION, DATA, GLOBAL, SECTION, TAG, TABLE] = [0, 1, 2, 3, 4, 5];

/** Reads what WebAssembly's binary form is made of. */
class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }
  get more() {
    return this.at < this.end;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  signed() {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return Number(BigInt.asIntN(Number(shift), value));
    }
  }
  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }
  /** A reader of the next bytes, over which this one goes on. */
  part(length) {
    this.at += length;
    return new Reader(this.bytes, this.at - length, this.at);
  }
  list(read) {
    return Array.from({ length: this.number() }, read);
  }
}

function sectionsOf(bytes) {
  const reader = new Reader(bytes, 8);
  const sections = [];
  while (reader.more) {
    const from = reader.at;
    const id = reader.byte();
    const body = reader.part(reader.number());
    const start = body.at;
    sections.push({ name: id === 0 ? body.text() : String(id), body, from, start });
  }
  return sections;
}

/** The module without what the linker told, which other tools do not keep up to date. */
export function withoutReferences(bytes) {
  const kept = sectionsOf(bytes).filter(({ name }) => name !== "linking" && !name.startsWith("reloc."));
  return Buffer.concat([
    bytes.subarray(0, 8),
    ...kept.map(({ from, body }) => bytes.subarray(from, body.end)),
  ]);
}

/** How many functions are imported: their numbers come first. */
function importedFunctions(body) {
  let count = 0;
  body.list(() => {
    body.text();
    body.text();
    const kind = body.byte();
    if (kind !== 0) throw new Error("the engine imports more than functions");
    body.number();
    count += 1;
  });
  return count;
}

function functionNames(body) {
  const names = new Map();
  while (body.more) {
    const kind = body.byte();
    const part = body.part(body.number());
    if (kind === 1) part.list(() => names.set(part.number(), part.text()));
  }
  return names;
}

/** Data segments by their number: where each is in memory and in the file. */
function segmentsOf(body) {
  return body.list(() => {
    if (body.byte() !== 0 || body.byte() !== 0x41) throw new Error("a data segment has no plain address");
    const address = body.signed();
    body.byte();
    const size = body.number();
    body.at += size;
    return { address, start: body.at - size, size };
  });
}

function symbolsOf(body) {
  if (body.number() !== 2) throw new Error("the linker's symbols are in an unknown form");
  while (body.more) {
    const kind = body.byte();
    const part = body.part(body.number());
    if (kind === SYMBOL_TABLE) return part.list(() => symbol(part));
  }
  throw new Error("the linker gave no symbols");
}

function symbol(part) {
  const kind = part.byte();
  const flags = part.number();
  const defined = (flags & UNDEFINED) === 0;
  if (kind === DATA) {
    part.text();
    if (!defined) return { kind };
    const segment = part.number();
    return { kind, segment, offset: part.number(), size: part.number() };
  }
  if (![FUNCTION, GLOBAL, SECTION, TAG, TABLE].includes(kind)) throw new Error(`a symbol is of kind ${kind}`);
  const index = part.number();
  if (kind !== SECTION && (defined || (flags & EXPLICIT_NAME) !== 0)) part.text();
  return { kind, index };
}

/** The places in one section that hold addresses, by their offset in it. */
function relocationsOf(body, symbols) {
  body.number();
  const found = body.list(() => {
    const [kind, offset, index] = [body.byte(), body.number(), body.number()];
    if (WITH_ADDEND.has(kind)) body.signed();
    else if (!FUNCTION_TABLE.has(kind) && !OF_NO_CONCERN.has(kind))
      throw new Error(`a relocation is of kind ${kind}`);
    return { kind, offset, symbol: index };
  });
  return found
    .filter(({ kind }) => FUNCTION_TABLE.has(kind) || MEMORY.has(kind))
    .map((one) => ({ ...one, of: symbols[one.symbol] }));
}

/**
 * The references of a linked module: `data` are the pieces of its memory, `functions` what each function refers to, by
 * name as `rename` gives it. Functions with one name in common are taken together. References are `functions`, by name,
 * and `data`, by number.
 */
export function referencesOf(bytes, rename) {
  const sections = sectionsOf(bytes);
  const of = (name) => {
    const found = sections.find((section) => section.name === name);
    if (found === undefined) throw new Error(`the linked module has no section ${name}`);
    return found;
  };
  const imported = importedFunctions(of("2").body);
  const linked = [...functionNames(of("name").body)];
  const renamed = rename(linked.map(([, name]) => name));
  const names = new Map(linked.map(([number], n) => [number, renamed[n]]));
  const symbols = symbolsOf(of("linking").body);
  const code = of("10");
  const bodies = code.body.list(() => {
    const size = code.body.number();
    code.body.at += size;
    return { end: code.body.at - code.start };
  });
  const dataSection = of("11");
  const segments = segmentsOf(dataSection.body);

  const data = new Map();
  symbols.forEach(({ kind, segment, offset, size }, number) => {
    const home = segments[segment];
    if (kind !== DATA || home === undefined) return;
    const start = home.start - dataSection.start + offset;
    data.set(number, { address: home.address + offset, size, start, functions: new Set(), data: new Set() });
  });

  const functions = new Map(
    renamed.map((name) => [name, { functions: new Set(), data: new Set(), times: new Map() }]),
  );
  const add = (to, { of: target, symbol: number }) => {
    if (target.kind === FUNCTION) to.functions.add(names.get(target.index));
    else if (data.has(number)) to.data.add(number);
  };
  let n = 0;
  for (const relocation of relocationsOf(of("reloc.CODE").body, symbols)) {
    while (bodies[n].end <= relocation.offset) n += 1;
    const user = functions.get(names.get(imported + n));
    add(user, relocation);
    user.times.set(relocation.symbol, (user.times.get(relocation.symbol) ?? 0) + 1);
  }
  const pieces = [...data.values()].sort((a, b) => a.start - b.start);
  for (const relocation of relocationsOf(of("reloc.DATA").body, symbols)) {
    const homes = pieces.filter(
      ({ start, size }) => start <= relocation.offset && relocation.offset < start + size,
    );
    if (homes.length === 0) throw new Error("an address in the data belongs to no symbol");
    for (const home of homes) add(home, relocation);
  }
  const textOf = ({ start, size }) =>
    bytes.toString("latin1", dataSection.start + start, dataSection.start + start + size);
  for (const piece of pieces) piece.place = isPlace(piece, data, textOf);
  return { data, functions };
}

/** Whether a piece is a `core::panic::Location`: the address and length of a file's name, a line and a column. */
function isPlace({ size, data: targets, functions }, data, textOf) {
  if (size !== 16 || targets.size !== 1 || functions.size !== 0) return false;
  const [target] = targets;
  return /\.rs\0?$/.test(textOf(data.get(target)));
}
