/** Records of imported objects, in the formats of the service, and which of them are items. */

import { type Cell, CsvReader, type CsvRecord } from "./csv.js";
import { readIon } from "./ion_reader.js";
import { type Line, Lines } from "./lines.js";
import type { WireItem, WireValue } from "./wire_form.js";

/** As `InputFormat` and its options name them. */
export interface Format {
  readonly name: "DYNAMODB_JSON" | "ION" | "CSV";
  readonly delimiter: string;
  /** The columns of objects that have no line for them. */
  readonly header: readonly string[] | undefined;
  /** Types of key attributes; all else in CSV is text. */
  readonly types: ReadonlyMap<string, string>;
  /** Whether records have conditions, as those of bulk puts may. */
  readonly conditions: boolean;
}

/** An item with the condition that it is to be put under. */
export interface Put {
  Item: WireItem;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: WireItem;
}

/** A record with how long it is, or why it is no item. */
export type Found = { readonly put: Put; readonly length: number } | { readonly problem: string };

/** What turns the bytes of an object into records, piece by piece. */
export interface RecordReader {
  take(bytes: Uint8Array): Found[];
  end(): Found[];
}

export function reader(format: Format): RecordReader {
  if (format.name === "CSV") return new CsvRecords(format);
  const lines = new Lines();
  const read = (line: Line): Found => {
    if ("problem" in line) return line;
    try {
      const value: unknown = format.name === "ION" ? readIon(line.text) : JSON.parse(line.text);
      const put = format.name === "ION" ? ofIon(value as WireItem, format) : ofJson(value, format);
      return { put, length: line.text.length };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  };
  return { take: (bytes) => lines.take(bytes).map(read), end: () => lines.end().map(read) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const TYPES = new Set(["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"]);

function ofJson(value: unknown, { conditions }: Format): Put {
  const item = isObject(value) ? value["Item"] : undefined;
  if (!isObject(value) || !isObject(item)) throw new Error('A record has the item in a member "Item".');
  for (const name in item) {
    const attribute = item[name];
    const [type, second] = isObject(attribute) ? Object.keys(attribute) : [];
    if (type === undefined || second !== undefined || !TYPES.has(type))
      throw new Error(`The attribute ${JSON.stringify(name)} has no known type.`);
  }
  const put: Put = { Item: bytesIn({ M: item })["M"] as WireItem };
  if (!conditions) return put;
  const {
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } = value;
  if (condition !== undefined) put.ConditionExpression = condition as string;
  if (names !== undefined) put.ExpressionAttributeNames = names as Record<string, string>;
  if (isObject(values)) put.ExpressionAttributeValues = bytesIn({ M: values })["M"] as WireItem;
  return put;
}

/** In Ion a condition is text, names are a structure of texts, and values are one of values. */
function ofIon(record: WireItem, { conditions }: Format): Put {
  const item = record["Item"]?.["M"];
  if (item === undefined) throw new Error('A record has the item in a member "Item".');
  const put: Put = { Item: bytesIn({ M: item })["M"] as WireItem };
  if (!conditions) return put;
  const {
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } = record;
  const text = (value: WireValue | undefined, of: string): string => {
    if (typeof value?.["S"] === "string") return value["S"];
    throw new Error(`${of} has to be text.`);
  };
  if (condition !== undefined) put.ConditionExpression = text(condition, "ConditionExpression");
  if (names !== undefined) {
    const texts = Object.entries((names["M"] ?? {}) as WireItem).map(([name, one]) => [
      name,
      text(one, "Each of ExpressionAttributeNames"),
    ]);
    put.ExpressionAttributeNames = Object.fromEntries(texts);
  }
  if (values !== undefined) put.ExpressionAttributeValues = bytesIn(values)["M"] as WireItem;
  return put;
}

/** Attribute values with bytes for base64, as the clients have them. Throws at base64 that is none. */
function bytesIn(value: WireValue): WireValue {
  for (const type in value) {
    const held = value[type];
    if (type === "B") return { B: bytesOf(held) };
    if (type === "BS" && Array.isArray(held)) return { BS: held.map(bytesOf) };
    if (type === "L" && Array.isArray(held) && held.some(hasBytes))
      return { L: held.map((one) => (isObject(one) ? bytesIn(one) : one)) };
    if (type === "M" && isObject(held) && Object.values(held).some(hasBytes)) {
      const members = Object.entries(held).map(([name, one]) => [name, isObject(one) ? bytesIn(one) : one]);
      return { M: Object.fromEntries(members) };
    }
  }
  return value;
}

function hasBytes(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const type in value) {
    const held = value[type];
    if (type === "B" || type === "BS") return true;
    if (type === "L" && Array.isArray(held) && held.some(hasBytes)) return true;
    if (type === "M" && isObject(held) && Object.values(held).some(hasBytes)) return true;
  }
  return false;
}

function bytesOf(text: unknown): Uint8Array {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new Error("A binary value is no base64.");
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** CSV with the service's rules: keys of their types, all else text, and what is empty is left out. */
class CsvRecords implements RecordReader {
  readonly #csv: CsvReader;
  readonly #types: ReadonlyMap<string, string>;
  #columns: readonly string[] | undefined;

  constructor({ delimiter, header, types }: Format) {
    this.#csv = new CsvReader(delimiter);
    this.#columns = header;
    this.#types = types;
  }

  take(bytes: Uint8Array): Found[] {
    return this.#csv.take(bytes).flatMap((record) => this.#read(record));
  }

  end(): Found[] {
    return this.#csv.end().flatMap((record) => this.#read(record));
  }

  #read(record: CsvRecord): Found[] {
    if ("problem" in record) return [record];
    if (this.#columns === undefined) {
      this.#columns = record.cells.map(({ text }) => text);
      return [];
    }
    try {
      const length = record.cells.reduce((sum, { text }) => sum + text.length, 0);
      return [{ put: { Item: this.#item(this.#columns, record.cells) }, length }];
    } catch (error) {
      return [{ problem: (error as Error).message }];
    }
  }

  #item(columns: readonly string[], cells: readonly Cell[]): WireItem {
    if (cells.length > columns.length)
      throw new Error(`There are ${cells.length} fields for ${columns.length} columns.`);
    const item: [string, WireValue][] = [];
    cells.forEach(({ text, quoted }, at) => {
      const name = columns[at] as string;
      if (text === "" && !quoted) return;
      const type = this.#types.get(name);
      if (type === "B") item.push([name, { B: bytesOf(text) }]);
      else item.push([name, type === "N" ? { N: text.trim() } : { S: text }]);
    });
    return Object.fromEntries(item);
  }
}
