/** The two ways an item is written for people, and the text of single values. */
import { type AttributeValue, type Item, tagOf } from "./attribute";
import { compactJson, isObject, type Json, parseJson, printJson } from "./json";
import { itemFromPlain, itemToPlain, toPlain } from "./plain";
import { itemFromTyped, itemToTyped } from "./typed";

export type Notation = "plain" | "typed";

export const notationNames: Record<Notation, string> = { plain: "Plain JSON", typed: "DynamoDB JSON" };

export function printItem(item: Item, notation: Notation): string {
  return printJson(notation === "plain" ? itemToPlain(item) : itemToTyped(item));
}

/**
 * Reads an item; `reference` lends its types to plain JSON.
 * @throws SyntaxError with the place of the mistake.
 */
export function readItem(text: string, notation: Notation, reference?: Item): Item {
  const json = parseJson(text);
  if (!isObject(json)) throw new SyntaxError("An item is an object: { … }");
  return itemFromJson(json, notation, reference);
}

export function itemFromJson(json: { [name: string]: Json }, notation: Notation, reference?: Item): Item {
  return notation === "plain" ? itemFromPlain(json, reference) : itemFromTyped(json);
}

const previewLength = 120;

/** One line for a grid's cell. */
export function preview(value: AttributeValue): string {
  if ("S" in value) return value.S.length > previewLength ? `${value.S.slice(0, previewLength)}…` : value.S;
  if ("N" in value) return value.N;
  if ("B" in value) return bytesText(value.B.length);
  if ("BS" in value) return value.BS.map((bytes) => bytesText(bytes.length)).join(", ");
  if ("SS" in value) return value.SS.slice(0, 20).join(", ");
  if ("NS" in value) return value.NS.slice(0, 20).join(", ");
  if ("BOOL" in value) return String(value.BOOL);
  if (tagOf(value) === "NULL") return "null";
  const text = compactJson(toPlain(value));
  return text.length > previewLength ? `${text.slice(0, previewLength)}…` : text;
}

function bytesText(length: number): string {
  return length === 1 ? "1 byte" : `${length} bytes`;
}

/** A key written in one line, such as `year 1999, title "The Matrix"`. */
export function keyText(key: Item): string {
  return Object.entries(key)
    .map(([name, value]) => `${name} ${"S" in value ? JSON.stringify(value.S) : preview(value)}`)
    .join(", ");
}
