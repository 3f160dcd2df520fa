/**
 * Items as plain JSON. It has no sets and no binary: they show as arrays and base64 texts, and reading an edited text back
 * takes the previous item as a reference, so that what has not changed its shape keeps its type.
 */
import { type AttributeValue, attribute, type Item, tagOf } from "./attribute";
import { fromBase64, toBase64 } from "./base64";
import { isNumber, type Json, jsonNumber } from "./json";

export function toPlain(value: AttributeValue): Json {
  if ("S" in value) return value.S;
  if ("N" in value) return jsonNumber(value.N);
  if ("B" in value) return toBase64(value.B);
  if ("BOOL" in value) return value.BOOL;
  if ("L" in value) return value.L.map(toPlain);
  if ("M" in value) return itemToPlain(value.M);
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS.map(jsonNumber);
  if ("BS" in value) return value.BS.map(toBase64);
  return null;
}

export function itemToPlain(item: Item): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toPlain(value)]));
}

export function fromPlain(json: Json, reference?: AttributeValue): AttributeValue {
  if (json === null) return { NULL: true };
  if (typeof json === "boolean") return { BOOL: json };
  if (isNumber(json)) return { N: json.toString() };
  if (typeof json === "string") return textFromPlain(json, reference);
  if (Array.isArray(json)) return setFromPlain(json, reference) ?? listFromPlain(json, reference);
  return { M: itemFromPlain(json, reference !== undefined && "M" in reference ? reference.M : undefined) };
}

export function itemFromPlain(json: { [name: string]: Json }, reference?: Item): Item {
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [name, fromPlain(member, attribute(reference, name))]),
  );
}

function textFromPlain(text: string, reference?: AttributeValue): AttributeValue {
  const bytes = reference !== undefined && "B" in reference ? fromBase64(text) : null;
  return bytes === null ? { S: text } : { B: bytes };
}

function listFromPlain(json: Json[], reference?: AttributeValue): AttributeValue {
  const members = reference !== undefined && "L" in reference ? reference.L : [];
  return { L: json.map((member, index) => fromPlain(member, members[index])) };
}

/** The array as a set of the reference's type, if it still can be one. */
function setFromPlain(json: Json[], reference?: AttributeValue): AttributeValue | null {
  const tag = reference === undefined ? null : tagOf(reference);
  if (json.length === 0) return null;
  if (tag === "NS") {
    const numbers = json.filter(isNumber).map((number) => number.toString());
    return numbers.length === json.length && isUnique(numbers) ? { NS: numbers } : null;
  }
  if (tag !== "SS" && tag !== "BS") return null;
  const texts = json.filter((member) => typeof member === "string");
  if (texts.length !== json.length || !isUnique(texts)) return null;
  if (tag === "SS") return { SS: texts };
  const members = texts.map(fromBase64).filter((bytes) => bytes !== null);
  return members.length === texts.length ? { BS: members } : null;
}

function isUnique(texts: string[]): boolean {
  return new Set(texts).size === texts.length;
}

/** True if plain JSON cannot express the value by itself: it holds a set or binary. */
export function needsReference(value: AttributeValue): boolean {
  if ("L" in value) return value.L.some(needsReference);
  if ("M" in value) return Object.values(value.M).some(needsReference);
  return ["B", "SS", "NS", "BS"].includes(tagOf(value));
}
