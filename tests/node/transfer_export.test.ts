/** ExportTableToPointInTime, from the request to the files, and back. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { bytesOf } from "../../src/js/blobs/store.js";
import type { Database } from "../../src/js/client/database.js";
import { exported, imported, keys, newBucket, open, recoverable, TABLE, text } from "./transfer_scene.js";

async function fill(db: Database, count: number): Promise<string> {
  const { TableDescription } = await db.client.createTable(TABLE);
  await recoverable(db, "Things");
  const doc = db.documentClient();
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      doc.put({
        TableName: "Things",
        Item: {
          id: `i${n}`,
          n,
          text: "x".repeat(200),
          bytes: Uint8Array.of(n & 255),
          tags: new Set(["a", "b"]),
        },
      }),
    ),
  );
  return TableDescription?.TableArn ?? "";
}

for (const format of ["DYNAMODB_JSON", "ION"] as const) {
  test(`a full export in ${format} has the service's layout and comes back as it was`, async () => {
    const db = await open({ storage: "memory" });
    const { name, store } = newBucket();
    const arn = await fill(db, 3000);
    const { ExportDescription: begun } = await db.client.exportTableToPointInTime({
      TableArn: arn,
      S3Bucket: name,
      S3Prefix: "out",
      ExportFormat: format,
    });
    assert.equal(begun?.ExportStatus, "IN_PROGRESS");
    const ended = await exported(db, begun?.ExportArn);
    assert.equal(ended.ExportStatus, "COMPLETED", ended.FailureMessage);
    assert.equal(ended.ItemCount, 3000);
    const id = begun?.ExportArn?.split("/").at(-1) ?? "";
    const folder = `out/AWSDynamoDB/${id}/`;
    assert.equal(ended.ExportManifest, `${folder}manifest-summary.json`);
    const all = await keys(store);
    const [data = "", ...more] = all.filter((key) => key.startsWith(`${folder}data/`));
    assert.deepEqual(more, []);
    assert.match(data.slice(folder.length), /^data\/[a-z2-7]{26}\.(?:json|ion)\.gz$/);
    assert.deepEqual(
      all.filter((key) => key !== data).map((key) => key.slice(folder.length)),
      [
        "_started",
        "manifest-files.checksum",
        "manifest-files.json",
        "manifest-summary.checksum",
        "manifest-summary.json",
      ],
    );
    const md5 = (bytes: Uint8Array | string) => createHash("md5").update(bytes).digest("base64");
    for (const manifest of ["manifest-files", "manifest-summary"]) {
      const content = await text(store, `${folder}${manifest}.json`);
      assert.equal(await text(store, `${folder}${manifest}.checksum`), md5(content));
    }
    const file = await bytesOf((await store.get(data)) as ReadableStream<Uint8Array>);
    const entry = JSON.parse(await text(store, `${folder}manifest-files.json`));
    assert.deepEqual([entry.itemCount, entry.md5Checksum, entry.dataFileS3Key], [3000, md5(file), data]);
    const summary = JSON.parse(await text(store, `${folder}manifest-summary.json`));
    assert.deepEqual(
      [summary.version, summary.itemCount, summary.outputFormat, summary.tableArn, summary.s3Prefix],
      ["2020-06-30", 3000, format, arn, "out"],
    );
    const [first = ""] = gunzipSync(file).toString().split("\n");
    assert.match(
      first,
      format === "ION" ? /^\$ion_1_0 \{Item:\{.*id:"i\d+"/ : /^\{"Item":\{.*"id":\{"S":"i\d+"\}/,
    );
    const { ImportTableDescription: again } = await db.client.importTable({
      S3BucketSource: { S3Bucket: name, S3KeyPrefix: folder },
      InputFormat: format,
      InputCompressionType: "GZIP",
      TableCreationParameters: { ...TABLE, TableName: "Again" },
    });
    const back = await imported(db, again?.ImportArn);
    assert.equal(back.ImportedItemCount, 3000, back.FailureMessage);
    const doc = db.documentClient();
    for (const key of ["i0", "i2999"]) {
      const [one, other] = await Promise.all(
        ["Things", "Again"].map((TableName) => doc.get({ TableName, Key: { id: key } })),
      );
      assert.deepEqual(other?.Item, one?.Item);
    }
    await db.close();
  });
}

test("an export is of the time that it names, whatever is written meanwhile", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  const arn = await fill(db, 500);
  const doc = db.documentClient();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const ExportTime = new Date();
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const id of ["i1", "i2"]) await doc.delete({ TableName: "Things", Key: { id } });
  await doc.put({ TableName: "Things", Item: { id: "i3", n: -3 } });
  await doc.put({ TableName: "Things", Item: { id: "new" } });
  const { ExportDescription: begun } = await db.client.exportTableToPointInTime({
    TableArn: arn,
    S3Bucket: name,
    ExportTime,
    FilterSpecification: {
      FilterExpression: "n < :n",
      ProjectionExpression: "id, n",
      ExpressionAttributeValues: { ":n": { N: "5" } },
    },
  });
  for (let n = 0; n < 5; n += 1) await doc.put({ TableName: "Things", Item: { id: `i${n}`, n: 9 } });
  const ended = await exported(db, begun?.ExportArn);
  assert.equal(ended.ExportStatus, "COMPLETED", ended.FailureMessage);
  const [data = ""] = (await keys(store)).filter((key) => key.includes("/data/"));
  const file = await bytesOf((await store.get(data)) as ReadableStream<Uint8Array>);
  const lines = gunzipSync(file).toString().trim().split("\n").sort();
  assert.deepEqual(
    lines,
    [0, 1, 2, 3, 4].map((n) => `{"Item":{"id":{"S":"i${n}"},"n":{"N":"${n}"}}}`),
  );
  await db.close();
});

test("a table without recovery is not exported", async () => {
  const db = await open({ storage: "memory" });
  const { TableDescription } = await db.client.createTable(TABLE);
  const asked = { TableArn: TableDescription?.TableArn, S3Bucket: "some" };
  await assert.rejects(db.client.exportTableToPointInTime(asked), {
    name: "PointInTimeRecoveryUnavailableException",
  });
  await db.close();
});

test("an export is found by its own ARN, and not under another table's", async () => {
  const db = await open({ storage: "memory" });
  const { name } = newBucket();
  const arn = await fill(db, 3);
  const { ExportDescription } = await db.client.exportTableToPointInTime({ TableArn: arn, S3Bucket: name });
  const own = ExportDescription?.ExportArn ?? "";
  await exported(db, own);
  await assert.rejects(db.client.describeExport({ ExportArn: own.replace("/Things/", "/Others/") }), {
    name: "ExportNotFoundException",
  });
  await db.close();
});
