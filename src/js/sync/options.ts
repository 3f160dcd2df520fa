/** What a sync is told: which tables, who asks, which way items go. */

import type { BlobStore } from "../blobs/store.js";
import type { AttributeValue } from "../types/form.js";

/** An item in attribute values. */
export type SyncItem = Record<string, AttributeValue>;

/** Keys of whoever may use the remote table. */
export interface SyncCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** A minute before it the callback is asked again. */
  readonly expiration?: Date;
}

/** Both sides have changed an item. */
export interface SyncConflict {
  readonly key: SyncItem;
  /** The remote version that the local change was made to; absent if there was none. */
  readonly base: SyncItem | undefined;
  /** Absent if it was deleted here. */
  readonly local: SyncItem | undefined;
  /** Absent if it was deleted there. */
  readonly remote: SyncItem | undefined;
}

/** A Query of the remote table: its key condition names the partition, and may name a range of sort keys. */
export interface SyncQuery {
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues: SyncItem;
}

/** An export to S3 of the remote table. */
export interface SyncExport {
  readonly store: BlobStore;
  /** The key of `manifest-summary.json`. */
  readonly manifest: string;
}

/** Which items come from the remote table, and how the first ones do. */
export interface SyncPull {
  /** The whole table, in parallel segments. */
  readonly scan?: true | { readonly segments?: number };
  /** One partition or several. */
  readonly query?: SyncQuery | readonly SyncQuery[];
  /** The whole table, from a full export and from the stream or a comparison afterwards. */
  readonly export?: SyncExport;
  /** Milliseconds between two comparisons where the table has no stream; 60 seconds by default. */
  readonly interval?: number;
}

/** A sync of a local table with one behind an endpoint of DynamoDB's protocol. */
export interface SyncOptions {
  readonly table: string;
  /** As `https://dynamodb.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  /** That of streams; by default the service's for its endpoints, and else the same. */
  readonly streamsEndpoint?: string;
  /** Part of signatures; by default taken from the endpoint, else `us-east-1`. */
  readonly region?: string;
  readonly credentials: SyncCredentials | (() => SyncCredentials | Promise<SyncCredentials>);
  /** The remote table's name; that of the local one by default. */
  readonly remoteTable?: string;
  /** The stream to follow; by default the one that the remote table has, if any. */
  readonly streamArn?: string;
  readonly pull?: SyncPull;
  /** Whether local changes go to the remote table; they do by default. */
  readonly push?: boolean;
  /** Who wins when both sides have changed an item; `remote` by default. A function gives the item, or nothing to delete it. */
  readonly resolve?: "remote" | "local" | ((conflict: SyncConflict) => SyncItem | undefined);
  /** A top-level attribute that every writer changes with every write: pushes then compare it alone. */
  readonly versionAttribute?: string;
  /** Rests after failures double from `first` to `longest` milliseconds; 200 and 30,000 by default. */
  readonly backoff?: { readonly first?: number; readonly longest?: number };
  /** In place of the host's. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The options with what they leave open. */
export interface Settings extends Omit<SyncOptions, "pull" | "resolve"> {
  readonly remoteTable: string;
  readonly region: string;
  readonly streamsEndpoint: string;
  readonly push: boolean;
  readonly resolve: NonNullable<SyncOptions["resolve"]>;
  readonly queries: readonly SyncQuery[] | undefined;
  readonly segments: number;
  readonly source: SyncExport | undefined;
  readonly interval: number;
  readonly first: number;
  readonly longest: number;
}

const SERVICE = /^dynamodb\.([\w-]+)\.amazonaws\.com(\.cn)?$/;

/** @throws TypeError where they cannot be meant. */
export function readSettings(options: SyncOptions): Settings {
  const wrong = (what: string) => new TypeError(`db.sync(): ${what}`);
  if (typeof options.table !== "string" || options.table === "")
    throw wrong("`table` names the local table.");
  let url: URL;
  try {
    url = new URL(options.endpoint);
  } catch {
    throw wrong("`endpoint` is an address such as https://dynamodb.eu-west-1.amazonaws.com.");
  }
  if (options.credentials === undefined)
    throw wrong("`credentials` are keys, or a function that gives them.");
  const { pull = { scan: true } } = options;
  const ways = [pull.scan, pull.query, pull.export].filter((way) => way !== undefined);
  if (ways.length !== 1) throw wrong("`pull` has one of `scan`, `query` and `export`.");
  const queries = pull.query && [pull.query].flat();
  if (queries?.length === 0) throw wrong("`pull.query` has at least one query.");
  for (const query of queries ?? [])
    if ("FilterExpression" in query || "IndexName" in query)
      throw wrong("queries of `pull` have a key condition of the table and nothing else.");
  const resolve = options.resolve ?? "remote";
  if (typeof resolve !== "function" && resolve !== "remote" && resolve !== "local")
    throw wrong('`resolve` is "remote", "local" or a function.');
  const [, region, china = ""] = SERVICE.exec(url.host) ?? [];
  const streams = region && `${url.protocol}//streams.dynamodb.${region}.amazonaws.com${china}`;
  const segments = typeof pull.scan === "object" ? (pull.scan.segments ?? 4) : 4;
  if (!Number.isInteger(segments) || segments < 1 || segments > 64)
    throw wrong("`pull.scan.segments` is a number from 1 to 64.");
  return {
    ...options,
    remoteTable: options.remoteTable ?? options.table,
    region: options.region ?? region ?? "us-east-1",
    streamsEndpoint: options.streamsEndpoint ?? streams ?? options.endpoint,
    push: options.push ?? true,
    resolve,
    queries,
    segments,
    source: pull.export,
    interval: pull.interval ?? 60_000,
    first: options.backoff?.first ?? 200,
    longest: options.backoff?.longest ?? 30_000,
  };
}
