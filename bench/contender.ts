/** What is compared, and how long it takes: a contender is a key-value store of items; a workload drives it. */
import {
  expectItem,
  type Item,
  itemAt,
  partitionKey,
  SMALL,
  SORT_KEYS,
  shuffled,
  sortKey,
} from "./workload.js";

/** A store under measurement. Every answer is a fresh plain object that the caller owns. */
export interface Contender {
  put(item: Item): Promise<unknown>;
  get(pk: string, sk: string): Promise<unknown>;
  /** Items of a partition with `from <= sk <= to`, in order. */
  query(pk: string, from: string, to: string): Promise<readonly unknown[]>;
  /** Adds one to the item's score if its age is still the expected one; the item as it is then. */
  updateIf?(pk: string, sk: string, age: number): Promise<unknown>;
  /** Items of a partition in a city and with at least this score, in order. */
  filter?(pk: string, city: string, score: number): Promise<readonly unknown[]>;
  /** The item with this key, asked for in a statement. */
  select?(pk: string, sk: string): Promise<unknown>;
  /** Makes what was loaded durable and gives the store back as a program that has just opened it finds it. */
  reopen(): Promise<void>;
  /** The two halves of `reopen`. */
  close?(): Promise<void>;
  open?(): Promise<void>;
  /** Closes and removes the store. */
  destroy(): Promise<void>;
}

/** Makes a contender on an empty store of this name. */
export type Maker = (name: string) => Promise<Contender>;

/** The workloads of one store. */
export type WorkloadName =
  | "put-burst"
  | "put-serial"
  | "get-serial"
  | "get-burst"
  | "query-50"
  | "update-if"
  | "filter-100"
  | "select-serial"
  | "open-get";

/** The outcome of one timed run. */
export interface Timing {
  readonly operations: number;
  readonly milliseconds: number;
}

const WINDOW = 50;
const LOAD_AT_ONCE = 500;
/** Items of the database that is opened again and again. */
const OPENED = 100_000;
const AT_ONCE = 1000;

/** Puts issued at once; the time ends with the last promise. */
async function putBurst(store: Contender, operations: number): Promise<number> {
  const items = Array.from({ length: operations }, (_, i) => itemAt(shuffled(i, SMALL)));
  const start = performance.now();
  await Promise.all(items.map((item) => store.put(item)));
  return performance.now() - start;
}

/** Puts awaited one by one. */
async function putSerial(store: Contender, operations: number): Promise<number> {
  const items = Array.from({ length: operations }, (_, i) => itemAt(shuffled(i, SMALL)));
  const start = performance.now();
  for (const item of items) await store.put(item);
  return performance.now() - start;
}

type Get = (pk: string, sk: string) => Promise<unknown>;

/** Gets awaited one by one; the answers of the last pass over the items are kept and checked. */
async function getSerial(get: Get, operations: number, who: string): Promise<number> {
  const order = Array.from({ length: operations }, (_, i) => shuffled(i, SMALL));
  const keys = order.map((i) => [partitionKey(Math.floor(i / SORT_KEYS)), sortKey(i % SORT_KEYS)] as const);
  const answers: unknown[] = new Array<unknown>(Math.min(operations, SMALL));
  const start = performance.now();
  let at = 0;
  for (const [pk, sk] of keys) {
    answers[at % answers.length] = await get(pk, sk);
    at += 1;
  }
  const time = performance.now() - start;
  const last = operations - (operations % answers.length || answers.length);
  answers.forEach((answer, n) => {
    const index = n + last < operations ? n + last : n + last - answers.length;
    expectItem(answer, order[index] ?? 0, who);
  });
  return time;
}

/** Gets, a thousand at a time; one answer in a hundred is kept and checked. */
async function getBurst(store: Contender, operations: number, who: string): Promise<number> {
  const order = Array.from({ length: operations }, (_, i) => shuffled(i, SMALL));
  const kept: [number, unknown][] = [];
  const start = performance.now();
  for (let at = 0; at < operations; at += AT_ONCE) {
    const some = order.slice(at, at + AT_ONCE);
    const answers = await Promise.all(
      some.map((i) => store.get(partitionKey(Math.floor(i / SORT_KEYS)), sortKey(i % SORT_KEYS))),
    );
    for (let n = 0; n < some.length; n += 100) kept.push([some[n] ?? 0, answers[n]]);
  }
  const time = performance.now() - start;
  for (const [index, answer] of kept) expectItem(answer, index, who);
  return time;
}

/** Queries of 50 neighbouring items, awaited one by one. */
async function querySerial(store: Contender, operations: number, who: string): Promise<number> {
  const partitions = SMALL / SORT_KEYS;
  const starts = Array.from(
    { length: operations },
    (_, i) => [(i * 37) % partitions, (i * 13) % (SORT_KEYS - WINDOW)] as const,
  );
  const ranges = starts.map(([p, s]) => [partitionKey(p), sortKey(s), sortKey(s + WINDOW - 1)] as const);
  const answers: (readonly unknown[])[] = [];
  const start = performance.now();
  for (const [pk, from, to] of ranges) {
    const answer = await store.query(pk, from, to);
    if (answers.length < 500) answers.push(answer);
  }
  const time = performance.now() - start;
  answers.forEach((answer, n) => {
    const [p, s] = starts[n] ?? [0, 0];
    if (answer.length !== WINDOW)
      throw new Error(`${who} answered ${answer.length} items instead of ${WINDOW}`);
    for (const [k, item] of answer.entries()) expectItem(item, p * SORT_KEYS + s + k, who);
  });
  return time;
}

/** Conditional updates awaited one by one; each item's score has to end where its updates lead. */
async function updateSerial(store: Contender, operations: number, who: string): Promise<number> {
  const updateIf = able(store.updateIf?.bind(store), who);
  const order = Array.from({ length: operations }, (_, i) => itemAt(shuffled(i, SMALL)));
  const before = new Map<string, number>();
  const answers: unknown[] = [];
  for (const { pk, sk } of order.slice(0, 50)) before.set(pk + sk, scoreOf(await store.get(pk, sk)));
  const start = performance.now();
  for (const { pk, sk, age } of order) {
    const answer = await updateIf(pk, sk, age);
    if (answers.length < 50) answers.push(answer);
  }
  const time = performance.now() - start;
  answers.forEach((answer, n) => {
    const { pk, sk } = order[n] ?? itemAt(0);
    if (scoreOf(answer) !== (before.get(pk + sk) ?? 0) + 1) throw new Error(`${who} updated wrongly`);
  });
  return time;
}

const scoreOf = (item: unknown): number => (item as Item).score;

/** A method that a workload needs. */
function able<Method>(method: Method | undefined, who: string): Method {
  if (method === undefined) throw new Error(`${who} does not have what this workload needs`);
  return method;
}

/** Filters over a partition of 100 items that leave about ten, awaited one by one. */
async function filterSerial(store: Contender, operations: number, who: string): Promise<number> {
  const filter = able(store.filter?.bind(store), who);
  const asked = Array.from({ length: operations }, (_, i) => {
    const partition = (i * 37) % (SMALL / SORT_KEYS);
    const indices = Array.from({ length: SORT_KEYS }, (_, k) => partition * SORT_KEYS + k);
    const { address, score } = itemAt(indices[(i * 13) % SORT_KEYS] ?? 0);
    return { partition, city: address.city, score, indices };
  });
  const answers: (readonly unknown[])[] = [];
  const start = performance.now();
  for (const { partition, city, score } of asked) {
    const answer = await filter(partitionKey(partition), city, score);
    if (answers.length < 200) answers.push(answer);
  }
  const time = performance.now() - start;
  answers.forEach((answer, n) => {
    const { city, score, indices } = asked[n] ?? { city: "", score: 0, indices: [] };
    const wanted = indices.filter((i) => itemAt(i).address.city === city && itemAt(i).score >= score);
    if (answer.length !== wanted.length)
      throw new Error(`${who} left ${answer.length} items instead of ${wanted.length}`);
    for (const [k, index] of wanted.entries()) expectItem(answer[k], index, who);
  });
  return time;
}

/** What is done on a store that is filled, and how many operations warm it up. */
const DRIVES: Readonly<
  Partial<
    Record<
      WorkloadName,
      {
        warm: number;
        items?: number;
        drive(store: Contender, operations: number, who: string): Promise<number>;
      }
    >
  >
> = {
  "get-serial": {
    warm: SMALL,
    drive: (store, operations, who) => getSerial((pk, sk) => store.get(pk, sk), operations, who),
  },
  "get-burst": { warm: SMALL, drive: getBurst },
  "query-50": { warm: 500, drive: querySerial },
  "update-if": { warm: 500, drive: updateSerial },
  "filter-100": { warm: 500, drive: filterSerial },
  "select-serial": {
    warm: SMALL,
    drive: (store, operations, who) => getSerial(able(store.select?.bind(store), who), operations, who),
  },
  "open-get": { warm: 2, items: OPENED, drive: openings },
};

/** Opens the store and reads one item, again and again; only that is timed, not the closing. */
async function openings(store: Contender, operations: number, who: string): Promise<number> {
  const [close, open] = [able(store.close?.bind(store), who), able(store.open?.bind(store), who)];
  let time = 0;
  for (let i = 0; i < operations; i += 1) {
    const index = shuffled(i, OPENED);
    const { pk, sk } = itemAt(index);
    await close();
    const start = performance.now();
    await open();
    const answer = await store.get(pk, sk);
    time += performance.now() - start;
    expectItem(answer, index, who);
  }
  return time;
}

/** Fills a store with the first items of the workload. */
async function fill(store: Contender, count: number): Promise<void> {
  for (let i = 0; i < count; i += LOAD_AT_ONCE) {
    await Promise.all(Array.from({ length: LOAD_AT_ONCE }, (_, k) => store.put(itemAt(i + k))));
  }
}

/** Runs one workload on a fresh store: prepares it untimed, times it, checks the answers, removes the store. */
export async function run(
  maker: Maker,
  who: string,
  workload: WorkloadName,
  operations: number,
): Promise<Timing> {
  const store = await maker(`bench-${who}-${workload}`.replaceAll(/[^a-z0-9-]/gi, "-"));
  try {
    if (workload === "put-burst" || workload === "put-serial") {
      const milliseconds = await (workload === "put-burst" ? putBurst : putSerial)(store, operations);
      for (let i = 0; i < operations; i += 97) {
        const index = shuffled(i, SMALL);
        expectItem(await store.get(itemAt(index).pk, itemAt(index).sk), index, who);
      }
      return { operations, milliseconds };
    }
    const { warm, items = SMALL, drive } = able(DRIVES[workload], workload);
    await fill(store, items);
    await store.reopen();
    await drive(store, Math.min(operations, warm), who);
    return { operations, milliseconds: await drive(store, operations, who) };
  } finally {
    await store.destroy();
  }
}
