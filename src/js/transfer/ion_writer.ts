/** Items as Ion text, in the form of the service's exports. */

import type { WireItem, WireValue } from "./wire_form.js";

/** Words that are values when they stand alone. */
const TAKEN = new Set(["null", "true", "false", "nan"]);

/** An item or a map's members as a structure. */
export function ionItem(item: WireItem): string {
  const members = Object.entries(item).map(([name, value]) => `${ionName(name)}:${ionValue(value)}`);
  return `{${members.join(",")}}`;
}

function ionName(name: string): string {
  if (/^[$_a-zA-Z][$\w]*$/.test(name) && !TAKEN.has(name) && !/^\$\d+$/.test(name)) return name;
  return `'${escaped(name, "'")}'`;
}

function ionValue(value: WireValue): string {
  const [type = "", held] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
      return ionText(held as string);
    case "N":
      return decimal(held as string);
    case "B":
      return `{{${held as string}}}`;
    case "BOOL":
      return held ? "true" : "false";
    case "NULL":
      return "null";
    case "L":
      return `[${(held as WireValue[]).map(ionValue).join(",")}]`;
    case "M":
      return ionItem(held as WireItem);
    case "SS":
      return `$dynamodb_SS::[${(held as string[]).map(ionText).join(",")}]`;
    case "NS":
      return `$dynamodb_NS::[${(held as string[]).map(decimal).join(",")}]`;
    case "BS":
      return `$dynamodb_BS::[${(held as string[]).map((one) => `{{${one}}}`).join(",")}]`;
    default:
      throw new Error(`An attribute of the type ${JSON.stringify(type)} is not known.`);
  }
}

function ionText(text: string): string {
  return `"${escaped(text, '"')}"`;
}

function escaped(text: string, quote: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
  return text.replace(/[\\"'\x00-\x1f\x7f-\x9f]/g, (letter) => {
    if (letter === "\\" || letter === quote) return `\\${letter}`;
    if (letter === '"' || letter === "'") return letter;
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[letter];
    return short ?? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

/** As the service writes them: `103` is `103.`, `600` is `6d2`, `1.5` is `1.5`. */
export function decimal(number: string): string {
  const [, sign = "", whole = "0", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return "0.";
  const exponent = Number(power) - fraction.length + (all.length - digits.length);
  if (exponent > 0) return `${sign}${digits}d${exponent}`;
  if (exponent === 0) return `${sign}${digits}.`;
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return point > -6 ? `${sign}0.${"0".repeat(-point)}${digits}` : `${sign}${digits}d${exponent}`;
}
