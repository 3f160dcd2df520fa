/** `connection.copyBackup()`: what is asked for, and the records of it, which outlive sessions and programs. */

import { read, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { Bell, type ReplicaHost } from "./host.js";

/** How far a copy of a backup is. */
export interface BackupCopyProgress {
  /** Items that are in the other region. */
  items: number;
  /** Their size. */
  bytes: number;
  /** How many items the backup has. */
  totalItems: number;
  /** Their size. */
  totalBytes: number;
}

/** How a backup is copied. */
export interface CopyBackupOptions {
  /** Is told of progress, at most once a second. */
  readonly onProgress?: ((progress: BackupCopyProgress) => void) | undefined;
  /** Gives the copy up. What is there of it goes within a week, or by `DeleteBackup`. */
  readonly signal?: AbortSignal | undefined;
}

/** The record of a copy. */
export interface BackupCopy extends BackupCopyProgress {
  backup: string;
  /** What this side calls the copy; the other side goes on with what it has of it. */
  job: string;
  status: "COPYING" | "COPIED" | "FAILED";
  /** The copy's ARN in the other region. */
  copy?: string;
  /** Why it has failed. */
  reason?: string;
  /** Whoever has asked for it knows how it ended. */
  seen?: boolean;
  /** When this was written, in epoch milliseconds. */
  at?: number;
}

const KIND = "backup-copy";
/** Copies that are looked at; those that have ended are forgotten after an hour. */
const MOST = 1000;
const FORGOTTEN = 3_600_000;

/** Copies a backup to a region; resolves when it is there. A copy that is under way is joined. */
export async function copyBackup(
  host: ReplicaHost,
  region: string,
  backup: string,
  { onProgress, signal }: CopyBackupOptions,
): Promise<{ BackupArn: string }> {
  signal?.throwIfAborted();
  const { Count = 0, Bytes = 0 } = await host.ask("ReadBackup", { BackupArn: backup, Describe: true });
  const known = await find(host, region, backup);
  if (known === undefined || known.seen === true || known.status === "FAILED") {
    const job = Array.from(host.random(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const nothing = { items: 0, bytes: 0, totalItems: Count, totalBytes: Bytes };
    await keepCopy(host, region, { backup, job, status: "COPYING", ...nothing });
  }
  const watch = new CopyWatch(host, region);
  const giveUp = () => watch.stop();
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    const ended = await ending(watch, backup, onProgress);
    if (signal?.aborted) {
      await forgetCopy(host, region, backup);
      throw signal.reason;
    }
    if (ended === undefined) throw new ReplicaError("Backup", "The copy of the backup was given up.");
    await keepCopy(host, region, { ...ended, seen: true });
    if (ended.copy === undefined)
      throw new ReplicaError("Backup", ended.reason ?? "The backup could not be copied.");
    return { BackupArn: ended.copy };
  } finally {
    watch.stop();
    signal?.removeEventListener("abort", giveUp);
  }
}

/** The copy of a backup when it has ended; nothing if there is none any more, or nobody wants to know. */
async function ending(
  copies: CopyWatch,
  backup: string,
  told: CopyBackupOptions["onProgress"],
): Promise<BackupCopy | undefined> {
  for (let before = -1; ; ) {
    const copy = (await copies.next())?.find((one) => one.backup === backup);
    if (copy === undefined) return undefined;
    const { items, bytes, totalItems, totalBytes, status } = copy;
    if (items !== before) told?.({ items, bytes, totalItems, totalBytes });
    before = items;
    if (status !== "COPYING") return copy;
  }
}

function nameOf(region: string, backup: string): string {
  return `${region}/${backup}`;
}

/** The copy of a backup to a region, if there was one. */
async function find(host: ReplicaHost, region: string, backup: string): Promise<BackupCopy | undefined> {
  const { Value } = await host.ask("GetState", { Kind: KIND, Name: nameOf(region, backup) });
  return Value === undefined ? undefined : (JSON.parse(Value) as BackupCopy);
}

/** Writes the record of a copy. */
export async function keepCopy(host: ReplicaHost, region: string, copy: BackupCopy): Promise<void> {
  const Name = nameOf(region, copy.backup);
  const Value = JSON.stringify({ ...copy, at: host.clock.now() });
  await host.ask("PutState", { Kind: KIND, Name, Value });
}

/** Removes the record of a copy. */
export async function forgetCopy(host: ReplicaHost, region: string, backup: string): Promise<void> {
  await host.ask("DeleteState", { Kind: KIND, Name: nameOf(region, backup) });
}

/** Whether nobody needs the record of a copy any more. */
export function isForgotten({ seen, at = 0 }: BackupCopy, now: number): boolean {
  return seen === true && now - at > FORGOTTEN;
}

/** The copies to a region, whenever one of them has changed. */
export class CopyWatch {
  readonly #host: ReplicaHost;
  readonly #region: string;
  readonly #bell = new Bell();
  #stopWatching: () => void = () => undefined;
  #stopped = false;
  #isFirst = true;

  constructor(host: ReplicaHost, region: string) {
    this.#host = host;
    this.#region = region;
  }

  /** The copies as they are now, the first time, and then when they have changed; nothing after the end. */
  async next(): Promise<BackupCopy[] | undefined> {
    if (!this.#isFirst) await this.#bell.heard();
    this.#isFirst = false;
    while (!this.#stopped) {
      this.#stopWatching();
      const page = await this.#page();
      if (page === undefined) continue;
      const { States } = read(page) as { States: { Name: string; Value: string }[] };
      const own = States.filter(({ Name }) => Name.startsWith(nameOf(this.#region, "")));
      return own.map(({ Value }) => JSON.parse(Value) as BackupCopy);
    }
    return undefined;
  }

  /** Has {@link next} look again. */
  look(): void {
    this.#bell.ring();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopWatching();
    this.#bell.ring();
  }

  /** Reads them; nothing if that has to be done again. */
  async #page(): Promise<Uint8Array | undefined> {
    const fired = new Bell();
    const request = written({ After: nameOf(this.#region, ""), Kind: KIND, Limit: MOST });
    const { answer, stop } = this.#host.watch("ListStates", request, () => {
      this.#bell.ring();
      fired.ring();
    });
    this.#stopWatching = () => {
      stop();
      fired.ring();
    };
    return Promise.race([answer, fired.heard().then(() => undefined)]);
  }
}
