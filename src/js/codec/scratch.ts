/** A growing byte buffer in JavaScript's own memory, with the primitive writes of the format. */

import { MAXIMUM_LENGTH, writeDecimalText, writeNumber } from "./decimal.js";
import { ASCII, BINARY, NULL, NUMBER, NUMBER_TEXT, TEXT } from "./format.js";
import type { EncodedName } from "./names.js";

/** The service takes requests of 16 MB; far above it nothing useful can be meant, and a shared value may unfold forever. */
const MAXIMUM_BYTES = 32 << 20;
/** Up to this many characters a loop is faster than `TextEncoder`. */
const SHORT = 64;
const utf8 = new TextEncoder();

/** Room that a name's last word, a short string or a number may need. */
export const SMALL_VALUE = SHORT + 8;

/** Writes an encoded name by words; what the last one is too long is overwritten by what follows. Returns the end. */
export function writeName(view: DataView, start: number, name: EncodedName): number {
  const words = name.words;
  for (let index = 0; index < words.length; index += 1)
    view.setInt32(start + index * 4, words[index] as number, true);
  return start + name.length;
}

/** Writes a short ASCII string as a value; returns the end, or -1 for any other string. */
export function writeShort(bytes: Uint8Array, view: DataView, start: number, value: string): number {
  const length = value.length;
  if (length > SHORT) return -1;
  const text = start + 2;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    const a = value.charCodeAt(index);
    const b = value.charCodeAt(index + 1);
    const c = value.charCodeAt(index + 2);
    const d = value.charCodeAt(index + 3);
    if ((a | b | c | d) > 127) return -1;
    view.setInt32(text + index, a | (b << 8) | (c << 16) | (d << 24), true);
  }
  for (; index < length; index += 1) {
    const code = value.charCodeAt(index);
    if (code > 127) return -1;
    bytes[text + index] = code;
  }
  bytes[start] = ASCII;
  bytes[start + 1] = length;
  return text + length;
}

export class Scratch {
  bytes = new Uint8Array(1 << 16);
  view = new DataView(this.bytes.buffer);
  /** Next free byte. */
  at = 0;

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.at + length > this.bytes.length) this.#grow(length);
  }

  #grow(length: number): void {
    if (this.at + length > MAXIMUM_BYTES) throw new RangeError("The request is larger than 32 MB");
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + length));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** Gives back the memory of an unusually large request. */
  shrink(): void {
    if (this.bytes.length <= 1 << 20) return;
    this.bytes = new Uint8Array(1 << 16);
    this.view = new DataView(this.bytes.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.bytes[this.at++] = (rest & 127) | 128;
    this.bytes[this.at++] = rest;
  }

  name(name: EncodedName): void {
    this.reserve(name.length + 4);
    this.at = writeName(this.view, this.at, name);
  }

  many(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.at);
    this.at += source.length;
  }

  /** Starts a container; {@link close} fills in its byte length. */
  open(tag: number): number {
    this.reserve(5);
    this.bytes[this.at] = tag;
    this.at += 5;
    return this.at;
  }

  close(start: number): void {
    const bytes = this.bytes;
    const length = this.at - start;
    bytes[start - 4] = length;
    bytes[start - 3] = length >>> 8;
    bytes[start - 2] = length >>> 16;
    bytes[start - 1] = length >>> 24;
  }

  null(): void {
    this.byte(NULL);
  }

  /** A number value; what is none for this codec goes to the engine as text, to be refused in the service's words. */
  number(value: number | string): void {
    this.byte(NUMBER);
    if (this.ordered(value)) return;
    this.at -= 1;
    this.byte(NUMBER_TEXT);
    this.sized(Uint8Array.from(String(value), (character) => Math.min(character.charCodeAt(0), 127)));
  }

  /** Length byte and ordered bytes of a number or a decimal text; false, and nothing written, if there are none. */
  ordered(value: number | string): boolean {
    this.reserve(1 + MAXIMUM_LENGTH);
    const start = this.at + 1;
    const write =
      typeof value === "number"
        ? writeNumber(this.bytes, start, value)
        : writeDecimalText(this.bytes, start, value);
    if (write < 0) return false;
    this.bytes[this.at] = write - start;
    this.at = write;
    return true;
  }

  binary(value: Uint8Array): void {
    this.byte(BINARY);
    this.sized(value);
  }

  /** Varint length and bytes. */
  sized(value: Uint8Array): void {
    this.varint(value.length);
    this.many(value);
  }

  /** A string value. Lone surrogates become U+FFFD. */
  string(value: string): void {
    this.reserve(SMALL_VALUE);
    const end = writeShort(this.bytes, this.view, this.at, value);
    if (end < 0) this.#longString(value);
    else this.at = end;
  }

  #longString(value: string): void {
    this.reserve(6 + 3 * value.length);
    const tag = this.at;
    // A place for the header of the ASCII case; text that is not ASCII is longer and may need to move.
    const start = tag + 1 + varintLength(value.length);
    const length = utf8.encodeInto(value, this.bytes.subarray(start)).written;
    this.bytes[tag] = length === value.length ? ASCII : TEXT;
    this.at = tag + 1;
    if (varintLength(length) !== start - this.at) {
      this.bytes.copyWithin(this.at + varintLength(length), start, start + length);
    }
    this.varint(length);
    this.at += length;
  }
}

/** Bytes of a varint. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length += 1;
  return length;
}
