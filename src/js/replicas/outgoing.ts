/** Sends the changes of one table to a peer: a copy of it first where that is needed, then its history. */

import {
  type Entries,
  entriesOf,
  listEntry,
  memberOf,
  nameOf,
  readWithout,
  valuesOf,
  written,
} from "./document.js";
import { LARGEST_BODY } from "./frame.js";
import { Bell, type ReplicaHost } from "./host.js";
import type { MessageOf, Place } from "./message.js";

/** Batches on their way without an answer. */
const WINDOW = 8;
/** Bytes of changes in one message. */
const BATCH_BYTES = LARGEST_BODY - 8192;
/** What is done is acknowledged to the engine at most so often, in milliseconds. */
const ACKNOWLEDGE_MILLIS = 1000;

const REPLICA = nameOf("Replica");
const MS = nameOf("Ms");

export interface OutgoingOptions {
  readonly host: ReplicaHost;
  readonly table: string;
  /** The peer's region, which names the reader of the history. */
  readonly peer: string;
  /** The id of the peer's replica: its own changes are not sent back. */
  readonly peerId: number;
  /** Whether it is given what other replicas wrote as well. */
  readonly relay: boolean;
  readonly stream: number;
  readonly place: Place;
  send(message: MessageOf<"changes" | "trimmed">, changes?: Uint8Array): void;
  /** How many changes are on their way has changed. */
  moved(): void;
  failed(error: unknown): void;
}

interface Batch {
  readonly changes: Uint8Array | undefined;
  readonly count: number;
  /** When its first and its last change happened. */
  readonly first: number | undefined;
  readonly ms: number | undefined;
}

export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #bell = new Bell();
  #stopped = false;
  #stopWatching: () => void = () => undefined;
  #flying = 0;
  /** Changes on their way. */
  #pending = 0;
  #behind = false;
  /** Waits for changes. */
  #idle = false;
  #acknowledged: string | undefined;
  #acknowledging = false;
  /** When the first change of each batch on its way happened, in milliseconds; nothing for an empty one. */
  readonly #sent: (number | undefined)[] = [];
  /** When the oldest change happened that was confirmed since that was counted. */
  #oldest: number | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.#run().catch((error) => {
      if (!this.#stopped) options.failed(error);
    });
  }

  get stream(): number {
    return this.#options.stream;
  }

  /** Changes that the peer has not confirmed. Of those that were not read yet, at least one is counted. */
  get pending(): number {
    return this.#pending + (this.#behind ? 1 : 0);
  }

  /** Whether there was nothing more to read, and the peer has confirmed all of it. */
  get drained(): boolean {
    return this.#idle && this.#flying === 0;
  }

  /** The peer has a batch. */
  done({ Count, Position }: MessageOf<"done">): void {
    this.#flying = Math.max(0, this.#flying - 1);
    this.#pending = Math.max(0, this.#pending - Count);
    const ms = this.#sent.shift();
    if (ms !== undefined) this.#oldest = Math.min(ms, this.#oldest ?? ms);
    this.#options.moved();
    this.#bell.ring();
    if (Position === undefined || this.#stopped) return;
    this.#acknowledged = Position;
    if (!this.#acknowledging) void this.#acknowledge();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopWatching();
    this.#bell.ring();
  }

  /** Lets the engine forget what the peer has. */
  async #acknowledge(): Promise<void> {
    const { host, table, peer } = this.#options;
    this.#acknowledging = true;
    try {
      for (let from = this.#acknowledged; from !== undefined && !this.#stopped; from = this.#acknowledged) {
        this.#acknowledged = undefined;
        await host.ask("FollowReplica", { TableName: table, Reader: peer, From: from });
        await this.#count();
        await host.clock.sleep(ACKNOWLEDGE_MILLIS);
      }
    } catch (error) {
      if (!this.#stopped) this.#options.failed(error);
    } finally {
      this.#acknowledging = false;
    }
  }

  /** Counts how far the peer is behind. */
  async #count(): Promise<void> {
    const { host, table, peer } = this.#options;
    const oldest = this.#oldest;
    if (!host.metrics || oldest === undefined) return;
    this.#oldest = undefined;
    const now = { OldestMs: oldest, Pending: this.pending };
    await host.ask("CountReplication", { TableName: table, Region: peer, ...now });
  }

  async #run(): Promise<void> {
    const { host, table, peer, place } = this.#options;
    const { Position: start } = await host.ask("FollowReplica", { TableName: table, Reader: peer });
    let from = place.Position;
    // A copy that is under way is of use only as long as what followed its beginning is kept.
    const isKept = start === undefined || (from !== undefined && BigInt(from) >= BigInt(start));
    if (from !== undefined && !isKept) return this.#trimmed();
    if (from === undefined || place.Copying) from = await this.#copy(place);
    if (from !== undefined) await this.#follow(from);
  }

  #trimmed(): void {
    const { table, stream } = this.#options;
    this.#options.send({ Kind: "trimmed", Table: table, Stream: stream });
  }

  /** Sends the table; gives the place of the history from where on it has to be followed. */
  async #copy(place: Place): Promise<string | undefined> {
    const { host, table } = this.#options;
    let position = place.Position;
    for (let after = place.Copying ? place.After : undefined; !this.#stopped; ) {
      await this.#room();
      const request = written({ ...(after !== undefined && { After: after }), TableName: table });
      const entries = entriesOf(await host.relay("ReadReplica", request));
      const { Next, Position } = readWithout(entries, "Changes") as { Next?: string; Position?: string };
      position ??= Position;
      after = Next;
      this.#send(entries, { Position: position, After: Next, Copying: Next !== undefined }, true);
      if (Next === undefined) return position;
    }
    return undefined;
  }

  async #follow(start: string): Promise<void> {
    for (let from = start; !this.#stopped; ) {
      await this.#room();
      const entries = await this.#next(from);
      if (entries === undefined) continue;
      const answer = readWithout(entries, "Changes");
      if (answer["Trimmed"] === true) return this.#trimmed();
      const next = String(answer["Next"]);
      this.#behind = answer["More"] === true;
      if (next !== from) this.#send(entries, { Position: next }, false);
      from = next;
    }
  }

  /** The changes from a place on, when there are some; nothing if it has to be asked again. */
  async #next(From: string): Promise<Entries | undefined> {
    const { host, table, peer, relay } = this.#options;
    const request = written({ Foreign: relay, From, Reader: peer, TableName: table });
    const changed = new Bell();
    const watched = host.watch("ReadChanges", request, () => changed.ring());
    this.#stopWatching = () => {
      watched.stop();
      changed.ring();
    };
    const bytes = await Promise.race([watched.answer, changed.heard().then(() => undefined)]);
    if (this.#stopped || bytes === undefined) {
      watched.stop();
      return undefined;
    }
    const entries = entriesOf(bytes);
    const { Next, More, Trimmed } = readWithout(entries, "Changes");
    if (Next === From && More !== true && Trimmed !== true) {
      this.#idle = true;
      this.#options.moved();
      await changed.heard();
      this.#idle = false;
      return undefined;
    }
    watched.stop();
    return entries;
  }

  /** Resolves when another batch may go. */
  async #room(): Promise<void> {
    while (this.#flying >= WINDOW && !this.#stopped) await this.#bell.heard();
  }

  /** Sends a page in as many messages as it takes. The last one says which place is behind it. */
  #send(entries: Entries, place: Place, isCopy: boolean): void {
    if (this.#stopped) return;
    const { table, stream, send, moved } = this.#options;
    const batches = this.#batches(entries.get("Changes"));
    for (const [at, { changes, count, first, ms }] of batches.entries()) {
      const isLast = at === batches.length - 1;
      this.#flying += 1;
      this.#pending += count;
      // Items that are copied were written at any time.
      this.#sent.push(isCopy ? undefined : first);
      const behind = isLast ? place : isCopy ? { Copying: true } : {};
      send({ Kind: "changes", Table: table, Stream: stream, Count: count, Ms: ms, ...behind }, changes);
    }
    moved();
  }

  /** The changes that the peer did not make itself, in batches that messages have room for. */
  #batches(list: Uint8Array | undefined): Batch[] {
    const { peerId } = this.#options;
    const batches: Batch[] = [];
    let [values, bytes] = [[] as Uint8Array[], 0];
    const end = () => {
      const msOf = (value: Uint8Array | undefined) => {
        const ms = value && memberOf(value, MS);
        return typeof ms === "number" ? ms : undefined;
      };
      batches.push({
        changes: values.length > 0 ? listEntry("Changes", values) : undefined,
        count: values.length,
        first: msOf(values[0]),
        ms: msOf(values.at(-1)),
      });
      [values, bytes] = [[], 0];
    };
    for (const value of list ? valuesOf(list) : []) {
      if (memberOf(value, REPLICA) === peerId) continue;
      if (bytes > 0 && bytes + value.length > BATCH_BYTES) end();
      values.push(value);
      bytes += value.length;
    }
    end();
    return batches;
  }
}
