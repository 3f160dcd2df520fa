/** Reads back a request that failed. */

import { Decoder } from "../codec/decoder.js";
import type { Node } from "../codec/nodes.js";

interface Named {
  readonly TableName?: unknown;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly object[];
  readonly Statement?: unknown;
  readonly Statements?: readonly Named[];
  readonly TransactStatements?: readonly Named[];
}

/** The names of the tables in an encoded request. */
export function namesOf(bytes: Uint8Array, node: Node): readonly string[] {
  if (bytes.length === 0) return [];
  const options = { wrapNumbers: true };
  const request: Named = new Decoder().document(bytes, 0, bytes.length, node, options, false);
  return [...new Set(tables(request).filter((name): name is string => typeof name === "string"))];
}

function tables(request: Named): unknown[] {
  const actions = (request.TransactItems ?? []).flatMap((item) => Object.values(item) as Named[]);
  const statements = [...(request.Statements ?? []), ...(request.TransactStatements ?? [])];
  return [
    request.TableName,
    ...Object.keys(request.RequestItems ?? {}),
    ...actions.map((action) => action?.TableName),
    ...[request, ...statements].map(({ Statement }) => ofStatement(Statement)),
  ];
}

/** The table's name follows FROM, INTO, UPDATE or EXISTS(SELECT .. FROM. */
function ofStatement(statement: unknown): string | undefined {
  if (typeof statement !== "string") return undefined;
  return /\b(?:FROM|INTO|UPDATE)\s+"?([A-Za-z0-9_.-]+)"?/i.exec(statement)?.[1];
}
