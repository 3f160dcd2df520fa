/** Which keys the queries of a partial replica speak of. */

import type { AttributeValue } from "../types/form.js";
import { canonicalValue } from "./items.js";
import type { SyncItem, SyncQuery } from "./options.js";

const TERM =
  /^\s*\(?\s*(?:begins_with\s*\(\s*([#\w.]+)\s*,\s*(:\w+)\s*\)|([#\w.]+)\s+between\s+(:\w+)\s+and\s+(:\w+)|([#\w.]+)\s*(=|<=|>=|<|>)\s*(:\w+))\s*\)?\s*(?:and\s+|$)/i;

type Test = (key: SyncItem) => boolean;

/** @throws TypeError where a key condition is none. */
export function membersOf(queries: readonly SyncQuery[]): Test {
  const tests = queries.map(testOf);
  return (key) => tests.some((test) => test(key));
}

function testOf({
  KeyConditionExpression,
  ExpressionAttributeNames: names = {},
  ExpressionAttributeValues,
}: SyncQuery): Test {
  const tests: Test[] = [];
  const name = (word: string) => (word.startsWith("#") ? (names[word] ?? word) : word);
  const value = (word: string): AttributeValue => {
    const held = ExpressionAttributeValues[word];
    if (held === undefined) throw new TypeError(`db.sync(): the value ${word} of a query is missing.`);
    return held;
  };
  let rest = KeyConditionExpression;
  while (rest.trim() !== "") {
    const found = TERM.exec(rest);
    if (found === null)
      throw new TypeError(`db.sync(): this key condition is not understood: ${KeyConditionExpression}`);
    rest = rest.slice(found[0].length);
    const [, prefixed, prefix, between, low, high, compared, operator, other] = found;
    if (prefixed && prefix) {
      const [of, begin] = [name(prefixed), lettersOf(value(prefix))];
      tests.push((key) => lettersOf(key[of]).startsWith(begin));
    } else if (between && low && high) {
      const [of, from, to] = [name(between), value(low), value(high)];
      tests.push((key) => compare(key[of], from) >= 0 && compare(key[of], to) <= 0);
    } else if (compared && operator && other) {
      const [of, against] = [name(compared), value(other)];
      tests.push((key) => holds(operator, key[of], against));
    }
  }
  if (tests.length === 0) throw new TypeError("db.sync(): a query needs a key condition.");
  return (key) => tests.every((test) => test(key));
}

function holds(operator: string, one: AttributeValue | undefined, other: AttributeValue): boolean {
  if (one === undefined) return false;
  if (operator === "=") return canonicalValue(one) === canonicalValue(other);
  const order = compare(one, other);
  return operator === "<"
    ? order < 0
    : operator === "<="
      ? order <= 0
      : operator === ">"
        ? order > 0
        : order >= 0;
}

/** Text whose letters have the order of the value's bytes. */
function lettersOf(value: AttributeValue | undefined): string {
  const bytes = value?.B ?? new TextEncoder().encode(value?.S ?? "");
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function compare(one: AttributeValue | undefined, other: AttributeValue): number {
  if (one?.N !== undefined && other.N !== undefined) {
    const [left, right] = [Number(one.N), Number(other.N)];
    if (left !== right) return left - right;
    return canonicalValue(one) === canonicalValue(other) ? 0 : differByDigits(one.N, other.N);
  }
  const [left, right] = [lettersOf(one), lettersOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Numbers that doubles do not tell apart are integers or fractions of the same length before the point. */
function differByDigits(one: string, other: string): number {
  const [left, right] = [one.replace("-", ""), other.replace("-", "")];
  const order = left < right ? -1 : 1;
  return one.startsWith("-") ? -order : order;
}
