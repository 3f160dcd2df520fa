/** Comparing an answer with what a case expects, matchers included. */
import { isMap, type Json, type JsonMap } from "./expand.js";

const short = (value: Json | undefined): string => (JSON.stringify(value) ?? "nothing").slice(0, 400);

type Matcher = (path: string, argument: Json, got: Json) => string | undefined;

const text =
  (holds: (got: string, part: string) => boolean, verb: string): Matcher =>
  (path, argument, got) =>
    typeof got === "string" && holds(got, String(argument))
      ? undefined
      : `at ${path}: wanted a text that ${verb} ${short(argument)} got ${short(got)}`;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  $any: () => undefined,
  $absent: (path, _, got) => `at ${path}: is there: ${short(got)}`,
  $some: (path, argument, got) =>
    isMap(got) ? some(path, argument as JsonMap, got) : differs(path, argument, got),
  $contains: text((got, part) => got.includes(part), "contains"),
  $starts: text((got, part) => got.startsWith(part), "starts with"),
  $ends: text((got, part) => got.endsWith(part), "ends with"),
  $count: (path, argument, got) => {
    const length = Array.isArray(got) || typeof got === "string" ? got.length : undefined;
    return length === argument ? undefined : `at ${path}: wanted ${short(argument)} of them, got ${length}`;
  },
  $unordered: (path, argument, got) => {
    if (!Array.isArray(got)) return differs(path, argument, got);
    const left = [...got];
    for (const item of argument as Json[]) {
      const position = left.findIndex((value) => difference(item, value, path) === undefined);
      if (position < 0) return `at ${path}: ${short(item)} is missing in ${short(got)}`;
      left.splice(position, 1);
    }
    return left.length === 0 ? undefined : `at ${path}: ${short(left[0])} is there too`;
  },
};

function differs(path: string, wanted: Json, got: Json): string {
  return `at ${path}: wanted ${short(wanted)} got ${short(got)}`;
}

function some(path: string, wanted: JsonMap, got: JsonMap): string | undefined {
  for (const [name, inner] of Object.entries(wanted)) {
    const found = Object.hasOwn(got, name) ? got[name] : undefined;
    if (found === undefined) {
      if (isMap(inner) && inner["$absent"] === true) continue;
      return `at ${path}: ${name} is missing in ${short(got)}`;
    }
    const why = difference(inner, found, `${path}.${name}`);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Where `got` differs from `wanted`; undefined if it does not. */
export function difference(wanted: Json, got: Json, path = ""): string | undefined {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got) || got.length !== wanted.length) return differs(path, wanted, got);
    for (const [i, item] of wanted.entries()) {
      const why = difference(item, got[i] ?? null, `${path}.${i}`);
      if (why !== undefined) return why;
    }
    return undefined;
  }
  if (!isMap(wanted)) return wanted === got ? undefined : differs(path, wanted, got);
  const names = Object.keys(wanted);
  const [only = ""] = names;
  const matcher = names.length === 1 && Object.hasOwn(MATCHERS, only) ? MATCHERS[only] : undefined;
  if (matcher !== undefined) return matcher(path, wanted[only] ?? null, got);
  if (!isMap(got)) return differs(path, wanted, got);
  const extra = Object.keys(got).find((name) => !Object.hasOwn(wanted, name));
  if (extra !== undefined) return `at ${path}: ${extra} is there: ${short(got[extra])}`;
  return some(path, wanted, got);
}
