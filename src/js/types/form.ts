/** The forms attribute values have in requests and answers. */

/**
 * What an attribute can hold: a scalar, a `Set` of scalars, a list, a map as an object or `Map`. To the compiler it is
 * anything, as in the SDK: what an item holds is known to the program alone, and types of its own have to fit.
 */
// biome-ignore lint/suspicious/noExplicitAny: the SDK's type comes to the same
export type NativeAttributeValue = any;

/** What a map of attributes and a single attribute value look like. */
export interface Form {
  map: object;
  value: unknown;
}

/** What the members of attribute values hold. */
interface Members {
  S: string;
  N: string;
  B: Uint8Array;
  SS: string[];
  NS: string[];
  BS: Uint8Array[];
  M: Record<string, AttributeValue>;
  L: AttributeValue[];
  NULL: boolean;
  BOOL: boolean;
  /** The SDK's, for members that are newer than it; there are none here. */
  // biome-ignore lint/suspicious/noExplicitAny: as in the SDK, whose attribute values have to fit
  $unknown: [string, any];
}

/** With the other members as optional, so that each can be asked for without asking first which there is. */
type Only<Name extends keyof Members> = { [Own in Name]: Members[Own] } & {
  [Other in Exclude<keyof Members, Name>]?: never;
};

/** An attribute value of the low-level client: exactly one member. */
export type AttributeValue = { [Name in keyof Members]: Only<Name> }[keyof Members];

/** Attribute values of one kind, with the SDK's names. */
export declare namespace AttributeValue {
  type SMember = Only<"S">;
  type NMember = Only<"N">;
  type BMember = Only<"B">;
  type SSMember = Only<"SS">;
  type NSMember = Only<"NS">;
  type BSMember = Only<"BS">;
  type MMember = Only<"M">;
  type LMember = Only<"L">;
  type NULLMember = Only<"NULL">;
  type BOOLMember = Only<"BOOL">;
  type $UnknownMember = Only<"$unknown">;
}

/** The low-level client's form. */
export interface Typed {
  map: Record<string, AttributeValue>;
  value: AttributeValue;
}

/** An item of the document client, when nothing more is known of it. */
export type NativeItem = Record<string, NativeAttributeValue>;

/** The document client's form in requests: any object can be an item. */
export interface Given {
  map: NativeItem;
  value: NativeAttributeValue;
}

/** The document client's form in answers. */
export interface Returned<Item extends object = NativeItem> {
  map: Item;
  value: NativeAttributeValue;
}
