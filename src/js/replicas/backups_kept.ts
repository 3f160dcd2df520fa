/** Keeps the backups that the peer copies here. */

import type { DescribedBackup } from "../types/internal_model.js";
import { listEntry, read, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import type { ReplicaHost } from "./host.js";
import type { MessageOf } from "./message.js";

/** Messages that wait; the peer sends fewer without an answer. */
const MOST_WAITING = 16;

export interface BackupsKeptOptions {
  readonly host: ReplicaHost;
  readonly peer: string;
  /** Bytes that the backups of the peer may have here. */
  readonly most: number;
  send(message: MessageOf<"kept" | "declined">): void;
  failed(error: unknown): void;
}

export class BackupsKept {
  readonly #options: BackupsKeptOptions;
  #waiting = 0;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: BackupsKeptOptions) {
    this.#options = options;
  }

  /** @throws ReplicaError if the peer sends more than it may. */
  hear(message: MessageOf<"offer" | "part">, items: Uint8Array | undefined): void {
    if (this.#waiting >= MOST_WAITING)
      throw new ReplicaError("Order", "The other side sends more than it was asked for.");
    this.#waiting += 1;
    this.#working = this.#working
      .then(() => (this.#stopped ? undefined : this.#keep(message, items)))
      .catch((error) => {
        if (!this.#stopped) this.#options.failed(error);
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  stop(): void {
    this.#stopped = true;
  }

  async #keep(message: MessageOf<"offer" | "part">, items: Uint8Array | undefined): Promise<void> {
    const { send, most } = this.#options;
    const { Table } = message;
    const Job = String(message.Job);
    try {
      if (most <= 0) throw new ReplicaError("Backup", "Backups are not taken here.");
      const { BackupArn, After, Count, Bytes } =
        message.Kind === "offer" ? await this.#begin(Job, message.Backup) : await this.#fill(message, items);
      if (!this.#stopped) send({ Kind: "kept", Table, Job, BackupArn, After, Count, Bytes });
    } catch (error) {
      const { name, message: Message } = error as Error;
      // What the engine refuses it will refuse again.
      if (!name.endsWith("Exception") && name !== "ReplicaError") throw error;
      if (!this.#stopped) send({ Kind: "declined", Table, Job, Message });
    }
  }

  #begin(Job: string, given: DescribedBackup): Promise<Kept> {
    const { host, peer: Peer, most: MostBytes } = this.#options;
    const { Definition, TimeToLiveAttribute, TableId, TableCreatedMs, Name, CreatedMs, Count, Bytes } = given;
    return host.ask("KeepBackup", {
      Peer,
      Job,
      MostBytes,
      Definition,
      ...(TimeToLiveAttribute !== undefined && { TimeToLiveAttribute }),
      TableId,
      TableCreatedMs,
      Name,
      CreatedMs,
      Count,
      Bytes,
    });
  }

  async #fill({ Job, Last }: MessageOf<"part">, items = listEntry("Items", [])): Promise<Kept> {
    const { host, peer: Peer, most: MostBytes } = this.#options;
    const request = written({ Job: String(Job), Last: Last === true, MostBytes, Peer }, items);
    return read(await host.relay("KeepBackup", request)) as unknown as Kept;
  }
}

interface Kept {
  BackupArn: string;
  After?: string;
  Count: number;
  Bytes: number;
}
