/** What two databases do as long as a link joins them: they tell each other their global tables, and send their changes. */

import type { DescribedReplica } from "../types/internal_model.js";
import { BackupsKept } from "./backups_kept.js";
import { BackupsSent } from "./backups_sent.js";
import { entriesOf, readWithout, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { describe, forgetMember, GroupWatch, joinGroup, statusOf } from "./groups.js";
import type { ReplicaHost } from "./host.js";
import { notePlace } from "./incoming.js";
import { replicaId } from "./keys.js";
import { Left } from "./left.js";
import type { Message, MessageOf } from "./message.js";
import { TableSession } from "./table_session.js";
import { millisOf, Votes } from "./votes.js";

/** Bytes of messages that wait for their turn: as many as the tables of a database need, several times. */
const MOST_WAITING = 32 << 20;

export interface SessionOptions {
  readonly host: ReplicaHost;
  readonly peer: string;
  /** Whether the peer is given what other replicas wrote as well. */
  readonly relay: boolean;
  /** Milliseconds that a clock may be ahead of this one. */
  readonly ahead: number;
  /** Bytes that the peer's backups may have here. */
  readonly backups: number;
  send(message: Uint8Array): void;
  /** How long the newest change took to be confirmed, in milliseconds. */
  confirmed(latency: number): void;
  /** A table had conflicts. */
  conflicted(table: string): void;
  /** It cannot go on. */
  failed(error: unknown): void;
  /** A table cannot be shared; the others go on. */
  refused(table: string, error: Error): void;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #peerId: number;
  readonly #groups: GroupWatch;
  readonly #left: Left;
  readonly #votes: Votes;
  readonly #backupsSent: BackupsSent;
  readonly #backupsKept: BackupsKept;
  readonly #tables = new Map<string, TableSession>();
  /** What the peer was told of each table. */
  readonly #told = new Map<string, string>();
  readonly #wanted = new Map<string, MessageOf<"want">>();
  /** Definitions of a peer that is no replica of these tables here. */
  readonly #strange = new Map<string, MessageOf<"define">>();
  #known: ReadonlyMap<string, DescribedReplica> = new Map();
  /** What changes tables is done in its order. */
  #working: Promise<void> = Promise.resolve();
  /** Bytes of messages that wait for their turn. */
  #waiting = 0;
  #stopped = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#peerId = replicaId(options.peer);
    const failed = (error: unknown) => this.#failed(error);
    this.#left = new Left(options.host, options.peer, (message) => this.#send(message));
    const { host, peer, ahead } = options;
    this.#votes = new Votes({
      host,
      peer,
      ahead,
      send: (message) => this.#send(message),
      group: (table) => this.#known.get(table),
    });
    const backups = {
      host,
      peer,
      failed,
      send: (message: Message, items?: Uint8Array) => this.#send(message, items),
    };
    this.#backupsSent = new BackupsSent(backups);
    this.#backupsKept = new BackupsKept({ ...backups, most: options.backups });
    this.#groups = new GroupWatch(options.host, (groups) => this.#found(groups), failed);
    this.#region("eventual");
    this.#send({ Kind: "votes", Table: "" });
  }

  /** What `UpdateTable` asks: whether there is such a region, and whether it takes part in majorities. */
  #region(Value: string): void {
    const { host, peer } = this.#options;
    this.#later(async () => {
      // What is known of it is not taken back before it has told.
      const { Value: known } = await host.ask("GetState", { Kind: "region", Name: peer });
      if (known !== Value && known !== "strong")
        await host.ask("PutState", { Kind: "region", Name: peer, Value });
    });
  }

  /** Asks the peer for a vote. */
  ask(table: string, operation: string, request: Uint8Array): Promise<Uint8Array> {
    return this.#votes.ask(table, operation, request);
  }

  /** Changes that the peer has not confirmed. */
  get pending(): number {
    return [...this.#tables.values()].reduce((sum, { pending }) => sum + pending, 0);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#groups.stop();
    this.#votes.stop();
    this.#backupsSent.stop();
    this.#backupsKept.stop();
    for (const table of this.#tables.values()) table.stop();
  }

  /** @throws An error if the message cannot be understood. */
  hear(bytes: Uint8Array): void {
    if (this.#stopped) return;
    const entries = entriesOf(bytes);
    const message = readWithout(entries, "Changes", "Items") as Message;
    if (typeof message.Kind !== "string" || typeof message.Table !== "string")
      throw new ReplicaError("Frame", "A message came that cannot be understood.");
    const { Table: table } = message;
    switch (message.Kind) {
      case "define":
        return this.#queue(bytes, () => this.#defined(message));
      case "joined":
        return this.#queue(bytes, () => this.#joined(message));
      case "want":
        return this.#queue(bytes, () => this.#want(message));
      case "gone":
        return this.#queue(bytes, () => this.#gone(message));
      case "heard":
        return this.#queue(bytes, () => this.#left.heard(message));
      case "votes":
        return this.#region("strong");
      case "ask":
        return void this.#votes.asked(message);
      case "told":
        return this.#votes.told(message);
      case "offer":
      case "part":
        return this.#backupsKept.hear(message, entries.get("Items"));
      case "kept":
      case "declined":
        return this.#backupsSent.hear(message);
      case "refused": {
        const reason = String(message.Message).slice(0, 500);
        return this.#options.refused(table, new ReplicaError("Table", reason));
      }
      default:
        this.#tables.get(table)?.hear(message, entries.get("Changes"));
    }
  }

  /** Does what a message is for in its turn; what waits has an end. */
  #queue({ length }: Uint8Array, work: () => Promise<unknown>): void {
    if (this.#waiting > MOST_WAITING)
      throw new ReplicaError("Order", "The other side sends more than can be done.");
    this.#waiting += length;
    this.#later(() =>
      work().finally(() => {
        this.#waiting -= length;
      }),
    );
  }

  #later(work: () => Promise<unknown>): void {
    this.#working = this.#working
      .then(async () => {
        if (!this.#stopped) await work();
      })
      .catch((error) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (!this.#stopped) this.#options.failed(error);
  }

  #send(message: Message, changes?: Uint8Array): void {
    if (!this.#stopped) this.#options.send(written(message, changes));
  }

  /** The global tables of this side, whenever one of them has changed. */
  #found(groups: ReadonlyMap<string, DescribedReplica>): void {
    if (this.#stopped) return;
    this.#known = groups;
    const { peer, host } = this.#options;
    for (const [name, group] of groups) {
      if (statusOf(group, peer) === undefined || statusOf(group, host.region) === undefined) continue;
      const text = JSON.stringify(group);
      if (this.#told.get(name) === text) continue;
      this.#told.set(name, text);
      this.#send({ Kind: "define", Table: name, Group: group });
      const strange = this.#strange.get(name);
      if (strange) this.#later(() => this.#defined(strange));
      this.#later(() => this.#advance(name));
    }
    for (const name of this.#told.keys()) {
      const group = groups.get(name);
      if (group && statusOf(group, peer) !== undefined) continue;
      this.#told.delete(name);
      this.#end(name);
    }
    this.#later(() => this.#left.tell());
  }

  /** The peer has a table that this side is to have as well. */
  async #defined(message: MessageOf<"define">): Promise<void> {
    const { Table, Group } = message;
    const { host, peer, ahead } = this.#options;
    if (Group?.Definition?.["TableName"] !== Table)
      throw new ReplicaError("Frame", "A definition came that is of another table.");
    if (millisOf(String(Group.DefinitionClock)) > host.clock.now() + ahead)
      throw new ReplicaError("Clock", "The clock of another replica is ahead of this one's.");
    const [own, theirs] = [statusOf(Group, host.region), statusOf(Group, peer)];
    if (own === undefined || theirs === undefined) return;
    this.#strange.delete(Table);
    if (await this.#isStranger(Table, Group)) {
      this.#strange.set(Table, message);
      return;
    }
    if (own === "DELETING") return this.#remove(Table, Group);
    let isNew: boolean;
    try {
      isNew = await joinGroup(host, Table, Group);
    } catch (error) {
      if ((error as Error).name === "DatabaseClosedError") throw error;
      this.#options.refused(Table, error as Error);
      this.#send({ Kind: "refused", Table, Message: (error as Error).message });
      return;
    }
    // Who is no member here, whatever it says itself, is given nothing.
    const now = await describe(host, Table);
    if (statusOf(now, peer) === undefined) return;
    const known = this.#tables.get(Table);
    if (isNew) {
      const { Position } = await host.ask("FollowReplica", { TableName: Table, Reader: peer });
      // Somebody may have written before.
      const { Changes } = await host.ask("ReadReplica", { TableName: Table, Limit: 1 });
      if (Changes.length === 0) this.#send({ Kind: "joined", Table, Position });
    }
    if (known?.group !== Group.GroupId && !this.#stopped) {
      known?.stop();
      const begun = this.#begin(Table, Group);
      this.#tables.set(Table, begun);
      const wanted = this.#wanted.get(Table);
      this.#wanted.delete(Table);
      if (wanted) begun.wanted(wanted);
    }
    await this.#advance(Table);
  }

  /**
   * Whether the global table here does not know the peer as a replica: it may have been one, and is not what it says. If it is a
   * new one, another replica will say so.
   */
  async #isStranger(table: string, { GroupId }: DescribedReplica): Promise<boolean> {
    const { host, peer } = this.#options;
    const known = await describe(host, table).catch((error: Error) => {
      if (error.name !== "ResourceNotFoundException") throw error;
    });
    return known?.GroupId === GroupId && statusOf(known, peer) === undefined;
  }

  /** The replica here is to be deleted, which deletes its table; the peer is told when it is done. */
  async #remove(table: string, { GroupId }: DescribedReplica): Promise<void> {
    const { host } = this.#options;
    const own = this.#known.get(table);
    this.#end(table);
    if (own?.GroupId === GroupId) await host.ask("DeleteTable", { TableName: table });
    this.#send({ Kind: "gone", Table: table, Group: GroupId });
  }

  /** The peer has made the table: all that it will ever write there follows from a place on. */
  async #joined({ Table, Position }: MessageOf<"joined">): Promise<void> {
    const { host, peer } = this.#options;
    if (Position === undefined || !this.#told.has(Table)) return;
    const known = this.#tables.get(Table);
    if (known) await known.joined(Position);
    else await notePlace(host, Table, peer, Position);
  }

  #begin(table: string, { GroupId, Mode }: DescribedReplica): TableSession {
    const { host, peer, relay, ahead, confirmed, conflicted } = this.#options;
    // What a member of a majority has learnt, it passes on: a read waits for that.
    const isStrong = Mode === "STRONG";
    return new TableSession({
      host,
      table,
      group: GroupId,
      peer,
      peerId: this.#peerId,
      relay: relay || isStrong,
      ahead,
      send: (message, changes) => this.#send(message, changes),
      moved: () => {
        if (this.#tables.get(table)?.drained) this.#later(() => this.#drained(table));
      },
      completed: () => this.#later(() => this.#advance(table)),
      confirmed,
      conflicted: () => conflicted(table),
      failed: (error) => this.#failed(error),
    });
  }

  /** What is wanted of a table before it is known that the peer has it waits for that. */
  async #want(message: MessageOf<"want">): Promise<void> {
    const table = this.#tables.get(message.Table);
    if (table) table.wanted(message);
    else if (this.#told.has(message.Table) || this.#strange.has(message.Table))
      this.#wanted.set(message.Table, message);
  }

  /** Says of the replica here that it is as the others, when it is. */
  async #advance(table: string): Promise<void> {
    const { host } = this.#options;
    const member = this.#known.get(table)?.Members.find((one) => one.RegionName === host.region);
    if (member === undefined || member.Note === "DISASSOCIATING") return;
    const isMade = member.Status === "CREATING" && this.#tables.get(table)?.complete === true;
    if (isMade || member.Status === "UPDATING")
      await host.ask("SetReplicaStatus", { TableName: table, Region: host.region, Status: "ACTIVE" });
  }

  /** The peer has all that was written here: a replica that is to become a table of its own now does. */
  async #drained(table: string): Promise<void> {
    const { host } = this.#options;
    const group = this.#known.get(table);
    const member = group?.Members.find((one) => one.RegionName === host.region);
    if (group === undefined || member?.Note !== "DISASSOCIATING") return;
    await this.#left.note(table, group);
    this.#end(table);
    await host.ask("SetReplicaStatus", { TableName: table, Region: host.region, Status: "DISASSOCIATED" });
    await this.#left.tell();
  }

  /** The peer has no replica any more. */
  async #gone({ Table, Group }: MessageOf<"gone">): Promise<void> {
    const { host, peer } = this.#options;
    const group = this.#known.get(Table);
    if (group?.GroupId === Group) {
      this.#end(Table);
      await forgetMember(host, Table, peer);
    }
    this.#send({ Kind: "heard", Table, Group });
  }

  #end(table: string): void {
    this.#tables.get(table)?.stop();
    this.#tables.delete(table);
  }
}
