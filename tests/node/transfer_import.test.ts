/** ImportTable, from the request to the items. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { imported, keys, newBucket, open, putText, TABLE, text } from "./transfer_scene.js";

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) =>
    JSON.stringify({ Item: { id: { S: `i${from + n}` }, n: { N: String(from + n) }, b: { B: "AQI=" } } }),
  ).join("\n");

test("the objects under a prefix become the items of a new table, which is being created meanwhile", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  await putText(store, "in/a.json", lines(0, 1000));
  await putText(store, "in/b.json", `${lines(1000, 1500)}\n\n`);
  await putText(store, "elsewhere.json", lines(9000, 9001));
  const { ImportTableDescription: begun } = await db.client.importTable({
    S3BucketSource: { S3Bucket: name, S3KeyPrefix: "in/" },
    InputFormat: "DYNAMODB_JSON",
    TableCreationParameters: TABLE,
  });
  assert.equal(begun?.ImportStatus, "IN_PROGRESS");
  assert.match(
    begun?.ImportArn ?? "",
    /^arn:aws:dynamodb:local:000000000000:table\/Things\/import\/\d{14}-[0-9a-f]{8}$/,
  );
  assert.ok(begun?.StartTime instanceof Date);
  const { Table } = await db.client.describeTable({ TableName: "Things" });
  assert.equal(Table?.TableStatus, "CREATING");
  await assert.rejects(db.client.getItem({ TableName: "Things", Key: { id: { S: "i1" } } }), {
    name: "ResourceNotFoundException",
  });
  const ended = await imported(db, begun?.ImportArn);
  assert.equal(ended.ImportStatus, "COMPLETED", ended.FailureMessage);
  assert.equal(ended.ImportedItemCount, 1500);
  assert.equal(ended.ProcessedItemCount, 1500);
  assert.equal(ended.ErrorCount, 0);
  assert.ok((ended.EndTime?.getTime() ?? 0) >= (begun?.StartTime?.getTime() ?? 0));
  assert.equal(ended.ProcessedSizeBytes, lines(0, 1000).length + lines(1000, 1500).length + 2);
  const after = await db.client.describeTable({ TableName: "Things" });
  assert.equal(after.Table?.TableStatus, "ACTIVE");
  assert.equal(after.Table?.ItemCount, 1500);
  const { Item } = await db.client.getItem({ TableName: "Things", Key: { id: { S: "i1499" } } });
  assert.deepEqual(Item?.["b"]?.B, Uint8Array.of(1, 2));
  const { ImportSummaryList } = await db.client.listImports({});
  assert.deepEqual(
    ImportSummaryList?.map((one) => one.ImportArn),
    [begun?.ImportArn],
  );
  await db.close();
});

test("bad items are counted and reported, and the others are put", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  const bad = [
    "{",
    '{"Item":{"id":{"N":"1"}}}',
    '{"Item":{"n":{"N":"1"}}}',
    '{"Item":{"id":{"S":"x"},"n":{"N":"1e999"}}}',
    '{"Item":{"id":{"S":"y"},"s":{"SS":[]}}}',
    '{"Item":{"id":{"S":"z"},"q":{"Q":1}}}',
    '{"Item":{"id":{"S":"b"},"q":{"B":"?"}}}',
    `{"Item":{"id":{"S":"l"},"q":{"S":"${"x".repeat(410 * 1024)}"}}}`,
  ];
  const good = lines(0, 700).split("\n");
  const all = bad.flatMap((line, at) => [...good.slice(at * 80, (at + 1) * 80), line]);
  await store.put("in.json.gz", gzipSync(all.join("\n")));
  const { ImportTableDescription: begun } = await db.client.importTable({
    S3BucketSource: { S3Bucket: name },
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "GZIP",
    TableCreationParameters: TABLE,
  });
  const ended = await imported(db, begun?.ImportArn);
  assert.equal(ended.ImportStatus, "FAILED");
  assert.equal(ended.FailureCode, "ItemValidationError");
  assert.deepEqual(
    [ended.ProcessedItemCount, ended.ImportedItemCount, ended.ErrorCount],
    [640 + bad.length, 640, bad.length],
  );
  const { Count } = await db.client.scan({ TableName: "Things", Select: "COUNT" });
  assert.equal(Count, 640);
  const [report = ""] = await keys(store, "AWSDynamoDB/");
  assert.match(report, /\/errors\/0001\.json$/);
  const reported = (await text(store, report))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    reported.map((one) => one.itemS3Pointer.itemIndex).sort((a, b) => a - b),
    [80, 161, 242, 323, 404, 485, 566, 647],
  );
  assert.ok(reported.every((one) => one.errorMessages[0].length > 0));
  await db.close();
});

test("of items of one key the last one stays, as in the order of the objects", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  const line = (n: number) => `{"Item":{"id":{"S":"one"},"n":{"N":"${n}"}}}`;
  await putText(store, "b", [3, 4].map(line).join("\n"));
  await putText(store, "a", [1, 2].map(line).join("\n"));
  const { ImportTableDescription: begun } = await db.client.importTable({
    S3BucketSource: { S3Bucket: name },
    InputFormat: "DYNAMODB_JSON",
    TableCreationParameters: TABLE,
  });
  const ended = await imported(db, begun?.ImportArn);
  assert.equal(ended.ImportedItemCount, 4);
  const { Item } = await db.client.getItem({ TableName: "Things", Key: { id: { S: "one" } } });
  assert.equal(Item?.["n"]?.N, "4");
  await db.close();
});
