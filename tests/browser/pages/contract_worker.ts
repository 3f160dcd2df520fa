/** A Worker that runs the storage contract suite over files in OPFS, and posts what failed. */
import { OpfsFile } from "../../../src/js/storage/opfs_file.js";
import type { ContractModule } from "../storage_harness.js";

// Beside this bundle lies the test build.
const build = "./hashrange.js";
const module = (await import(build)) as ContractModule & { default(): Promise<unknown> };
await module.default();
const cases: string[] = [];
const failures = await module.runAdapterContract(
  "file",
  (_, database) => new OpfsFile(`contract-${database}`),
  (name) => cases.push(name),
);
if (cases.length < 15) failures.push(`only ${cases.length} cases ran`);
postMessage(failures);
