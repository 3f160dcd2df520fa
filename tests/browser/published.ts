/** The built package as its users' tools see it: which file an entry of `exports` names under given conditions. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The package as it is published. */
export const PKG = join(ROOT, "pkg");

type Exports = string | null | { readonly [condition: string]: Exports };

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Exports>>;
}

async function manifest(): Promise<Manifest> {
  const text = await readFile(join(PKG, "package.json"), "utf8").catch(() => undefined);
  if (text === undefined) throw new Error("pkg/ has no package.json: run `npm run build` first");
  return JSON.parse(text) as Manifest;
}

/** The first file that the conditions lead to, in the order the package lists them. */
function choose(entry: Exports | undefined, conditions: readonly string[]): string | undefined {
  if (typeof entry === "string") return entry;
  if (entry === null || entry === undefined) return undefined;
  for (const [condition, next] of Object.entries(entry)) {
    const found = conditions.includes(condition) ? choose(next, conditions) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file of an entry such as `.`, relative to the package's folder; `host` is the condition of a host: browser, node. */
export async function packageEntry(path: string, host: string): Promise<string> {
  const file = choose((await manifest()).exports[path], [host, "import", "module", "default"]);
  if (file === undefined) throw new Error(`the package has no entry ${path} for ${host}`);
  return file;
}

/** The import map that gives a page the package under its public name; empty while the package is not built. */
export async function importMap(base: string): Promise<Record<string, string>> {
  const { name, exports } = await manifest().catch(() => ({ name: "", exports: {} as Manifest["exports"] }));
  const imports: Record<string, string> = {};
  for (const [path, entry] of Object.entries(exports)) {
    const file = choose(entry, ["browser", "import", "module", "default"]);
    if (file !== undefined && !path.includes("*")) imports[name + path.slice(1)] = base + file.slice(1);
  }
  return imports;
}
