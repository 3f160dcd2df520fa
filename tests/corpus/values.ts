/**
 * Attribute values between the corpus' JSON and the two JavaScript clients: bytes for base64, and plain values for the
 * document client. A request that cannot be said in plain values throws {@link Unsayable}.
 */
import { NumberValue } from "hashrange";
import { isMap, type Json, type JsonMap } from "./expand.js";

/** A request that has no plain form: a value that is malformed on purpose, a set with duplicates. */
export class Unsayable extends Error {}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isBase64 = (value: unknown): value is string => typeof value === "string" && BASE64.test(value);
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));

/** A typed request with `B` and `BS` as bytes. */
export function typed(value: Json): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name === "B" && isBase64(inner)) return [name, bytes(inner)];
      if (name === "BS" && Array.isArray(inner) && inner.every(isBase64)) return [name, inner.map(bytes)];
      return [name, typed(inner)];
    }),
  );
}

/** A typed answer as JSON: bytes as base64, times as seconds, no members that are undefined. */
export function untyped(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(untyped);
  if (typeof value !== "object" || value === null) return value as Json;
  const entries = Object.entries(value).filter(
    ([name, inner]) => inner !== undefined && name !== "$metadata",
  );
  return Object.fromEntries(entries.map(([name, inner]) => [name, untyped(inner)]));
}

/** Members that are maps of attribute values, lists of those, and lists of attribute values. */
const MAPS = new Set([
  "Item",
  "Key",
  "Attributes",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
  "LastEvaluatedKey",
  "ItemCollectionKey",
]);
const LISTS = new Set(["Items", "Keys"]);
const VALUES = new Set(["AttributeValueList", "Parameters"]);

interface Form {
  value(given: unknown): unknown;
}

/** Walks a request or answer and changes what stands where attribute values are. */
function walk(given: unknown, form: Form): unknown {
  if (Array.isArray(given)) return given.map((item) => walk(item, form));
  if (typeof given !== "object" || given === null) return given;
  const map = (inner: unknown): unknown =>
    Object.fromEntries(Object.entries(inner as object).map(([key, value]) => [key, form.value(value)]));
  const change = ([name, inner]: [string, unknown]): [string, unknown] => {
    if (inner === null || inner === undefined) return [name, inner];
    if (MAPS.has(name) && typeof inner === "object") return [name, map(inner)];
    if (LISTS.has(name) && Array.isArray(inner)) return [name, inner.map(map)];
    if (VALUES.has(name) && Array.isArray(inner)) return [name, inner.map(form.value)];
    if (name === "Value") return [name, form.value(inner)];
    if (name === "Responses" && !Array.isArray(inner) && typeof inner === "object") {
      return [
        name,
        Object.fromEntries(
          Object.entries(inner).map(([table, items]) => [table, (items as unknown[]).map(map)]),
        ),
      ];
    }
    return [name, walk(inner, form)];
  };
  return Object.fromEntries(Object.entries(given).map(change));
}

function unique(members: readonly unknown[]): void {
  if (members.length === 0 || new Set(members.map(String)).size < members.length) throw new Unsayable();
}

function numberOf(text: unknown): unknown {
  if (typeof text !== "string") throw new Unsayable();
  return Number.isFinite(Number(text)) && String(Number(text)) === text
    ? Number(text)
    : new NumberValue(text);
}

function plainValue(given: unknown): unknown {
  const members = isMap(given as Json) ? Object.entries(given as JsonMap) : [];
  const [type, value] = members.length === 1 && members[0] ? members[0] : ["", null];
  const list = Array.isArray(value) ? value : undefined;
  if (type === "S" && typeof value === "string") return value;
  if (type === "N") return numberOf(value);
  if (type === "B" && isBase64(value)) return bytes(value);
  if (type === "BOOL" && typeof value === "boolean") return value;
  if (type === "NULL" && value === true) return null;
  if (type === "L" && list) return list.map(plainValue);
  if (type === "M" && isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]));
  }
  if (list !== undefined) unique(list);
  if (type === "SS" && list?.every((member) => typeof member === "string")) return new Set(list);
  if (type === "NS" && list) return new Set(list.map(numberOf));
  if (type === "BS" && list?.every(isBase64)) return new Set(list.map(bytes));
  throw new Unsayable();
}

/** Decimal text of a JavaScript number, without exponent. */
function decimal(number: number): string {
  const [mantissa = "", exponent = "0"] = String(number).split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const digits = (whole + fraction).padEnd(point, "0");
  const all = point > 0 ? digits : "0".repeat(1 - point) + digits;
  const at = Math.max(point, 1);
  return (number < 0 ? "-" : "") + all.slice(0, at) + (all.length > at ? `.${all.slice(at)}` : "");
}

function typedValue(given: unknown): Json {
  if (given === null) return { NULL: true };
  if (typeof given === "string") return { S: given };
  if (typeof given === "boolean") return { BOOL: given };
  if (typeof given === "number") return { N: decimal(given) };
  if (typeof given === "bigint") return { N: String(given) };
  if (given instanceof NumberValue) return { N: given.value };
  if (given instanceof Uint8Array) return { B: Buffer.from(given).toString("base64") };
  if (Array.isArray(given)) return { L: given.map(typedValue) };
  if (given instanceof Set) {
    const members = [...given].map((member) => Object.entries(typedValue(member) as JsonMap)[0] ?? ["S", ""]);
    return { [`${members[0]?.[0]}S`]: members.map(([, member]) => member) };
  }
  return {
    M: Object.fromEntries(Object.entries(given as object).map(([name, inner]) => [name, typedValue(inner)])),
  };
}

/** A request in plain values. */
export const plain = (request: Json): unknown => walk(request, { value: plainValue });

/** An answer of the document client in the corpus' form. */
export const unplain = (answer: unknown): Json => untyped(walk(answer, { value: typedValue }));
