/** The forms attribute values have in requests and answers. */

import type { NativeAttributeValue } from "../codec/options.js";

/** What a map of attributes and a single attribute value look like. */
export interface Form {
  map: object;
  value: unknown;
}

/** An attribute value of the low-level client: exactly one member. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] }
  | { M: Record<string, AttributeValue> }
  | { L: AttributeValue[] }
  | { NULL: true }
  | { BOOL: boolean };

/** The low-level client's form. */
export interface Typed {
  map: Record<string, AttributeValue>;
  value: AttributeValue;
}

/** An item of the document client, when nothing more is known of it. */
export type NativeItem = Record<string, NativeAttributeValue>;

/** The document client's form in requests: any object can be an item. */
export interface Given {
  map: object;
  value: NativeAttributeValue;
}

/** The document client's form in answers. */
export interface Returned<Item extends object = NativeItem> {
  map: Item;
  value: NativeAttributeValue;
}
