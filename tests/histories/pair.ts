/** Two items that operations and transactions touch alone or together, as one object. */
import type { Model } from "./linearizable.js";

export type Side = "left" | "right";

/** What an item holds besides its key: a number that is added to, and the name of the put that made it. */
export interface Content {
  readonly n?: number;
  readonly made?: string;
}

/** The two items; `null` is none. */
export interface Pair {
  readonly left: Content | null;
  readonly right: Content | null;
}

export type Input =
  | { readonly kind: "get" | "add" | "delete"; readonly side: Side }
  | { readonly kind: "put"; readonly side: Side; readonly made: string }
  /** A put where no item is. */
  | { readonly kind: "create"; readonly side: Side; readonly made: string }
  /** A put in the place of a certain item. */
  | { readonly kind: "replace"; readonly side: Side; readonly made: string; readonly expected: string }
  | { readonly kind: "getBoth" | "addBoth" }
  /** Puts one and deletes the other if that is there. */
  | { readonly kind: "move"; readonly side: Side; readonly made: string };

export interface Output {
  /** The item that was read, or was there before. */
  readonly item?: Content | null;
  readonly both?: Pair;
  /** A condition did not hold. */
  readonly refused?: boolean;
}

function same(one: Content | null, two: Content | null | undefined): boolean {
  if (one === null || two === null || two === undefined) return one === two;
  return one.n === two.n && one.made === two.made;
}

function plusOne(item: Content | null): Content {
  return { ...item, n: (item?.n ?? 0) + 1 };
}

const other = (side: Side): Side => (side === "left" ? "right" : "left");

/** Which state follows, and what is answered. */
export function run(pair: Pair, input: Input): { pair: Pair; output: Output } {
  switch (input.kind) {
    case "getBoth":
      return { pair, output: { both: pair } };
    case "addBoth":
      return { pair: { left: plusOne(pair.left), right: plusOne(pair.right) }, output: {} };
  }
  const item = pair[input.side];
  switch (input.kind) {
    case "get":
      return { pair, output: { item } };
    case "add":
      return { pair: { ...pair, [input.side]: plusOne(item) }, output: { item } };
    case "delete":
      return { pair: { ...pair, [input.side]: null }, output: { item } };
    case "put":
      return { pair: { ...pair, [input.side]: { n: 0, made: input.made } }, output: { item } };
    case "create":
      if (item !== null) return { pair, output: { refused: true } };
      return { pair: { ...pair, [input.side]: { n: 0, made: input.made } }, output: { item } };
    case "replace":
      if (item?.made !== input.expected) return { pair, output: { refused: true } };
      return { pair: { ...pair, [input.side]: { n: 0, made: input.made } }, output: { item } };
    case "move": {
      const from = other(input.side);
      if (pair[from] === null) return { pair, output: { refused: true } };
      const moved = { ...pair, [from]: null, [input.side]: { n: 0, made: input.made } };
      return { pair: moved, output: {} };
    }
  }
}

/** Whether an answer says the same as another. */
function agrees(expected: Output, found: Output): boolean {
  if ((expected.refused ?? false) !== (found.refused ?? false)) return false;
  if (expected.both !== undefined) {
    return same(expected.both.left, found.both?.left) && same(expected.both.right, found.both?.right);
  }
  return expected.item === undefined || same(expected.item, found.item);
}

export const PAIR: Model<Pair, Input, Output> = {
  initial: { left: null, right: null },
  step(state, input, found) {
    const { pair, output } = run(state, input);
    return found === undefined || agrees(output, found) ? pair : undefined;
  },
  print: ({ left, right }) => JSON.stringify([left?.n, left?.made, left, right?.n, right?.made, right]),
};
