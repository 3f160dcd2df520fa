/** JSON text in which a number stays the text it was: JavaScript's numbers would round what DynamoDB keeps (38 digits). */
import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

export type Json = null | boolean | string | LosslessNumber | Json[] | { [name: string]: Json };

export function parseJson(text: string): Json {
  return parse(text) as Json;
}

const lineWidth = 76;

/** On one line. */
export function compactJson(value: Json): string {
  return stringify(value) ?? "";
}

/** For reading: whatever fits into a line stays on it, so that an item's `{"N": "1"}` does not take three. */
export function printJson(value: Json, indent = ""): string {
  if (!Array.isArray(value) && !isObject(value)) return compactJson(value);
  const line = lineOf(value);
  if (indent !== "" && indent.length + line.length <= lineWidth) return line;
  const deeper = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((member) => printJson(member, deeper))
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${printJson(member, deeper)}`);
  if (members.length === 0) return line;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${deeper}${members.join(`,\n${deeper}`)}\n${indent}${close}`;
}

function lineOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(lineOf).join(", ")}]`;
  if (!isObject(value)) return compactJson(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${lineOf(member)}`)
    .join(", ")}}`;
}

export function isNumber(value: Json): value is LosslessNumber {
  return isLosslessNumber(value);
}

export function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isNumber(value);
}

/** A JSON number for a number that DynamoDB accepts, which is a little more than JSON does (`+5`, `.5`, `007`). */
export function jsonNumber(text: string): LosslessNumber {
  const parts = /^([+-]?)0*(\d*)(\.\d*)?([eE][+-]?\d+)?$/.exec(text.trim());
  if (parts === null || !/\d/.test(text)) return new LosslessNumber("0");
  const [, sign, whole, fraction = "", exponent = ""] = parts;
  const decimals = fraction.length > 1 ? fraction : "";
  return new LosslessNumber(`${sign === "-" ? "-" : ""}${whole || "0"}${decimals}${exponent}`);
}

/** True for a text that DynamoDB reads as a number. */
export function isNumberText(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim());
}
