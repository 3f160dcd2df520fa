/** Ranges of hashes. */

import type { Range } from "./messages.js";

/** What of a range is in none of others. */
export function without(range: Range, others: readonly Range[]): Range[] {
  let left = [range];
  for (const other of others)
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, other.from) },
        { from: Math.max(from, other.to), to },
      ].filter((part) => part.from < part.to),
    );
  return left;
}

/** Ranges in their order, with those joined that follow each other. */
export function joined(ranges: readonly Range[]): Range[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((one, two) => one.from - two.from)) {
    const last = result.at(-1);
    if (last?.to === from) last.to = to;
    else result.push({ from, to });
  }
  return result;
}
