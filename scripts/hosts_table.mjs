// The table of hosts, from the results of `npm run test:hosts`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.mjs";

const PAGE = join(root, "docs/hosts.md");
const START = "<!-- hosts: written by npm run test:hosts -->\n";
const END = "<!-- /hosts -->\n";

const STORES = { memory: "memory", file: "files", indexedDb: "IndexedDB", worker: "IndexedDB in a Worker" };

function line({ label, version, browser, stores, needs, works }) {
  const names = stores.flatMap((store) => STORES[store] ?? []).join(", ");
  const tested = [version, browser].filter(Boolean).join(", ");
  return `| ${label} | ${tested} | ${names} | ${needs ?? ""} | ${works ? "works" : "**fails**"} |\n`;
}

function table(rows) {
  const head = "| host or bundler | version | storage | needs | |\n|---|---|---|---|---|\n";
  return head + rows.map(line).join("");
}

function parts(text) {
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error("docs/hosts.md lacks the marks of the table of hosts");
  return [text.slice(0, start + START.length), text.slice(start + START.length, end), text.slice(end)];
}

export function writeTable(rows) {
  const [before, , after] = parts(readFileSync(PAGE, "utf8"));
  writeFileSync(PAGE, before + table(rows) + after);
}

/** Whether docs/hosts.md says what the results say. */
export function tableIsCurrent(rows) {
  return parts(readFileSync(PAGE, "utf8"))[1] === table(rows);
}
