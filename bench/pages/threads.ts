/** The page of the comparison of threads: runs a workload on an engine in the page, in a Worker, or in another tab. */
import { type Maker, run, type Timing, type WorkloadName } from "../contender.js";
import { type Database, hashrange, type Package } from "../contenders/hashrange.js";

/** Where the engine is. */
export type Place = "page" | "worker" | "tab";

const held: Database[] = [];

async function load(): Promise<Package> {
  return (await import("hashrange")) as unknown as Package;
}

const functions = {
  /** Opens the database and keeps it, so that another tab that opens it asks this one. */
  async hold(name: string): Promise<void> {
    const database = await (await load()).open({ name, storage: "indexeddb", durability: "strict" });
    held.push(database);
  },

  /** Closes what is held; it may be destroyed by now. */
  async release(): Promise<void> {
    await Promise.all(held.splice(0).map((database) => database.close()));
  },

  /** Runs a workload once. */
  run(place: Place, name: string, workload: WorkloadName, operations: number): Promise<Timing> {
    const maker: Maker = async () => {
      const { open } = await load();
      const from: Package = { open: (options) => open({ ...options, ...(place === "worker" && WORKER) }) };
      return hashrange(from, name, "indexeddb");
    };
    return run(maker, place, workload, operations);
  },
};

const WORKER = { worker: true };

/** What the page offers to Node. */
export type ThreadsPage = typeof functions;

Object.assign(globalThis, { page: functions });
