/** Which attributes a document client compresses. */

/** Which attributes are stored compressed. */
export interface CompressOptions {
  /** Names of attributes of items, not of those within maps. Keys cannot be among them. */
  attributes: readonly string[];
  /** Strings in UTF-8 and binaries of more bytes are compressed: 1024 by default. */
  over?: number | undefined;
}

export type Item = Record<string, unknown>;

export const OVER = 1024;

/** @throws TypeError naming what is wrong. */
export function checkOptions({ attributes, over = OVER }: CompressOptions): void {
  if (!Array.isArray(attributes) || attributes.some((name) => typeof name !== "string"))
    throw new TypeError("`compress` takes { attributes: [names], over: bytes }.");
  if (!(over >= 0)) throw new TypeError("`compress.over` is a number of bytes.");
}

export function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
