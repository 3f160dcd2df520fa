/** Pushes local changes: each as a write under the condition that the remote item is the version that was seen last. */

import { hex, sha256 } from "../http/digest.js";
import { wireForm } from "../transfer/wire_form.js";
import { canonical, itemOf, same } from "./items.js";
import type { Mirror, Seen } from "./mirror.js";
import type { Settings, SyncConflict, SyncItem } from "./options.js";
import { type Remote, RemoteError } from "./remote.js";
import { type Write, writeOf } from "./writes.js";

/** Is told of what comes of it. */
export interface PushNotes {
  pushed(): void;
  conflict(conflict: SyncConflict): void;
  refused(key: SyncItem, error: unknown): void;
}

/** Rounds of one item that end in no other result than before. */
const ROUNDS = 20;
/** Pushes of one item without an answer that are known again. */
const SENT = 16;

export class Push {
  readonly #remote: Remote;
  readonly #mirror: Mirror;
  readonly #settings: Settings;
  readonly #notes: PushNotes;

  constructor(remote: Remote, mirror: Mirror, settings: Settings, notes: PushNotes) {
    this.#remote = remote;
    this.#mirror = mirror;
    this.#settings = settings;
    this.#notes = notes;
  }

  /** Pushes what an item is now, or parks it with the reason why that cannot be. */
  async push(key: SyncItem): Promise<void> {
    for (let round = 0; ; round += 1) {
      const seen = (await this.#mirror.look([key]))[0] as Seen;
      if (seen.queue !== "out") return;
      try {
        if (round >= ROUNDS) throw new Error("The remote item's version cannot be told by a condition.");
        if (await this.#once(seen)) return;
      } catch (error) {
        const parks =
          error instanceof RemoteError ? parksAt(error) : error instanceof Refused || round >= ROUNDS;
        if (!parks) throw error;
        const message = `${(error as Error).name}: ${(error as Error).message}`;
        const next = {
          local: seen.local,
          base: seen.base,
          queue: "parked" as const,
          error: message,
          sent: seen.sent,
        };
        if ((await this.#mirror.settle([[seen, next]])).length > 0) continue;
        this.#notes.refused(key, error);
        return;
      }
    }
  }

  /** Whether there is nothing left to do. */
  async #once(seen: Seen): Promise<boolean> {
    const { local, base } = seen;
    if (same(local, base)) {
      if (seen.sent === undefined) return this.#settle(seen, local, local);
      // The change was taken back, but its push may have come there.
      const remote = await this.#read(seen.key);
      return same(remote, base) ? this.#settle(seen, local, local) : this.#differs(seen, remote);
    }
    // A program that ends before the answer finds its own write again by this.
    const mine = await digest(local);
    if (seen.sent?.split(" ").at(-1) !== mine) {
      // An earlier one may have come there, too.
      const sent = [...(seen.sent?.split(" ") ?? []), mine].slice(-SENT).join(" ");
      await this.#mirror.settle([[seen, { local, base, queue: "out", sent }]]);
      return false;
    }
    let now: SyncItem | undefined;
    try {
      now = await this.#write(writeOf(this.#mirror.keys, base, local, this.#settings.versionAttribute), seen);
    } catch (error) {
      if (!(error instanceof RemoteError) || error.name !== "ConditionalCheckFailedException") throw error;
      const item = error.body["Item"];
      return this.#differs(seen, item === undefined ? await this.#read(seen.key) : itemOf(item));
    }
    this.#notes.pushed();
    // The remote item may have attributes that somebody added meanwhile.
    if (await this.#settle(seen, now, now)) return true;
    return this.#acknowledge(seen, now);
  }

  /** The remote item as the write leaves it. */
  async #write({ operation, ...write }: Write, { base, local }: Seen): Promise<SyncItem | undefined> {
    const values = write.ExpressionAttributeValues;
    const answer = await this.#remote.ask(operation, {
      TableName: this.#settings.remoteTable,
      ...write,
      ...(write.Key && { Key: wireForm(write.Key) }),
      ...(write.Item && { Item: wireForm(write.Item) }),
      ...(values && { ExpressionAttributeValues: wireForm(values) }),
      ReturnValues: operation === "UpdateItem" ? "ALL_NEW" : "ALL_OLD",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    if (operation === "UpdateItem") return itemOf(answer["Attributes"]);
    // What a put or delete has taken away unseen is put back as it belongs: beside what was pushed.
    const old = answer["Attributes"] === undefined ? undefined : itemOf(answer["Attributes"]);
    if (old !== undefined && base !== undefined && !same(old, base)) await this.#restore(old, base, local);
    return local;
  }

  /** Attributes that the condition could not speak of were lost by a put or a delete. */
  async #restore(old: SyncItem, base: SyncItem, local: SyncItem | undefined): Promise<void> {
    this.#notes.conflict({ key: this.#key(old), base, local, remote: old });
    const resolved = this.#resolved({ key: this.#key(old), base, local, remote: old });
    if (same(resolved, local)) return;
    const { operation, ...write } = writeOf(this.#mirror.keys, local, resolved);
    const values = write.ExpressionAttributeValues;
    try {
      await this.#remote.ask(operation, {
        TableName: this.#settings.remoteTable,
        ...write,
        ...(write.Key && { Key: wireForm(write.Key) }),
        ...(write.Item && { Item: wireForm(write.Item) }),
        ...(values && { ExpressionAttributeValues: wireForm(values) }),
      });
    } catch (error) {
      // Somebody has written since: theirs is newer, and comes by the stream.
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    }
  }

  #key(item: SyncItem): SyncItem {
    return Object.fromEntries(this.#mirror.keys.map((name) => [name, item[name] as SyncItem[string]]));
  }

  async #read(key: SyncItem): Promise<SyncItem | undefined> {
    const { Item } = await this.#remote.ask("GetItem", {
      TableName: this.#settings.remoteTable,
      Key: wireForm(key),
      ConsistentRead: true,
    });
    return Item === undefined ? undefined : itemOf(Item);
  }

  /** The remote item is not the version that was seen last. */
  async #differs(seen: Seen, remote: SyncItem | undefined): Promise<boolean> {
    const { key, local, base } = seen;
    // A push that was taken before an answer of it came.
    if (same(remote, local)) {
      this.#notes.pushed();
      return (await this.#settle(seen, local, local)) || this.#acknowledge(seen, remote);
    }
    if (same(remote, base)) return false;
    if (seen.sent?.split(" ").includes(await digest(remote))) return this.#acknowledge(seen, remote);
    if (same(local, base)) return this.#settle(seen, remote, remote);
    const conflict = { key, base, local, remote };
    const resolved = this.#resolved(conflict);
    const queue = same(resolved, remote) ? undefined : ("out" as const);
    const changed = await this.#mirror.settle([[seen, { local: resolved, base: remote, queue }]]);
    if (changed.length > 0) return false;
    this.#notes.conflict(conflict);
    return queue === undefined;
  }

  #resolved(conflict: SyncConflict): SyncItem | undefined {
    const { resolve } = this.#settings;
    if (resolve === "remote") return conflict.remote;
    if (resolve === "local") return conflict.local;
    try {
      const item = resolve(conflict);
      if (item !== undefined && !same(this.#key(item), conflict.key))
        throw new TypeError("The merged item has another key.");
      return item;
    } catch (error) {
      throw new Refused(`resolve: ${(error as Error).message}`);
    }
  }

  async #settle(seen: Seen, local: SyncItem | undefined, base: SyncItem | undefined): Promise<boolean> {
    return (await this.#mirror.settle([[seen, { local, base }]])).length === 0;
  }

  /** Notes the remote version where the local item was changed again meanwhile; that change is pushed next. */
  async #acknowledge(seen: Seen, remote: SyncItem | undefined): Promise<boolean> {
    for (;;) {
      const now = (await this.#mirror.look([seen.key]))[0] as Seen;
      // Somebody else has noted a newer one.
      if (!same(now.base, seen.base)) return false;
      const local = withAdded(now.local, seen.local, remote);
      const left = await this.#mirror.settle([[now, { local, base: remote, queue: "out" }]]);
      if (left.length === 0) return false;
    }
  }
}

function digest(item: SyncItem | undefined): Promise<string> {
  return sha256(new TextEncoder().encode(canonical(item))).then(hex);
}

/** An item with the attributes that somebody else has added to the one that was pushed. */
function withAdded(
  item: SyncItem | undefined,
  pushed: SyncItem | undefined,
  remote: SyncItem | undefined,
): SyncItem | undefined {
  if (item === undefined || pushed === undefined || remote === undefined) return item;
  const added = Object.entries(remote).filter(([name]) => !(name in pushed) && !(name in item));
  return added.length > 0 ? { ...item, ...Object.fromEntries(added) } : item;
}

/** A merge function that failed. */
class Refused extends Error {}

/** Whether it concerns this item alone. */
function parksAt({ name }: RemoteError): boolean {
  return [
    "AccessDeniedException",
    "ValidationException",
    "SerializationException",
    "ItemCollectionSizeLimitExceededException",
  ].includes(name);
}
