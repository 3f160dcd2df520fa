/** A sync as its user holds it: its state, and what can be asked of it. In one tab it runs, the others see how it does. */

import { claim } from "../triggers/places.js";
import type { Locks } from "../triggers/source.js";
import type { Ask } from "../types/internal_model.js";
import { same } from "./items.js";
import { Mirror, recordsName, type Seen } from "./mirror.js";
import {
  readSettings,
  type Settings,
  type SyncConflict,
  type SyncItem,
  type SyncOptions,
} from "./options.js";
import { ProgressRecord } from "./progress.js";
import { isEnd, READER, Run, type RunHost } from "./run.js";
import { NOTHING, type SyncStatus } from "./status.js";

/** What a sync needs of the database that it belongs to. */
export interface SyncHost {
  readonly ask: Ask;
  readonly changes: RunHost["changes"];
  readonly name: string;
  /** The same for all openings of the database in this program. */
  readonly database: object;
  /** Of a database that other tabs can open as well. */
  readonly locks: Locks | undefined;
  /** Has this called when the database is closed; what it gives takes that back. */
  onEnd(stop: () => void): () => void;
}

/** What can be listened to. */
export interface SyncEvents {
  status: SyncStatus;
  conflict: SyncConflict;
  /** A local change that was refused. */
  refused: { readonly key: SyncItem; readonly error: unknown };
}

/** Status of followers, and how far a flush is. */
const LOOK = 500;
const FLUSH_LOOK = 25;
const STATUS = "sync-status";
const running = new WeakMap<object, Set<Sync>>();

/** The syncs of a database in this program. */
export function syncsOf(database: object): Sync[] {
  return [...(running.get(database) ?? [])];
}

export class Sync {
  readonly table: string;
  readonly #host: SyncHost;
  readonly #settings: Settings;
  readonly #stop = new AbortController();
  readonly #listeners = new Map<string, Set<(given: never) => void>>();
  #status: SyncStatus = NOTHING;
  /** What it is when the remote side answers. */
  #hydrating = true;
  #record: ProgressRecord | undefined;
  #ending: Promise<void> = Promise.resolve();
  #publishing = false;

  /** Starts it; use `db.sync()`. */
  constructor(host: SyncHost, options: SyncOptions) {
    this.#host = host;
    this.#settings = readSettings(options);
    this.table = this.#settings.table;
    const all = running.get(host.database) ?? new Set();
    if ([...all].some(({ table }) => table === this.table))
      throw new TypeError(`db.sync(): the table "${this.table}" is synced already. Stop that sync first.`);
    running.set(host.database, all.add(this));
    const unhook = host.onEnd(() => this.#stop.abort());
    this.#ending = this.#work().finally(() => {
      all.delete(this);
      unhook();
      if (this.#status.state !== "failed") this.#set({ state: "stopped" });
    });
  }

  /** How it does; another object with every change. */
  get status(): SyncStatus {
    return this.#status;
  }

  /** Calls the listener with every event of a kind; what it gives ends that. */
  on<Kind extends keyof SyncEvents>(kind: Kind, listener: (event: SyncEvents[Kind]) => void): () => void {
    const all = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, all.add(listener));
    return () => void all.delete(listener);
  }

  /** Calls the listener with every status; what it gives ends that. */
  subscribe(listener: (status: SyncStatus) => void): () => void {
    return this.on("status", listener);
  }

  /**
   * Resolves when the remote table has every local change that was made before. Rejects where that cannot be: the remote side
   * cannot be reached, changes are parked, or the sync does not run.
   */
  async flush(): Promise<void> {
    if (!this.#settings.push) return;
    for (;;) {
      const { state, parked, lastError } = this.#status;
      // Before the first failure it is not known whether the remote side can be reached.
      if (state === "stopped" || state === "failed" || (state === "offline" && lastError))
        throw new Error(`The sync of "${this.table}" is ${state}${lastError ? `: ${lastError}` : "."}`);
      if (await this.#flushed()) {
        if (parked > 0) throw new Error(`${parked} changes of "${this.table}" were refused: ${lastError}`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, FLUSH_LOOK));
    }
  }

  /** Nothing waits, and nothing is still to be noticed: by what is stored, so that it holds in every tab. */
  async #flushed(): Promise<boolean> {
    const { ask } = this.#host;
    const { value } = await ProgressRecord.load(ask, this.table);
    if (value.hydrating || value.compare || value.keys === undefined || value.place === undefined)
      return false;
    const { Changes, More, Trimmed } = await ask("ReadChanges", {
      TableName: this.table,
      Reader: READER,
      Foreign: true,
      From: value.place,
    });
    if (Changes.length > 0 || More || Trimmed) return false;
    return (await new Mirror(ask, this.table, value.keys).count("out")) === 0;
  }

  /** Pushes refused changes again: that of a key, or all. */
  async retry(key?: SyncItem): Promise<void> {
    await this.#parked(key, ({ local, base, sent }) => ({ local, base, sent, queue: "out" }));
  }

  /** Gives up the local change of a key that waits or was refused: the item becomes what the remote side had last. */
  async discard(key: SyncItem): Promise<void> {
    await this.#parked(key, (seen) => ({ local: seen.base, base: seen.base }));
  }

  /** The keys of refused changes with the reasons. */
  async refused(): Promise<{ key: SyncItem; error: string }[]> {
    const mirror = await this.#mirror();
    const seen = await mirror.look(await mirror.queued("parked"));
    return seen.map(({ key, error = "" }) => ({ key, error }));
  }

  async #mirror(): Promise<Mirror> {
    const { value } = await ProgressRecord.load(this.#host.ask, this.table);
    if (value.keys === undefined)
      throw new Error(`The sync of "${this.table}" has not met the remote table yet.`);
    return new Mirror(this.#host.ask, this.table, value.keys);
  }

  async #parked(
    key: SyncItem | undefined,
    next: (seen: Seen) => Parameters<Mirror["settle"]>[0][0][1],
  ): Promise<void> {
    const mirror = await this.#mirror();
    for (let keys = key ? [key] : await mirror.queued("parked"); keys.length > 0; ) {
      const seen = (await mirror.look(keys)).filter(
        (one) => one.queue === "parked" || (key !== undefined && !same(one.local, one.base)),
      );
      keys = (await mirror.settle(seen.map((one) => [one, next(one)] as const))).map((one) => one.key);
    }
    await this.#count(mirror);
  }

  async #count(mirror: Mirror): Promise<void> {
    this.#set({ pending: await mirror.count("out"), parked: await mirror.count("parked") });
  }

  /** Ends it here; a tab that waits takes over. Resolves when nothing of it runs. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ending;
  }

  /** Stops it, and removes what it keeps: the next sync of the table begins anew. The table stays as it is. */
  async forget(): Promise<void> {
    await this.stop();
    const { ask } = this.#host;
    const absent = (error: Error) => {
      if (error.name !== "ResourceNotFoundException") throw error;
    };
    await ask("FollowReplica", { TableName: this.table, Reader: READER, Stop: true }).catch(absent);
    await ask("DeleteTable", { TableName: recordsName(this.table) }).catch(absent);
    await ask("DeleteState", { Kind: STATUS, Name: this.table });
    await ask("DeleteState", { Kind: "sync", Name: this.table });
  }

  #emit<Kind extends keyof SyncEvents>(kind: Kind, event: SyncEvents[Kind]): void {
    for (const listener of this.#listeners.get(kind) ?? []) {
      try {
        (listener as (given: SyncEvents[Kind]) => void)(event);
      } catch (error) {
        console.error("hashrange: a listener of a sync failed:", error);
      }
    }
  }

  #set(change: Partial<SyncStatus>): void {
    const next = { ...this.#status, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#status)) return;
    this.#status = next;
    this.#emit("status", next);
    if (next.leads && next.state !== "stopped") this.#publish();
  }

  /** Stores the status for other tabs, not more often than they look. */
  #publish(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    const timer = setTimeout(() => {
      this.#publishing = false;
      if (this.#stop.signal.aborted) return;
      const { leads: _, ...Value } = this.#status;
      const state = { Kind: STATUS, Name: this.table, Value: JSON.stringify(Value) };
      this.#host.ask("PutState", state).catch(() => undefined);
    }, LOOK);
    (timer as { unref?: () => void }).unref?.();
  }

  /** Waits for its turn, and sees meanwhile how the one does that runs. */
  async #work(): Promise<void> {
    const { signal } = this.#stop;
    const { database, name, locks, ask } = this.#host;
    const waiting = setInterval(() => {
      ask("GetState", { Kind: STATUS, Name: this.table })
        .then(({ Value }) => {
          if (Value !== undefined && !this.#status.leads && !signal.aborted) this.#set(JSON.parse(Value));
        })
        .catch(() => undefined);
    }, LOOK);
    const place = `sync:${this.table}`;
    const release = await claim(database, place, `hashrange-trigger:${name}:${place}`, locks, signal).finally(
      () => clearInterval(waiting),
    );
    if (release === undefined) return;
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener("abort", abort);
    try {
      // It may have been stopped in the turn that it was given its place in.
      if (signal.aborted) return;
      await this.#lead(stop.signal, abort);
    } catch (error) {
      if (!isEnd(error) && !signal.aborted) {
        const lastError = `${(error as Error).name}: ${(error as Error).message}`;
        this.#set({ state: "failed", lastError });
      }
    } finally {
      // What else runs ends with what has failed.
      abort();
      await this.#record?.save().catch(() => undefined);
      signal.removeEventListener("abort", abort);
      release();
    }
  }

  async #lead(signal: AbortSignal, abort: () => void): Promise<void> {
    const record = await ProgressRecord.load(this.#host.ask, this.table);
    this.#record = record;
    this.#hydrating = record.value.hydrating;
    const counts = () => {
      const { hydrated, pulled, pushed, conflicts } = record.value;
      return { hydrated, pulled, pushed, conflicts };
    };
    this.#set({ ...counts(), leads: true, state: this.#hydrating ? "hydrating" : "offline" });
    const run = new Run(
      {
        ask: this.#host.ask,
        changes: this.#host.changes,
        signal,
        trouble: (error) =>
          this.#set({ state: "offline", lastError: `${(error as Error).name}: ${(error as Error).message}` }),
        fine: () => this.#set({ state: this.#hydrating ? "hydrating" : "live" }),
        changed: () => this.#set(counts()),
        read: (lag) => {
          this.#hydrating = false;
          this.#set({ ...counts(), state: "live", lastPull: Date.now(), ...(lag !== undefined && { lag }) });
        },
        conflict: (conflict) => {
          this.#set(counts());
          this.#emit("conflict", conflict);
        },
        refused: (key, error) => {
          this.#set({ lastError: `${(error as Error).name}: ${(error as Error).message}` });
          this.#emit("refused", { key, error });
        },
        queued: (pending, parked) => this.#set({ ...counts(), pending, parked }),
      },
      this.#settings,
      record,
    );
    await run.run(abort);
  }
}
