/** Databases with buckets, for tests of exports and imports. */
import { readFile } from "node:fs/promises";
import * as glue from "#wasm";
import { memoryBucket } from "../../src/js/blobs/memory.js";
import { type BlobStore, bytesOf } from "../../src/js/blobs/store.js";
import type { Database } from "../../src/js/client/database.js";
import { type Open, openOn } from "../../src/js/client/open.js";
import { loaderOf } from "../../src/js/hosts/load.js";

/** Opens databases with the sources of this tree. */
export const open: Open = openOn({
  load: loaderOf(
    glue,
    () => readFile("pkg/hashrange_core_bg.wasm"),
    () => readFile("pkg/hashrange_rest_bg.wasm"),
  ),
  defaultStorage: "memory",
});

let count = 0;

/** A bucket of its own for a test. */
export function newBucket(): { name: string; store: BlobStore } {
  const name = `bucket-${process.pid}-${count++}`;
  return { name, store: memoryBucket(name) };
}

export async function text(store: BlobStore, key: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf((await store.get(key)) as ReadableStream<Uint8Array>));
}

export async function putText(store: BlobStore, key: string, content: string): Promise<void> {
  await store.put(key, new TextEncoder().encode(content));
}

export async function keys(store: BlobStore, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}

/** Asks again until it is so; the engine's own timers keep no process running, and this one does. */
export async function until<Result>(ask: () => Promise<Result | undefined | false>): Promise<Result> {
  for (;;) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const TABLE = {
  TableName: "Things",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
  BillingMode: "PAY_PER_REQUEST" as const,
};

/** Switches point-in-time recovery of a table on, which exports need. */
export async function recoverable(db: Database, TableName: string): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await db.client.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
}

/** Waits for the end of an import. */
export function imported(db: Database, arn: string | undefined) {
  return until(async () => {
    const { ImportTableDescription: it } = await db.client.describeImport({ ImportArn: arn });
    return it?.ImportStatus !== "IN_PROGRESS" && it;
  });
}

/** Waits for the end of an export. */
export function exported(db: Database, arn: string | undefined) {
  return until(async () => {
    const { ExportDescription: it } = await db.client.describeExport({ ExportArn: arn });
    return it?.ExportStatus !== "IN_PROGRESS" && it;
  });
}

/** Waits for the end of a bulk put. */
export function done(db: Database, arn: string | undefined) {
  return until(async () => {
    const { BulkOperationDescription: it } = await db.client.describeBulkOperation({ BulkOperationArn: arn });
    return !/^(?:IN_PROGRESS|CANCELLING)$/.test(it?.BulkOperationStatus ?? "") && it;
  });
}
