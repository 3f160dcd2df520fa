/** The page of the comparison: runs any contender's workload in Chromium. Hashrange is loaded when it is first asked for. */
import { type Maker, run, type Timing, type WorkloadName } from "../contender.js";
import { dexie } from "../contenders/dexie.js";
import { hashrange, type Package } from "../contenders/hashrange.js";
import { indexedDbEach, indexedDbEachCommit, indexedDbShared } from "../contenders/indexeddb.js";
import { mapOfClones } from "../contenders/map.js";
import type { ContenderName } from "../rows.js";

const MAKERS: Readonly<Record<ContenderName, Maker>> = {
  hashrange: async (name) => hashrange((await import("hashrange")) as unknown as Package, name, "indexeddb"),
  map: mapOfClones,
  "indexeddb-each": indexedDbEach,
  "indexeddb-each-commit": indexedDbEachCommit,
  "indexeddb-shared": indexedDbShared,
  dexie,
};

const functions = {
  /** Runs a workload once. */
  run(who: ContenderName, workload: WorkloadName, operations: number): Promise<Timing> {
    return run(MAKERS[who], who, workload, operations);
  },
};

/** What the page offers to Node. */
export type ComparePage = typeof functions;

Object.assign(globalThis, { page: functions });
