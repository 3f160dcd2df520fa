/** What time costs: forgetting a day of changes, removing what has expired, and doing nothing while nothing is due. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { SCHEMA, type Database as Store, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median, percentile } from "./stats.js";
import { itemAt } from "./workload.js";

const RECORDS = 1_000_000;
const EXPIRING = 100_000;
/** Items that stay, and are read meanwhile. */
const STAYING = 1000;
const AT_ONCE = 1000;
const DAY = 24 * 3_600_000;
const IDLE = 5000;

type Storage = "memory" | "file";

interface Database extends Omit<Store, "client"> {
  readonly client: {
    createTable(input: object): Promise<unknown>;
    updateTimeToLive(input: object): Promise<unknown>;
    describeTable(input: object): Promise<{ readonly Table?: { readonly ItemCount?: number } }>;
  };
  flush(): Promise<unknown>;
  status(): { readonly working?: number; readonly checkpointing?: number };
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** By how much the clock that the engine asks is ahead of this machine's. */
let ahead = 0;
const now = Date.now.bind(Date);
/** Lets time pass. The engine compares its clocks once a second. */
async function pass(millis: number): Promise<void> {
  Date.now = () => now() + ahead;
  ahead += millis;
  await pause(1100);
}

async function within<T>(storage: Storage, folder: string, work: (db: Database) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(folder, "time-"));
  const options = {
    name: "time",
    storage,
    durability: "strict",
    ...(storage === "file" ? { directory } : {}),
  };
  const db = (await (await loadPackage()).open(options)) as unknown as Database;
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
    ahead = 0;
  }
}

async function fill(db: Database, count: number, itemOf: (at: number) => object): Promise<void> {
  const documents = db.documentClient();
  for (let at = 0; at < count; at += AT_ONCE) {
    const items = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, n) => itemOf(at + n));
    await Promise.all(items.map((Item) => documents.put({ TableName: TABLE, Item: Item as never })));
  }
  await rested(db);
}

async function rested(db: Database): Promise<void> {
  await db.flush();
  while (db.status().working === 1 || db.status().checkpointing === 1) await pause(20);
}

/** How long the engine works on what is due once it is asked for anything, and its longest stretch without a turn. */
async function work(db: Database): Promise<{ total: number; longest: number }> {
  const start = performance.now();
  let [last, longest] = [start, 0];
  const look = (): number => {
    const time = performance.now();
    longest = Math.max(longest, time - last);
    last = time;
    return time - start;
  };
  await db.documentClient().get({ TableName: TABLE, Key: { pk: "none", sk: "none" } });
  let total = look();
  while (db.status().working === 1) {
    await new Promise((resolve) => setImmediate(resolve));
    total = look();
  }
  return { total, longest };
}

async function trimming(db: Database): Promise<{ total: number; longest: number }> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" };
  await db.client.createTable({ ...SCHEMA, StreamSpecification });
  await fill(db, RECORDS, (at) => ({ pk: `p${at % 997}`, sk: `s${at % 10_007}`, at }));
  // The last segment ends, for it is old.
  await pass(DAY / 2);
  await work(db);
  await rested(db);
  await pass(DAY + 60_000);
  return work(db);
}

interface Sweep {
  readonly rate: number;
  readonly p99: number;
}

async function sweeping(db: Database): Promise<Sweep> {
  await db.client.createTable(SCHEMA);
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "ends" };
  await db.client.updateTimeToLive({ TableName: TABLE, TimeToLiveSpecification });
  const ends = Math.floor(now() / 1000) + 3600;
  await fill(db, EXPIRING + STAYING, (at) => (at < STAYING ? itemAt(at) : { ...itemAt(at), ends }));
  await pass(2 * 3_600_000);
  const documents = db.documentClient();
  const waits: number[] = [];
  const start = performance.now();
  for (let at = 0; at === 0 || db.status().working === 1; at += 1) {
    const { pk, sk } = itemAt(at % STAYING);
    const asked = performance.now();
    const { Item } = await documents.get({ TableName: TABLE, Key: { pk, sk } });
    if (Item === undefined) throw new Error("an item that stays is gone");
    waits.push(performance.now() - asked);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const rate = (EXPIRING / (performance.now() - start)) * 1000;
  const left = (await db.client.describeTable({ TableName: TABLE })).Table?.ItemCount;
  if (left !== STAYING) throw new Error(`${left} items are left`);
  return { rate, p99: percentile(waits, 0.99) };
}

/** Timers that are set while nothing is asked and nothing is due. */
async function idling(db: Database): Promise<number> {
  await db.client.createTable(SCHEMA);
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "ends" };
  await db.client.updateTimeToLive({ TableName: TABLE, TimeToLiveSpecification });
  await fill(db, STAYING, itemAt);
  await pause(IDLE);
  const [timeout, interval] = [globalThis.setTimeout, globalThis.setInterval];
  let count = 0;
  const counted = <Set extends (...given: never[]) => unknown>(set: Set): Set =>
    ((...given: Parameters<Set>) => {
      count += 1;
      return set(...given);
    }) as unknown as Set;
  const idle = pause(IDLE);
  globalThis.setTimeout = counted(timeout as never);
  globalThis.setInterval = counted(interval as never);
  await idle;
  globalThis.setTimeout = timeout;
  globalThis.setInterval = interval;
  return count;
}

/** The figures; databases in files lie in `folder`. */
export async function time(rounds: number, folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const storage of ["memory", "file"] as const) {
    const where = storage === "memory" ? "in memory" : "in a file";
    const sweeps: Sweep[] = [];
    for (let round = 0; round < rounds; round += 1) sweeps.push(await within(storage, folder, sweeping));
    const note = `${EXPIRING} items ${where}, gets one after another meanwhile, medians of ${rounds} rounds`;
    figures.push(
      {
        name: `time: expired items removed, ${where}`,
        value: Math.round(median(sweeps.map(({ rate }) => rate)) / 1000),
        unit: "thousand/s",
        limit: { kind: "at least", value: 20 },
        note,
      },
      {
        name: `time: gets meanwhile, 99th percentile, ${where}`,
        value: Math.round(median(sweeps.map(({ p99 }) => p99)) * 10) / 10,
        unit: "ms",
        limit: { kind: "at most", value: 30 },
        note,
      },
    );
    const trimmed = await within(storage, folder, trimming);
    const million = `${RECORDS} records of keys ${where}, one round`;
    figures.push(
      {
        name: `time: a million records forgotten, ${where}`,
        value: Math.round(trimmed.total * 10) / 10,
        unit: "ms",
        limit: { kind: "at most", value: 50 },
        note: million,
      },
      {
        name: `time: the longest task of that, ${where}`,
        value: Math.round(trimmed.longest * 10) / 10,
        unit: "ms",
        limit: { kind: "at most", value: 50 },
        note: million,
      },
    );
  }
  figures.push({
    name: "time: timers set while nothing is due",
    value: await within("memory", folder, idling),
    unit: "",
    limit: { kind: "at most", value: 0 },
    note: `in ${IDLE / 1000} s, with time to live enabled and no item that expires`,
  });
  return figures;
}
