/** What the tests of the command line's transfers share. */
import assert from "node:assert/strict";
import { run } from "./command_line.js";

/** All ten types, and what is easily lost on the way. */
export const ITEMS = [
  {
    id: { S: "all" },
    at: { N: "1" },
    text: { S: 'quo"tes, commas,\r\nlines, ünïcödé 🎬 and \\' },
    number: { N: "12345678901234567890123456789012345678" },
    binary: { B: "AAH+/w==" },
    yes: { BOOL: true },
    nothing: { NULL: true },
    list: { L: [{ N: "1" }, { S: "" }, { NULL: true }, { L: [] }, { BOOL: false }, { BS: ["AA=="] }] },
    map: { M: { "a b": { S: "x" }, deep: { M: { n: { N: "-0.00000000000000000000000000000000000001" } } } } },
    texts: { SS: ["", "a", "b,c"] },
    numbers: { NS: ["-1", "0.1", "99999999999999999999999999999999999999"] },
    binaries: { BS: ["AA==", "AAE="] },
  },
  { id: { S: "empty" }, at: { N: "2" }, text: { S: "" }, binary: { B: "" }, list: { L: [] }, map: { M: {} } },
  { id: { S: "tags" }, at: { N: "3" }, map: { M: { $binary: { S: "no binary" } } } },
  { id: { S: "tags" }, at: { N: "4" }, map: { M: { $map: { M: { $stringSet: { L: [{ S: "x" }] } } } } } },
  { id: { S: "proto" }, at: { N: "5" }, map: { M: JSON.parse('{"__proto__":{"S":"kept"}}') } },
  { id: { S: " blank " }, at: { N: "6" }, text: { S: " " }, number: { N: "0" } },
];
export const KEY = ["--key", "id:S,at:N"];

export const lines = (items: readonly unknown[]): string =>
  items.map((item) => `${JSON.stringify(item)}\n`).join("");
export const serviceLines = (items: readonly object[]): string => lines(items.map((Item) => ({ Item })));
export const sorted = (text: string): unknown[] => {
  const items = text.split("\n").filter((line) => line !== "");
  return items.sort().map((line) => JSON.parse(line));
};

export async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run([...args, ...(args[0] === "tables" ? [] : ["--quiet"])]);
  assert.equal(code, 0, stderr);
  return stdout;
}
