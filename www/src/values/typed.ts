/** Items as DynamoDB JSON (`{"S": "text"}`), in which every type has its own form and binary is base64. */
import { type AttributeValue, type Item, isTypeTag, type TypeTag } from "./attribute";
import { fromBase64, toBase64 } from "./base64";
import { isNumber, isNumberText, isObject, type Json } from "./json";

export function toTyped(value: AttributeValue): Json {
  if ("B" in value) return { B: toBase64(value.B) };
  if ("BS" in value) return { BS: value.BS.map(toBase64) };
  if ("L" in value) return { L: value.L.map(toTyped) };
  if ("M" in value) return { M: itemToTyped(value.M) };
  return { ...value };
}

export function itemToTyped(item: Item): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toTyped(value)]));
}

/** @throws SyntaxError that names the place of a value that is not DynamoDB JSON. */
export function itemFromTyped(json: { [name: string]: Json }, path = ""): Item {
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [
      name,
      fromTyped(member, path === "" ? name : `${path}.${name}`),
    ]),
  );
}

function fromTyped(json: Json, path: string): AttributeValue {
  const members = isObject(json) ? Object.entries(json) : [];
  const [member] = members;
  if (members.length !== 1 || member === undefined || !isTypeTag(member[0])) {
    throw new SyntaxError(
      `${path}: a value in DynamoDB JSON is an object with one type, such as {"S": "text"}`,
    );
  }
  return fromMember(member[0], member[1], path);
}

function fromMember(tag: TypeTag, json: Json, path: string): AttributeValue {
  switch (tag) {
    case "S":
      return { S: text(json, path) };
    case "N":
      return { N: number(json, path) };
    case "B":
      return { B: binary(json, path) };
    case "BOOL":
      return { BOOL: boolean(json, path, "BOOL") };
    case "NULL":
      return { NULL: boolean(json, path, "NULL") };
    case "L":
      return { L: list(json, path).map((member, index) => fromTyped(member, `${path}[${index}]`)) };
    case "M":
      if (!isObject(json)) throw new SyntaxError(`${path}: M takes an object`);
      return { M: itemFromTyped(json, path) };
    case "SS":
      return { SS: list(json, path).map((member) => text(member, path)) };
    case "NS":
      return { NS: list(json, path).map((member) => number(member, path)) };
    case "BS":
      return { BS: list(json, path).map((member) => binary(member, path)) };
  }
}

function text(json: Json, path: string): string {
  if (typeof json !== "string") throw new SyntaxError(`${path}: a string was expected`);
  return json;
}

function number(json: Json, path: string): string {
  if (isNumber(json)) return json.toString();
  if (typeof json !== "string" || !isNumberText(json)) {
    throw new SyntaxError(`${path}: a number is written as a text of digits, such as {"N": "12.5"}`);
  }
  return json;
}

function binary(json: Json, path: string): Uint8Array {
  const bytes = typeof json === "string" ? fromBase64(json) : null;
  if (bytes === null) throw new SyntaxError(`${path}: binary is written in base64`);
  return bytes;
}

function boolean(json: Json, path: string, tag: TypeTag): boolean {
  if (typeof json !== "boolean") throw new SyntaxError(`${path}: ${tag} takes true or false`);
  return json;
}

function list(json: Json, path: string): Json[] {
  if (!Array.isArray(json)) throw new SyntaxError(`${path}: an array was expected`);
  return json;
}

/** True if every member looks like a DynamoDB JSON value: how a file's form is recognised. */
export function looksTyped(json: { [name: string]: Json }): boolean {
  const members = Object.values(json);
  return (
    members.length > 0 &&
    members.every((member) => {
      const [tag, ...more] = isObject(member) ? Object.keys(member) : [];
      return tag !== undefined && more.length === 0 && isTypeTag(tag);
    })
  );
}
