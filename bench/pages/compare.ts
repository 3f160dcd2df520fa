/** The page of the comparison: runs any contender's workload in Chromium. Hashrange is loaded when it is first asked for. */
import { type Maker, run, type Timing, type WorkloadName } from "../contender.js";
import { dexie } from "../contenders/dexie.js";
import { hashrange, type Package } from "../contenders/hashrange.js";
import { indexedDbEach, indexedDbEachCommit, indexedDbShared } from "../contenders/indexeddb.js";
import { mapOfClones } from "../contenders/map.js";
import type { ContenderName } from "../rows.js";

let encrypting: CryptoKey | undefined;

const MAKERS: Readonly<Partial<Record<ContenderName, Maker>>> = {
  hashrange: async (name) => hashrange((await import("hashrange")) as unknown as Package, name, "indexeddb"),
  "hashrange-encrypted": async (name) => {
    const from = (await import("hashrange")) as unknown as Package;
    const { key } = (await import("hashrange/encryption")) as { key(key: CryptoKey): object };
    encrypting ??= await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    return hashrange(from, name, "indexeddb", key(encrypting));
  },
  map: mapOfClones,
  "indexeddb-each": indexedDbEach,
  "indexeddb-each-commit": indexedDbEachCommit,
  "indexeddb-shared": indexedDbShared,
  dexie,
};

const functions = {
  /** Runs a workload once. */
  run(who: ContenderName, workload: WorkloadName, operations: number): Promise<Timing> {
    const maker = MAKERS[who];
    if (maker === undefined) throw new Error(`${who} does not run in a page`);
    return run(maker, who, workload, operations);
  },
  /** Runs a workload once in a dedicated Worker that ends with it. */
  async runInWorker(who: ContenderName, workload: WorkloadName, operations: number): Promise<Timing> {
    const worker = new Worker("/compare_worker.js", { type: "module" });
    try {
      return await new Promise<Timing>((resolve, reject) => {
        worker.addEventListener("message", ({ data }: MessageEvent<{ timing?: Timing; error?: string }>) => {
          if (data.timing === undefined) reject(new Error(data.error));
          else resolve(data.timing);
        });
        worker.addEventListener("error", ({ message }) => reject(new Error(message)));
        // Import maps do not reach into Workers.
        worker.postMessage({ from: import.meta.resolve("hashrange"), who, workload, operations });
      });
    } finally {
      worker.terminate();
    }
  },
};

/** What the page offers to Node. */
export type ComparePage = typeof functions;

Object.assign(globalThis, { page: functions });
