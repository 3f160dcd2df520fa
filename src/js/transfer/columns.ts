/** Fields of comma-separated files as attribute values, and back. */
import { LosslessNumber } from "lossless-json";
import { parseJson, plainText, type WireValue, wireValue } from "./values.js";

export type ColumnTypes = ReadonlyMap<string, string>;

const TYPES = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"];

/** Reads `name:TYPE,name:TYPE`; throws what is wrong. */
export function readColumnTypes(given: string): ColumnTypes {
  const types = new Map<string, string>();
  for (const part of given.split(",")) {
    const colon = part.lastIndexOf(":");
    const [name, type] = [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    if (colon < 1 || !TYPES.includes(type)) {
      throw new Error(`'${part}' is no NAME:TYPE; the types are ${TYPES.join(", ")}.`);
    }
    types.set(name, type);
  }
  return types;
}

/** The text of a field; of sets the array of their members. */
export function fieldOf(value: WireValue): string {
  const [type = "", held] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
    case "N":
    case "B":
      return String(held);
    case "BOOL":
      return held ? "true" : "false";
    case "SS":
    case "NS":
    case "BS":
      return JSON.stringify(held);
    default:
      return plainText(value);
  }
}

/** The attribute value that a field stands for in a column of that type. */
export function attributeOf(type: string, text: string, name: string): WireValue {
  const wrong = (wanted: string): Error =>
    new Error(`The field of ${JSON.stringify(name)} is not ${wanted}.`);
  switch (type) {
    case "BOOL":
      if (!/^(true|false)$/i.test(text)) throw wrong("true or false");
      return { BOOL: text.toLowerCase() === "true" };
    case "NULL":
      if (text.toLowerCase() !== "null") throw wrong("null");
      return { NULL: true };
    case "SS":
    case "NS":
    case "BS": {
      const members = parsed(text, wrong);
      if (!Array.isArray(members) || !members.every(isMember)) throw wrong("an array of texts or numbers");
      return { [type]: members.map((one) => (one instanceof LosslessNumber ? one.value : one)) };
    }
    case "L":
    case "M": {
      const value = wireValue(parsed(text, wrong));
      if (!(type in value)) throw wrong(type === "L" ? "a JSON array" : "a JSON object");
      return value;
    }
    default:
      return { [type]: type === "N" ? text.trim() : text };
  }
}

function parsed(text: string, wrong: (wanted: string) => Error): unknown {
  try {
    return parseJson(text);
  } catch {
    throw wrong("JSON");
  }
}

function isMember(value: unknown): value is string | LosslessNumber {
  return typeof value === "string" || value instanceof LosslessNumber;
}
