/** A page that holds databases and does what Node tells it to: any operation, and writing without end with reports. */
import { MOVIES, type Movie, movies } from "../movies.js";
import { day } from "./day.js";
import { database, everyPage, method, opened } from "./opened.js";
import {
  type AlarmRung,
  type Client,
  type Document,
  load,
  type OpenOptions,
  type Progress,
  type SyncStatus,
} from "./package.js";

type Watch = (
  input: Document,
  listener: (result: Document) => void,
  onError: (error: Error) => void,
) => () => void;

/** Last results of live queries, or the name of the error that ended them. */
const newest = new Map<string, unknown>();

/** What came of each database's changes: keys, and how the iteration ended. */
const heard = new Map<string, { keys: unknown[]; position?: string; end?: string }>();

/** Syncs of the databases of this page. */
const syncs = new Map<string, { readonly status: SyncStatus }>();

const delivered: string[] = [];
const rung: string[] = [];

/** The changes that triggers of this page were called with, and what the triggers do. */
const handled = new Map<string, string[]>();
const states = new Map<string, () => Promise<string>>();

/** What adding and reading again and again was told; when each read was asked for. */
const counting = {
  counts: [] as number[],
  seen: [] as { asked: number; n: number }[],
  failures: [] as string[],
  ended: false,
};

function numberOf(item: unknown): number {
  return (item as { n: number }).n;
}

/** Text that no compression below the database makes small: each seed gives its own. */
function noise(seed: number, length: number): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return String.fromCharCode(33 + ((state >>> 0) % 94));
  }).join("");
}

/** Tells Node what has been acknowledged. A report that the kill overtakes only makes the test know less. */
function report(topic: string, value: unknown): void {
  void fetch(`/report/${topic}`, { method: "POST", body: JSON.stringify(value), keepalive: false }).catch(
    () => undefined,
  );
}

/** Writes movies, a counter and pairs in transactions, for ever; reports each thing after its promise has resolved. */
class Writer {
  readonly #documents: Client;
  readonly #topic: string;
  #place: number;

  constructor(documents: Client, topic: string, place: number) {
    this.#documents = documents;
    this.#topic = topic;
    this.#place = place;
  }

  run(): Promise<unknown> {
    return Promise.all([this.#puts(), this.#puts(), this.#batches(), this.#counter(), this.#pairs()]);
  }

  #take(count: number): readonly Movie[] {
    const from = this.#place % movies.length;
    this.#place += count;
    return movies.slice(from, from + count);
  }

  async #puts(): Promise<never> {
    for (;;) {
      const [movie] = this.#take(1);
      await method(this.#documents, "put")({ TableName: MOVIES.TableName, Item: movie });
      report(this.#topic, { movies: [[movie?.year, movie?.title]] });
    }
  }

  async #batches(): Promise<never> {
    for (;;) {
      const some = this.#take(25);
      const requests = some.map((Item) => ({ PutRequest: { Item } }));
      const answer = await method(
        this.#documents,
        "batchWrite",
      )({ RequestItems: { [MOVIES.TableName]: requests } });
      if (Object.keys((answer["UnprocessedItems"] ?? {}) as object).length > 0) continue;
      report(this.#topic, { movies: some.map(({ year, title }) => [year, title]) });
    }
  }

  async #counter(): Promise<never> {
    for (;;) {
      const answer = await method(
        this.#documents,
        "update",
      )({
        TableName: "Notes",
        Key: { id: "counter" },
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": 1 },
        ReturnValues: "UPDATED_NEW",
      });
      report(this.#topic, { counter: (answer["Attributes"] as { n: number }).n });
    }
  }

  async #pairs(): Promise<never> {
    for (let n = 0; ; n += 1) {
      const id = `${this.#topic}-${n}`;
      const put = (side: string): Document => ({
        Put: { TableName: "Notes", Item: { id: `${side}:${id}`, n } },
      });
      await method(this.#documents, "transactWrite")({ TransactItems: [put("left"), put("right")] });
      report(this.#topic, { pair: id });
    }
  }
}

export const functions = {
  ...day,

  /** Opens a database and keeps it under its name. */
  async open(options: OpenOptions): Promise<void> {
    opened.set(options.name, await (await load()).open(options));
  },

  /** Opens with a sink for the Kinesis data stream of this name; {@link delivered} has the ids that it got. */
  async openWithSink(options: OpenOptions, stream: string): Promise<void> {
    const sink = (records: readonly { Data: Uint8Array }[]) => {
      for (const { Data } of records)
        delivered.push(JSON.parse(new TextDecoder().decode(Data)).dynamodb.Keys.id.S);
    };
    await functions.open({ ...options, kinesis: { [stream]: sink } });
  },

  delivered(): string[] {
    return delivered;
  },

  /** Opens with metrics, and with an action for alarms; {@link rung} has the alarms that called it. */
  async openWithAlarms(options: OpenOptions, action: string): Promise<void> {
    const actions = {
      [action]: ({ alarmData }: AlarmRung) => {
        rung.push(`${alarmData.alarmName} ${alarmData.state.value}`);
      },
    };
    await functions.open({ ...options, metrics: true, alarms: { actions } });
  },

  rung(): string[] {
    return rung;
  },

  /** An operation of CloudWatch, as JSON. */
  async cloudwatch(name: string, operation: string, input: Document): Promise<Document> {
    const { status, body } = await database(name).http({
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `GraniteServiceVersion20100801.${operation}`,
      },
      body: new TextEncoder().encode(JSON.stringify(input)),
    });
    const text = new TextDecoder().decode(body);
    if (status !== 200) throw new Error(text);
    return JSON.parse(text);
  },

  /** What a metric comes to in the last hour. */
  async measured(name: string, metric: string, table: string): Promise<number> {
    const points = await database(name).metrics({ metric, table });
    return points.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  },

  /** Opens without keeping a reference beyond the call; tells only whether it worked. */
  async openTwiceAndCloseOnce(options: OpenOptions): Promise<void> {
    const again = await (await load()).open(options);
    await again.close();
  },

  /** An operation of the DocumentClient. */
  send(name: string, operation: string, input: Document): Promise<Document> {
    return method(database(name).documentClient(), operation)(input);
  },

  /** An operation of the low-level client. */
  control(name: string, operation: string, input: Document): Promise<Document> {
    return method(database(name).client, operation)(input);
  },

  /** All items of a query or scan, page by page, and how many pages there were. */
  all(
    name: string,
    operation: "query" | "scan",
    input: Document,
  ): Promise<{ items: unknown[]; count: number; pages: number }> {
    return everyPage(database(name).documentClient(), operation, input);
  },

  /** Loads all movies with batchWrite, several batches at a time. */
  async loadMovies(name: string): Promise<number> {
    const send = method(database(name).documentClient(), "batchWrite");
    const batches = Array.from({ length: Math.ceil(movies.length / 25) }, (_, n) =>
      movies.slice(n * 25, n * 25 + 25),
    );
    const worker = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        let RequestItems: unknown = { [MOVIES.TableName]: batch.map((Item) => ({ PutRequest: { Item } })) };
        while (Object.keys((RequestItems ?? {}) as object).length > 0) {
          RequestItems = (await send({ RequestItems }))["UnprocessedItems"];
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return movies.length;
  },

  /** Begins to write without end; what is acknowledged is posted to `/report/<topic>`. */
  writeForever(name: string, topic: string, place: number): void {
    new Writer(database(name).documentClient(), topic, place).run().catch((error: unknown) => {
      report(`${topic}-failed`, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    });
  },

  /** Puts `count` notes of `bytes` each; the error, if one comes, and the ids acknowledged before it. */
  async fill(
    name: string,
    prefix: string,
    count: number,
    bytes: number,
  ): Promise<{ acknowledged: string[]; error?: string }> {
    const put = method(database(name).documentClient(), "put");
    const acknowledged: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const id = `${prefix}${n}`;
      try {
        await put({ TableName: "Notes", Item: { id, text: noise(n, bytes) } });
        acknowledged.push(id);
      } catch (error) {
        return {
          acknowledged,
          error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        };
      }
    }
    return { acknowledged };
  },

  /** Puts `count` notes of `bytes` each, all at once. */
  async burst(name: string, prefix: string, count: number, bytes: number): Promise<void> {
    const put = method(database(name).documentClient(), "put");
    const item = (n: number): Document => ({ id: `${prefix}${n}`, text: noise(n, bytes) });
    await Promise.all(Array.from({ length: count }, (_, n) => put({ TableName: "Notes", Item: item(n) })));
  },

  /** Follows a live query: each of its results is the sign for the next batch of puts. Gives all results. */
  follow(name: string, input: Document, batches: Document[][]): Promise<unknown[]> {
    const client = database(name).documentClient();
    const watch = client["watch"] as unknown as Watch;
    const results: unknown[] = [];
    return new Promise((resolve, reject) => {
      const stop = watch.call(
        client,
        input,
        (result) => {
          results.push(result["Items"]);
          const batch = batches[results.length - 1];
          if (batch === undefined) {
            stop();
            resolve(results);
          } else Promise.all(batch.map(method(client, "put"))).catch(reject);
        },
        reject,
      );
    });
  },

  /** Keeps a live query; {@link newest} has its last result. */
  keepWatching(name: string, input: Document): void {
    const client = database(name).documentClient();
    const keep = (result: Document) => newest.set(name, result["Items"]);
    (client["watch"] as unknown as Watch).call(client, input, keep, (error) => newest.set(name, error.name));
  },

  /** Starts a sync of a table of notes with a server. */
  async startSync(name: string, endpoint: string): Promise<void> {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const backoff = { first: 50, longest: 200 };
    syncs.set(name, await database(name).sync({ table: "Notes", endpoint, credentials, backoff }));
  },

  async syncStatus(name: string): Promise<SyncStatus | undefined> {
    return syncs.get(name)?.status;
  },

  /** Follows the changes of a table; {@link heard} has what came. Resolves when nothing that is written can be missed. */
  async keepHearing(name: string, table: string, from?: string): Promise<void> {
    const changes = database(name).changes(table, { from });
    const so = { keys: [] as unknown[] } as { keys: unknown[]; position?: string; end?: string };
    heard.set(name, so);
    const hear = async (): Promise<string> => {
      for await (const { keys, position } of changes) {
        so.keys.push(keys);
        so.position = position;
      }
      return "end";
    };
    hear()
      .catch((error: Error) => error.name)
      .then((end) => {
        so.end = end;
      });
    await changes.started;
  },

  heard(name: string): unknown {
    return heard.get(name);
  },

  /** Counts the changes of each note in a table of its own, in whichever tab runs the trigger; {@link handled} has those here. */
  async keepHandling(name: string, table: string, counts: string): Promise<void> {
    const db = database(name);
    const doc = db.documentClient();
    handled.set(name, []);
    const trigger = await db.trigger({
      table,
      batchSize: 3,
      async handler({ Records }) {
        for (const { dynamodb } of Records) {
          const id = dynamodb.Keys["id"]?.S ?? "";
          await doc.update({
            TableName: counts,
            Key: { id },
            UpdateExpression: "ADD n :one",
            ExpressionAttributeValues: { ":one": 1 },
          });
          handled.get(name)?.push(id);
        }
      },
    });
    states.set(name, async () => (await trigger.state()).status);
  },

  /** Joins the database of another region over HTTP, over a WebSocket, or by a broadcast channel, as the address says. */
  async connect(name: string, region: string, url: string, secret: string): Promise<void> {
    // Import maps do not reach into workers.
    const inWorker: string = "/pkg/replicas.js";
    const { broadcastChannel, fetchPeer, webSocket } = (await (globalThis.document === undefined
      ? import(inWorker)
      : import("hashrange/replicas"))) as typeof import("hashrange/replicas");
    const [way, channel = ""] = url.split("channel:");
    const transport =
      way === "" ? broadcastChannel(channel) : url.startsWith("ws") ? webSocket(url) : fetchPeer(url);
    await database(name).connect({ region, transport, secret });
  },

  /** How the connections are. */
  async connections(name: string): Promise<unknown> {
    const all = await database(name).connections();
    return all.map(({ region, state, pending, lastError }) => ({
      region,
      state,
      pending,
      lastError: lastError?.message,
    }));
  },

  /** Ends all connections, as a device that goes offline. */
  async disconnect(name: string): Promise<void> {
    await Promise.all((await database(name).connections()).map((one) => one.close()));
  },

  async handled(name: string): Promise<unknown> {
    return { ids: handled.get(name), status: await states.get(name)?.() };
  },

  /** Begins to add and to read, again and again; {@link counted} ends it. */
  keepCounting(name: string, add: Document, read: Document): void {
    const client = database(name).documentClient();
    const [update, get] = [method(client, "update"), method(client, "get")];
    const failed = (error: Error) => counting.failures.push(`${error.name}: ${error.message}`);
    const writing = async (): Promise<void> => {
      while (!counting.ended) counting.counts.push(numberOf((await update(add))["Attributes"]));
    };
    const reading = async (): Promise<void> => {
      while (!counting.ended) {
        const asked = performance.timeOrigin + performance.now();
        counting.seen.push({ asked, n: numberOf((await get(read))["Item"]) });
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    writing().catch(failed);
    reading().catch(failed);
  },

  /** What {@link keepCounting} was told, after `more` further additions or a failure. */
  async counted(more: number): Promise<typeof counting> {
    const enough = counting.counts.length + more;
    while (counting.failures.length === 0 && counting.counts.length < enough) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    counting.ended = true;
    return counting;
  },

  /** Sends a write and a read, sleeps at once by this page's clock, and tells how both went. */
  sleepOver(name: string, write: Document, read: Document, millis: number): Promise<string[]> {
    const client = database(name).documentClient();
    const told = (work: Promise<Document>) =>
      work.then(
        (answer) => JSON.stringify(answer),
        (error: Error) => error.name,
      );
    const results = Promise.all([told(method(client, "update")(write)), told(method(client, "get")(read))]);
    const now = performance.now.bind(performance);
    performance.now = () => now() + millis;
    return results;
  },

  newest(name: string): unknown {
    return newest.get(name);
  },

  /** The counters that the package gives to tools. */
  status(name: string): Readonly<Record<string, unknown>> {
    return database(name).status();
  },

  persist: (name: string) => database(name).persist(),
  storage: (name: string) => database(name).storage(),

  /** Exports a database and opens another one with it, which is closed again unless it is kept in memory or OPFS. */
  async exportTo(
    name: string,
    copy: string,
    storage: "indexeddb" | "opfs" | "memory",
    worker = false,
  ): Promise<{ length: number; progress?: Progress }> {
    let progress: Progress | undefined;
    const onProgress = (news: Progress): void => {
      progress = news;
    };
    const blocks: Uint8Array<ArrayBuffer>[] = [];
    for (const reader = database(name).export({ onProgress }).getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      blocks.push(value as Uint8Array<ArrayBuffer>);
    }
    const from = new Blob(blocks);
    const restored = await (await load()).open({ name: copy, storage, from, worker });
    if (storage === "indexeddb") await restored.close();
    else opened.set(copy, restored);
    return { length: from.size, ...(progress && { progress }) };
  },

  rotateKey(name: string): Promise<void> {
    return database(name).rotateKey();
  },

  flush(name: string): Promise<void> {
    return database(name).flush();
  },

  close(name: string): Promise<void> {
    const found = database(name);
    opened.delete(name);
    return found.close();
  },

  destroy(name: string): Promise<void> {
    const found = database(name);
    opened.delete(name);
    return found.destroy();
  },
};

/** What the page offers to Node. */
export type DatabasePage = typeof functions;

Object.assign(globalThis, { page: functions });
