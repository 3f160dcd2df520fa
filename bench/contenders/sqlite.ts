/**
 * SQLite's own build for browsers on its fastest storage, a pool of sync access handles in OPFS. A write-ahead log with
 * an exclusive lock and `synchronous = FULL`: a commit flushes once, and is durable when it is answered. Items are JSON
 * in a table with a compound primary key and no row numbers. Statements are prepared once for each connection.
 */
import sqlite3InitModule, {
  type Database,
  type PreparedStatement,
  type SAHPoolUtil,
} from "@sqlite.org/sqlite-wasm";
import type { Contender } from "../contender.js";
import type { Item } from "../workload.js";

const FILE = "/bench.sqlite";
/** Puts of a shared transaction, at most. */
const GROUP = 100;

interface Connection {
  readonly database: Database;
  readonly put: PreparedStatement;
  readonly get: PreparedStatement;
  readonly query: PreparedStatement;
}

interface Waiting {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

class Sqlite implements Contender {
  readonly #pool: SAHPoolUtil;
  readonly #shared: boolean;
  #connection: Connection;
  #waiting: Waiting[] = [];

  constructor(pool: SAHPoolUtil, shared: boolean) {
    this.#pool = pool;
    this.#shared = shared;
    this.#connection = connect(pool);
  }

  put(item: Item): Promise<void> {
    if (!this.#shared) return Promise.resolve().then(() => this.#insert(item));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => this.#drain());
    });
  }

  async get(pk: string, sk: string): Promise<unknown> {
    const { get } = this.#connection;
    get.bind([pk, sk]);
    const found = get.step() ? (JSON.parse(get.getString(0) ?? "") as unknown) : undefined;
    get.reset();
    return found;
  }

  async query(pk: string, from: string, to: string): Promise<readonly unknown[]> {
    const { query } = this.#connection;
    query.bind([pk, from, to]);
    const found: unknown[] = [];
    while (query.step()) found.push(JSON.parse(query.getString(0) ?? ""));
    query.reset();
    return found;
  }

  /** Lets go of the files, too: another program may open them now. */
  async close(): Promise<void> {
    const { database, put, get, query } = this.#connection;
    for (const statement of [put, get, query]) statement.finalize();
    database.close();
    this.#pool.pauseVfs();
  }

  async open(): Promise<void> {
    await this.#pool.unpauseVfs();
    this.#connection = connect(this.#pool);
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async destroy(): Promise<void> {
    await this.close();
    await this.#pool.unpauseVfs();
    await this.#pool.removeVfs();
  }

  #insert(item: Item): void {
    const { put } = this.#connection;
    put.bind([item.pk, item.sk, JSON.stringify(item)]).stepReset();
  }

  #drain(): void {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP);
      try {
        this.#connection.database.transaction("IMMEDIATE", () => {
          for (const { item } of group) this.#insert(item);
        });
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
  }
}

function connect(pool: SAHPoolUtil): Connection {
  const database = new pool.OpfsSAHPoolDb(FILE);
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const mode = database.selectValue("PRAGMA journal_mode = WAL");
  if (mode !== "wal") throw new Error(`the journal is ${mode}`);
  database.exec("PRAGMA synchronous = FULL");
  database.exec(
    "CREATE TABLE IF NOT EXISTS items (pk TEXT, sk TEXT, item TEXT NOT NULL, PRIMARY KEY (pk, sk)) WITHOUT ROWID",
  );
  return {
    database,
    put: database.prepare("INSERT OR REPLACE INTO items VALUES (?, ?, ?)"),
    get: database.prepare("SELECT item FROM items WHERE pk = ? AND sk = ?"),
    query: database.prepare("SELECT item FROM items WHERE pk = ? AND sk BETWEEN ? AND ? ORDER BY sk"),
  };
}

async function pool(name: string): Promise<SAHPoolUtil> {
  const sqlite = await (sqlite3InitModule as (options: object) => ReturnType<typeof sqlite3InitModule>)({
    locateFile: (file: string) => `/${file}`,
  });
  const directory = `/sqlite/${name}`;
  return sqlite.installOpfsSAHPoolVfs({ name, directory, clearOnInit: true, initialCapacity: 6 });
}

/** Every put in a transaction of its own. */
export async function sqliteEach(name: string): Promise<Contender> {
  return new Sqlite(await pool(name), false);
}

/** Up to 100 waiting puts in a transaction. */
export async function sqliteShared(name: string): Promise<Contender> {
  return new Sqlite(await pool(name), true);
}
