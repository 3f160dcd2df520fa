/** Shards in one program, an engine each: for tests, and for what may become several machines. */

import type { SplitPolicy } from "./balance.js";
import { Directory } from "./directory.js";
import { hostClock, type ShardClock, type ShardDatabase, type ShardPort } from "./messages.js";
import { Router } from "./router.js";
import { Shard } from "./shard.js";

/** What is used of a database. */
interface Opened extends ShardDatabase {
  close(): Promise<void>;
}

export interface LocalShardsOptions extends SplitPolicy {
  /** Opens the database of a shard, or of the directory, by its name. Each is opened once. */
  open(name: string): Promise<Opened>;
  /** How many shards there are in the beginning; 1 by default. */
  readonly shards?: number | undefined;
  readonly clock?: ShardClock | undefined;
}

const DIRECTORY = "directory";

/** A router over engines of this program. */
export class LocalShards {
  readonly router: Router;
  readonly #options: LocalShardsOptions;
  readonly #clock: ShardClock;
  readonly #shards = new Map<string, Promise<Shard>>();
  readonly #databases: Promise<Opened>[] = [];
  readonly #port: ShardPort;
  #directory: Promise<Directory> | undefined;

  constructor(options: LocalShardsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? hostClock;
    this.#port = {
      call: async (shard, message) => (await this.#shard(shard)).handle(message),
      directory: async (message) => (await this.#opened()).handle(message),
    };
    this.router = new Router({ port: this.#port, clock: this.#clock });
  }

  /** Splits the range that has a hash, so that a new shard has it and what is behind it. */
  async split(at: number): Promise<void> {
    const directory = await this.#opened();
    await directory.handle({ kind: "split", at });
    while (await directory.work());
  }

  /** Gives the range that begins at a hash to the shard of the range before it. */
  async merge(at: number): Promise<void> {
    const directory = await this.#opened();
    await directory.handle({ kind: "merge", at });
    while (await directory.work());
  }

  /** Ends what was left of transactions, and splits what has become too large or too busy: to be called now and then. */
  async work(): Promise<void> {
    for (const shard of this.#shards.values()) await (await shard).work();
    const directory = await this.#opened();
    await directory.balance();
    while (await directory.work());
  }

  /** Closes all databases. */
  async close(): Promise<void> {
    for (const database of this.#databases) await (await database).close();
  }

  #open(name: string): Promise<Opened> {
    const database = this.#options.open(name);
    this.#databases.push(database);
    return database;
  }

  #shard(name: string): Promise<Shard> {
    const known = this.#shards.get(name);
    if (known !== undefined) return known;
    const made = this.#open(name).then((db) => new Shard({ db, port: this.#port, clock: this.#clock }));
    this.#shards.set(name, made);
    return made;
  }

  #opened(): Promise<Directory> {
    this.#directory ??= this.#open(DIRECTORY).then(
      (db) => new Directory({ ...this.#options, db, port: this.#port, clock: this.#clock }),
    );
    return this.#directory;
  }
}
