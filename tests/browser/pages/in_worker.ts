/** The database page with what concerns engines in Workers. */
import { functions } from "./database.js";
import { type Database, type Document, load } from "./package.js";

const TableName = "Notes";
const worker = true;

/** How something ended: a value, or the error's class as the package exports it, and its text. */
type Ending = { readonly value: unknown } | { readonly name: string; readonly message: string };

async function ending(work: Promise<unknown>): Promise<Ending> {
  try {
    return { value: await work };
  } catch (error) {
    const { name, message } = error as Error;
    const known = (await load()) as unknown as Record<string, unknown>;
    const type = name === "TypeError" ? TypeError : known[name];
    if (typeof type !== "function" || !(error instanceof type)) throw error;
    return { name, message };
  }
}

type Method = (input: Document) => Promise<Document>;

function documents(database: Database): { put: Method; get: Method } {
  const client = database.documentClient() as { put: Method; get: Method };
  return { put: (input) => client.put(input), get: (input) => client.get(input) };
}

const own = {
  /** Batches of 10 MB at once; how each of them ended. */
  largeBatches(name: string, count: number): Promise<Ending[]> {
    const text = "x".repeat(390 * 1024);
    const batch = (of: number) => {
      const entry = (n: number) => ({ PutRequest: { Item: { id: `${of}-${n}`, text } } });
      return { RequestItems: { [TableName]: Array.from({ length: 25 }, (_, n) => entry(n)) } };
    };
    const writes = Array.from({ length: count }, (_, of) => functions.send(name, "batchWrite", batch(of)));
    return Promise.all(writes.map(ending));
  },

  /** Opens a database with a Worker of that script, started for it or before. */
  openWith(name: string, script: string, how: "function" | "given"): Promise<Ending> {
    const start = () => new Worker(script, { type: "module" });
    return ending(functions.open({ name, worker: how === "function" ? start : start() }));
  },

  /** Opens two databases in one Worker of the page's own, and goes on in it after closing one. */
  async shareWorker(): Promise<unknown> {
    const { open } = await load();
    const given = new Worker("/pkg/worker.js", { type: "module" });
    const [first, second] = await Promise.all(["one", "two"].map((name) => open({ name, worker: given })));
    await first?.close();
    const listed = (await second?.client["listTables"]?.({})) as Document;
    await second?.destroy();
    const again = await open({ name: "one", worker: given });
    await again.destroy();
    given.terminate();
    return listed["TableNames"];
  },

  /** What cannot be sent to a Worker. */
  async unsendable(): Promise<Ending[]> {
    const { open } = await load();
    const slim: string = "/pkg/slim.js";
    const inline: string = "/pkg/inline.js";
    const { openWith } = (await import(slim)) as { openWith(module: unknown): typeof open };
    const packed = (await import(inline)) as { open: typeof open };
    const storage = { readAt() {} } as unknown as "memory";
    const faults = { unprocessed: () => 1 };
    const attempts = [
      ending(open({ name: "adapter", storage, worker })),
      ending(open({ name: "function", worker, faults } as never)),
      ending(openWith("/pkg/hashrange_bg.wasm")({ name: "slim", worker })),
      ending(packed.open({ name: "inline", worker })),
      ending(open({ name: "", worker })),
    ];
    return Promise.all(attempts);
  },

  /** Puts values of every type and says in what they differ when they come back. */
  async roundTrip(name: string): Promise<unknown> {
    const { open, NumberValue } = await load();
    const database = await open({ name, worker });
    const item = {
      id: "types",
      text: "snow ☃ 𝄞",
      empty: "",
      number: -1.5e-7,
      large: NumberValue.from("12345678901234567890123456789012345678"),
      yes: true,
      nothing: null,
      bytes: Uint8Array.from({ length: 1000 }, (_, n) => n % 256),
      strings: new Set(["b", "a"]),
      numbers: new Set([3, 1, 2]),
      binaries: new Set([new Uint8Array([1]), new Uint8Array([2, 3])]),
      list: [1, ["two", { three: 3 }], new Uint8Array(0)],
      map: { deep: { deeper: { deepest: [null] } } },
    };
    await documents(database).put({ TableName, Item: item });
    const { Item } = await documents(database).get({ TableName, Key: { id: "types" } });
    await database.close();
    const shown = (value: unknown): unknown => {
      if (value instanceof Uint8Array) return { bytes: [...value] };
      if (value instanceof Set)
        return {
          set: [...value]
            .map(shown)
            .map((one) => JSON.stringify(one))
            .sort(),
        };
      if (value instanceof (NumberValue as never)) return { number: String(value) };
      if (Array.isArray(value)) return value.map(shown);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
    };
    return [shown(item), shown(Item)];
  },

  /** Reads of a turn with answers of many sizes, and a request made while another one is being encoded. */
  async turn(name: string): Promise<number[]> {
    const { open } = await load();
    const database = await open({ name, worker });
    const { put, get } = documents(database);
    const lengths = Array.from({ length: 200 }, (_, n) => (n * 7919) % 5000);
    let within: Promise<Document> | undefined;
    const nested = {
      id: "nested",
      get text() {
        within = put({ TableName, Item: { id: "within", text: "x" } });
        return "y";
      },
    };
    await Promise.all([
      ...lengths.map((length, n) => put({ TableName, Item: { id: `turn${n}`, text: "x".repeat(length) } })),
      put({ TableName, Item: nested }),
    ]);
    await within;
    const ids = [...lengths.map((_, n) => `turn${n}`), "within", "nested"];
    const found = await Promise.all(ids.map((id) => get({ TableName, Key: { id } })));
    await database.close();
    return found.map(({ Item }, n) => (Item as { text: string }).text.length - (lengths[n] ?? 1));
  },

  /** The wire protocol by `fetch`. */
  async fetched(name: string): Promise<unknown> {
    const { open } = await load();
    const database = await open({ name, worker });
    const headers = {
      "x-amz-target": "DynamoDB_20120810.ListTables",
      "content-type": "application/x-amz-json-1.0",
    };
    const request = new Request("http://localhost/", { method: "POST", headers, body: "{}" });
    const response = await database.fetch(request);
    const answer: unknown = await response.json();
    await database.close();
    return [response.status, answer];
  },

  /** Puts without end, so many at a time; gives how each chain of them ended, and a put after that. */
  async endings(name: string, count: number): Promise<Ending[]> {
    const { open } = await load();
    const database = await open({ name, worker });
    const { put } = documents(database);
    const started = Array.from({ length: count }, async (_, n) => {
      for (let turn = 0; ; turn += 1) {
        const end = await ending(put({ TableName, Item: { id: `end${n}`, turn } }));
        if (!("value" in end)) return end;
        if (turn === 0) begun += 1;
      }
    });
    const ends = await Promise.all(started);
    return [...ends, await ending(put({ TableName, Item: { id: "late" } }))];
  },

  /** How many chains of {@link own.endings} have been answered once. */
  begun(): number {
    return begun;
  },

  /** What the page itself has loaded and has locked. */
  async held(): Promise<{ modules: number; locks: number }> {
    const entries = performance.getEntriesByType("resource");
    const modules = entries.filter((entry) => entry.name.endsWith(".wasm")).length;
    const { held = [] } = await navigator.locks.query();
    return { modules, locks: held.filter(({ name = "" }) => name.startsWith("hashrange")).length };
  },
};

let begun = 0;

export type InWorkerPage = typeof own;

/** One of the same name would take the place of the other page's function. */
type Twice = keyof typeof own & keyof typeof functions;
const page: { [Name in Twice]: never } & typeof own = own;

Object.assign(globalThis, { page: { ...functions, ...page } });
