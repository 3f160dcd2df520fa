/** The comparison's host "worker": runs one workload for one contender in this dedicated Worker. */
import { type Maker, run, type WorkloadName } from "../contender.js";
import { hashrange, type Package } from "../contenders/hashrange.js";
import { sqliteEach, sqliteShared } from "../contenders/sqlite.js";
import type { ContenderName } from "../rows.js";

/** What the page asks for; `from` is the address of the package. */
interface Asked {
  readonly from: string;
  readonly who: ContenderName;
  readonly workload: WorkloadName;
  readonly operations: number;
}

function makerOf({ who, from }: Asked): Maker {
  const own =
    (storage: "opfs" | "indexeddb"): Maker =>
    async (name) =>
      hashrange((await import(from)) as Package, name, storage);
  switch (who) {
    case "hashrange":
      return own("opfs");
    case "hashrange-indexeddb":
      return own("indexeddb");
    case "sqlite-each":
      return sqliteEach;
    case "sqlite-shared":
      return sqliteShared;
    default:
      throw new Error(`${who} does not run in a Worker`);
  }
}

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  try {
    postMessage({ timing: await run(makerOf(data), data.who, data.workload, data.operations) });
  } catch (error) {
    postMessage({ error: `${data.who}: ${(error as Error).stack ?? error}` });
  }
});
