/** Reads a file of items: an array, JSON lines, `{"Items": […]}`, an export's `{"Item": {…}}` lines or a BatchWriteItem request. */
import type { Item } from "../values/attribute";
import { isObject, type Json, parseJson } from "../values/json";
import { itemFromJson, type Notation } from "../values/text";
import { looksTyped } from "../values/typed";

/** An item of the file, or why it is none. `position` counts from 1. */
export type Entry = { position: number; item: Item } | { position: number; problem: string };

export interface FileContent {
  entries: Entry[];
  notation: Notation;
}

/** @throws SyntaxError if the file as a whole is not JSON of a known form. */
export function readFile(text: string, wanted: Notation | "auto"): FileContent {
  const members = readMembers(text);
  const notation = wanted === "auto" ? recognise(members) : wanted;
  const entries = members.map((member, index) => readEntry(member, index + 1, notation));
  return { entries, notation };
}

type Member = { json: Json } | { problem: string };

function readMembers(text: string): Member[] {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") throw new SyntaxError("The file is empty");
  let whole: Json;
  try {
    whole = parseJson(trimmed);
  } catch (error) {
    const lines = readLines(trimmed);
    if (lines === null) throw error;
    return lines;
  }
  return members(whole).map((json) => ({ json: unwrapped(json) }));
}

/** JSON lines, if the first line is an object by itself. A bad line further on is that line's failure only. */
function readLines(text: string): Member[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parsed = lines.map((line): Member => {
    try {
      return { json: unwrapped(parseJson(line)) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  });
  const [first] = parsed;
  return lines.length > 1 && first !== undefined && "json" in first && isObject(first.json) ? parsed : null;
}

function members(whole: Json): Json[] {
  if (Array.isArray(whole)) return whole;
  if (!isObject(whole)) throw new SyntaxError("The file holds no items: an array or objects were expected");
  if (Array.isArray(whole.Items)) return whole.Items;
  const lists = Object.values(whole);
  if (
    lists.length > 0 &&
    lists.every((list) => Array.isArray(list) && list.length > 0 && list.every(isPutRequest))
  ) {
    return lists.flatMap((list) => (Array.isArray(list) ? list : []));
  }
  return [whole];
}

function isPutRequest(json: Json): boolean {
  return isObject(json) && isObject(json.PutRequest ?? null);
}

/** The item inside `{"Item": {…}}` and `{"PutRequest": {"Item": {…}}}`. */
function unwrapped(json: Json): Json {
  if (!isObject(json)) return json;
  const names = Object.keys(json);
  const inner = names.length === 1 ? (json.PutRequest ?? json.Item ?? null) : null;
  if (inner === null || !isObject(inner) || looksTyped(json)) return json;
  return "PutRequest" in json ? unwrapped(inner) : inner;
}

function recognise(members: Member[]): Notation {
  const objects = members.flatMap((member) =>
    "json" in member && isObject(member.json) ? [member.json] : [],
  );
  return objects.length > 0 && objects.slice(0, 100).every(looksTyped) ? "typed" : "plain";
}

function readEntry(member: Member, position: number, notation: Notation): Entry {
  if ("problem" in member) return { position, problem: member.problem };
  if (!isObject(member.json)) return { position, problem: "Not an object" };
  try {
    return { position, item: itemFromJson(member.json, notation) };
  } catch (error) {
    return { position, problem: error instanceof Error ? error.message : String(error) };
  }
}
