/** An open database, as its user holds it. */

import type { Caller } from "../access/caller.js";
import type { Cost, CostQuery } from "../cost/report.js";
import type { RotateOptions } from "../encryption/rotation.js";
import type { DatabaseClosedError } from "../errors/database.js";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { MetricDatapoint, MetricsQuery } from "../metrics/query.js";
import type { Conflict } from "../replicas/conflicts.js";
import type { Connection, ConnectOptions } from "../replicas/connect.js";
import type { Entrance, Transport } from "../replicas/transport.js";
import type { SyncOptions } from "../sync/options.js";
import type { Sync } from "../sync/sync.js";
import type { TriggerOptions } from "../triggers/options.js";
import type { Trigger } from "../triggers/trigger.js";
import type { NativeItem } from "../types/form.js";
import type { TableDescription } from "../types/model.js";
import { type AwsConfig, awsConfig } from "./aws_config.js";
import type { Beginning } from "./beginning.js";
import type { EngineStatus } from "./boundary.js";
import type { Call, Watched } from "./calls.js";
import type { ChangeReader, Changes, ChangesOptions } from "./changes.js";
import type { EnsureTableInput, TableDefinition } from "./define.js";
import { DocumentClient, type DocumentClientOptions } from "./document_client.js";
import { closedError, destroyedError } from "./engine.js";
import type { HandlerOptions } from "./fetch.js";
import { type LowLevelClient, lowLevelClient } from "./low_level_client.js";
import { operationNumber } from "./operation_numbers.js";
import { noPiece } from "./pieces.js";
import type { ExportOptions } from "./portable.js";
import type { Sender } from "./sender.js";
import type { Shared } from "./shared.js";
import type { StorageKind, StorageState } from "./storage_state.js";
import type { Syncs } from "./sync.js";

/** A document client that reads tables as they were, and {@link Past.client} beside it, which reads attribute values. */
export interface Past
  extends Pick<
    DocumentClient,
    | "get"
    | "query"
    | "scan"
    | "batchGet"
    | "transactGet"
    | "executeStatement"
    | "batchExecuteStatement"
    | "executeTransaction"
    | "paginateQuery"
    | "paginateScan"
    | "send"
  > {
  readonly client: Pick<
    LowLevelClient,
    | "getItem"
    | "query"
    | "scan"
    | "batchGetItem"
    | "transactGetItems"
    | "executeStatement"
    | "batchExecuteStatement"
    | "executeTransaction"
  >;
}

/** A database as somebody else than its owner sees it. */
export interface DatabaseAs extends Pick<Database, "client" | "documentClient" | "http" | "awsConfig"> {}

/** The names of one opening of a database. Several openings in one page share one engine. */
export class Database {
  /** As shown by consoles; the build shortens the names of classes. */
  static readonly name = "Database";

  readonly name: string;
  /** All operations, on attribute values as `{ S: ".." }`. */
  readonly client: LowLevelClient;
  readonly #shared: Shared;
  readonly #kind: StorageKind;
  /** What ends the live queries of this opening. */
  readonly #watching = new Set<() => void>();
  #closed = false;
  #destroyed = false;

  /** Use `open()` instead. */
  constructor(name: string, shared: Shared, kind: StorageKind, started?: (...given: Beginning) => void) {
    this.name = name;
    this.#kind = kind;
    this.#shared = shared;
    this.client = lowLevelClient(this.#sender());
    started?.(...this.#beginning());
  }

  #beginning(): Beginning {
    return [
      this.#sender(),
      this.name,
      this.#shared,
      this.#kind,
      (end) => {
        this.#watching.add(end);
        return () => this.#watching.delete(end);
      },
    ];
  }

  #sender(): Sender {
    return {
      operationId: operationNumber,
      call: (call, input, signal) =>
        this.#closed
          ? Promise.reject(this.#ended())
          : this.#shared.access.call(signal ? { ...call, signal } : call, input),
      watch: (call, request, changed) => this.#watch(call, request, changed),
    };
  }

  #ended(): DatabaseClosedError {
    return (this.#destroyed ? destroyedError : closedError)(this.name);
  }

  #watch(call: Call, request: Uint8Array, changed: () => void): Watched {
    const end = () => {
      stop();
      changed();
    };
    const stop = () => {
      if (this.#watching.delete(end)) watched.stop();
    };
    if (this.#closed) return { answer: Promise.reject(this.#ended()), stop };
    this.#watching.add(end);
    const watched = this.#shared.access.watch(call, request, end);
    return { answer: watched.answer, stop };
  }

  /**
   * Sees to it that a table is there as its definition says, and gives its description once it is active. A missing
   * table is created. Global indexes, stream and expiry of one that exists are changed until they match: what the
   * definition does not name is taken away. Other settings of a table that exists stay as they are. Tabs and components
   * may all call it at once. A key that differs is a `TableDiffersError`.
   *
   * @param definition What `createTable` takes, or a `table()`, and `TimeToLiveSpecification`.
   */
  async ensureTable(definition: EnsureTableInput): Promise<TableDescription> {
    return (await import("./ensure_table.js").catch(noPiece)).ensureTable(this.client, definition);
  }

  /** Items as plain JavaScript objects. */
  documentClient(options?: DocumentClientOptions): DocumentClient {
    return new DocumentClient(this.#sender(), options);
  }

  /**
   * The changes of a table, in plain values and as they come: `for await (const { type, keys, old, now } of
   * db.changes("Orders"))`. The table needs a stream, whose view says whether there are old and new items. In whichever
   * tab or process the changes were made, they come in the order in which each item was changed, and each comes once. The
   * iteration ends with the stream, as when it is disabled or the table is deleted.
   *
   * @param table The name, or a `table()`, whose types the changes then have.
   */
  changes<Item extends object, Key extends object>(
    table: TableDefinition<Item, Key, string>,
    options?: ChangesOptions,
  ): Changes<Item, Key>;
  changes<Item extends object = NativeItem, Key extends object = NativeItem>(
    table: string,
    options?: ChangesOptions,
  ): Changes<Item, Key>;
  changes(table: string | { TableName: string }, options: ChangesOptions = {}): Changes<never, never> {
    const sender = this.#sender();
    const name = typeof table === "object" ? table.TableName : table;
    const reading = import("./changes.js")
      .catch(noPiece)
      .then(({ ChangeReader }) => new ChangeReader(sender, name, options));
    let reader: ChangeReader | undefined;
    const started = reading.then((made) => {
      reader = made;
      return made.started;
    });
    started.catch(() => undefined);
    return {
      started,
      next: () => (reader?.next() ?? reading.then((made) => made.next())) as Promise<never>,
      return: async () => {
        (await reading).stop();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * The tables as they were at a time, for reading: `await db.asOf(new Date(Date.now() - 60_000)).query({ .. })`. They need
   * point-in-time recovery, which `client.updateContinuousBackups` switches on, and the time has to be in its period. The first
   * read of a table takes as long as it takes to undo what was changed since; the others are as quick as in the present.
   *
   * @param when A date, or epoch milliseconds.
   */
  asOf(when: Date | number, options?: DocumentClientOptions): Past {
    const ms = Math.floor(Number(when));
    if (!Number.isSafeInteger(ms) || ms < 0)
      throw new TypeError("db.asOf() takes a date or epoch milliseconds.");
    const sender = this.#sender();
    const past: Sender = {
      ...sender,
      call: async (call, input, signal) =>
        (await import("./past.js").catch(noPiece)).readPast(sender, ms, call, input, signal),
      watch: () => ({
        answer: Promise.reject(new TypeError("The past does not change: use get(), query() or scan().")),
        stop() {},
      }),
    };
    return Object.assign(new DocumentClient(past, options), { client: lowLevelClient(past) });
  }

  /**
   * The database as somebody else sees it: each request is refused unless the policies of the caller, or of the table or stream,
   * allow it. The caller is read once, here.
   */
  as(caller: Caller): DatabaseAs {
    const sender = this.#sender();
    const who = new TextEncoder().encode(JSON.stringify(caller));
    let made: Sender | undefined;
    const making = import("./as.js").catch(noPiece).then((it) => {
      made = it.senderAs(sender, who);
      return made;
    });
    making.catch(() => undefined);
    const own: Sender = {
      ...sender,
      call: (call, input, signal) =>
        made?.call(call, input, signal) ?? making.then((it) => it.call(call, input, signal)),
      watch(...given) {
        const watched = making.then((it) => it.watch(...given));
        return {
          answer: watched.then((it) => it.answer),
          stop: () => void watched.then((it) => it.stop()),
        };
      },
    };
    const http: Database["http"] = (request) => this.http({ ...request, caller: { Who: who } });
    return {
      client: lowLevelClient(own),
      documentClient: (options) => new DocumentClient(own, options),
      http,
      awsConfig: () => awsConfig(this.#shared.access.region, http),
    };
  }

  /**
   * Runs a handler with batches of a table's changes, as Lambda's event source mappings do. The position is durable: the
   * trigger goes on after a restart, and in another tab when this one is closed. Resolves when what is written is heard.
   */
  async trigger(options: TriggerOptions): Promise<Trigger> {
    const { startTrigger } = await import("./trigger.js").catch(noPiece);
    return startTrigger(options, ...this.#beginning());
  }

  /**
   * Joins the global tables of this database with those of one in another region, by a transport of `hashrange/replicas`, until
   * the connection or the database is closed. With an entrance as the transport others are let in.
   */
  async connect<Way extends Transport | Entrance>(
    options: ConnectOptions & { readonly transport: Way },
  ): Promise<Way extends Entrance ? undefined : Connection> {
    return (await import("./connect.js").catch(noPiece)).connect(options, ...this.#beginning()) as never;
  }

  /** The connections of this database with other regions, those that others have opened too. */
  async connections(): Promise<readonly Connection[]> {
    return (await import("./connect.js").catch(noPiece)).connectionsOf(this.#shared).all;
  }

  /** The newest conflicts of a global table: of two writes that did not know of each other, which one stays. */
  async conflicts(table: string): Promise<Conflict[]> {
    return (await import("./connect.js").catch(noPiece)).conflicts(this.#shared, table);
  }

  /** Keeps a local table and one behind an endpoint of DynamoDB the same. Without options, those of this database that run. */
  sync(options: SyncOptions): Promise<Sync>;
  sync(): Promise<Syncs>;
  async sync(options?: SyncOptions): Promise<Sync | Syncs> {
    return (await import("./sync.js").catch(noPiece)).sync(options, ...this.#beginning());
  }

  /**
   * Answers a request of the service's wire protocol; bound, so that it can be passed on by itself. Pages of other sites are
   * refused: {@link handler} names those that may ask.
   */
  readonly fetch = (request: Request): Promise<Response> => this.handler()(request);

  /** As {@link fetch}, for servers that decide themselves which pages may ask. */
  handler(options: HandlerOptions = {}): (request: Request) => Promise<Response> {
    return async (request) =>
      (await import("./fetch.js").catch(noPiece)).answerFetch(request, { ...options, answer: this.http });
  }

  /** {@link fetch} for servers without the types of `fetch`, which look themselves at who asks. */
  readonly http = async (request: HttpRequest): Promise<HttpResponse> => {
    const sender = this.#sender();
    return (await import("./http.js").catch(noPiece)).http(sender, request, this.#shared.settings);
  };

  /** For `new DynamoDBClient(db.awsConfig())` of the real AWS SDK, whose requests never leave this program. */
  awsConfig(): AwsConfig {
    return awsConfig(this.#shared.access.region, this.http);
  }

  /**
   * Data points of a metric, with the statistics of each: `await db.metrics({ metric: "ConsumedWriteCapacityUnits", table:
   * "Orders" })`. There are some if the database was opened with `metrics: true`.
   */
  async metrics(query: MetricsQuery): Promise<MetricDatapoint[]> {
    return (await import("./services.js").catch(noPiece)).metrics(
      this.#sender(),
      this.#shared.settings,
      query,
    );
  }

  /**
   * What the measured use would cost on the service, in both capacity modes, with storage, backups and streams. There is
   * something to tell if the database was opened with `metrics: true`.
   */
  async cost(query?: CostQuery): Promise<Cost> {
    return (await import("./services.js").catch(noPiece)).cost(this.#sender(), this.#shared.settings, query);
  }

  /** Resolves when everything answered so far is durable; matters with the durability `none`. */
  async flush(): Promise<void> {
    if (this.#closed) throw this.#ended();
    await this.#shared.access.flush();
  }

  /**
   * The whole database as one file, as it is when the engine begins: everything answered before is in it, and writes go
   * on meanwhile. `open({ name, from })` makes a database of it, in whatever storage.
   */
  export(options?: ExportOptions): ReadableStream<Uint8Array> {
    const loading = this.#closed
      ? Promise.reject(this.#ended())
      : import("./portable.js").catch(noPiece).then(({ Export }) => new Export(this.#shared.access, options));
    loading.catch(() => undefined);
    return new ReadableStream({
      async pull(controller) {
        const block = await (await loading).next();
        if (block === undefined) controller.close();
        else controller.enqueue(block);
      },
      cancel: async () => (await loading).end(),
    });
  }

  /**
   * Gives an encrypted database a new key: what is written from now on has it, and all that is stored is sealed again behind
   * the requests. Resolves when the old key is forgotten. A rotation that is cut short goes on with the next opening.
   */
  async rotateKey(options?: RotateOptions): Promise<void> {
    if (this.#closed) throw this.#ended();
    const { rotateKey } = await import("../encryption/rotation.js").catch(noPiece);
    return rotateKey(this.#shared.access, options);
  }

  /**
   * Asks the host to keep the data until somebody deletes it, which a browser may ask its user about; whether it does.
   * Always true of files, never of memory.
   */
  async persist(): Promise<boolean> {
    if (this.#closed) throw this.#ended();
    return (await import("./storage_state.js").catch(noPiece)).persist(this.#kind);
  }

  /** What the host tells of the storage: persisted, quota, usage. */
  async storage(): Promise<StorageState> {
    if (this.#closed) throw this.#ended();
    return (await import("./storage_state.js").catch(noPiece)).storageState(this.#kind);
  }

  /** Counters of the engine, for tools; which ones there are may change. */
  status(): EngineStatus {
    return this.#shared.access.status();
  }

  /** Closes this opening; the engine stops with the last one. Closing twice is no error. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const end of [...this.#watching]) end();
    await this.#shared.leave();
  }

  /** Removes the database and all its data, for every opening of it in this page and others. */
  async destroy(): Promise<void> {
    if (this.#closed) throw this.#ended();
    this.#closed = this.#destroyed = true;
    await this.#shared.destroy();
  }
}
