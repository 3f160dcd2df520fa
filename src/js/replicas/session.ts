/** What two databases do as long as a link joins them: they tell each other their global tables, and send their changes. */

import type { ReplicaGroup } from "../types/internal_model.js";
import { entriesOf, readWithout, written } from "./document.js";
import { ReplicaError } from "./failures.js";
import { GroupWatch, hasMember, joinGroup } from "./groups.js";
import type { ReplicaHost } from "./host.js";
import { notePlace } from "./incoming.js";
import { replicaId } from "./keys.js";
import type { Message, MessageOf } from "./message.js";
import { TableSession } from "./table_session.js";

export interface SessionOptions {
  readonly host: ReplicaHost;
  readonly peer: string;
  /** Whether the peer is given what other replicas wrote as well. */
  readonly relay: boolean;
  /** Milliseconds that a clock may be ahead of this one. */
  readonly ahead: number;
  send(message: Uint8Array): void;
  /** Something that can be seen of it has changed. */
  moved(): void;
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
  readonly #tables = new Map<string, TableSession>();
  /** What the peer was told of each table. */
  readonly #told = new Map<string, string>();
  /** Definitions are taken one after the other. */
  #defining: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#peerId = replicaId(options.peer);
    this.#groups = new GroupWatch(
      options.host,
      (groups) => this.#found(groups),
      (error) => this.#failed(error),
    );
  }

  /** Changes that the peer has not confirmed. */
  get pending(): number {
    return [...this.#tables.values()].reduce((sum, { pending }) => sum + pending, 0);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#groups.stop();
    for (const table of this.#tables.values()) table.stop();
  }

  /** @throws An error if the message cannot be understood. */
  hear(bytes: Uint8Array): void {
    if (this.#stopped) return;
    const entries = entriesOf(bytes);
    const message = readWithout(entries, "Changes") as Message;
    if (typeof message.Kind !== "string" || typeof message.Table !== "string")
      throw new ReplicaError("Frame", "A message came that cannot be understood.");
    const { Table: table } = message;
    switch (message.Kind) {
      case "define":
        this.#later(() => this.#defined(message));
        break;
      case "joined":
        this.#later(() => this.#joined(message));
        break;
      case "refused":
        this.#options.refused(table, new ReplicaError("Table", String(message.Message).slice(0, 500)));
        break;
      case "gone":
        this.#later(() => this.#gone(table));
        break;
      case "want":
        this.#later(() => this.#table(table)?.wanted(message));
        break;
      case "ready":
        this.#later(() => this.#ready(table));
        break;
      default:
        this.#table(table)?.hear(message, entries.get("Changes"));
    }
  }

  #later(work: () => Promise<void> | undefined): void {
    this.#defining = this.#defining
      .then(() => (this.#stopped ? undefined : work()))
      .catch((error) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (!this.#stopped) this.#options.failed(error);
  }

  #send(message: Message, changes?: Uint8Array): void {
    if (!this.#stopped) this.#options.send(written(message, changes));
  }

  /** The tables that both sides are to have, by the records of this side. */
  #found(groups: ReadonlyMap<string, ReplicaGroup>): void {
    if (this.#stopped) return;
    const { peer, host } = this.#options;
    for (const [name, group] of groups) {
      const [isPeers, isOwn] = [peer, host.region].map((region) => hasMember(group, region));
      if (!isPeers || !isOwn) continue;
      const text = JSON.stringify(group);
      if (this.#told.get(name) === text) continue;
      this.#told.set(name, text);
      this.#send({ Kind: "define", Table: name, Group: group });
    }
    for (const name of this.#told.keys()) {
      const group = groups.get(name);
      if (group && hasMember(group, peer) && hasMember(group, host.region)) continue;
      this.#told.delete(name);
      this.#tables.get(name)?.stop();
      this.#tables.delete(name);
      this.#send({ Kind: "gone", Table: name });
    }
  }

  /** The peer has a table that this side is to have as well. */
  async #defined({ Table, Group }: MessageOf<"define">): Promise<void> {
    const { host, peer } = this.#options;
    if (!hasMember(Group, host.region) || !hasMember(Group, peer)) return;
    let isNew: boolean;
    try {
      isNew = await joinGroup(host, Table, Group);
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "DatabaseClosedError") throw error;
      this.#options.refused(Table, error as Error);
      this.#send({ Kind: "refused", Table, Message: message });
      return;
    }
    if (this.#stopped) return;
    if (isNew) {
      const { Position } = await host.ask("FollowReplica", { TableName: Table, Reader: peer });
      this.#send({ Kind: "joined", Table, Position });
    }
    const known = this.#tables.get(Table);
    if (known?.group === Group.GroupId) return;
    known?.stop();
    this.#tables.set(Table, this.#begin(Table, String(Group.GroupId)));
  }

  /** The peer has made the table: all that it will ever write there follows from a place on. */
  async #joined({ Table, Position }: MessageOf<"joined">): Promise<void> {
    const { host, peer } = this.#options;
    const known = this.#tables.get(Table);
    if (Position === undefined) return;
    if (known) await known.joined(Position);
    else if (this.#told.has(Table)) await notePlace(host, Table, peer, Position);
  }

  #begin(table: string, group: string): TableSession {
    const { host, peer, relay, ahead, moved, confirmed, conflicted } = this.#options;
    return new TableSession({
      host,
      table,
      group,
      peer,
      peerId: this.#peerId,
      relay,
      ahead,
      send: (message, changes) => this.#send(message, changes),
      moved,
      confirmed,
      conflicted: () => conflicted(table),
      failed: (error) => this.#failed(error),
    });
  }

  /** The peer's table is no replica of this side's any more. */
  async #gone(table: string): Promise<void> {
    this.#tables.get(table)?.stop();
    this.#tables.delete(table);
    this.#told.delete(table);
  }

  /** The peer's replica has all that this one has. */
  async #ready(table: string): Promise<void> {
    const { host, peer } = this.#options;
    const { Members = [] } = await host.ask("DescribeReplica", { TableName: table });
    if (Members.some(({ Region, Status }) => Region === peer && Status === "CREATING"))
      await host.ask("SetReplicaStatus", { TableName: table, Region: peer, Status: "ACTIVE" });
  }

  #table(name: string): TableSession | undefined {
    return this.#tables.get(name);
  }
}
