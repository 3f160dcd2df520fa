/** Compresses attributes of requests of the document client. */

import { compressed } from "./form.js";
import { type CompressOptions, type Item, isObject, OVER } from "./options.js";
import { checkStatements } from "./statements.js";
import { packedUpdate } from "./updates.js";

/**
 * A request whose large attributes are compressed; the given one is not changed.
 *
 * @throws TypeError if a value would be read as another one.
 */
export async function compressRequest(options: CompressOptions, input: object): Promise<object> {
  const given = input as Item;
  const [Item, RequestItems, TransactItems, AttributeUpdates] = await Promise.all([
    isObject(given["Item"]) ? packed(options, given["Item"]) : undefined,
    isObject(given["RequestItems"]) ? packedBatch(options, given["RequestItems"]) : undefined,
    Array.isArray(given["TransactItems"]) ? packedActions(options, given["TransactItems"]) : undefined,
    isObject(given["AttributeUpdates"]) ? packedActionsOf(options, given["AttributeUpdates"]) : undefined,
  ]);
  checkStatements(given);
  return {
    ...(await packedUpdate(options, given)),
    ...(Item && { Item }),
    ...(RequestItems && { RequestItems }),
    ...(TransactItems && { TransactItems }),
    ...(AttributeUpdates && { AttributeUpdates }),
  };
}

async function packed({ attributes, over = OVER }: CompressOptions, item: Item): Promise<Item> {
  const made: Item = { ...item };
  for (const name of attributes) {
    const form = Object.hasOwn(item, name) ? await compressed(item[name], over) : undefined;
    if (form !== undefined) made[name] = form;
  }
  return made;
}

async function packedBatch(options: CompressOptions, tables: Item): Promise<Item> {
  const made = Object.entries(tables).map(async ([table, requests]) => {
    if (!Array.isArray(requests)) return [table, requests] as const;
    const done = requests.map(async (request: Item) => {
      const put = request?.["PutRequest"];
      if (!isObject(put) || !isObject(put["Item"])) return request;
      return { ...request, PutRequest: { ...put, Item: await packed(options, put["Item"]) } };
    });
    return [table, await Promise.all(done)] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

function packedActions(options: CompressOptions, actions: readonly Item[]): Promise<Item[]> {
  return Promise.all(
    actions.map(async (action) => {
      const { Put, Update } = action ?? {};
      if (isObject(Put) && isObject(Put["Item"]))
        return { ...action, Put: { ...Put, Item: await packed(options, Put["Item"]) } };
      return isObject(Update) ? { ...action, Update: await packedUpdate(options, Update) } : action;
    }),
  );
}

/** The older way to say an update: `{ name: { Action: "PUT", Value } }`. */
async function packedActionsOf({ attributes, over = OVER }: CompressOptions, updates: Item): Promise<Item> {
  const made: Item = { ...updates };
  for (const name of attributes) {
    const update = Object.hasOwn(updates, name) ? updates[name] : undefined;
    if (!isObject(update) || (update["Action"] ?? "PUT") !== "PUT") continue;
    const form = await compressed(update["Value"], over);
    if (form !== undefined) made[name] = { ...update, Value: form };
  }
  return made;
}
