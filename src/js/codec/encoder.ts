/**
 * JavaScript values to the binary format. Writes into memory of its own: user code (getters, `toString`) may call the
 * engine again while a value is being walked, and wasm memory may move; the finished bytes are copied once.
 */

import { ValidationException } from "../errors/service.js";
import { bytesOf, isBinary } from "./binary.js";
import { writeNumber } from "./decimal.js";
import * as tags from "./format.js";
import { type Attribute, type EncodedName, encodedName, type Shape, type Site } from "./names.js";
import { type Node, STRUCTURE, VALUE } from "./nodes.js";
import { NumberValue } from "./number_value.js";
import type { MarshallOptions } from "./options.js";
import { checkNumber, losesData, UNDEFINED, unsupported } from "./refusals.js";
import { Scratch, SMALL_VALUE, writeName, writeShort } from "./scratch.js";
import { writeSet } from "./sets.js";

const TOO_DEEP =
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
const DEFAULTS: MarshallOptions = {};

const USUAL_STACK = 64;

type Properties = Record<string, unknown>;

export class Encoder {
  readonly #out = new Scratch();
  #options = DEFAULTS;
  #depth = 0;
  /** Values of the objects being walked, in their key order. */
  readonly #stack: unknown[] = [];
  #top = 0;

  /** Encodes a request; the bytes are valid until the next call. */
  document(document: object, node: Node, options: MarshallOptions = DEFAULTS): Uint8Array {
    if (typeof document !== "object" || document === null)
      throw new TypeError(`A request is an object: { TableName: .., .. }. This is ${String(document)}.`);
    this.#begin(options);
    if (node.head) this.#out.many(node.head);
    this.#entries(document as Properties, node, node.site);
    return this.#finish();
  }

  /** Encodes one value with its tag; the bytes are valid until the next call. */
  value(value: unknown, options: MarshallOptions = DEFAULTS): Uint8Array {
    this.#begin(options);
    this.#value(value, VALUE.site);
    return this.#finish();
  }

  #begin(options: MarshallOptions): void {
    this.#out.shrink();
    this.#out.at = 0;
    this.#options = options;
    this.#depth = 0;
    this.#top = 0;
  }

  #finish(): Uint8Array {
    // What is left on the stack lives until the next request; that of an unusual one is let go.
    if (this.#stack.length > USUAL_STACK) this.#stack.length = 0;
    return this.#out.bytes.subarray(0, this.#out.at);
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > tags.MAXIMUM_DEPTH) throw new ValidationException({ message: TOO_DEEP });
  }

  /**
   * The entries of a map, in canonical order once the keys are known. The keys are compared with the last shape while
   * the values are collected; inherited enumerable properties count, as they do in the AWS SDK.
   */
  #entries(object: Properties, node: Node, site: Site): void {
    const stack = this.#stack;
    const base = this.#top;
    let shape = site.shape;
    let count = 0;
    if (shape !== undefined) {
      const keys = shape.keys;
      for (const key in object) {
        if (key !== keys[count]) {
          count = -1;
          break;
        }
        stack[base + count++] = object[key];
      }
    }
    if (shape === undefined || count !== shape.keys.length) {
      const keys: string[] = [];
      for (const key in object) keys.push(key);
      shape = site.find(keys);
      if (shape === undefined) return this.#unordered(keys, object, node);
      for (count = 0; count < keys.length; count += 1) stack[base + count] = object[keys[count] as string];
    }
    this.#top = base + count;
    if (node.ofValues) this.#attributes(shape, base, node !== VALUE);
    else {
      for (const attribute of shape.attributes) {
        this.#member(attribute.name, stack[base + attribute.index], attribute.below(node), attribute.site);
      }
    }
    this.#top = base;
  }

  /**
   * The attributes of a map of values, from the stack. Strings and numbers are most of what is ever stored: for them
   * the loop keeps its place in a variable and calls nothing that does not end up inline.
   */
  #attributes(shape: Shape, base: number, top: boolean): void {
    const out = this.#out;
    const stack = this.#stack;
    const attributes = shape.attributes;
    let at = out.at;
    let bytes = out.bytes;
    let view = out.view;
    for (let place = 0; place < attributes.length; place += 1) {
      const attribute = attributes[place] as Attribute;
      const value = stack[base + attribute.index];
      const name = attribute.name;
      if (at + name.length + SMALL_VALUE > bytes.length) {
        out.at = at;
        out.reserve(name.length + SMALL_VALUE);
        bytes = out.bytes;
        view = out.view;
      }
      if (typeof value === "string") {
        const start = writeName(view, at, name);
        const end = value.length === 0 ? -1 : writeShort(bytes, view, start, value);
        if (end > 0) {
          at = end;
          continue;
        }
      } else if (
        typeof value === "number" &&
        value <= Number.MAX_SAFE_INTEGER &&
        value >= Number.MIN_SAFE_INTEGER
      ) {
        const start = writeName(view, at, name);
        const end = writeNumber(bytes, start + 2, value);
        if (end > 0) {
          bytes[start] = tags.NUMBER;
          bytes[start + 1] = end - start - 2;
          at = end;
          continue;
        }
      } else if (this.#skips(value) || (top && value === undefined)) continue;
      at = writeName(view, at, name);
      out.at = at;
      this.#value(value, attribute.site);
      at = out.at;
      bytes = out.bytes;
      view = out.view;
    }
    out.at = at;
  }

  #unordered(keys: string[], object: Properties, node: Node): void {
    for (const key of keys) this.#pair(key, object[key], node, node.site);
  }

  #pair(key: string, value: unknown, node: Node, site: Site): void {
    if (node !== VALUE) return this.#member(encodedName(key), value, node.child(key), site);
    if (this.#skips(value)) return;
    this.#out.name(encodedName(key));
    this.#value(value, site);
  }

  /** Whether a map or list leaves this value out; one that is neither left out nor encodable is refused later. */
  #skips(value: unknown): boolean {
    return (
      typeof value === "function" || (value === undefined && this.#options.removeUndefinedValues === true)
    );
  }

  /** A member of the request's structure, where undefined means absent. */
  #member(name: EncodedName, value: unknown, node: Node, site: Site): void {
    if (value === undefined || typeof value === "function") return;
    this.#out.name(name);
    if (node === VALUE) this.#value(value, site);
    else this.#structure(value, node, site);
  }

  #structure(value: unknown, node: Node, site: Site): void {
    if (typeof value !== "object" || value === null) {
      return typeof value === "number" ? this.#out.number(value) : this.#value(value, site);
    }
    if (Object.getPrototypeOf(value) === Object.prototype) return this.#map(value, node, node.site);
    if (Array.isArray(value) || value instanceof Set) {
      this.#enter();
      const start = this.#out.open(tags.LIST);
      const each = node.others ?? STRUCTURE;
      for (const element of value) {
        if (element === undefined || typeof element === "function") continue;
        if (each === VALUE) this.#value(element, site);
        else this.#structure(element, each, each.site);
      }
      this.#out.close(start);
      this.#depth -= 1;
    } else if (value instanceof Date) {
      // Times in requests are seconds since 1970.
      this.#out.number(value.getTime() / 1000);
    } else if (isBinary(value) || value instanceof NumberValue) {
      this.#value(value, site);
    } else {
      this.#map(value instanceof Map ? Object.fromEntries(value) : value, node, node.site);
    }
  }

  #map(value: object, node: Node, site: Site): void {
    this.#enter();
    const start = this.#out.open(tags.MAP);
    this.#entries(value as Properties, node, site);
    this.#out.close(start);
    this.#depth -= 1;
  }

  #value(value: unknown, site: Site): void {
    switch (typeof value) {
      case "string":
        if (value.length === 0 && this.#options.convertEmptyValues) return this.#out.null();
        return this.#out.string(value);
      case "number":
        return this.#out.number(checkNumber(value, this.#options));
      case "boolean":
        return this.#out.byte(value ? tags.TRUE : tags.FALSE);
      case "bigint":
        return this.#out.number(value.toString());
      case "undefined":
        throw new Error(UNDEFINED);
      case "object":
        return value === null ? this.#out.null() : this.#object(value, site);
      default:
        throw unsupported(value);
    }
  }

  #object(value: object, site: Site): void {
    if (Array.isArray(value)) return this.#list(value, site);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#map(value, VALUE, site);
    if (value instanceof NumberValue) return this.#out.number(value.value);
    if (isBinary(value)) return this.#binary(bytesOf(value));
    // By name, as the AWS SDK does it, because values may come from another frame or realm.
    switch (value.constructor?.name) {
      case "Set":
        return writeSet(this.#out, value as Set<unknown>, this.#options);
      case "Map":
        return this.#mapFrom(value as Map<unknown, unknown>, site);
      case "Object":
        return this.#map(value, VALUE, site);
      case "Boolean":
      case "Number":
      case "String":
        return this.#value(value.valueOf(), site);
      case "NumberValue":
      case "NumberValueImpl":
        return this.#out.number(String(value));
      default:
        if (!this.#options.convertClassInstanceToMap || losesData(value)) throw unsupported(value);
        return this.#map(value, VALUE, site);
    }
  }

  #binary(bytes: Uint8Array): void {
    if (bytes.length === 0 && this.#options.convertEmptyValues) return this.#out.null();
    this.#out.binary(bytes);
  }

  #list(list: unknown[], site: Site): void {
    this.#enter();
    const start = this.#out.open(tags.LIST);
    for (let index = 0; index < list.length; index += 1) {
      const value = list[index];
      // A hole is no element, as for the AWS SDK; it is told from undefined by asking.
      if (this.#skips(value) || (value === undefined && !(index in list))) continue;
      this.#value(value, site);
    }
    this.#out.close(start);
    this.#depth -= 1;
  }

  #mapFrom(map: Map<unknown, unknown>, site: Site): void {
    this.#enter();
    const start = this.#out.open(tags.MAP);
    for (const [key, value] of map) this.#pair(String(key), value, VALUE, site);
    this.#out.close(start);
    this.#depth -= 1;
  }
}
