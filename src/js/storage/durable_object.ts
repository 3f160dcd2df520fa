/** The store over a Durable Object's own SQLite database. */

import {
  type LogChunk,
  type LogPosition,
  type OpenedStorage,
  type StorageAdapter,
  StorageError,
  type StorageLimits,
} from "./adapter.js";

/** What is used of `ctx.storage`. */
export interface DurableStorage {
  readonly sql: { exec(statement: string, ...values: unknown[]): Iterable<Record<string, unknown>> };
  transactionSync<T>(work: () => T): T;
  sync(): Promise<void>;
}

/** A row may have 2 MB, its other columns included. Rows are what is billed, so few large ones are best. */
const LARGEST = 1_990_000;
const RESERVE = 1 << 20;

/**
 * Statements run at once, one after the other, and a transaction keeps the object from anything else meanwhile. What
 * one turn of the event loop writes, the host commits together; its output gate holds back every answer until then.
 */
export class DurableObjectStorage implements StorageAdapter {
  readonly #storage: DurableStorage;
  readonly #pages: string;
  readonly #log: string;
  readonly #state: string;
  readonly #reserve: string;

  /** The names of the tables begin with `prefix`, so that others have room beside them. */
  constructor(storage: DurableStorage, prefix = "hashrange") {
    if (!/^[a-z]\w*$/i.test(prefix)) throw new TypeError(`"${prefix}" cannot begin the names of tables`);
    this.#storage = storage;
    this.#pages = `${prefix}_pages`;
    this.#log = `${prefix}_log`;
    this.#state = `${prefix}_state`;
    this.#reserve = `${prefix}_reserve`;
  }

  limits(): StorageLimits {
    return { preferredArray: LARGEST, maximumArray: LARGEST };
  }

  peek(): { epoch: number; superblock: Uint8Array | null } {
    return this.#do(() => this.#stored());
  }

  async open(epoch: number): Promise<OpenedStorage> {
    const opened = this.#do(() => {
      this.#create();
      const { epoch: stored, superblock } = this.#stored();
      if (stored !== epoch) throw fenced();
      this.#run(
        `INSERT INTO ${this.#state} VALUES (0, ?, NULL) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch`,
        epoch + 1,
      );
      const log = this.#run(`SELECT epoch, sequence, bytes FROM ${this.#log} ORDER BY epoch, sequence`);
      return { epoch: epoch + 1, superblock, log: log.map(chunk) };
    });
    await this.#storage.sync();
    return opened;
  }

  readPages(ids: number[]): (Uint8Array | undefined)[] {
    return this.#do(() =>
      ids.map((id) => {
        const [row] = this.#run(`SELECT bytes FROM ${this.#pages} WHERE id = ?`, id);
        return row && bytesOf(row["bytes"]);
      }),
    );
  }

  async appendLog(
    epoch: number,
    firstSequence: number,
    chunks: Uint8Array[],
    durability: "strict" | "relaxed",
  ): Promise<void> {
    this.#write(epoch, () => {
      for (const [place, bytes] of chunks.entries()) {
        this.#run(`INSERT INTO ${this.#log} VALUES (?, ?, ?)`, epoch, firstSequence + place, bytes);
      }
    });
    // Answers would wait for it anyway, at the gate; who writes meanwhile shares the next row.
    if (durability === "strict") await this.#storage.sync();
  }

  writePages(epoch: number, pages: [id: number, bytes: Uint8Array][]): void {
    this.#write(epoch, () => {
      for (const [id, bytes] of pages)
        this.#run(`INSERT OR REPLACE INTO ${this.#pages} VALUES (?, ?)`, id, bytes);
    });
  }

  async switchRoot(epoch: number, superblock: Uint8Array, before: LogPosition): Promise<void> {
    this.#write(epoch, () => {
      this.#run(`UPDATE ${this.#state} SET superblock = ?`, superblock);
      this.#run(
        `DELETE FROM ${this.#log} WHERE epoch < ? OR (epoch = ? AND sequence < ?)`,
        before.epoch,
        before.epoch,
        before.sequence,
      );
    });
    await this.#storage.sync();
  }

  deletePages(epoch: number, ids: number[]): void {
    this.#write(epoch, () => {
      for (const id of ids) this.#run(`DELETE FROM ${this.#pages} WHERE id = ?`, id);
    });
  }

  deletePageRange(epoch: number, from: number, to: number): void {
    this.#write(epoch, () => {
      this.#run(`DELETE FROM ${this.#pages} WHERE id >= ? AND id < ?`, from, to);
    });
  }

  /** The pages it took are SQLite's to use again: a deletion, too, is a row of the log first. */
  releaseReserve(epoch: number): void {
    this.#write(epoch, () => this.#run(`DROP TABLE IF EXISTS ${this.#reserve}`));
  }

  /** Its table is not made with the others: a full database of an earlier version has no room for one. */
  restoreReserve(epoch: number): void {
    this.#write(epoch, () => {
      this.#run(`CREATE TABLE IF NOT EXISTS ${this.#reserve} (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)`);
      this.#run(`INSERT OR IGNORE INTO ${this.#reserve} VALUES (0, zeroblob(?))`, RESERVE);
    });
  }

  async close(): Promise<void> {
    await this.#storage.sync();
  }

  /** The epoch stays, so that a holder from before is refused by the database that comes after. */
  async destroy(): Promise<void> {
    this.#do(() => {
      this.#create();
      this.#run(`DROP TABLE ${this.#pages}`);
      this.#run(`DROP TABLE ${this.#log}`);
      this.#run(`DROP TABLE IF EXISTS ${this.#reserve}`);
      this.#run(`UPDATE ${this.#state} SET epoch = epoch + 1, superblock = NULL`);
    });
    await this.#storage.sync();
  }

  #create(): void {
    this.#run(`CREATE TABLE IF NOT EXISTS ${this.#pages} (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)`);
    this.#run(
      `CREATE TABLE IF NOT EXISTS ${this.#log} (epoch INTEGER, sequence INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (epoch, sequence)) WITHOUT ROWID`,
    );
    this.#run(
      `CREATE TABLE IF NOT EXISTS ${this.#state} (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, superblock BLOB)`,
    );
  }

  #stored(): { epoch: number; superblock: Uint8Array | null } {
    const [table] = this.#run("SELECT name FROM sqlite_master WHERE name = ?", this.#state);
    const [row] = table === undefined ? [] : this.#run(`SELECT epoch, superblock FROM ${this.#state}`);
    if (row === undefined) return { epoch: 0, superblock: null };
    const { epoch, superblock } = row;
    return { epoch: Number(epoch), superblock: superblock === null ? null : bytesOf(superblock) };
  }

  #run(statement: string, ...values: unknown[]): Record<string, unknown>[] {
    return [...this.#storage.sql.exec(statement, ...values)];
  }

  #write(epoch: number, work: () => void): void {
    this.#do(() => {
      if (this.#stored().epoch !== epoch) throw fenced();
      work();
    });
  }

  /** One transaction: all of it or, where it throws, nothing. */
  #do<T>(work: () => T): T {
    try {
      return this.#storage.transactionSync(work);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const code = message.includes("SQLITE_FULL") ? "Quota" : "Io";
      throw new StorageError(code, `The Durable Object's storage failed: ${message}`, { cause: error });
    }
  }
}

function fenced(): StorageError {
  return new StorageError("Fenced", "another holder has opened the database");
}

function chunk({ epoch, sequence, bytes }: Record<string, unknown>): LogChunk {
  return { epoch: Number(epoch), sequence: Number(sequence), bytes: bytesOf(bytes) };
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new StorageError("Corrupt", "a row of the Durable Object's storage holds no bytes");
}
