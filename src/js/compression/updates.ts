/** Compresses what an update expression assigns. */

import { bytesOf, compressed, isMarked } from "./form.js";
import { type CompressOptions, type Item, isObject, OVER } from "./options.js";

interface Assignment {
  /** The attribute's name as the expression has it. */
  word: string;
  /** Words and signs on the right. */
  right: Token[];
}

interface Token {
  text: string;
  at: number;
}

const CLAUSE = /^(?:SET|REMOVE|ADD|DELETE)$/i;

/** Assignments of a SET clause to whole attributes. */
function assignmentsIn(expression: string): Assignment[] {
  const tokens = [...expression.matchAll(/[#:]?\w+|\S/g)].map(({ 0: text, index: at }) => ({ text, at }));
  const found: Assignment[] = [];
  let open: Assignment | undefined;
  let depth = 0;
  let sets = false;
  for (const [index, token] of tokens.entries()) {
    const { text } = token;
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    const ends = depth === 0 && (text === "," || CLAUSE.test(text));
    if (!ends) {
      open?.right.push(token);
      continue;
    }
    open = undefined;
    if (text !== ",") sets = /^SET$/i.test(text);
    if (!sets || tokens[index + 2]?.text !== "=") continue;
    open = { word: tokens[index + 1]?.text ?? "", right: [] };
    found.push(open);
  }
  // What is between the clause and the value: the name and the sign.
  return found.map(({ word, right }) => ({ word, right: right.slice(2) }));
}

/** The value that becomes the attribute's: alone, or where there is none yet. */
function valueIn(right: readonly Token[]): Token | undefined {
  const [first] = right;
  if (right.length === 1 && first?.text.startsWith(":")) return first;
  const last = right.at(-2);
  const isDefault = /^if_not_exists$/i.test(first?.text ?? "") && right.at(-3)?.text === ",";
  return isDefault && last?.text.startsWith(":") ? last : undefined;
}

/** A request whose update expression assigns forms; each has a placeholder of its own, as a value may be used elsewhere too. */
export async function packedUpdate(options: CompressOptions, input: Item): Promise<Item> {
  const {
    UpdateExpression: text,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } = input;
  if (typeof text !== "string" || !isObject(values)) return input;
  const made: Item = { ...values };
  let expression = text;
  // From the end on, so that places before stay what they are.
  for (const { word, right } of assignmentsIn(text).reverse()) {
    const name = isObject(names) && word.startsWith("#") ? String(names[word]) : word;
    if (!options.attributes.includes(name)) continue;
    const token = valueIn(right);
    if (token === undefined) {
      checkOthers(name, right, values);
      continue;
    }
    const form = await compressed(values[token.text], options.over ?? OVER);
    if (form === undefined) continue;
    const own = placeholderFor(token.text, made);
    made[own] = form;
    const end = token.at + token.text.length;
    expression = `${expression.slice(0, token.at)}${own}${expression.slice(end)}`;
  }
  if (expression === text) return input;
  const used = new Set([expression, input["ConditionExpression"]].join(" ").match(/:\w+/g));
  // The service refuses values that nothing uses.
  for (const placeholder of new Set(text.match(/:\w+/g)))
    if (!used.has(placeholder)) delete made[placeholder];
  return { ...input, UpdateExpression: expression, ExpressionAttributeValues: made };
}

function placeholderFor(text: string, taken: Item): string {
  let own = `${text}_z`;
  while (Object.hasOwn(taken, own)) own += "z";
  return own;
}

function checkOthers(name: string, right: readonly Token[], values: Item): void {
  for (const { text } of right) {
    const bytes = text.startsWith(":") && typeof values[text] !== "string" && bytesOf(values[text]);
    if (bytes && isMarked(bytes))
      throw new TypeError(
        `The binary ${text} begins as a compressed value does, and would be read as one from ${name}: assign it with SET ${name} = ${text}.`,
      );
  }
}
