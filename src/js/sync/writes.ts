/** A write that takes an item from one version to another, and fails where it is not that version any more. */

import { canonicalValue } from "./items.js";
import type { SyncItem } from "./options.js";

/** Names and values of expressions. */
export interface Write {
  readonly operation: "PutItem" | "UpdateItem" | "DeleteItem";
  readonly Key?: SyncItem;
  readonly Item?: SyncItem;
  readonly UpdateExpression?: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: SyncItem;
}

/** Bytes of an expression, and operators in it, of which DynamoDB takes 4096 and 300. */
const LONGEST = 4000;
const MOST = 290;

class Words {
  readonly names: Record<string, string> = {};
  readonly values: SyncItem = {};
  readonly #known = new Map<string, string>();

  name(name: string): string {
    const known = this.#known.get(name) ?? `#${this.#known.size.toString(36)}`;
    this.#known.set(name, known);
    this.names[known] = name;
    return known;
  }

  value(value: SyncItem[string]): string {
    const name = `:${Object.keys(this.values).length.toString(36)}`;
    this.values[name] = value;
    return name;
  }

  get valuesIfAny(): { ExpressionAttributeValues?: SyncItem } {
    return Object.keys(this.values).length > 0 ? { ExpressionAttributeValues: this.values } : {};
  }
}

/** The first parts, as many as an expression can have. */
function joined(parts: (() => string)[]): { text: string; whole: boolean } {
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (texts.length === MOST || length > LONGEST - 40) return { text: texts.join(" AND "), whole: false };
    const text = part();
    length += text.length + 5;
    texts.push(text);
  }
  return { text: texts.join(" AND "), whole: true };
}

/**
 * The write from `from` to `to`, of which one may be missing. An update changes what differs, so that an attribute that somebody
 * has added meanwhile stays.
 */
export function writeOf(
  keys: readonly string[],
  from: SyncItem | undefined,
  to: SyncItem | undefined,
  version?: string,
): Write {
  const hash = keys[0] as string;
  if (from === undefined) {
    const words = new Words();
    const ConditionExpression = `attribute_not_exists(${words.name(hash)})`;
    return {
      operation: "PutItem",
      Item: to as SyncItem,
      ConditionExpression,
      ExpressionAttributeNames: words.names,
    };
  }
  if (to !== undefined) {
    const update = updateOf(keys, from, to, version);
    if (update !== undefined) return update;
  }
  const words = new Words();
  const { text: ConditionExpression } = joined(conditions(words, keys, from, undefined, version));
  const shared = { ConditionExpression, ExpressionAttributeNames: words.names, ...words.valuesIfAny };
  if (to !== undefined) return { operation: "PutItem", Item: to, ...shared };
  return { operation: "DeleteItem", Key: pick(from, keys), ...shared };
}

function pick(item: SyncItem, names: readonly string[]): SyncItem {
  return Object.fromEntries(names.map((name) => [name, item[name] as SyncItem[string]]));
}

function conditions(
  words: Words,
  keys: readonly string[],
  from: SyncItem,
  to: SyncItem | undefined,
  version: string | undefined,
): (() => string)[] {
  const held = version === undefined ? Object.keys(from) : version in from ? [version] : [];
  const parts = [() => `attribute_exists(${words.name(keys[0] as string)})`];
  for (const name of held)
    if (!keys.includes(name))
      parts.push(() => `${words.name(name)} = ${words.value(from[name] as SyncItem[string])}`);
  const absent = version === undefined ? Object.keys(to ?? {}) : [version];
  for (const name of absent)
    if (!(name in from)) parts.push(() => `attribute_not_exists(${words.name(name)})`);
  return parts;
}

/** Unless it is too long for an expression. */
function updateOf(
  keys: readonly string[],
  from: SyncItem,
  to: SyncItem,
  version: string | undefined,
): Write | undefined {
  const words = new Words();
  const { text: ConditionExpression, whole } = joined(conditions(words, keys, from, to, version));
  if (!whole) return undefined;
  const sets: string[] = [];
  const removes: string[] = [];
  for (const [name, value] of Object.entries(to)) {
    const before = from[name];
    if (keys.includes(name) || (before && canonicalValue(before) === canonicalValue(value))) continue;
    sets.push(`${words.name(name)} = ${words.value(value)}`);
  }
  for (const name of Object.keys(from)) if (!(name in to)) removes.push(words.name(name));
  const UpdateExpression = [
    sets.length > 0 ? `SET ${sets.join(", ")}` : "",
    removes.length > 0 ? `REMOVE ${removes.join(", ")}` : "",
  ]
    .join(" ")
    .trim();
  if (UpdateExpression.length > LONGEST || sets.length + removes.length > MOST) return undefined;
  return {
    operation: "UpdateItem",
    Key: pick(from, keys),
    ...(UpdateExpression !== "" && { UpdateExpression }),
    ConditionExpression,
    ExpressionAttributeNames: words.names,
    ...words.valuesIfAny,
  };
}
