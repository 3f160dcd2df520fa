/** A local database, a remote one behind `fetch`, and syncs between them. */

import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type Database, open as openDatabase, type Sync, type SyncOptions } from "hashrange";
import type { BlobStore } from "../../src/js/blobs/store.js";
import { canonical } from "../../src/js/sync/items.js";
import { open } from "./memory_database.js";

export const TABLE = {
  TableName: "Notes",
  KeySchema: [
    { AttributeName: "owner", KeyType: "HASH" as const },
    { AttributeName: "id", KeyType: "RANGE" as const },
  ],
  AttributeDefinitions: [
    { AttributeName: "owner", AttributeType: "S" as const },
    { AttributeName: "id", AttributeType: "N" as const },
    { AttributeName: "tag", AttributeType: "S" as const },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byTag",
      KeySchema: [{ AttributeName: "tag", KeyType: "HASH" as const }],
      Projection: { ProjectionType: "ALL" as const },
    },
  ],
  BillingMode: "PAY_PER_REQUEST" as const,
};
export const STREAM = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" as const },
};
export const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
export const BASE: Pick<SyncOptions, "table" | "endpoint" | "credentials" | "backoff"> = {
  table: "Notes",
  endpoint: "http://remote.test",
  credentials: CREDENTIALS,
  backoff: { first: 1, longest: 20 },
};

/** The remote side in this program, whose connection can be cut. */
export interface RemoteSide {
  readonly db: Database;
  readonly fetch: typeof globalThis.fetch;
  /** Called with each operation: may answer in its place, or throw as a broken connection does. */
  before: ((operation: string, request: Request) => Promise<Response | undefined> | undefined) | undefined;
  /** Whether an answer is lost after the request was served. */
  lost: ((operation: string) => boolean) | undefined;
  readonly asked: string[];
}

let count = 0;

export async function remoteSide(
  t: TestContext,
  stream = true,
  buckets: Record<string, BlobStore> = {},
): Promise<RemoteSide> {
  const db = await openDatabase({ name: `remote-${process.pid}-${count++}`, storage: "memory", buckets });
  t.after(() => db.close());
  await db.client.createTable({ ...TABLE, ...(stream && STREAM) });
  const side: RemoteSide = {
    db,
    before: undefined,
    lost: undefined,
    asked: [],
    async fetch(input, init) {
      const request = new Request(input, init);
      const operation = (request.headers.get("x-amz-target") ?? "").split(".")[1] ?? "";
      side.asked.push(operation);
      const instead = await side.before?.(operation, request);
      if (instead !== undefined) return instead;
      const answer = await db.fetch(request);
      if (side.lost?.(operation)) throw new TypeError("the answer was lost");
      return answer;
    },
  };
  return side;
}

export async function until(holds: () => boolean | Promise<boolean>, what?: () => unknown): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail(`never so: ${holds} ${JSON.stringify(what?.())}`);
}

export async function live(sync: Sync): Promise<Sync> {
  await until(
    () => sync.status.state === "live",
    () => sync.status,
  );
  return sync;
}

export async function itemsOf(db: Database): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await db.documentClient().scan({ TableName: "Notes", ConsistentRead: true });
  const order = (item: Record<string, unknown>) => `${item["owner"]}/${String(item["id"]).padStart(6, "0")}`;
  return (Items as Record<string, unknown>[]).sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

/** All items as texts that are the same for the same values. */
async function textsOf(db: Database): Promise<string> {
  const texts: string[] = [];
  for (let ExclusiveStartKey: Record<string, never> | undefined; ; ) {
    const page = await db.client.scan({
      TableName: "Notes",
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    texts.push(...(page.Items ?? []).map(canonical));
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    if (ExclusiveStartKey === undefined) return texts.sort().join("\n");
  }
}

export async function equal(one: Database, other: Database): Promise<boolean> {
  return (await textsOf(one)) === (await textsOf(other));
}

export { open, openDatabase };
