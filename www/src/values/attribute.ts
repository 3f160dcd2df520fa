/** DynamoDB's attribute values, as the low-level interface writes them. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { BOOL: boolean }
  | { NULL: boolean }
  | { L: AttributeValue[] }
  | { M: Item }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] };

export type Item = Record<string, AttributeValue>;
export type TypeTag = "S" | "N" | "B" | "BOOL" | "NULL" | "L" | "M" | "SS" | "NS" | "BS";

export const typeNames: Record<TypeTag, string> = {
  S: "String",
  N: "Number",
  B: "Binary",
  BOOL: "Boolean",
  NULL: "Null",
  L: "List",
  M: "Map",
  SS: "String set",
  NS: "Number set",
  BS: "Binary set",
};

export function isTypeTag(text: string): text is TypeTag {
  return Object.hasOwn(typeNames, text);
}

export function tagOf(value: AttributeValue): TypeTag {
  // Answers of the SDK may carry other members set to undefined.
  for (const [name, payload] of Object.entries(value)) {
    if (payload !== undefined && isTypeTag(name)) return name;
  }
  return "NULL";
}

/** An attribute by name; attributes may be called like members of Object.prototype. */
export function attribute(item: Item | undefined, name: string): AttributeValue | undefined {
  return item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The item's members of these names. Built so that even an attribute called `__proto__` is an ordinary one. */
export function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = attribute(item, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
