/** Gives answers and exceptions back with what was compressed. */

import { isMarked, original } from "./form.js";
import { type CompressOptions, type Item, isObject } from "./options.js";

/**
 * Puts what was compressed in place of the forms. Only attributes that are named are looked at, and only those of whole items:
 * no keys, and nothing within a map or a list.
 */
export async function restoreAnswer<Answer extends object>(
  { attributes }: CompressOptions,
  answer: Answer,
): Promise<Answer> {
  await Promise.all(
    itemsIn(answer).flatMap((item) =>
      attributes.map(async (name) => {
        const value = Object.hasOwn(item, name) ? item[name] : undefined;
        if (isMarked(value)) item[name] = await original(value);
      }),
    ),
  );
  return answer;
}

/** The items of an answer, each where its operation has it. */
function itemsIn(answer: object): Item[] {
  const { Item, Items, Attributes, Responses, UnprocessedItems, CancellationReasons } = answer as Item;
  return [
    Item,
    Attributes,
    ...listOf(Items),
    // A transaction, a batch of statements, and a batch by tables.
    ...(Array.isArray(Responses) ? heldBy(Responses) : tablesOf(Responses).flat()),
    ...tablesOf(UnprocessedItems).flatMap((requests) =>
      heldBy(requests.map((request) => isObject(request) && request["PutRequest"])),
    ),
    ...heldBy(listOf(CancellationReasons)),
  ].filter(isObject);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function tablesOf(value: unknown): unknown[][] {
  return isObject(value) ? Object.values(value).map(listOf) : [];
}

/** The members `Item`, and those of failures of single statements. */
function heldBy(holders: readonly unknown[]): unknown[] {
  return holders.filter(isObject).flatMap((holder) => {
    const { Item, Error: failure } = holder;
    return [Item, isObject(failure) ? failure["Item"] : undefined];
  });
}
