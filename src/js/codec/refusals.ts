/** Values that cannot be marshalled, refused in the words of `@aws-sdk/util-dynamodb`. */

import type { MarshallOptions } from "./options.js";

export const UNDEFINED =
  "Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.";

export function unsupported(value: unknown): Error {
  const hint = "Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.";
  return new Error(`Unsupported type passed: ${String(value)}. ${hint}`);
}

/** The number, if it may be sent: finite, and not in the range where it may have lost precision. */
export function checkNumber(value: number, options: MarshallOptions): number {
  if (value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER) return value;
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (options.allowImpreciseNumbers) return value;
  const bound = value > 0 ? "greater than Number.MAX_SAFE_INTEGER" : "lesser than Number.MIN_SAFE_INTEGER";
  throw new Error(`Number ${value} is ${bound}. Use NumberValue from @aws-sdk/lib-dynamodb.`);
}
