/** The grid's columns: the keys first, then every other attribute of the page in the order it is met. */
import { type Keys, keyNames } from "../../requests/schema";
import { type AttributeValue, attribute, type Item, tagOf } from "../../values/attribute";
import { preview } from "../../values/text";

export interface Column {
  name: string;
  role: "partition" | "sort" | "index" | null;
  width: number;
  numeric: boolean;
}

const sampled = 60;
const narrowest = 84;
const widest = 320;
/** Lists, maps and sets are looked into in the editor: in the grid they need not show much. */
const widestCompound = 220;
const characterWidth = 7.4;
const cellPadding = 28;
/** A badge's width in characters. */
const badgeLength = 6;

export function columnsOf(items: readonly Item[], table: Keys, index: Keys): Column[] {
  const names = new Set([
    ...keyNames(table),
    ...keyNames(index),
    ...items.flatMap((item) => Object.keys(item)),
  ]);
  return [...names].map((name) => {
    const values = items.slice(0, sampled).flatMap((item) => attribute(item, name) ?? []);
    const role = roleOf(name, table, index);
    return { name, role, width: widthOf(name, role, values), numeric: isNumeric(values) };
  });
}

function roleOf(name: string, table: Keys, index: Keys): Column["role"] {
  if (name === table.partition.name) return "partition";
  if (name === table.sort?.name) return "sort";
  return keyNames(index).includes(name) ? "index" : null;
}

function widthOf(name: string, role: Column["role"], values: AttributeValue[]): number {
  const header = name.length + (role === null ? 0 : badgeLength);
  const longest = Math.max(header, ...values.map((value) => preview(value).length + extra(value)));
  const limit = values.every((value) => extra(value) > 0) ? widestCompound : widest;
  return Math.round(Math.min(limit, Math.max(narrowest, longest * characterWidth + cellPadding)));
}

/** Room for the tag of a compound value. */
function extra(value: AttributeValue): number {
  return ["L", "M", "SS", "NS", "BS", "B"].includes(tagOf(value)) ? 4 : 0;
}

function isNumeric(values: AttributeValue[]): boolean {
  return values.length > 0 && values.every((value) => tagOf(value) === "N");
}
