/** Documents in the item format: items pass from one engine to another without being read here. */

import { Decoder } from "../codec/decoder.js";
import { Encoder } from "../codec/encoder.js";
import * as tags from "../codec/format.js";
import { STRUCTURE } from "../codec/nodes.js";

/** The entries of a map by their names, each as its bytes with the name. */
export type Entries = ReadonlyMap<string, Uint8Array>;

const encoder = new Encoder();
const decoder = new Decoder();
const utf8 = new TextDecoder();

/** Writes a document, with entries of other documents in front of its own. */
export function written(document: object, ...entries: (Uint8Array | undefined)[]): Uint8Array {
  const own = encoder.document(document, STRUCTURE);
  const given = entries.filter((entry) => entry !== undefined);
  const all = new Uint8Array(own.length + given.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const entry of [...given, own]) {
    all.set(entry, at);
    at += entry.length;
  }
  return all;
}

/**
 * Reads a document.
 *
 * @throws An error if the bytes are none.
 */
export function read(bytes: Uint8Array): Record<string, unknown> {
  return new Decoder().document(bytes, 0, bytes.length);
}

/** Reads a document but for some of its entries. */
export function readWithout(entries: Entries, ...names: readonly string[]): Record<string, unknown> {
  const kept = [...entries].filter(([name]) => !names.includes(name)).map(([, bytes]) => bytes);
  return read(written({}, ...kept));
}

/**
 * The entries of a document.
 *
 * @throws RangeError if the bytes are none.
 */
export function entriesOf(bytes: Uint8Array): Entries {
  const found = new Map<string, Uint8Array>();
  const reader = new Reader(bytes);
  while (reader.at < bytes.length) {
    const start = reader.at;
    const length = reader.varint() >>> 1;
    const name = utf8.decode(reader.take(length));
    reader.skip();
    found.set(name, bytes.subarray(start, reader.at));
  }
  return found;
}

/** The values of an entry whose value is a list. */
export function valuesOf(entry: Uint8Array): Uint8Array[] {
  const reader = new Reader(entry);
  reader.take(reader.varint() >>> 1);
  const tag = reader.take(1)[0];
  if (tag !== tags.LIST) throw new RangeError("This entry is no list.");
  const end = reader.length() + reader.at;
  const values: Uint8Array[] = [];
  while (reader.at < end) {
    const start = reader.at;
    reader.skip();
    values.push(entry.subarray(start, reader.at));
  }
  return values;
}

/** A name as {@link memberOf} looks for it. */
export function nameOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A member of a value that is a map, read; the others are stepped over. */
export function memberOf(value: Uint8Array, name: Uint8Array): unknown {
  if (value[0] !== tags.MAP) throw new RangeError("This value is no map.");
  const reader = new Reader(value);
  reader.at = 5;
  while (reader.at < value.length) {
    const length = reader.varint() >>> 1;
    const found = reader.take(length);
    const from = reader.at;
    reader.skip();
    if (length === name.length && found.every((byte, at) => byte === name[at]))
      return decoder.value(value, from, reader.at);
  }
  return undefined;
}

/** Writes an entry whose value is a list of values. */
export function listEntry(name: string, values: readonly Uint8Array[]): Uint8Array {
  return containerEntry(name, tags.LIST, values);
}

/** Writes an entry whose value is a map of entries. */
export function mapEntry(name: string, entries: readonly Uint8Array[]): Uint8Array {
  return containerEntry(name, tags.MAP, entries);
}

/** `name` has ASCII letters only. */
function containerEntry(name: string, tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const named = name.length << 1;
  const start = named < 128 ? [named] : [(named & 127) | 128, named >>> 7];
  const head = new Uint8Array(start.length + name.length + 5);
  head.set(start);
  new TextEncoder().encodeInto(name, head.subarray(start.length));
  head[start.length + name.length] = tag;
  new DataView(head.buffer).setUint32(start.length + name.length + 1, length, true);
  const entry = new Uint8Array(head.length + length);
  entry.set(head);
  let at = head.length;
  for (const part of parts) {
    entry.set(part, at);
    at += part.length;
  }
  return entry;
}

class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new RangeError("A document ends before it is complete.");
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 42; scale *= 128) {
      const byte = this.take(1)[0] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError("A length is too long.");
  }

  /** The byte length of a container. */
  length(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  /** Steps over a value. */
  skip(): void {
    const tag = this.take(1)[0] ?? 0;
    if (tag >= tags.NULL && tag <= tags.TRUE) return;
    if (tag === tags.NUMBER) this.take(this.take(1)[0] ?? 0);
    else if (tag >= tags.ASCII && tag <= tags.BINARY) this.take(this.varint());
    else if (tag >= tags.LIST && tag <= tags.BINARY_SET) this.take(this.length());
    else throw new RangeError("A value has no tag.");
  }
}
