/** Items out of files, whatever they are written in. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { attributeOf, type ColumnTypes } from "../transfer/columns.js";
import { type Cell, CsvReader, type CsvRecord } from "../transfer/csv.js";
import { Documents, type Piece } from "../transfer/documents.js";
import { readIon } from "../transfer/ion_reader.js";
import { type Line, Lines } from "../transfer/lines.js";
import { unpacked as unpackedBy } from "../transfer/unpack.js";
import { isObject, parseJson, type WireItem, wireItem } from "../transfer/values.js";

/** How items are written: plain JSON, the service's own JSON, Ion text, or comma-separated. */
export type Format = "json" | "dynamodb-json" | "ion" | "csv";

/** An item, or why there is none, and where it stands. */
export type Found = { line: number; item: WireItem } | { line: number; problem: string };

export interface Reading {
  /** Undefined lets the file's name and its first item tell. */
  format: Format | undefined;
  delimiter: string;
  /** The columns of files that have no line for them. */
  header: readonly string[] | undefined;
  types: ColumnTypes;
  /** How much of the file has been read, before it is unpacked. */
  onBytes(count: number): void;
  stop: AbortSignal;
}

/** `-` is the standard input. */
export const STANDARD = "-";

/** A file that cannot be read at all. */
export class UnreadableFile extends Error {}

/** What the name of a file says about its format; undefined where it says nothing. */
export function formatOf(path: string): Format | undefined {
  const name = path.toLowerCase().replace(/\.(?:gz|zst)$/, "");
  if (name.endsWith(".10n")) throw new UnreadableFile(`${path}: Ion is read as text only, not as binary.`);
  if (name.endsWith(".ion")) return "ion";
  return name.endsWith(".csv") ? "csv" : undefined;
}

export async function* itemsOf(path: string, reading: Reading): AsyncGenerator<Found> {
  const format = reading.format ?? formatOf(path);
  const bytes = unpacked(path, reading);
  if (format === "ion") yield* fromIon(bytes);
  else yield* format === "csv" ? fromCsv(bytes, reading) : fromJson(bytes, format);
}

/** The bytes of a file; gzip and Zstandard are known by the first bytes, not by the name. */
async function* unpacked(path: string, { onBytes, stop }: Reading): AsyncGenerator<Uint8Array> {
  const file = path === STANDARD ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const end = () => file.destroy();
  stop.addEventListener("abort", end, { once: true });
  try {
    const counted = counting(file, onBytes);
    const first = await counted.next();
    if (first.done) return;
    const whole = again(first.value, counted);
    const [one, two, three, four] = first.value;
    if (one === 0x28 && two === 0xb5 && three === 0x2f && four === 0xfd) {
      yield* unpackedBy(Readable.toWeb(Readable.from(whole)) as never, "ZSTD");
    } else if (one !== 0x1f || two !== 0x8b) yield* whole;
    else {
      const source = Readable.from(whole);
      const unzip = createGunzip();
      source.on("error", (error) => unzip.destroy(error));
      yield* source.pipe(unzip) as AsyncIterable<Uint8Array>;
    }
  } catch (error) {
    if (stop.aborted) return;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UnreadableFile(`${path}: ${REASONS[code ?? ""] ?? message}`);
  } finally {
    stop.removeEventListener("abort", end);
    file.destroy();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EACCES: "This user may not read the file.",
  Z_BUF_ERROR: "The compressed file is cut off.",
  Z_DATA_ERROR: "The compressed file is damaged.",
};

async function* counting(
  file: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of file) {
    onBytes(bytes.length);
    if (bytes.length > 0) yield bytes;
  }
}

async function* again(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* fromJson(bytes: AsyncIterable<Uint8Array>, given: Format | undefined): AsyncGenerator<Found> {
  const documents = new Documents();
  let format = given;
  const read = (piece: Piece): Found => {
    if ("problem" in piece) return piece;
    const { line, text } = piece;
    try {
      // Numbers are text in the service's own form, so that nothing is lost without the slower parser.
      const value: unknown = format === "dynamodb-json" ? JSON.parse(text) : parseJson(text);
      if (!isObject(value)) return { line, problem: `An item is an object, not ${nameOf(value)}.` };
      format ??= isServiceForm(value) ? "dynamodb-json" : "json";
      return { line, item: format === "json" ? wireItem(value) : serviceItem(value) };
    } catch (error) {
      return { line, problem: (error as Error).message };
    }
  };
  for await (const part of bytes) for (const piece of documents.take(part)) yield read(piece);
  for (const piece of documents.end()) yield read(piece);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value === "object" ? "number" : typeof value}`;
}

const TYPES = new Set(["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"]);

/** `{"Item": {..}}` with nothing but attribute values inside. */
function isServiceForm(value: Record<string, unknown>): boolean {
  const item = value["Item"];
  return Object.keys(value).length === 1 && isObject(item) && Object.values(item).every(isAttribute);
}

function isAttribute(value: unknown): boolean {
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length === 1 && TYPES.has(names[0] as string);
}

function serviceItem(value: Record<string, unknown>): WireItem {
  const item = value["Item"];
  if (!isObject(item)) throw new Error('DynamoDB JSON has the item in a member "Item".');
  for (const [name, attribute] of Object.entries(item)) {
    if (!isAttribute(attribute)) throw new Error(`The attribute ${JSON.stringify(name)} has no known type.`);
  }
  // Read by the exact parser while the form was still unknown: its numbers stand only where they do not belong.
  return item as WireItem;
}

async function* fromIon(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Found> {
  const lines = new Lines();
  const read = (piece: Line): Found => {
    if ("problem" in piece) return piece;
    const { line, text } = piece;
    try {
      const record = readIon(text);
      const item = record["Item"]?.["M"];
      const alone = Object.keys(record).length === 1 && item !== undefined;
      return { line, item: alone ? (item as WireItem) : record };
    } catch (error) {
      return { line, problem: (error as Error).message };
    }
  };
  for await (const part of bytes) for (const piece of lines.take(part)) yield read(piece);
  for (const piece of lines.end()) yield read(piece);
}

async function* fromCsv(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Found> {
  const reader = new CsvReader(reading.delimiter);
  let columns = reading.header;
  const read = (record: CsvRecord): Found | undefined => {
    if ("problem" in record) return record;
    const { line, cells } = record;
    if (columns === undefined) {
      columns = cells.map(({ text }) => text);
      const seen = new Set<string>();
      const twice = columns.find((name) => seen.size === seen.add(name).size);
      if (twice !== undefined) throw new UnreadableFile(`The column ${JSON.stringify(twice)} comes twice.`);
      return undefined;
    }
    try {
      return { line, item: row(columns, cells, reading.types) };
    } catch (error) {
      return { line, problem: (error as Error).message };
    }
  };
  for await (const part of bytes) for (const record of reader.take(part)) yield* maybe(read(record));
  for (const record of reader.end()) yield* maybe(read(record));
}

function maybe(found: Found | undefined): Found[] {
  return found === undefined ? [] : [found];
}

function row(columns: readonly string[], cells: readonly Cell[], types: ColumnTypes): WireItem {
  if (cells.length > columns.length) {
    throw new Error(`There are ${cells.length} fields for ${columns.length} columns.`);
  }
  const item: [string, WireItem[string]][] = [];
  cells.forEach(({ text, quoted }, at) => {
    const name = columns[at] as string;
    if (text === "" && !quoted) return;
    item.push([name, attributeOf(types.get(name) ?? "S", text, name)]);
  });
  return Object.fromEntries(item);
}
