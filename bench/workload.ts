/**
 * The data every contender works on: one item shape of about 250 bytes, 10 attributes with a nested map and a list, in
 * partitions of 100 sort keys. Everything is computed from an index, so that any contender's answer can be checked.
 */

/** One record. `pk` is the partition key, `sk` the sort key. */
export interface Item {
  readonly pk: string;
  readonly sk: string;
  readonly name: string;
  readonly email: string;
  readonly age: number;
  readonly active: boolean;
  readonly score: number;
  readonly created: string;
  readonly tags: readonly string[];
  readonly address: { readonly street: string; readonly city: string; readonly zip: number };
}

/** Sort keys in a partition. */
export const SORT_KEYS = 100;
/** Items of the small database: 100 partitions of 100. */
export const SMALL = 100 * SORT_KEYS;

const CITIES = ["Lisbon", "Nairobi", "Osaka", "Quito", "Tromso"];
const TAGS = ["new", "paid", "gift", "express", "fragile", "returned", "priority"];

/** The partition key of partition `n`. */
export function partitionKey(n: number): string {
  return `customer#${String(n).padStart(6, "0")}`;
}

/** The sort key number `n` of a partition. */
export function sortKey(n: number): string {
  return `order#${String(n).padStart(5, "0")}`;
}

/** The item of index `i`: partition i / 100, sort key i % 100. */
export function itemAt(i: number): Item {
  const partition = Math.floor(i / SORT_KEYS);
  return {
    pk: partitionKey(partition),
    sk: sortKey(i % SORT_KEYS),
    name: `Person ${i} Example`,
    email: `person${i}@example.org`,
    age: 18 + (i % 70),
    active: i % 3 === 0,
    score: (i % 1000) / 8,
    created: `2026-11-${String(1 + (i % 28)).padStart(2, "0")}T12:00:00Z`,
    tags: [TAGS[i % 7] ?? "", TAGS[(i + 3) % 7] ?? ""],
    address: { street: `${1 + (i % 200)} Long Road`, city: CITIES[i % 5] ?? "", zip: 10000 + (i % 90000) },
  };
}

/**
 * The `n`-th index of a fixed pseudo-random order of `0..count` without repetition. The multiplier is prime and larger
 * than any divisor it could share with a count made of twos and fives; neighbours in the order lie in far partitions.
 */
export function shuffled(n: number, count: number): number {
  return (n * 7_368_787 + 12_345) % count;
}

/** Whether two plain values are the same: order of object members does not matter, order of lists does. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  if (left.length !== Object.keys(b).length) return false;
  return left.every(
    ([name, value]) => Object.hasOwn(b, name) && same(value, (b as Record<string, unknown>)[name]),
  );
}

/** Throws unless `found` is the item of index `i`. */
export function expectItem(found: unknown, i: number, who: string): void {
  if (same(found, itemAt(i))) return;
  throw new Error(`${who} gave a wrong answer for item ${i}: ${JSON.stringify(found)}`);
}

/** In what order a load takes its items. */
export type Order = "partitions" | "items";

/**
 * The index of the `n`-th item of a load: partitions in a random order with each one's items in sequence, or every item
 * in a random order, so that neighbours lie in far partitions.
 */
export function nth(n: number, count: number, order: Order): number {
  if (order === "items") return shuffled(n, count);
  return shuffled(Math.floor(n / SORT_KEYS), count / SORT_KEYS) * SORT_KEYS + (n % SORT_KEYS);
}
