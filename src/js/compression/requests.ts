/** Compresses attributes of requests of the document client, and gives answers back with what they were. */

import { compressed, isMarked, original } from "./form.js";

/** Which attributes are stored compressed. */
export interface CompressOptions {
  /** Names of attributes of items, not of those within maps. Keys cannot be among them. */
  attributes: readonly string[];
  /** Strings in UTF-8 and binaries of more bytes are compressed: 1024 by default. */
  over?: number | undefined;
}

type Item = Record<string, unknown>;

const OVER = 1024;

/** @throws TypeError naming what is wrong. */
export function checkOptions({ attributes, over = OVER }: CompressOptions): void {
  if (!Array.isArray(attributes) || attributes.some((name) => typeof name !== "string"))
    throw new TypeError("`compress` takes { attributes: [names], over: bytes }.");
  if (!(over >= 0)) throw new TypeError("`compress.over` is a number of bytes.");
}

/** A request whose large attributes are compressed; the given one is not changed. */
export async function compressRequest(options: CompressOptions, input: object): Promise<object> {
  const given = input as Item;
  const [Item, RequestItems, TransactItems] = await Promise.all([
    isObject(given["Item"]) ? packed(options, given["Item"]) : undefined,
    isObject(given["RequestItems"]) ? packedBatch(options, given["RequestItems"]) : undefined,
    Array.isArray(given["TransactItems"]) ? packedActions(options, given["TransactItems"]) : undefined,
  ]);
  return {
    ...(await packedUpdate(options, given)),
    ...(Item && { Item }),
    ...(RequestItems && { RequestItems }),
    ...(TransactItems && { TransactItems }),
  };
}

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function packed({ attributes, over = OVER }: CompressOptions, item: Item): Promise<Item> {
  const made: Item = { ...item };
  for (const [name, value] of Object.entries(item)) {
    // What looks like the form has to be told from it.
    if (!attributes.includes(name) && !isMarked(value)) continue;
    const form = await compressed(value, attributes.includes(name) ? over : Number.POSITIVE_INFINITY);
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

/** `SET name = :value`, where nothing else is done with the value. */
const ASSIGNED = /(?:\bSET\s+|,\s*)(#?\w+)\s*=\s*(:\w+)\s*(?=,|$|\b(?:REMOVE|ADD|DELETE|SET)\b)/gi;

async function packedUpdate(options: CompressOptions, input: Item): Promise<Item> {
  const {
    UpdateExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } = input;
  if (typeof text !== "string" || !isObject(values)) return input;
  const others = [text, input["ConditionExpression"]].join(" ");
  const made: Item = { ...values };
  for (const [, word = "", placeholder = ""] of text.matchAll(ASSIGNED)) {
    const name = isObject(names) && word.startsWith("#") ? String(names[word]) : word;
    const uses = others.match(new RegExp(`${placeholder}\\b`, "g")) ?? [];
    if (!options.attributes.includes(name) || uses.length !== 1) continue;
    const form = await compressed(values[placeholder], options.over ?? OVER);
    if (form !== undefined) made[placeholder] = form;
  }
  return { ...input, ExpressionAttributeValues: made };
}

/** Members of answers that hold items, at whatever depth below them items are. */
const HOLDERS = ["Item", "Items", "Attributes", "Responses", "UnprocessedItems", "CancellationReasons"];
/** Lists and maps between a holder and an attribute: tables, responses, put requests. */
const DEEPEST = 6;

/** Puts the values that were compressed in place of their forms, in an answer or in an exception. */
export async function restoreAnswer<Answer extends object>(answer: Answer): Promise<Answer> {
  const found: Promise<void>[] = [];
  const look = (holder: object, depth: number): void => {
    for (const [name, value] of Object.entries(holder)) {
      if (isMarked(value))
        found.push(
          original(value).then((restored) => {
            Reflect.set(holder, name, restored);
          }),
        );
      else if (depth < DEEPEST && isPlain(value)) look(value, depth + 1);
    }
  };
  for (const name of HOLDERS) {
    const value: unknown = Reflect.get(answer, name);
    if (typeof value === "object" && value !== null) look(value, 0);
  }
  await Promise.all(found);
  return answer;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
