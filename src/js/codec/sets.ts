/** Sets: the first member decides the type, as for the AWS SDK. Order and duplicates by value are the engine's affair. */

import { ValidationException } from "../errors/service.js";
import { bytesOf, isBinary } from "./binary.js";
import { explainNumber } from "./decimal.js";
import { BINARY_SET, NUMBER_SET, STRING_SET } from "./format.js";
import { encodeName } from "./names.js";
import { NumberValue } from "./number_value.js";
import type { MarshallOptions } from "./options.js";
import { checkNumber, UNDEFINED, unsupported } from "./refusals.js";
import type { Scratch } from "./scratch.js";

export function writeSet(out: Scratch, set: Set<unknown>, options: MarshallOptions): void {
  const all = [...set];
  const present = options.removeUndefinedValues ? all.filter((value) => value !== undefined) : all;
  if (present.includes(undefined)) throw new Error(UNDEFINED);
  if (present.length === 0) {
    if (options.convertEmptyValues) return out.null();
    throw new Error("Pass a non-empty set, or options.convertEmptyValues=true.");
  }
  const tag = tagOf(present[0]);
  const start = out.open(tag);
  for (const member of present) {
    // An object's text says nothing of it.
    if (tag === STRING_SET && typeof member === "object" && !isNumberValue(member)) throw unsupported(member);
    if (tag === STRING_SET) out.many(encodeName(String(member)));
    else if (tag === NUMBER_SET) writeNumber(out, member, options);
    else if (isBinary(member)) out.sized(bytesOf(member));
    else throw unsupported(member);
  }
  out.close(start);
}

function tagOf(member: unknown): number {
  if (typeof member === "string") return STRING_SET;
  if (typeof member === "number" || typeof member === "bigint" || isNumberValue(member)) return NUMBER_SET;
  if (isBinary(member)) return BINARY_SET;
  throw new Error("Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.");
}

function isNumberValue(member: unknown): boolean {
  return member instanceof NumberValue || Object(member).constructor?.name === "NumberValue";
}

function writeNumber(out: Scratch, member: unknown, options: MarshallOptions): void {
  const value = typeof member === "number" ? checkNumber(member, options) : String(member);
  // A set has no room for text that is no number, so the engine cannot be the one to refuse it.
  if (!out.ordered(value)) throw new ValidationException({ message: explainNumber(String(value)) });
}
