/** Sends the backups that are to be copied to the peer, one after the other. */

import { type BackupCopy, CopyWatch, forgetCopy, isForgotten, keepCopy } from "./backup_copy.js";
import { entriesOf, listEntry, readWithout, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { Bell, type ReplicaHost } from "./host.js";
import type { MessageOf } from "./message.js";

/** Parts on their way without an answer. */
const WINDOW = 4;
/** How far a copy is is noted at most so often, in milliseconds. */
const NOTE_MILLIS = 1000;

export interface BackupsSentOptions {
  readonly host: ReplicaHost;
  readonly peer: string;
  send(message: MessageOf<"offer" | "part">, items?: Uint8Array): void;
  failed(error: unknown): void;
}

export class BackupsSent {
  readonly #options: BackupsSentOptions;
  readonly #watch: CopyWatch;
  #sending: Sending | undefined;
  #stopped = false;

  constructor(options: BackupsSentOptions) {
    this.#options = options;
    this.#watch = new CopyWatch(options.host, options.peer);
    this.#run().catch((error) => {
      if (!this.#stopped) options.failed(error);
    });
  }

  /** The peer has said how far a copy is, or that it does not take it. */
  hear(message: MessageOf<"kept" | "declined">): void {
    if (this.#sending?.job === message.Job) this.#sending.hear(message);
  }

  stop(): void {
    this.#stopped = true;
    this.#watch.stop();
    this.#sending?.stop();
  }

  async #run(): Promise<void> {
    const { host, peer } = this.#options;
    while (!this.#stopped) {
      const copies = (await this.#watch.next()) ?? [];
      for (const copy of copies)
        if (isForgotten(copy, host.clock.now())) await forgetCopy(host, peer, copy.backup);
      const copying = copies.filter(({ status }) => status === "COPYING");
      const sending = this.#sending;
      // It was given up.
      if (sending && !copying.some(({ job }) => job === sending.job)) sending.stop();
      const [next] = copying;
      if (sending === undefined && next !== undefined && !this.#stopped) this.#begin(next);
    }
  }

  #begin(copy: BackupCopy): void {
    const sending = new Sending(this.#options, copy);
    this.#sending = sending;
    sending
      .run()
      .catch((error) => {
        if (!this.#stopped) this.#options.failed(error);
      })
      .finally(() => {
        this.#sending = undefined;
        this.#watch.look();
      });
  }
}

/** One copy. */
class Sending {
  readonly #options: BackupsSentOptions;
  readonly #bell = new Bell();
  #copy: BackupCopy;
  #answer: MessageOf<"kept" | "declined"> | undefined;
  #flying = 0;
  #noted: number;
  #noting = false;
  #stopped = false;

  constructor(options: BackupsSentOptions, copy: BackupCopy) {
    this.#options = options;
    this.#copy = copy;
    this.#noted = options.host.clock.now();
  }

  get job(): string {
    return this.#copy.job;
  }

  stop(): void {
    this.#stopped = true;
    this.#bell.ring();
  }

  hear(message: MessageOf<"kept" | "declined">): void {
    this.#answer = message;
    this.#flying = Math.max(0, this.#flying - 1);
    this.#bell.ring();
    if (message.Kind === "declined" || this.#stopped) return;
    this.#copy = { ...this.#copy, items: Number(message.Count), bytes: Number(message.Bytes) };
    if (this.#flying > 0) void this.#note();
  }

  /** Resolves when the copy has ended, or the session has. */
  async run(): Promise<void> {
    try {
      await this.#send();
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== "BackupNotFoundException" && name !== "ReplicaError") throw error;
      await this.#end({ status: "FAILED", reason: message });
    }
  }

  async #send(): Promise<void> {
    const { host, send } = this.#options;
    const { job: Job, backup: BackupArn } = this.#copy;
    const { $metadata: _, ...Backup } = (await host.ask("ReadBackup", {
      BackupArn,
      Describe: true,
    })) as MessageOf<"offer">["Backup"] & { $metadata?: unknown };
    const Table = String(Backup.Definition.TableName);
    this.#flying = 1;
    send({ Kind: "offer", Table, Job, Backup });
    await this.#fewer(1);
    // Without a key nothing is to be sent: all of it is there.
    for (let after = this.#after(); after !== undefined && !this.#stopped; ) {
      await this.#fewer(WINDOW);
      const request = written({ ...(after !== "" && { After: after }), BackupArn });
      const entries = entriesOf(await host.relay("ReadBackup", request));
      const { Next } = readWithout(entries, "Items") as { Next?: string };
      if (this.#stopped) return;
      this.#flying += 1;
      const items = entries.get("Items") ?? listEntry("Items", []);
      send({ Kind: "part", Table, Job, Last: Next === undefined }, items);
      after = Next;
    }
    await this.#fewer(1);
    if (this.#stopped) return;
    if (this.#answer?.Kind !== "kept" || this.#answer.After !== undefined)
      throw new ReplicaError("Backup", "The other side has not kept the whole backup.");
    await this.#end({ status: "COPIED", copy: String(this.#answer.BackupArn) });
  }

  /** Resolves when fewer than this are on their way. */
  async #fewer(than: number): Promise<void> {
    while (this.#flying >= than && !this.#stopped) {
      await this.#bell.heard();
      if (this.#answer?.Kind === "declined")
        throw new ReplicaError(
          "Backup",
          `The other side refused: ${String(this.#answer.Message).slice(0, 500)}`,
        );
    }
  }

  /** The key behind which the other side goes on. */
  #after(): string | undefined {
    return this.#answer?.Kind === "kept" ? this.#answer.After : undefined;
  }

  async #end(outcome: Partial<BackupCopy>): Promise<void> {
    if (this.#stopped) return;
    const { host, peer } = this.#options;
    this.#copy = { ...this.#copy, ...outcome };
    this.#noting = true;
    await keepCopy(host, peer, this.#copy);
  }

  async #note(): Promise<void> {
    const { host, peer, failed } = this.#options;
    const now = host.clock.now();
    if (this.#noting || this.#stopped || Math.abs(now - this.#noted) < NOTE_MILLIS) return;
    this.#noting = true;
    this.#noted = now;
    try {
      await keepCopy(host, peer, this.#copy);
    } catch (error) {
      failed(error);
    } finally {
      this.#noting = false;
    }
  }
}
