// Puts a module's functions into an order in which gzip finds more of each in those before it: 4 % of the module.
import { forms, whole } from "./text.mjs";

/** Runs of instructions that more functions than this have say little about which are alike. */
const COMMON = 1500;
const RUN = 3;
/** How many of the last functions count for the choice of the next, and how much less with each step back. */
const RECENT = 8;
const FADING = 0.7;

const isFunction = (form) => form.startsWith(" (func ");

/** The distinct runs of instructions in a function. */
function runs(form) {
  const lines = form
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith("(local "));
  const found = new Set();
  for (let n = 0; n + RUN <= lines.length; n += 1) found.add(lines.slice(n, n + RUN).join("|"));
  return found;
}

/** From the largest function on, always the one next that is most like the last ones. */
function chain(functions) {
  const sets = functions.map(runs);
  const users = new Map();
  sets.forEach((set, n) => {
    for (const run of set) {
      const known = users.get(run);
      if (known === undefined) users.set(run, [n]);
      else known.push(n);
    }
  });
  const left = new Set(sets.map((_, n) => n).sort((a, b) => sets[b].size - sets[a].size || a - b));
  const order = [];
  let [current] = left;
  while (current !== undefined) {
    left.delete(current);
    order.push(current);
    const scores = new Map();
    order.slice(-RECENT).forEach((one, n, { length }) => {
      const share = 1 / (1 + (length - 1 - n) * FADING);
      for (const run of sets[one]) {
        const others = users.get(run);
        if (others.length > COMMON) continue;
        const weight = share / Math.log2(1 + others.length);
        for (const other of others) if (left.has(other)) scores.set(other, (scores.get(other) ?? 0) + weight);
      }
    });
    let best = 0;
    let next;
    for (const [other, score] of scores) {
      const likeness = score / (sets[other].size + 1) ** 0.65;
      if (likeness > best || (likeness === best && other < next)) [best, next] = [likeness, other];
    }
    [current] = next === undefined ? left : [next];
  }
  return order.map((n) => functions[n]);
}

/** The text of a module with its functions in that order. */
export function orderFunctions(text) {
  const all = forms(text);
  const others = all.filter((form) => !isFunction(form));
  return whole([...others, ...chain(all.filter(isFunction))]);
}
