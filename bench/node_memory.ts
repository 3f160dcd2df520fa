/** The comparison's host "node": everything in memory, in this process. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFile } from "node:fs/promises";
import { PKG } from "../tests/browser/harness.js";
import type { Runner } from "./compare.js";
import { run, type Maker } from "./contender.js";
import { hashrange, type Package } from "./contenders/hashrange.js";
import { mapOfClones } from "./contenders/map.js";

type Exports = string | { readonly [condition: string]: Exports };

function nodeFile(entry: Exports | undefined): string | undefined {
  if (typeof entry !== "object") return entry;
  for (const [condition, next] of Object.entries(entry)) {
    const found = ["node", "import", "module", "default"].includes(condition) ? nodeFile(next) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Loads the built package as Node would. */
export async function loadPackage(): Promise<Package> {
  const manifest = JSON.parse(await readFile(join(PKG, "package.json"), "utf8")) as { exports: Record<string, Exports> };
  const file = nodeFile(manifest.exports["."]);
  if (file === undefined) throw new Error("pkg/package.json names no entry for Node");
  return (await import(pathToFileURL(join(PKG, file)).href)) as Package;
}

/** Runs a workload in this process. */
export const nodeRunner: Runner = async (who, workload, operations) => {
  const maker: Maker = who === "hashrange" ? async (name) => hashrange(await loadPackage(), name, "memory") : mapOfClones;
  return run(maker, who, workload, operations);
};
