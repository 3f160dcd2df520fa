/** Backups, points in time and reads of the past, as programs see them: in memory, in files, and after a restart. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type CreateTableInput, type Database, open } from "hashrange";

const TABLE: CreateTableInput = {
  TableName: "Films",
  AttributeDefinitions: [
    { AttributeName: "director", AttributeType: "S" },
    { AttributeName: "title", AttributeType: "S" },
    { AttributeName: "genre", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "director", KeyType: "HASH" },
    { AttributeName: "title", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "ByGenre",
      KeySchema: [{ AttributeName: "genre", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

async function films(db: Database) {
  await db.client.createTable(TABLE);
  await db.client.updateContinuousBackups({
    TableName: "Films",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const doc = db.documentClient();
  for (let n = 0; n < 200; n++)
    await doc.put({
      TableName: "Films",
      Item: { director: `d${n % 7}`, title: `t${n}`, genre: `g${n % 3}`, rating: n % 10 },
    });
  return doc;
}

async function ratings(reader: Pick<ReturnType<Database["documentClient"]>, "scan">, TableName = "Films") {
  const { Items = [] } = await reader.scan({ TableName });
  return Items.map((item) => [item["title"], item["rating"]].join()).sort();
}

/** A time that nothing is written at. */
async function instant(): Promise<number> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  await pause();
  const now = Date.now();
  await pause();
  return now;
}

async function active(db: Database, TableName: string) {
  await db.client.waitUntilTableExists({ client: db.client, maxWaitTime: 20 } as never, { TableName });
}

for (const storage of ["memory", "file"] as const) {
  test(`a bad update is undone from the past (${storage})`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "backups-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const options = storage === "memory" ? { storage } : { storage, directory: folder };
    let db = await open({ name: "films", ...options, checkpointBytes: 64 << 10 } as never);
    const doc = await films(db);
    const { BackupDetails } = await db.client.createBackup({ TableName: "Films", BackupName: "before" });
    const good = await ratings(doc);
    const before = await instant();
    for (let n = 0; n < 200; n++)
      await doc.update({
        TableName: "Films",
        Key: { director: `d${n % 7}`, title: `t${n}` },
        UpdateExpression: "SET rating = :r",
        ExpressionAttributeValues: { ":r": 0 },
      });
    await doc.delete({ TableName: "Films", Key: { director: "d0", title: "t0" } });
    assert.notDeepEqual(await ratings(doc), good);

    const then = db.asOf(before);
    assert.deepEqual(await ratings(then), good);
    assert.equal(
      (await then.get({ TableName: "Films", Key: { director: "d0", title: "t0" } })).Item?.["rating"],
      0,
    );
    const byGenre = {
      TableName: "Films",
      IndexName: "ByGenre",
      KeyConditionExpression: "genre = :g",
      ExpressionAttributeValues: { ":g": "g1" },
    };
    const { Items: old = [] } = await then.query(byGenre);
    assert.equal(old.filter((item) => item["rating"] !== 0).length, 60);
    const { Items: rows = [] } = await then.executeStatement({
      Statement: `SELECT rating FROM "Films" WHERE director = 'd1' AND title = 't1'`,
    });
    assert.deepEqual(rows, [{ rating: 1 }]);
    const low = await then.client.getItem({
      TableName: "Films",
      Key: { director: { S: "d1" }, title: { S: "t1" } },
    });
    assert.deepEqual(low.Item?.["rating"], { N: "1" });
    await assert.rejects(
      (then as never as typeof doc).put({ TableName: "Films", Item: { director: "x", title: "y" } }),
      /only reads/,
    );
    await assert.rejects(db.asOf(Date.now() - 1e9).scan({ TableName: "Films" }), {
      name: "InvalidRestoreTimeException",
    });
    await db.client.createTable({ ...TABLE, TableName: "Other" });
    await assert.rejects(db.asOf(before).scan({ TableName: "Other" }), {
      name: "PointInTimeRecoveryUnavailableException",
    });

    await db.client.restoreTableToPointInTime({
      SourceTableName: "Films",
      TargetTableName: "Restored",
      RestoreDateTime: new Date(before),
    });
    await db.client.restoreTableFromBackup({
      TargetTableName: "Copy",
      BackupArn: BackupDetails?.BackupArn as string,
    });
    if (storage === "file") {
      await db.close();
      db = await open({ name: "films", ...options } as never);
    }
    await active(db, "Restored");
    await active(db, "Copy");
    assert.deepEqual(await ratings(db.documentClient(), "Restored"), good);
    assert.deepEqual(await ratings(db.documentClient(), "Copy"), good);
    await db.close();
  });
}
