/** The databases that a page has open, and their operations by name. */
import type { Client, Database, Document } from "./package.js";

export const opened = new Map<string, Database>();

export function database(name: string): Database {
  const found = opened.get(name);
  if (found === undefined) throw new Error(`the page has not opened ${name}`);
  return found;
}

export function method(client: Client, operation: string): (input: Document) => Promise<Document> {
  const found = client[operation];
  if (found === undefined) throw new Error(`the client has no method ${operation}`);
  return (input) => found.call(client, input);
}

/** All items of a query or scan, page by page, and how many pages there were. */
export async function everyPage(
  client: Client,
  operation: "query" | "scan",
  input: Document,
): Promise<{ items: unknown[]; count: number; pages: number }> {
  const run = method(client, operation);
  const items: unknown[] = [];
  let [pages, count, ExclusiveStartKey] = [0, 0, undefined as unknown];
  do {
    const answer = await run(ExclusiveStartKey === undefined ? input : { ...input, ExclusiveStartKey });
    items.push(...((answer["Items"] ?? []) as unknown[]));
    count += Number(answer["Count"]);
    pages += 1;
    ExclusiveStartKey = answer["LastEvaluatedKey"];
  } while (ExclusiveStartKey !== undefined);
  return { items, count, pages };
}
