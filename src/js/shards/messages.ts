/** What routers, shards and the directory say to one another: plain values and bytes, so that they can be cloned. */

import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { Ask } from "../types/internal_model.js";
import type { Json } from "./wire.js";

/** Partitions by their hashes: from the first up to the second. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A range and who answers for it, since which epoch. */
export interface Owned extends Range {
  readonly shard: string;
  readonly epoch: number;
}

/** What a router has to know of a table. */
export interface TableKey {
  /** Tells it from a later one of its name. */
  readonly id: string;
  readonly partition: string;
  readonly type: string;
  readonly sort?: string | undefined;
  readonly sortType?: string | undefined;
  /** The keys of its global indexes, in their order, by name. */
  readonly indexes: Readonly<Record<string, readonly { name: string; type: string; sorts: boolean }[]>>;
}

/** Who answers for what. */
export interface ShardMap {
  readonly version: number;
  /** In the order of hashes, without gaps. */
  readonly ranges: readonly Owned[];
  readonly tables: Readonly<Record<string, TableKey>>;
}

/** An answer of the service: the body is JSON. */
export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** What a request concerns; the shard has to answer for all of it. */
export interface Concern {
  /** The ids of the tables, by name. */
  readonly ids: Readonly<Record<string, string>>;
  readonly hashes?: readonly number[];
  readonly range?: Range;
  readonly writes?: boolean;
}

/** The part of a transaction that is one shard's. */
export interface Participant {
  readonly shard: string;
  /** Places of its actions in the request. */
  readonly places: readonly number[];
  readonly concern: Concern;
}

/** How a transaction ended, as far as the coordinator knows: it may have to ask somebody who does not answer now. */
export type Outcome = "COMMITTED" | "ABORTED" | "ACTIVE" | "UNKNOWN";

/** What is asked of a shard. */
export type ShardMessage =
  /** An operation of the service. */
  | { readonly kind: "run"; readonly operation: string; readonly body: string; readonly concern: Concern }
  /** A query, scan or statement of a range. */
  | { readonly kind: "part"; readonly input: Json; readonly spent: number; readonly concern: Concern }
  /** Reads of a transaction over several shards, which are asked twice. */
  | { readonly kind: "snapshot"; readonly body: string; readonly concern: Concern }
  | {
      readonly kind: "prepare";
      readonly id: string;
      readonly coordinator: string;
      readonly ms: number;
      readonly input: Json;
      readonly concern: Concern;
    }
  /** Tells how a transaction ends; it is enough to remember it for the moment. */
  | { readonly kind: "decide"; readonly id: string; readonly commit: boolean }
  /** Tells of transactions that are committed, which is to be kept before the answer. */
  | { readonly kind: "settle"; readonly ids: readonly string[] }
  /** Asks how a transaction stands here. If it is not known, it cannot be prepared afterwards. */
  | { readonly kind: "vote"; readonly id: string }
  /** Asks a coordinator to run a transaction. */
  | {
      readonly kind: "transact";
      /** Whom this is sent to. */
      readonly home: string;
      readonly id: string;
      readonly ms: number;
      readonly input: Json;
      readonly participants: readonly Participant[];
    }
  /** Asks a coordinator how a transaction ended. */
  | { readonly kind: "outcome"; readonly id: string; readonly record: string }
  /** Says what the shard answers for from an epoch on. */
  | { readonly kind: "assign"; readonly epoch: number; readonly ranges: readonly Range[] }
  /** An operation on tables, of the directory's; `tables` is what there is afterwards. */
  | { readonly kind: "tables"; readonly operation?: string; readonly body?: string; readonly ids: Json }
  /** Steps of moves. */
  | { readonly kind: "ask"; readonly operation: string; readonly input: object }
  | { readonly kind: "load" };

/** What is asked of the directory. */
export type DirectoryMessage =
  | { readonly kind: "map" }
  | { readonly kind: "tables"; readonly operation: string; readonly body: string }
  | { readonly kind: "split"; readonly at: number }
  | { readonly kind: "merge"; readonly at: number }
  | { readonly kind: "work" };

/** What a shard answers. */
export type ShardReply =
  | (Answered & { readonly kind: "answer"; readonly seen?: string })
  /** It does not answer for that, or not any more. */
  | { readonly kind: "moved" }
  /** It is about to give that up. */
  | { readonly kind: "wait" }
  | { readonly kind: "done"; readonly value?: unknown };

export type DirectoryReply = ShardReply | ({ readonly kind: "map" } & ShardMap);

/** How the parts reach each other. A call that fails may have been done or not. */
export interface ShardPort {
  call(shard: string, message: ShardMessage): Promise<ShardReply>;
  directory(message: DirectoryMessage): Promise<DirectoryReply>;
}

/** What is used of a database, of this package or of the one that a program has installed. */
export interface ShardDatabase {
  /** Its low-level client. */
  readonly client: object;
  http(request: HttpRequest): Promise<HttpResponse>;
}

/** Operations of a database, also those that only this package knows. */
export function askerOf({ client }: ShardDatabase): Ask {
  const { call } = client as { call(operation: string, input: object): Promise<never> };
  return (operation, input) => call.call(client, operation, input);
}

/** Time and chance, which tests decide. */
export interface ShardClock {
  now(): number;
  pause(ms: number): Promise<void>;
  random(): number;
}

/** The host's time and chance. */
export const hostClock: ShardClock = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};

export function failedWith(name: string, message: string, status = 400): Answered {
  const space =
    name === "ValidationException" ? "com.amazon.coral.validate" : "com.amazonaws.dynamodb.v20120810";
  return { status, body: JSON.stringify({ __type: `${space}#${name}`, message }) };
}

export const answered = (body: object): Answered => ({ status: 200, body: JSON.stringify(body) });
