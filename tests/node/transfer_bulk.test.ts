/** StartBulkPutItems: conditions, reports, tokens, lists and cancelling. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BlobStore } from "../../src/js/blobs/store.js";
import type { Database } from "../../src/js/client/database.js";
import { done, keys, newBucket, open, putText, TABLE, text } from "./transfer_scene.js";

async function scene(): Promise<{ db: Database; name: string; store: BlobStore }> {
  const db = await open({ storage: "memory" });
  await db.client.createTable(TABLE);
  return { db, ...newBucket() };
}

const asked = (name: string, more: object = {}) => ({
  TableName: "Things",
  InputS3Configuration: {
    S3Bucket: name,
    S3KeyPrefix: "in/",
    InputFormat: "DYNAMODB_JSON" as const,
    ...more,
  },
  OutputS3Configuration: {
    S3KeyPrefix: "out",
    OutputType: ["ERROR", "CONDITION_CHECK_FAILURE"] as ("ERROR" | "CONDITION_CHECK_FAILURE")[],
  },
});

test("items are put, each under its own condition, and what is not put is reported by kind", async () => {
  const { db, name, store } = await scene();
  const doc = db.documentClient();
  await doc.put({ TableName: "Things", Item: { id: "old", n: 1 } });
  const records = [
    { Item: { id: { S: "new" } }, ConditionExpression: "attribute_not_exists(id)" },
    { Item: { id: { S: "old" } }, ConditionExpression: "attribute_not_exists(id)" },
    {
      Item: { id: { S: "old" }, n: { N: "2" } },
      ConditionExpression: "#n = :one",
      ExpressionAttributeNames: { "#n": "n" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
    },
    { Item: { id: { S: "new" }, again: { BOOL: true } }, ConditionExpression: "attribute_not_exists(id)" },
    { Item: { id: { S: "x" } }, ConditionExpression: "nonsense" },
    { Item: { id: { N: "1" } } },
  ];
  await putText(store, "in/1.json", records.map((one) => JSON.stringify(one)).join("\n"));
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems(asked(name));
  assert.equal(begun?.BulkOperationStatus, "IN_PROGRESS");
  const ended = await done(db, begun?.BulkOperationArn);
  assert.equal(ended.BulkOperationStatus, "COMPLETED_WITH_ERRORS", ended.FailureMessage);
  assert.deepEqual([ended.ProcessedItemCount, ended.FailedItemCount], [6, 4]);
  assert.deepEqual(await doc.get({ TableName: "Things", Key: { id: "old" } }).then(({ Item }) => Item), {
    id: "old",
    n: 2,
  });
  assert.deepEqual(await doc.get({ TableName: "Things", Key: { id: "new" } }).then(({ Item }) => Item), {
    id: "new",
  });
  const id = begun?.BulkOperationArn?.split("/").at(-1);
  const at = async (folder: string) => {
    const lines = (await text(store, `out/AWSDynamoDB/${id}/${folder}/0001.json`)).trim().split("\n");
    return lines.map((line) => JSON.parse(line).itemS3Pointer.itemIndex).sort();
  };
  assert.deepEqual(await at("condition-check-failures"), [1, 3]);
  assert.deepEqual(await at("errors"), [4, 5]);
  await db.close();
});

test("a condition that does not hold is no error", async () => {
  const { db, name, store } = await scene();
  await putText(store, "in/1", '{"Item":{"id":{"S":"a"}},"ConditionExpression":"attribute_exists(id)"}');
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems(asked(name));
  const ended = await done(db, begun?.BulkOperationArn);
  assert.equal(ended.BulkOperationStatus, "COMPLETED");
  assert.equal(ended.FailedItemCount, 1);
  await db.close();
});

test("requests are refused as the service refuses them", async () => {
  const { db, name } = await scene();
  const { client } = db;
  await assert.rejects(client.startBulkPutItems({ ...asked(name), TableName: "Nothing" }), {
    name: "ResourceNotFoundException",
  });
  await assert.rejects(
    client.startBulkPutItems({ ...asked(name), OutputS3Configuration: { OutputType: [] } }),
    { name: "ValidationException" },
  );
  await assert.rejects(client.startBulkPutItems({ ...asked(name), MaxWriteRequestUnits: 10 }), {
    name: "ValidationException",
  });
  const missing = "arn:aws:dynamodb:local:000000000000:table/Things/bulk-operation/01700000000000-aaaaaaaa";
  for (const call of [client.describeBulkOperation.bind(client), client.cancelBulkOperation.bind(client)])
    await assert.rejects(call({ BulkOperationArn: missing }), { name: "ResourceNotFoundException" });
  await assert.rejects(client.describeExport({ ExportArn: missing.replace("bulk-operation", "export") }), {
    name: "ExportNotFoundException",
  });
  await assert.rejects(client.describeImport({ ImportArn: missing.replace("bulk-operation", "import") }), {
    name: "ImportNotFoundException",
  });
  await db.close();
});

test("a token begins nothing twice, and stands for one request", async () => {
  const { db, name, store } = await scene();
  await putText(store, "in/1", '{"Item":{"id":{"S":"a"}}}');
  const request = { ...asked(name), ClientToken: "once" };
  const { BulkOperationDescription: one } = await db.client.startBulkPutItems(request);
  const { BulkOperationDescription: two } = await db.client.startBulkPutItems(request);
  assert.equal(two?.BulkOperationArn, one?.BulkOperationArn);
  await assert.rejects(db.client.startBulkPutItems({ ...request, PerformanceTier: "ACCELERATED" }), {
    name: "IdempotentParameterMismatchException",
  });
  await done(db, one?.BulkOperationArn);
  await db.close();
});

test("lists come in pages, the newest first", async () => {
  const { db, name, store } = await scene();
  await putText(store, "in/1", '{"Item":{"id":{"S":"a"}}}');
  const begun: (string | undefined)[] = [];
  for (let n = 0; n < 12; n += 1) {
    const { BulkOperationDescription: one } = await db.client.startBulkPutItems(asked(name));
    begun.unshift(one?.BulkOperationArn);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const found: (string | undefined)[] = [];
  let NextToken: string | undefined;
  const sizes: number[] = [];
  do {
    const page = await db.client.listBulkOperations({ NextToken });
    sizes.push(page.BulkOperationsSummaryList?.length ?? 0);
    found.push(...(page.BulkOperationsSummaryList ?? []).map((one) => one.BulkOperationArn));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  assert.deepEqual(sizes, [10, 2]);
  assert.deepEqual(found, begun);
  await assert.rejects(db.client.listBulkOperations({ NextToken: "0" }), { name: "ValidationException" });
  for (const arn of begun) await done(db, arn);
  await db.close();
});

test("a bulk put that is cancelled ends soon; what was put stays", async () => {
  const { db, name, store } = await scene();
  const line = (n: number) => `{"Item":{"id":{"S":"i${n}"}}}`;
  for (let part = 0; part < 50; part += 1) {
    const numbers = Array.from({ length: 1000 }, (_, n) => part * 1000 + n);
    await putText(store, `in/${String(part).padStart(2, "0")}`, numbers.map(line).join("\n"));
  }
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems(asked(name));
  for (;;) {
    const { BulkOperationDescription: it } = await db.client.describeBulkOperation({
      BulkOperationArn: begun?.BulkOperationArn,
    });
    if ((it?.ProcessedItemCount ?? 0) > 0) break;
    await new Promise((resolve) => setTimeout(resolve));
  }
  const answer = await db.client.cancelBulkOperation({ BulkOperationArn: begun?.BulkOperationArn });
  assert.equal(answer.BulkOperationStatus, "CANCELLING");
  const ended = await done(db, begun?.BulkOperationArn);
  assert.equal(ended.BulkOperationStatus, "CANCELLED");
  const { Count } = await db.client.scan({ TableName: "Things", Select: "COUNT" });
  assert.equal(Count, ended.ProcessedItemCount);
  assert.ok((Count ?? 0) < 50_000);
  assert.deepEqual(await keys(store, "out/"), []);
  await db.close();
});

test("large items that come in small pieces are put in several commits", async () => {
  const { db, name, store } = await scene();
  const lines = Array.from({ length: 120 }, (_, n) =>
    JSON.stringify({ Item: { id: { S: `k${n}` }, text: { S: "x".repeat(390_000) } } }),
  );
  const whole = new TextEncoder().encode(lines.join("\n"));
  await store.put("in/1.json", whole);
  const get = store.get.bind(store);
  store.get = async (key, range) => {
    const stream = await get(key, range);
    return stream?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(bytes, controller) {
          for (let at = 0; at < bytes.length; at += 4096) controller.enqueue(bytes.slice(at, at + 4096));
        },
      }),
    );
  };
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems(asked(name));
  const ended = await done(db, begun?.BulkOperationArn);
  assert.equal(ended.BulkOperationStatus, "COMPLETED", ended.FailureMessage);
  assert.equal(ended.ProcessedItemCount, lines.length);
  await db.close();
});

test("a table that is made anew under the name of the old one gets none of its items", async () => {
  const { db, name, store } = await scene();
  const lines = Array.from({ length: 60_000 }, (_, n) => `{"Item":{"id":{"S":"k${n}"}}}`);
  await putText(store, "in/1.json", lines.join("\n"));
  const { BulkOperationDescription: begun } = await db.client.startBulkPutItems(asked(name));
  await db.client.deleteTable({ TableName: "Things" });
  await db.client.createTable(TABLE);
  const ended = await done(db, begun?.BulkOperationArn);
  assert.equal(ended.BulkOperationStatus, "FAILED");
  const { Table } = await db.client.describeTable({ TableName: "Things" });
  assert.equal(Table?.ItemCount, 0);
  await db.close();
});
