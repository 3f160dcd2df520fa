/** A Worker that runs the storage contract suite over files in OPFS, and posts what failed. */
import { fileContract } from "../../../src/js/hosts/contract.js";
import { OpfsFile } from "../../../src/js/hosts/storage.js";

const cases = fileContract((database) => new OpfsFile(`contract-${database}`));
const failures: string[] = cases.length < 15 ? [`there are only ${cases.length} cases`] : [];
for (const { run } of cases) await run().catch((error: Error) => failures.push(error.message));
postMessage(failures);
