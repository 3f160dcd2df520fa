/** The binary format to JavaScript values, read in place. */

import { CorruptionError } from "../errors/database.js";
import { TIMES } from "../types/operations.js";
import { readDecimalText, readNumber } from "./decimal.js";
import * as tags from "./format.js";
import { type KnownName, startOfNames } from "./known_names.js";
import { type Node, VALUE } from "./nodes.js";
import { NumberValue } from "./number_value.js";
import type { UnmarshallOptions } from "./options.js";
import { byteText, utf8Text } from "./text.js";

const NOTHING = new Uint8Array(0);

type WrapNumbers = UnmarshallOptions["wrapNumbers"];

export class Decoder {
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #end = 0;
  /** Where `#text` begins in `#bytes`. */
  #origin = 0;
  /** The whole input, one character per byte; made when the first string asks for it. */
  #text: string | undefined;
  #wrap: WrapNumbers;
  #times = false;
  readonly #names = startOfNames();

  /**
   * Decodes a response. `node` says where attribute values are, which `wrapNumbers` is about. With `times`, members
   * known to be times become dates: in the typed form only the response's own numbers are numbers.
   */
  document(
    bytes: Uint8Array,
    start: number,
    end: number,
    node?: Node,
    options?: UnmarshallOptions,
    times = false,
  ): Record<string, unknown> {
    this.#begin(bytes, start, end, options);
    this.#times = times;
    const document =
      node === undefined || this.#wrap === undefined
        ? this.#map(end, this.#names)
        : this.#structureMap(end, node, this.#names);
    this.#bytes = NOTHING;
    this.#text = undefined;
    return document;
  }

  /** Decodes one value with its tag. */
  value(bytes: Uint8Array, start: number, end: number, options?: UnmarshallOptions): unknown {
    this.#begin(bytes, start, end, options);
    this.#times = false;
    return this.#value(this.#names);
  }

  #begin(bytes: Uint8Array, start: number, end: number, options: UnmarshallOptions | undefined): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#origin = start;
    this.#text = undefined;
    this.#wrap = options?.wrapNumbers;
  }

  #map(end: number, start: KnownName): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    let name = start;
    while (this.#at < end) {
      name = this.#name(name);
      const value = this.#value(name);
      if (name.special) this.#setSpecial(map, name.text, value);
      else map[name.text] = value;
    }
    return map;
  }

  #setSpecial(map: Record<string, unknown>, name: string, value: unknown): void {
    const time = this.#times && typeof value === "number" && TIMES.has(name);
    define(map, name, time ? new Date(value * 1000) : value);
  }

  /** As {@link #map}, but knowing which positions hold attribute values. */
  #structureMap(end: number, node: Node, start: KnownName): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    let name = start;
    while (this.#at < end) {
      name = this.#name(name);
      define(map, name.text, this.#structure(node.child(name.text), name));
    }
    return map;
  }

  #structure(node: Node, name: KnownName): unknown {
    if (node === VALUE) return this.#value(name);
    const tag = this.#bytes[this.#at] as number;
    if (tag === tags.MAP) {
      this.#at += 1;
      return this.#structureMap(this.#length(), node, name.inner);
    }
    if (tag === tags.LIST) {
      this.#at += 1;
      const list: unknown[] = [];
      for (const end = this.#length(); this.#at < end; ) list.push(this.#structure(node.child(""), name));
      return list;
    }
    const wrap = this.#wrap;
    this.#wrap = undefined;
    const value = this.#value(name);
    this.#wrap = wrap;
    return value;
  }

  #name(previous: KnownName): KnownName {
    const guess = previous.next;
    if (guess !== undefined) {
      const bytes = this.#bytes;
      const encoded = guess.encoded;
      const at = this.#at;
      let index = 0;
      while (index < encoded.length && bytes[at + index] === encoded[index]) index += 1;
      if (index === encoded.length) {
        this.#at = at + index;
        return guess;
      }
    }
    const start = this.#at;
    const text = this.#headed();
    return previous.follower(text, this.#bytes.subarray(start, this.#at));
  }

  /** A name or a member of a string set. */
  #headed(): string {
    const header = this.#varint();
    const start = this.#take(header >>> 1);
    return header & 1 ? utf8Text(this.#bytes, start, this.#at) : this.#ascii(start, this.#at);
  }

  #value(name: KnownName): unknown {
    switch (this.#bytes[this.#at++]) {
      case tags.NULL:
        return null;
      case tags.FALSE:
        return false;
      case tags.TRUE:
        return true;
      case tags.NUMBER:
        return this.#number();
      case tags.ASCII: {
        const start = this.#take(this.#varint());
        return this.#ascii(start, this.#at);
      }
      case tags.TEXT: {
        const start = this.#take(this.#varint());
        return utf8Text(this.#bytes, start, this.#at);
      }
      case tags.BINARY:
        return this.#binary();
      case tags.LIST: {
        const list: unknown[] = [];
        for (const end = this.#length(); this.#at < end; ) list.push(this.#value(name));
        return list;
      }
      case tags.MAP:
        return this.#map(this.#length(), name.inner);
      case tags.STRING_SET:
        return this.#set(() => this.#headed());
      case tags.NUMBER_SET:
        return this.#set(() => this.#number());
      case tags.BINARY_SET:
        return this.#set(() => this.#binary());
      default:
        throw damaged();
    }
  }

  #set(member: () => unknown): Set<unknown> {
    const set = new Set();
    for (const end = this.#length(); this.#at < end; ) set.add(member());
    return set;
  }

  #binary(): Uint8Array {
    const start = this.#take(this.#varint());
    return this.#bytes.slice(start, this.#at);
  }

  #number(): unknown {
    const length = this.#bytes[this.#at++] as number;
    const start = this.#take(length);
    if (this.#wrap !== undefined) return this.#wrapped(readDecimalText(this.#bytes, start, this.#at));
    const value = readNumber(this.#bytes, start, this.#at);
    return value === undefined ? new NumberValue(readDecimalText(this.#bytes, start, this.#at)) : value;
  }

  #wrapped(text: string): unknown {
    if (typeof this.#wrap === "function") return this.#wrap(text);
    if (this.#wrap) return new NumberValue(text);
    const value = Number(text);
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    if (text.includes(".")) {
      throw new Error(`${text} can't be converted to BigInt. Set options.wrapNumbers to get string value.`);
    }
    return BigInt(text);
  }

  #ascii(start: number, end: number): string {
    this.#text ??= byteText(this.#bytes, this.#origin, this.#end);
    return this.#text.substring(start - this.#origin, end - this.#origin);
  }

  /** Steps over `length` bytes and returns where they begin. */
  #take(length: number): number {
    const start = this.#at;
    this.#at = start + length;
    if (this.#at > this.#end) throw damaged();
    return start;
  }

  /** Reads the byte length of a container and returns where it ends. */
  #length(): number {
    const bytes = this.#bytes;
    const at = this.#at;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    const end = at + 4 + low + (bytes[at + 3] as number) * 0x1000000;
    this.#at = at + 4;
    if (!(end <= this.#end)) throw damaged();
    return end;
  }

  #varint(): number {
    let byte = this.#bytes[this.#at++] as number;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.#bytes[this.#at++] as number;
      value += (byte & 127) * scale;
    }
    return value;
  }
}

function damaged(): CorruptionError {
  return new CorruptionError("A stored value is damaged: it cannot be read. Overwrite or delete its item.");
}

/** Sets an own property whatever its name. */
function define(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") map[name] = value;
  else Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
}
