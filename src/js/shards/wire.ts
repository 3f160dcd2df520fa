/** Requests as JSON has them, where binary values are base64, and as the engine's client takes them. */

import { toBase64 } from "../codec/base64.js";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** Members that map names to attribute values. */
const ITEMS = new Set([
  "Item",
  "Key",
  "Keys",
  "Attributes",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
  "LastEvaluatedKey",
  "ItemCollectionKey",
]);
/** Members that are lists of such maps, and of values. */
const LISTS = new Set(["Items"]);
const VALUES = new Set(["AttributeValueList", "Parameters"]);

export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

type Turn = (binary: unknown) => unknown;

const read: Turn = (binary) => (typeof binary === "string" ? (bytesOfBase64(binary) ?? binary) : binary);
const write: Turn = (binary) => (binary instanceof Uint8Array ? toBase64(binary) : binary);

/** A request or an answer with its binary values as bytes. */
export function fromWire<Value>(json: unknown): Value {
  return turned(json, read) as Value;
}

/** A request or an answer with its binary values as base64. */
export function toWire<Value = Json>(value: unknown): Value {
  return turned(value, write) as Value;
}

function turned(value: unknown, turn: Turn): unknown {
  if (Array.isArray(value)) return value.map((one) => turned(one, turn));
  if (value instanceof Date) return value.getTime() / 1000;
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  return mapped(value as Json, (inner, name) => {
    if (ITEMS.has(name)) return item(inner, turn);
    if (LISTS.has(name) && Array.isArray(inner)) return inner.map((one) => item(one, turn));
    if (VALUES.has(name) && Array.isArray(inner)) return inner.map((one) => attribute(one, turn));
    return turned(inner, turn);
  });
}

function item(value: unknown, turn: Turn): unknown {
  if (Array.isArray(value)) return value.map((one) => item(one, turn));
  return isObject(value) ? mapped(value, (inner) => attribute(inner, turn)) : value;
}

function attribute(value: unknown, turn: Turn): unknown {
  if (!isObject(value)) return value;
  return mapped(value, (inner, type) => {
    if (type === "B") return turn(inner);
    if (type === "BS" && Array.isArray(inner)) return inner.map(turn);
    if (type === "L" && Array.isArray(inner)) return inner.map((one) => attribute(one, turn));
    if (type === "M") return item(inner, turn);
    return inner;
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Also of names that objects have of themselves. */
function mapped(value: Json, map: (inner: unknown, name: string) => unknown): Json {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, map(inner, name)]));
}
