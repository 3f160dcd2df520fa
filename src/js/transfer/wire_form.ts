/** Items of the clients as DynamoDB JSON, and in the wire's form for other writers. */

/** An attribute value of the wire protocol: one member, numbers as text, binaries in base64. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/** An attribute value whose binaries are bytes. */
type Value = Readonly<Record<string, unknown>>;

/** The JSON text of attributes. */
export function jsonItem(item: Readonly<Record<string, Value>>): string {
  let out = "{";
  for (const name in item) {
    out += `${out.length > 1 ? "," : ""}${JSON.stringify(name)}:${jsonValue(item[name] as Value)}`;
  }
  return `${out}}`;
}

function jsonValue(value: Value): string {
  for (const type in value) {
    const held = value[type];
    switch (type) {
      case "B":
        return `{"B":"${base64(held as Uint8Array)}"}`;
      case "BS":
        return `{"BS":[${(held as Uint8Array[]).map((one) => `"${base64(one)}"`).join(",")}]}`;
      case "L":
        return `{"L":[${(held as Value[]).map(jsonValue).join(",")}]}`;
      case "M":
        return `{"M":${jsonItem(held as Record<string, Value>)}}`;
      case "N":
        return `{"N":"${held as string}"}`;
      default:
        return `{"${type}":${JSON.stringify(held)}}`;
    }
  }
  return "{}";
}

/** The same item with base64 for bytes. */
export function wireForm(item: Readonly<Record<string, Value>>): WireItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wireValue(value)]));
}

function wireValue(value: Value): WireValue {
  const [type = "", held] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "B":
      return { B: base64(held as Uint8Array) };
    case "BS":
      return { BS: (held as Uint8Array[]).map(base64) };
    case "L":
      return { L: (held as Value[]).map(wireValue) };
    case "M":
      return { M: wireForm(held as Record<string, Value>) };
    default:
      return value;
  }
}

/** Bytes in base64, however many. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x2000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(text);
}
