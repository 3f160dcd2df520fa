/** Values that cannot be marshalled, refused in few words; `advice/values.ts` says where they are and what helps. */

import type { MarshallOptions } from "./options.js";

export const UNDEFINED =
  "Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.";

export function unsupported(value: unknown): Error {
  return new Error(`Unsupported type passed: ${String(value)}`);
}

/** Whether a map of an object's enumerable properties would leave out what it is about: of a Date, a Promise, an Error. */
export function losesData(value: object): boolean {
  const kind = Object.prototype.toString.call(value);
  return kind !== "[object Object]" && (kind === "[object Error]" || Object.keys(value).length === 0);
}

/** The number, if it may be sent: finite, and not in the range where it may have lost precision. */
export function checkNumber(value: number, options: MarshallOptions): number {
  if (value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER) return value;
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (options.allowImpreciseNumbers) return value;
  const bound = value > 0 ? "greater than Number.MAX_SAFE_INTEGER" : "lesser than Number.MIN_SAFE_INTEGER";
  throw new Error(`Number ${value} is ${bound}. Use NumberValue from hashrange.`);
}
