/**
 * Items as plain JSON: what DynamoDB has and JSON has not is written as an object with one member that begins with `$`.
 *
 * Numbers keep all their digits. A map that happens to look like such an object is written inside `{"$map": ..}`.
 */
import { LosslessNumber, parse } from "lossless-json";
import type { WireItem, WireValue } from "./wire_form.js";

export type { WireItem, WireValue };

const BINARY = "$binary";
const MAP = "$map";
const SETS: Readonly<Record<string, string>> = {
  SS: "$stringSet",
  NS: "$numberSet",
  BS: "$binarySet",
};
const TAGS: Readonly<Record<string, string>> = { $stringSet: "SS", $numberSet: "NS", $binarySet: "BS" };
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const isTagged = (names: readonly string[]): boolean =>
  names.length === 1 &&
  names[0] !== undefined &&
  (Object.hasOwn(TAGS, names[0]) || [BINARY, MAP].includes(names[0]));

/** The plain JSON text of a value. */
export function plainText(value: WireValue): string {
  const [type = "", held] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
    case "BOOL":
      return JSON.stringify(held);
    case "N":
      return numberText(held);
    case "NULL":
      return "null";
    case "B":
      return `{"${BINARY}":${JSON.stringify(held)}}`;
    case "L":
      return `[${(held as WireValue[]).map(plainText).join(",")}]`;
    case "M": {
      const text = plainItem(held as WireItem);
      return isTagged(Object.keys(held as object)) ? `{"${MAP}":${text}}` : text;
    }
    case "NS":
      return `{"${SETS[type]}":[${(held as string[]).map(numberText).join(",")}]}`;
    case "SS":
    case "BS":
      return `{"${SETS[type]}":${JSON.stringify(held)}}`;
    default:
      throw new Error(`An attribute of the type ${JSON.stringify(type)} is not known.`);
  }
}

/** The plain JSON text of an item or a map's members. */
export function plainItem(item: WireItem): string {
  const members = Object.entries(item).map(([name, value]) => `${JSON.stringify(name)}:${plainText(value)}`);
  return `{${members.join(",")}}`;
}

function numberText(held: unknown): string {
  const text = String(held);
  return NUMBER.test(text) ? text : JSON.stringify(text);
}

/** Any JSON, its numbers as {@link LosslessNumber}. */
export function parseJson(text: string): unknown {
  return parse(text);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber)
  );
}

/** The attribute value of what {@link parseJson} gave. */
export function wireValue(value: unknown): WireValue {
  if (value === null) return { NULL: true };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "string") return { S: value };
  if (value instanceof LosslessNumber) return { N: value.value };
  if (Array.isArray(value)) return { L: value.map(wireValue) };
  const map = value as Record<string, unknown>;
  const names = Object.keys(map);
  return isTagged(names) ? tagged(names[0] as string, map[names[0] as string]) : { M: wireItem(map) };
}

export function wireItem(map: object): WireItem {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, wireValue(value)]));
}

function tagged(tag: string, held: unknown): WireValue {
  if (tag === MAP) {
    if (!isObject(held)) throw new Error(`${MAP} needs an object.`);
    return { M: wireItem(held) };
  }
  if (tag === BINARY) return { B: text(tag, held) };
  if (!Array.isArray(held)) throw new Error(`${tag} needs an array.`);
  const type = TAGS[tag] as string;
  if (type !== "NS") return { [type]: held.map((one) => text(tag, one)) };
  return {
    NS: held.map((one) => (one instanceof LosslessNumber ? one.value : text(tag, one))),
  };
}

function text(tag: string, held: unknown): string {
  if (typeof held !== "string") throw new Error(`${tag} needs text.`);
  return held;
}
