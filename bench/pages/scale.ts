/** The page of the large database: loading, opening, reading at random, and what memory it takes. */
import { type Database, type DocumentClient, type Package, SCHEMA, TABLE } from "../contenders/hashrange.js";
import { percentile } from "../stats.js";
import {
  expectItem,
  itemAt,
  nth,
  type Order,
  partitionKey,
  SORT_KEYS,
  shuffled,
  sortKey,
} from "../workload.js";

const BATCH = 25;

/** How to load. */
export interface LoadOptions {
  readonly name: string;
  readonly items: number;
  /** batchWrite calls under way at any time. */
  readonly inFlight: number;
  readonly order: Order;
  readonly cacheBytes: number;
}

/** What a load found. */
export interface LoadReport {
  /** Items a second of every tenth of the load. */
  readonly rates: readonly number[];
  /** Latency of concurrent gets in milliseconds. */
  readonly gets: { readonly count: number; readonly p50: number; readonly p99: number; readonly max: number };
  /** Main-thread tasks over 50 ms: when they began and how long they took. */
  readonly longTasks: readonly { readonly at: number; readonly milliseconds: number }[];
  readonly memoryBytes: number;
}

/** How long an open took, and the first get after it. */
export interface OpenReport {
  readonly open: number;
  readonly get: number;
  readonly status: unknown;
}

/** What the tools' status says that the benchmarks act on. */
interface Status {
  readonly bufferedBytes?: number;
  readonly checkpoint?: number;
}

const memories = new Set<WebAssembly.Memory>();
let database: Database | undefined;
let documents: DocumentClient | undefined;

/** Notes the memory of every WebAssembly instance made from now on. */
function watchMemories(): void {
  const note = (instance: WebAssembly.Instance): void => {
    for (const value of Object.values(instance.exports))
      if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  const wrap =
    (original: (...parameters: never[]) => Promise<unknown>) =>
    async (...parameters: never[]): Promise<unknown> => {
      const made = await original.apply(WebAssembly, parameters);
      note(
        made instanceof WebAssembly.Instance
          ? made
          : (made as WebAssembly.WebAssemblyInstantiatedSource).instance,
      );
      return made;
    };
  Object.assign(WebAssembly, {
    instantiate: wrap(instantiate),
    instantiateStreaming: wrap(instantiateStreaming),
  });
  const Plain = WebAssembly.Instance;
  WebAssembly.Instance = new Proxy(Plain, {
    construct(target, parameters: [WebAssembly.Module]) {
      const instance = new target(...parameters);
      note(instance);
      return instance;
    },
  });
}

async function hashrange(): Promise<Package> {
  return (await import("hashrange")) as unknown as Package;
}

/** The size of the largest memory: a module made only to compile stays small. */
function memoryBytes(): number {
  return Math.max(0, ...[...memories].map((memory) => memory.buffer.byteLength));
}

async function connect(name: string, cacheBytes: number): Promise<DocumentClient> {
  database = await (await hashrange()).open({ name, storage: "indexeddb", durability: "strict", cacheBytes });
  documents = database.documentClient();
  return documents;
}

async function readAndCheck(from: DocumentClient, index: number): Promise<void> {
  const Key = { pk: partitionKey(Math.floor(index / SORT_KEYS)), sk: sortKey(index % SORT_KEYS) };
  expectItem((await from.get({ TableName: TABLE, Key })).Item, index, "hashrange");
}

async function writeBatch(to: DocumentClient, indexes: readonly number[]): Promise<void> {
  let RequestItems: Record<string, readonly unknown[]> = {
    [TABLE]: indexes.map((index) => ({ PutRequest: { Item: itemAt(index) } })),
  };
  while (Object.keys(RequestItems).length > 0) {
    const input = { RequestItems } as Parameters<DocumentClient["batchWrite"]>[0];
    RequestItems = (await to.batchWrite(input)).UnprocessedItems ?? {};
  }
}

class Load {
  readonly #options: LoadOptions;
  readonly #to: DocumentClient;
  readonly #marks: number[] = [];
  readonly #latencies: number[] = [];
  #next = 0;
  #done = 0;

  constructor(options: LoadOptions, to: DocumentClient) {
    this.#options = options;
    this.#to = to;
  }

  async run(): Promise<LoadReport> {
    const longTasks: { at: number; milliseconds: number }[] = [];
    const start = performance.now();
    const observer = new PerformanceObserver((list) => {
      for (const task of list.getEntries())
        longTasks.push({ at: task.startTime - start, milliseconds: task.duration });
    });
    observer.observe({ type: "longtask" });
    const reading = this.#read();
    await Promise.all(Array.from({ length: this.#options.inFlight }, () => this.#write()));
    await reading;
    await new Promise((resolve) => setTimeout(resolve, 100));
    observer.disconnect();
    const times = [start, ...this.#marks];
    const each = this.#options.items / 10;
    const gets = this.#latencies;
    return {
      rates: this.#marks.map((time, n) => (each / (time - (times[n] ?? 0))) * 1000),
      gets: {
        count: gets.length,
        p50: percentile(gets, 0.5),
        p99: percentile(gets, 0.99),
        max: percentile(gets, 1),
      },
      longTasks,
      memoryBytes: memoryBytes(),
    };
  }

  async #write(): Promise<void> {
    const { items, order } = this.#options;
    while (this.#next < items) {
      const first = this.#next;
      this.#next += BATCH;
      await writeBatch(
        this.#to,
        Array.from({ length: BATCH }, (_, k) => nth(first + k, items, order)),
      );
      this.#done += BATCH;
      if (this.#done % (items / 10) === 0) {
        this.#marks.push(performance.now());
        console.log(`${this.#done} items`, JSON.stringify(database?.status?.()));
      }
    }
  }

  /** One get after another with a little rest between them, of items that are surely there. */
  async #read(): Promise<void> {
    const { items, inFlight, order } = this.#options;
    let turn = 0;
    while (this.#done < items) {
      await new Promise((resolve) => setTimeout(resolve, 4));
      const sure = this.#done - 2 * BATCH * inFlight;
      if (sure <= 0) continue;
      turn = (turn * 1_103_515 + 12_345) % 1_000_003;
      const begin = performance.now();
      await readAndCheck(this.#to, nth(turn % sure, items, order));
      this.#latencies.push(performance.now() - begin);
    }
  }
}

const functions = {
  /** Loads and compiles the module, so that opening can be timed without it. */
  async compile(): Promise<void> {
    const warm = await (await hashrange()).open({ name: "warm", storage: "memory", durability: "strict" });
    await warm.close();
  },

  /** Makes the table and loads all items; the database stays open. */
  async load(options: LoadOptions): Promise<LoadReport> {
    const to = await connect(options.name, options.cacheBytes);
    await database?.client.createTable(SCHEMA);
    return new Load(options, to).run();
  },

  /** Reads `count` items at random, one by one, and says how much memory the module then has. */
  async readRandom(count: number, items: number): Promise<{ rate: number; memoryBytes: number }> {
    if (documents === undefined) throw new Error("no database is open");
    const start = performance.now();
    for (let n = 0; n < count; n += 1) await readAndCheck(documents, shuffled(n * 31 + 7, items));
    return { rate: (count / (performance.now() - start)) * 1000, memoryBytes: memoryBytes() };
  },

  /** Times opening and the first get of one item. */
  async open(name: string, index: number, cacheBytes: number): Promise<OpenReport> {
    const start = performance.now();
    const from = await connect(name, cacheBytes);
    const opened = performance.now();
    await readAndCheck(from, index);
    return { open: opened - start, get: performance.now() - opened, status: database?.status?.() ?? null };
  },

  /** The counters that the package gives to tools. */
  status(): Status {
    return (database?.status?.() ?? {}) as Status;
  },

  /**
   * Rewrites items until the log is nearly as full as it gets before a checkpoint empties it: the first checkpoint's
   * cycle shows how full that is, a later one is stopped short of it.
   */
  async fillLog(items: number): Promise<Status> {
    if (documents === undefined) throw new Error("no database is open");
    const to = documents;
    const first = functions.status().checkpoint ?? 0;
    let full = 0;
    for (let n = 0; n < 400; n += 1) {
      const batch = (k: number) =>
        Array.from({ length: BATCH }, (_, m) => shuffled((n * 20 + k) * BATCH + m, items));
      await Promise.all(Array.from({ length: 20 }, (_, k) => writeBatch(to, batch(k))));
      const { checkpoint = 0, bufferedBytes = 0 } = functions.status();
      if (checkpoint >= first + 2 && bufferedBytes >= 0.9 * full) break;
      if (checkpoint === first + 1) full = Math.max(full, bufferedBytes);
    }
    return functions.status();
  },

  /** The floor: what a plain open of the same IndexedDB database and one get in it cost in this browser. */
  async floor(name: string): Promise<number> {
    const start = performance.now();
    const opening = indexedDB.open(name);
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error("open failed"));
    });
    const request = opened
      .transaction([...opened.objectStoreNames][0] ?? "")
      .objectStore([...opened.objectStoreNames][0] ?? "")
      .count(0);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const time = performance.now() - start;
    opened.close();
    return time;
  },

  async close(): Promise<void> {
    await database?.close();
    database = undefined;
  },
};

/** What the page offers to Node. */
export type ScalePage = typeof functions;

watchMemories();
Object.assign(globalThis, { page: functions });
