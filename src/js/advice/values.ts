/** Values that no attribute can hold: where they are, and what to store in their place. */

import { isBinary } from "../codec/binary.js";
import { type Node, STRUCTURE, VALUE } from "../codec/nodes.js";
import { NumberValue } from "../codec/number_value.js";
import type { MarshallOptions } from "../codec/options.js";
import { losesData } from "../codec/refusals.js";

/** What to store in place of what. */
const REMEDIES: Readonly<Record<string, string>> = {
  Date: "store `toISOString()` or a number such as `getTime()`",
  Promise: "`await` it first",
  RegExp: "store its `source` and `flags`",
  Error: "store its `name` and `message`",
  URL: "store its `href`",
  URLSearchParams: "store `Object.fromEntries(..)` of it, or its text",
  FormData: "store `Object.fromEntries(..)` of it",
  Headers: "store `Object.fromEntries(..)` of it",
  Blob: "store `new Uint8Array(await blob.arrayBuffer())`",
  File: "store `new Uint8Array(await file.arrayBuffer())`",
  WeakMap: "what it holds cannot be listed; store a Map or an object",
  WeakSet: "what it holds cannot be listed; store a Set",
  WeakRef: "store what it refers to",
  Symbol: "store text",
};
const STORABLE = "store text, numbers, booleans, bytes, or plain objects, arrays and Sets of these";

interface Found {
  readonly path: string;
  readonly problem: string;
}

/** Says in the error's message which value was refused, and what to do; if none is found, the message stays. */
export function explainValue(error: Error, asked: object, node: Node, options: MarshallOptions): void {
  const found = find(asked, node, "", options, []);
  if (found === undefined) return;
  const { path, problem } = found;
  const message = `${path} ${problem}.`;
  if (error.name === "Error" || error.name === "ValidationException") error.message = message;
}

function find(
  value: unknown,
  node: Node,
  path: string,
  options: MarshallOptions,
  above: readonly unknown[],
): Found | undefined {
  if (node === VALUE) {
    const problem = problemOf(value, options, above);
    if (problem !== undefined) return { path, problem };
  }
  if (!isContainer(value)) return undefined;
  for (const [key, inner] of entriesOf(value, node, options)) {
    const place = typeof key === "number" ? `${path}[${key}]` : path === "" ? key : joined(path, key);
    const below = node === VALUE ? VALUE : (node.children?.get(String(key)) ?? node.others ?? STRUCTURE);
    if (below !== VALUE && (inner === undefined || above.length > 8)) continue;
    const found = find(inner, below, place, options, [...above, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const joined = (path: string, key: string) =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;

function isContainer(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !isBinary(value) &&
    !(value instanceof NumberValue) &&
    !(value instanceof Set)
  );
}

/** What is looked at of a container: not what is left out of a request. */
function entriesOf(value: object, node: Node, options: MarshallOptions): [string | number, unknown][] {
  const all: [string | number, unknown][] = Array.isArray(value)
    ? value.map((inner: unknown, index): [number, unknown] => [index, inner])
    : value instanceof Map
      ? [...value].map(([key, inner]): [string, unknown] => [String(key), inner])
      : Object.entries(value);
  // Items leave out undefined at their top, and holes of lists are no elements.
  const drops = options.removeUndefinedValues || (node !== VALUE && node.ofValues && !Array.isArray(value));
  return all.filter(([, inner]) => typeof inner !== "function" && !(drops && inner === undefined));
}

function problemOf(value: unknown, options: MarshallOptions, above: readonly unknown[]): string | undefined {
  switch (typeof value) {
    case "undefined":
      return "is undefined: leave it out, store null, or pass `marshallOptions: { removeUndefinedValues: true }`";
    case "symbol":
      return `is a Symbol, which no attribute can hold: ${REMEDIES["Symbol"]}`;
    case "number":
      return numberProblem(value, options);
    case "object":
      return value === null ? undefined : objectProblem(value, options, above);
    default:
      return undefined;
  }
}

function numberProblem(value: number, options: MarshallOptions): string | undefined {
  if (Number.isSafeInteger(value) || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return undefined;
  if (!Number.isFinite(value)) return `is ${value}, which no attribute can hold: store null, or leave it out`;
  if (options.allowImpreciseNumbers) return undefined;
  const side = value > 0 ? "greater than Number.MAX_SAFE_INTEGER" : "less than Number.MIN_SAFE_INTEGER";
  return `is ${value}, which is ${side} and may have lost digits: store a bigint, or a NumberValue from "hashrange" made of text`;
}

function objectProblem(
  value: object,
  options: MarshallOptions,
  above: readonly unknown[],
): string | undefined {
  if (above.includes(value)) return "refers back to an object that it is in: store a key of it instead";
  if (value instanceof Set) return setProblem(value, options);
  if (Array.isArray(value) || value instanceof Map || value instanceof NumberValue || isBinary(value))
    return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const name = value.constructor?.name;
  if (prototype === null || prototype === Object.prototype) return undefined;
  if (/^(?:Object|Boolean|Number|String|Set|Map|NumberValue|NumberValueImpl)$/.test(name ?? ""))
    return undefined;
  const lost = losesData(value);
  if (options.convertClassInstanceToMap && !lost) return undefined;
  const kind = (lost && kindOf(value)) || name || "class without a name";
  if (lost) return `is a ${kind}, which no attribute can hold: ${REMEDIES[kind] ?? STORABLE}`;
  return `is an instance of ${kind}: store a plain object, such as \`{ ...it }\`, or pass \`marshallOptions: { convertClassInstanceToMap: true }\` to store its enumerable properties`;
}

/** The built-in class: that of a subclass says more about what to store. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function setProblem(set: ReadonlySet<unknown>, options: MarshallOptions): string | undefined {
  const all = [...set].filter((member) => !(options.removeUndefinedValues && member === undefined));
  if (all.length === 0)
    return options.convertEmptyValues
      ? undefined
      : "is an empty Set, which DynamoDB does not have: leave it out, or pass `marshallOptions: { convertEmptyValues: true }` to store null";
  if (all.includes(undefined))
    return "is a Set with undefined in it: take it out, or pass `marshallOptions: { removeUndefinedValues: true }`";
  for (const member of all) {
    const problem = typeof member === "number" ? numberProblem(member, options) : undefined;
    if (problem !== undefined) return `is a Set with a member that ${problem}`;
  }
  const kinds = new Set(all.map(setKind));
  if (kinds.size === 1 && !kinds.has("other")) return undefined;
  return "is a Set of unlike or unusable members: a Set holds only strings, only numbers or only bytes; an array holds anything";
}

function setKind(member: unknown): string {
  if (typeof member === "string") return "text";
  if (typeof member === "number" || typeof member === "bigint" || member instanceof NumberValue)
    return "number";
  return isBinary(member) ? "bytes" : "other";
}
