/** Items as they come over the wire, checked, and whether two of them are the same. */

import type { AttributeValue } from "../types/form.js";
import type { SyncItem } from "./options.js";

/** An answer that is not one of the service. */
export class StrangeAnswer extends Error {
  override readonly name = "StrangeAnswer";
}

/** DynamoDB nests no deeper. */
const DEEPEST = 33;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The item of an answer, with bytes for base64. */
export function itemOf(wire: unknown): SyncItem {
  if (!isObject(wire)) throw new StrangeAnswer("An item in the answer is no map of attributes.");
  return members(wire, 0);
}

function members(map: Record<string, unknown>, depth: number): SyncItem {
  const item: SyncItem = {};
  for (const name of Object.keys(map)) {
    const value = attributeOf(map[name], depth);
    if (name === "__proto__")
      Object.defineProperty(item, name, { value, enumerable: true, configurable: true, writable: true });
    else item[name] = value;
  }
  return item;
}

function attributeOf(value: unknown, depth: number): AttributeValue {
  const [type = "", second] = isObject(value) ? Object.keys(value) : [];
  const held = (value as Record<string, unknown> | undefined)?.[type];
  if (second === undefined && depth < DEEPEST) {
    if ((type === "S" || type === "N") && typeof held === "string") return value as AttributeValue;
    if ((type === "BOOL" && typeof held === "boolean") || (type === "NULL" && held === true))
      return value as AttributeValue;
    if (type === "B") return { B: bytesOf(held) };
    if (Array.isArray(held)) {
      if (type === "L") return { L: held.map((one) => attributeOf(one, depth + 1)) };
      if ((type === "SS" || type === "NS") && held.length > 0 && held.every((one) => typeof one === "string"))
        return value as AttributeValue;
      if (type === "BS" && held.length > 0) return { BS: held.map(bytesOf) };
    }
    if (type === "M" && isObject(held)) return { M: members(held, depth + 1) };
  }
  throw new StrangeAnswer("An attribute in the answer has no type of DynamoDB.");
}

function bytesOf(text: unknown): Uint8Array {
  try {
    if (typeof text === "string") return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    // Told below.
  }
  throw new StrangeAnswer("A binary value in the answer is no base64.");
}

/** The same text for items that are the same, whatever the order of names and sets; "" for none. */
export function canonical(item: SyncItem | undefined): string {
  return item === undefined ? "" : canonicalMap(item);
}

function canonicalMap(item: SyncItem): string {
  const names = Object.keys(item).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalValue(item[name] as AttributeValue)}`).join()}}`;
}

/** The text of one value. */
export function canonicalValue(value: AttributeValue): string {
  const type = Object.keys(value)[0] as string;
  const held: unknown = (value as unknown as Record<string, unknown>)[type];
  switch (type) {
    case "N":
      return `N${plainNumber(held as string)}`;
    case "B":
      return `B${hexOf(held as Uint8Array)}`;
    case "SS":
      return `SS${JSON.stringify([...(held as string[])].sort())}`;
    case "NS":
      return `NS${(held as string[]).map(plainNumber).sort().join()}`;
    case "BS":
      return `BS${(held as Uint8Array[]).map(hexOf).sort().join()}`;
    case "L":
      return `[${(held as AttributeValue[]).map(canonicalValue).join()}]`;
    case "M":
      return canonicalMap(held as SyncItem);
    default:
      return type + JSON.stringify(held);
  }
}

export function same(one: SyncItem | undefined, other: SyncItem | undefined): boolean {
  return canonical(one) === canonical(other);
}

/** Digits without zeros around them, and the power of ten that they stand at. */
function plainNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return /\d/.test(text) ? "0" : text;
  const exponent = Number(power) - fraction.length + (digits.length - kept.length);
  return `${sign === "-" ? "-" : ""}${kept}e${exponent}`;
}

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The key's attributes of an item. */
export function keyOf(item: SyncItem, names: readonly string[]): SyncItem {
  return Object.fromEntries(
    names.map((name) => {
      const value = item[name];
      if (value === undefined)
        throw new StrangeAnswer(`An item has no key attribute ${JSON.stringify(name)}.`);
      return [name, value];
    }),
  );
}
