/** Applies the changes of one table that a peer sends, and keeps how far they are. */

import { listEntry, read, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { Bell, type ReplicaHost } from "./host.js";
import type { MessageOf, Place } from "./message.js";

/** Batches that wait; the peer sends fewer without an answer. */
const MOST_WAITING = 64;
/** The kind of the engine's records that say how far a copy is. */
const COPY = "replica-copy";

export interface IncomingOptions {
  readonly host: ReplicaHost;
  readonly table: string;
  readonly peer: string;
  /** The id of the global table. */
  readonly group: string;
  readonly stream: number;
  /** Milliseconds that a clock may be ahead of this one. */
  readonly ahead: number;
  send(message: MessageOf<"want" | "done">): void;
  /** The peer's whole table is here. */
  completed(): void;
  /** Changes were applied, and so many of them conflict with what was here. */
  applied(conflicts: number): void;
  failed(error: unknown): void;
}

interface Batch {
  readonly message: MessageOf<"changes">;
  readonly changes: Uint8Array;
}

const NO_CHANGES = listEntry("Changes", []);

export class Incoming {
  readonly #options: IncomingOptions;
  readonly #bell = new Bell();
  readonly #waiting: Batch[] = [];
  #stopped = false;
  #place: Place = {};

  constructor(options: IncomingOptions) {
    this.#options = options;
    this.#run().catch((error) => {
      if (!this.#stopped) options.failed(error);
    });
  }

  get stream(): number {
    return this.#options.stream;
  }

  /** Whether the peer's whole table is here, and changes follow. */
  get complete(): boolean {
    return this.#place.Position !== undefined && !this.#place.Copying;
  }

  /** Takes a batch; `entry` has its changes. */
  hear(message: MessageOf<"changes">, entry: Uint8Array | undefined): void {
    if (this.#waiting.length >= MOST_WAITING)
      throw new ReplicaError("Order", "The other side sends more than it was asked for.");
    this.#waiting.push({ message, changes: entry ?? NO_CHANGES });
    this.#bell.ring();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#bell.ring();
  }

  async #run(): Promise<void> {
    const { host, table, stream, send } = this.#options;
    this.#place = await this.#load();
    if (this.#stopped) return;
    send({ Kind: "want", Table: table, Stream: stream, ...this.#place });
    if (this.complete) this.#options.completed();
    while (!this.#stopped) {
      const batch = this.#waiting.shift();
      if (batch === undefined) await this.#bell.heard();
      else await this.#apply(host, batch);
    }
  }

  async #apply(host: ReplicaHost, { message, changes }: Batch): Promise<void> {
    const { table, peer, stream, ahead, send, applied } = this.#options;
    const { Position, After, Copying = false, Count, Ms } = message;
    // The place is stored with the changes; that of a copy behind them, for a page may well come twice.
    const behind = Position !== undefined && !Copying ? { Peer: peer, Position } : {};
    const request = written(
      { Latest: Math.floor(host.clock.now()) + ahead, ...behind, TableName: table },
      changes,
    );
    const { Conflicts } = read(await host.relay("ApplyReplicated", request));
    if (this.#stopped) return;
    const wasCopying = this.#place.Copying === true || this.#place.Position === undefined;
    if (Copying && Position !== undefined) await this.#keep({ Position, After, Copying });
    else if (Position !== undefined) {
      this.#place = { Position };
      if (wasCopying) await host.ask("DeleteState", { Kind: COPY, Name: this.#name });
    }
    if (this.#stopped) return;
    const confirmed = Copying ? undefined : Position;
    send({ Kind: "done", Table: table, Stream: stream, Count, Position: confirmed, Ms });
    if (wasCopying && this.complete) this.#options.completed();
    applied(Number(Conflicts ?? 0));
  }

  get #name(): string {
    return `${this.#options.table}/${this.#options.peer}`;
  }

  async #keep(place: Place): Promise<void> {
    this.#place = place;
    const Value = JSON.stringify({ ...place, Group: this.#options.group });
    await this.#options.host.ask("PutState", { Kind: COPY, Name: this.#name, Value });
  }

  /** How far the peer's changes are here. */
  async #load(): Promise<Place> {
    const { host, table, peer, group } = this.#options;
    const { Position } = await host.ask("GetReplicaPosition", { TableName: table, Peer: peer });
    if (Position !== undefined && Position !== NOWHERE) return { Position };
    const { Value } = await host.ask("GetState", { Kind: COPY, Name: this.#name });
    const { Group, ...place } = Value === undefined ? {} : (JSON.parse(Value) as Place & { Group?: string });
    // That of an earlier table of the name is of no use.
    return Group === group ? place : {};
  }
}

/** Where nothing of a peer is here. */
const NOWHERE = "-";

/** Forgets how far a peer's changes are: the table is copied again. */
export async function forgetPlace(host: ReplicaHost, table: string, peer: string): Promise<void> {
  await host.ask("DeleteState", { Kind: COPY, Name: `${table}/${peer}` });
  await notePlace(host, table, peer, NOWHERE);
}

/** Says how far a peer's changes are. */
export async function notePlace(
  host: ReplicaHost,
  table: string,
  peer: string,
  Position: string,
): Promise<void> {
  await host.relay("ApplyReplicated", written({ Peer: peer, Position, TableName: table }, NO_CHANGES));
}
