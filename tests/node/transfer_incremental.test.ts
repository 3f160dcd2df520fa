/** Incremental exports: what has become of each item between two times. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { bytesOf } from "../../src/js/blobs/store.js";
import { exported, keys, newBucket, open, recoverable, TABLE, text } from "./transfer_scene.js";

/** The first whole second from now on. */
async function nextSecond(): Promise<Date> {
  const next = Math.ceil((Date.now() + 1) / 1000) * 1000;
  await new Promise((resolve) => setTimeout(resolve, next - Date.now() + 5));
  return new Date(next);
}

test("one line for each item that is another one now", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  const { TableDescription } = await db.client.createTable(TABLE);
  await recoverable(db, "Things");
  const doc = db.documentClient();
  const put = (id: string, n: number) => doc.put({ TableName: "Things", Item: { id, n } });
  const remove = (id: string) => doc.delete({ TableName: "Things", Key: { id } });
  for (const id of ["stays", "changes", "goes", "goes and comes"]) await put(id, 1);
  const from = await nextSecond();
  await put("changes", 2);
  await put("changes", 3);
  await put("comes", 1);
  await put("comes and goes", 1);
  await remove("comes and goes");
  await remove("goes");
  await remove("goes and comes");
  await put("goes and comes", 9);
  const to = await nextSecond();
  await put("stays", 2);
  const specification = { ExportFromTime: from, ExportToTime: to };
  const ask = async (more: object, format: "DYNAMODB_JSON" | "ION" = "DYNAMODB_JSON") => {
    const { ExportDescription: begun } = await db.client.exportTableToPointInTime({
      TableArn: TableDescription?.TableArn,
      S3Bucket: name,
      S3Prefix: format,
      ExportFormat: format,
      ExportType: "INCREMENTAL_EXPORT",
      IncrementalExportSpecification: { ...specification, ...more },
    });
    const ended = await exported(db, begun?.ExportArn);
    assert.equal(ended.ExportStatus, "COMPLETED", ended.FailureMessage);
    const summary = JSON.parse(await text(store, ended.ExportManifest ?? ""));
    const [entry] = (await text(store, summary.manifestFilesS3Key)).trim().split("\n");
    const { dataFileS3Key } = JSON.parse(entry ?? "");
    assert.match(dataFileS3Key, /^\w+\/AWSDynamoDB\/data\/[a-z2-7]{26}\.(?:json|ion)\.gz$/);
    const file = await bytesOf((await store.get(dataFileS3Key)) as ReadableStream<Uint8Array>);
    return { ended, summary, lines: gunzipSync(file).toString().trim().split("\n") };
  };
  const both = await ask({});
  assert.deepEqual(
    [both.ended.ItemCount, both.summary.exportType, both.summary.outputView, both.summary.exportFromTime],
    [4, "INCREMENTAL_EXPORT", "NEW_AND_OLD_IMAGES", from.toISOString()],
  );
  const found = Object.fromEntries(
    both.lines.map((line) => {
      const { Keys, Metadata, ...images } = JSON.parse(line);
      const micros = Number(Metadata.WriteTimestampMicros.N);
      assert.ok(micros >= from.getTime() * 1000 && micros < to.getTime() * 1000);
      return [Keys.id.S, images];
    }),
  );
  const item = (id: string, n: number) => ({ id: { S: id }, n: { N: String(n) } });
  assert.deepEqual(found, {
    changes: { NewImage: item("changes", 3), OldImage: item("changes", 1) },
    comes: { NewImage: item("comes", 1) },
    goes: { OldImage: item("goes", 1) },
    "goes and comes": { NewImage: item("goes and comes", 9), OldImage: item("goes and comes", 1) },
  });
  const fresh = await ask({ ExportViewType: "NEW_IMAGE" });
  const gone = fresh.lines.map((line) => JSON.parse(line)).find((line) => line.Keys.id.S === "goes");
  assert.deepEqual(Object.keys(gone), ["Metadata", "Keys"]);
  const { lines } = await ask({}, "ION");
  const pattern = /^\$ion_1_0 \{Record:\{Metadata:\{WriteTimestampMicros:\d+(?:\.|d\d+)\},Keys:\{id:"/;
  assert.ok(lines.every((line) => pattern.test(line)));
  assert.equal((await keys(store, "ION/AWSDynamoDB/data/")).length, 1);
  await db.close();
});

test("times are checked", async () => {
  const db = await open({ storage: "memory" });
  const { name } = newBucket();
  const { TableDescription } = await db.client.createTable(TABLE);
  await recoverable(db, "Things");
  const ask = (more: object) =>
    db.client.exportTableToPointInTime({ TableArn: TableDescription?.TableArn, S3Bucket: name, ...more });
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
  const invalid = { name: "InvalidExportTimeException" };
  await assert.rejects(ask({ ExportTime: at(60) }), invalid);
  await assert.rejects(ask({ ExportTime: at(-3600) }), invalid);
  const incremental = (specification?: object) =>
    ask({ ExportType: "INCREMENTAL_EXPORT", IncrementalExportSpecification: specification });
  await assert.rejects(incremental(), { name: "ValidationException" });
  await assert.rejects(incremental({ ExportFromTime: at(-3600) }), invalid);
  await assert.rejects(ask({ IncrementalExportSpecification: {} }), { name: "ValidationException" });
  await assert.rejects(ask({ TableArn: "Things" }), { name: "ValidationException" });
  await assert.rejects(ask({ TableArn: `${TableDescription?.TableArn}2` }), {
    name: "TableNotFoundException",
  });
  const token = { ClientToken: "once" };
  const one = await ask(token);
  const two = await ask(token);
  assert.equal(one.ExportDescription?.ExportArn, two.ExportDescription?.ExportArn);
  await assert.rejects(ask({ ...token, ExportFormat: "ION" }), { name: "ExportConflictException" });
  await exported(db, one.ExportDescription?.ExportArn);
  await db.close();
});
