/** The comparison's host "node": everything in memory, in this process. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PKG, packageEntry } from "../tests/browser/harness.js";
import type { Runner } from "./compare.js";
import { type Maker, run } from "./contender.js";
import { hashrange, type Package } from "./contenders/hashrange.js";
import { mapOfClones } from "./contenders/map.js";

/** Loads the built package as Node would, or that of another version. */
export async function loadPackage(folder: string = PKG): Promise<Package> {
  const file = await packageEntry(".", "node");
  return (await import(pathToFileURL(join(folder, file)).href)) as Package;
}

/** Runs a workload in this process. */
export const nodeRunner: Runner = async (who, workload, operations) => {
  const maker: Maker =
    who === "hashrange" ? async (name) => hashrange(await loadPackage(), name, "memory") : mapOfClones;
  return run(maker, who, workload, operations);
};
