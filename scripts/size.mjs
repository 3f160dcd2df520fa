// What a page loads when it opens its first database: the module, the browser's entry and the pieces that it imports.
// Run by itself it prints the sizes, and fails above the ceilings.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { root } from "./tools.mjs";

const PKG = join(root, "pkg");
const MODULE = "hashrange_core_bg.wasm";

/** Kilobytes of gzip. A ceiling is lowered towards the aim; it rises only with what hooks for new features need. */
const BUDGET = {
  script: { ceiling: 25, aim: 25 },
  total: { ceiling: 233.6, aim: 230 },
};

/** The pieces that a file imports as it is loaded; what it imports later is not among them. */
function pieces(name) {
  const text = readFileSync(join(PKG, name), "utf8");
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g);
  return [...found].map(([, piece]) => piece);
}

/** The sizes of what the browser's entry loads, in bytes. */
export function packageSize() {
  const names = new Set(["browser.js"]);
  for (const name of names) for (const piece of pieces(name)) names.add(piece);
  const files = [MODULE, ...names].map((name) => {
    const bytes = readFileSync(join(PKG, name));
    return { name, plain: bytes.length, packed: gzipSync(bytes, { level: 9 }).length };
  });
  const total = files.reduce((sum, { packed }) => sum + packed, 0);
  const module = files.find(({ name }) => name === MODULE);
  return { files, script: total - module.packed, total };
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8);

/** Prints the sizes; true if no ceiling is exceeded. */
export function report({ files, ...sums }) {
  for (const { name, plain, packed } of files)
    console.log(`${kilobytes(packed)} KB gzip  ${kilobytes(plain)} KB  ${name}`);
  let kept = true;
  for (const [what, { ceiling, aim }] of Object.entries(BUDGET)) {
    const exceeded = sums[what] > ceiling * 1000;
    const missed = sums[what] > aim * 1000 ? `, the aim of ${aim} is missed` : "";
    console.log(
      `${kilobytes(sums[what])} KB gzip ${what}: ${exceeded ? "above" : "within"} the ceiling of ${ceiling}${missed}`,
    );
    if (exceeded) kept = false;
  }
  return kept;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(PKG, MODULE))) throw new Error("pkg/ is not built: run `npm run build` first");
  process.exit(report(packageSize()) ? 0 : 1);
}
