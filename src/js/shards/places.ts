/** What a request of the service concerns: tables, and partitions by their hashes. */

import { shardHash } from "./hash.js";
import type { ShardMap, TableKey } from "./messages.js";
import { tableName } from "./tables.js";
import type { Json } from "./wire.js";

/** An item that a request names, by its table and partition. */
export interface Place {
  readonly table: string;
  readonly id: string;
  readonly hash: number;
}

export function tableOf(map: ShardMap, given: unknown): { name: string; key: TableKey } | undefined {
  if (typeof given !== "string") return undefined;
  const name = tableName(given);
  const key = Object.hasOwn(map.tables, name) ? map.tables[name] : undefined;
  return key && { name, key };
}

/** Where the item is whose key, or all of it, is given. Nowhere if there is something wrong with it. */
export function placeOf(map: ShardMap, table: unknown, item: unknown): Place | undefined {
  const found = tableOf(map, table);
  if (found === undefined) return undefined;
  const hash = shardHash((item as Json | null | undefined)?.[found.key.partition], found.key.type);
  return hash === undefined ? undefined : { table: found.name, id: found.key.id, hash };
}

/** Who answers for a hash. */
export function ownerOf(map: ShardMap, hash: number): string {
  let [low, high] = [0, map.ranges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map.ranges[middle]?.from ?? 0) <= hash) low = middle;
    else high = middle - 1;
  }
  return map.ranges[low]?.shard ?? "";
}

/** `name = :value` in a key condition; `<=` and `>=` have no name before the sign. */
const EQUALS = /([#\w.-]+)\s*=\s*(:\w+)/g;

/** Where a query of a table reads; nowhere if its condition names no partition. */
export function placeOfQuery(map: ShardMap, input: Json): Place | undefined {
  const found = tableOf(map, input["TableName"]);
  if (found === undefined) return undefined;
  const { partition } = found.key;
  const legacy = (input["KeyConditions"] as Record<string, Json> | undefined)?.[partition];
  const item: Json = {};
  if (legacy !== undefined) item[partition] = (legacy["AttributeValueList"] as unknown[] | undefined)?.[0];
  const names = (input["ExpressionAttributeNames"] ?? {}) as Record<string, string>;
  const values = (input["ExpressionAttributeValues"] ?? {}) as Json;
  for (const [, name = "", value = ""] of String(input["KeyConditionExpression"] ?? "").matchAll(EQUALS))
    if ((name.startsWith("#") ? names[name] : name) === partition) item[partition] = values[value];
  return placeOf(map, found.name, item);
}

/** The global index that a request reads, if it reads one. */
export function indexOf(map: ShardMap, input: Json): TableKey["indexes"][string] | undefined {
  const index = input["IndexName"];
  const indexes = tableOf(map, input["TableName"])?.key.indexes;
  return typeof index === "string" && indexes && Object.hasOwn(indexes, index) ? indexes[index] : undefined;
}

interface Token {
  readonly kind: "word" | "name" | "text" | "number" | "parameter" | "sign";
  readonly text: string;
}

const TOKENS =
  /'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\?)|([A-Za-z_][\w.-]*)|(\S)/g;

function tokensOf(statement: string): Token[] {
  return [...statement.matchAll(TOKENS)].map(([all, text, quoted, number, parameter, word]): Token => {
    if (text !== undefined) return { kind: "text", text: text.replaceAll("''", "'") };
    if (quoted !== undefined) return { kind: "name", text: quoted.replaceAll('""', '"') };
    if (number !== undefined) return { kind: "number", text: number };
    if (parameter !== undefined) return { kind: "parameter", text: parameter };
    return word === undefined ? { kind: "sign", text: all } : { kind: "word", text: word };
  });
}

/** What a statement does and where. */
export interface Statement {
  readonly reads: boolean;
  readonly table: { name: string; key: TableKey } | undefined;
  readonly index: boolean;
  /** Nothing if it does not name one partition. */
  readonly place: Place | undefined;
}

const AHEAD: Readonly<Record<string, string>> = {
  SELECT: "FROM",
  DELETE: "FROM",
  INSERT: "INTO",
  UPDATE: "UPDATE",
};
/** With these a condition on the partition key may not hold for all that is found. */
const WIDENING = new Set(["OR", "NOT", "IN"]);

/** Looks a statement over, as far as finding its place needs. */
export function statementOf(map: ShardMap, input: Json): Statement {
  const tokens = tokensOf(String(input["Statement"] ?? ""));
  const verb = tokens[0]?.text.toUpperCase() ?? "";
  const is = (token: Token | undefined, word: string) =>
    token?.kind === "word" && token.text.toUpperCase() === word;
  const at = tokens.findIndex((token) => is(token, AHEAD[verb] ?? verb));
  const table = tableOf(map, tokens[at + 1]?.text);
  const index = tokens[at + 2]?.text === ".";
  const reads = verb === "SELECT";
  const widens = (token: Token) => token.kind === "word" && WIDENING.has(token.text.toUpperCase());
  if (table === undefined || (reads && tokens.some(widens))) return { reads, table, index, place: undefined };
  const start = verb === "INSERT" ? at : tokens.findIndex((token) => is(token, "WHERE"));
  const parameters = (input["Parameters"] ?? []) as unknown[];
  let [count, depth, place] = [0, 0, undefined as Place | undefined];
  for (const [n, token] of tokens.entries()) {
    if (token.kind === "parameter") count += 1;
    if (token.kind === "sign") depth += token.text === "{" ? 1 : token.text === "}" ? -1 : 0;
    const [sign, deep] = verb === "INSERT" ? [":", 1] : ["=", 0];
    const isKey = token.text === table.key.partition && tokens[n + 1]?.text === sign && depth === deep;
    if (!isKey || start < 0 || n < start) continue;
    place = placeOf(map, table.name, { [table.key.partition]: literal(tokens[n + 2], parameters[count]) });
  }
  return { reads, table, index, place };
}

function literal(token: Token | undefined, parameter: unknown): unknown {
  if (token?.kind === "parameter") return parameter;
  if (token?.kind === "text") return { S: token.text };
  return token?.kind === "number" ? { N: token.text } : undefined;
}
