/** Members that a question has and nobody reads. */

import { suggestion } from "./spelling.js";

/** @throws TypeError naming the first member of what `asked` was given that it does not know. */
export function checkMembers(asked: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`${asked} takes an object with ${known.join(", ")}.`);
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new TypeError(`${asked} has no option "${wrong}". ${suggestion(wrong, known)}`);
}
