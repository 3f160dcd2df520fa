/** Members that a question has and nobody reads. */

import { suggestion } from "./spelling.js";

/** @throws TypeError naming the first member of what `asked` was given that it does not know; `what` is what it calls members. */
export function checkMembers(
  asked: string,
  given: unknown,
  known: readonly string[],
  what: "option" | "member" = "option",
): void {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`${asked} takes an object with ${known.join(", ")}.`);
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new TypeError(`${asked} has no ${what} "${wrong}". ${suggestion(wrong, known)}`);
}
