/** Statements, whose values are stored as they are given. */

import { bytesOf, isMarked } from "./form.js";
import type { Item } from "./options.js";

const WRITES = /^\s*(?:INSERT|UPDATE)\b/i;

/** @throws TypeError if a statement writes a binary that begins as a compressed value does: it would be read as another one. */
export function checkStatements({ Statement, Parameters, Statements, TransactStatements }: Item): void {
  const several = [Statements, TransactStatements].flatMap((own) => (Array.isArray(own) ? own : []));
  for (const one of [{ Statement, Parameters }, ...several] as Item[]) {
    const { Statement: text, Parameters: values } = one ?? {};
    if (typeof text !== "string" || !WRITES.test(text) || !Array.isArray(values)) continue;
    if (values.some((value) => typeof value !== "string" && isMarked(bytesOf(value))))
      throw new TypeError(
        "A statement of a client with `compress` cannot write a binary that begins as a compressed value does: use put or update.",
      );
  }
}
