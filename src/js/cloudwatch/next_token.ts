/** Places in long answers, as tokens. */

import { ServiceFault } from "../services/fault.js";

/** Where the next page begins. */
export function tokenOf(offset: number): string {
  return btoa(`hashrange:${offset}`);
}

/** @throws ServiceFault for a token that was never given out. */
export function offsetOf(token: string | undefined, shape = "InvalidNextToken"): number {
  if (token === undefined) return 0;
  let text = "";
  try {
    text = atob(token);
  } catch {
    // As one that says nothing.
  }
  const [, digits] = /^hashrange:(\d{1,12})$/.exec(text) ?? [];
  if (digits === undefined) throw new ServiceFault(shape, "The next token is not valid.");
  return Number(digits);
}

/** A page of a list, and the token of the next one if there is more. */
export function paged<Entry>(
  all: readonly Entry[],
  token: string | undefined,
  limit: number,
  shape?: string,
): { page: readonly Entry[]; next: { NextToken?: string } } {
  const offset = offsetOf(token, shape);
  const end = offset + limit;
  return { page: all.slice(offset, end), next: end < all.length ? { NextToken: tokenOf(end) } : {} };
}
