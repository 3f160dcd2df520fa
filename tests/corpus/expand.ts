/** The corpus' small language: rows of a case, and macros. README.md says what each means. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonMap = { [name: string]: Json };

/** Answers kept by `save`. */
export type Saved = Map<string, Json>;

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A map of entries; names like `__proto__` are ordinary ones. */
export function mapOf(entries: Iterable<readonly [string, Json]>): JsonMap {
  return Object.fromEntries(entries);
}

/** The same value with every text replaced. */
function texts(value: Json, change: (text: string) => Json): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => texts(item, change));
  if (!isMap(value)) return value;
  return mapOf(
    Object.entries(value).map(([name, inner]) => {
      const key = change(name);
      return [typeof key === "string" ? key : name, texts(inner, change)] as const;
    }),
  );
}

/** The cases that a case with rows stands for. */
export function rowsOf(given: JsonMap): JsonMap[] {
  const { rows, ...template } = given;
  if (!Array.isArray(rows)) return [template];
  return rows.map((row) => {
    const entries = row as Json[];
    return texts(template, (text) => fill(text, entries)) as JsonMap;
  });
}

function fill(text: string, row: readonly Json[]): Json {
  let filled = text;
  for (const [at, value] of row.entries()) {
    if (filled === `$${at}`) return value;
    filled = filled.replaceAll(`$${at}`, () => (typeof value === "string" ? value : JSON.stringify(value)));
  }
  return filled;
}

const numbered = (template: Json, i: number): Json =>
  texts(template, (text) => text.replaceAll("$i", String(i)));

type Macro = (given: Json[], expanded: (value: Json) => Json) => Json;

const MACROS: Readonly<Record<string, Macro>> = {
  $repeat: ([text, count], expanded) => String(expanded(text ?? "")).repeat(Number(count)),
  $concat: (parts, expanded) => parts.map((part) => String(expanded(part))).join(""),
  $each: ([count, template], expanded) =>
    Array.from({ length: Number(count) }, (_, i) => expanded(numbered(template ?? null, i))),
  $joined: ([count, template, between], expanded) =>
    Array.from({ length: Number(count) }, (_, i) => numbered(expanded(template ?? ""), i)).join(
      String(expanded(between ?? "")),
    ),
  $entries: ([count, key, value], expanded) =>
    mapOf(
      Array.from(
        { length: Number(count) },
        (_, i) => [String(expanded(numbered(key ?? "", i))), expanded(numbered(value ?? null, i))] as const,
      ),
    ),
  $merge: (maps, expanded) => mapOf(maps.flatMap((map) => Object.entries(expanded(map) as JsonMap))),
  $nested: ([type, depth, leaf], expanded) => {
    let value = expanded(leaf ?? null);
    for (let level = 0; level < Number(depth); level += 1) {
      value = type === "L" ? { L: [value] } : { M: { a: value } };
    }
    return value;
  },
};

/** A value with its macros carried out. */
export function expand(value: Json, saved: Saved): Json {
  if (Array.isArray(value)) return value.map((item) => expand(item, saved));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  const [name, given] = entries.length === 1 && entries[0] ? entries[0] : ["", null];
  if (name === "$saved") {
    const [start = "", ...path] = String(given).split(".");
    let found: Json | undefined = saved.get(start);
    for (const step of path) found = (found as JsonMap | undefined)?.[step];
    return found ?? null;
  }
  const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (macro !== undefined) return macro(given as Json[], (inner) => expand(inner, saved));
  return mapOf(entries.map(([key, inner]) => [key, expand(inner, saved)] as const));
}
