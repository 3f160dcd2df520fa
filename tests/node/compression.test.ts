/** Compressed attributes of the document client: every way in and out, and what other clients see. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Database } from "../../src/js/client/database.js";
import { compressed, isMarked, original } from "../../src/js/compression/form.js";
import { counted, until } from "./watched.js";

const LONG = "the same words again, ".repeat(500);
const BYTES = new Uint8Array(5000).fill(7);

async function scene(): Promise<Database> {
  const { db } = await counted({});
  await db.client.createTable({
    TableName: "Pages",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  });
  return db;
}

const packing = (db: Database) =>
  db.documentClient({ compress: { attributes: ["text", "data"], over: 100 } });
const plainly = async (db: Database, id: number) =>
  (await db.documentClient().get({ TableName: "Pages", Key: { id } })).Item ?? {};

test("what is put is stored as the documented form, and read as what it was", async () => {
  const db = await scene();
  const doc = packing(db);
  const item = { id: 1, text: LONG, data: BYTES, other: LONG, short: "x" };
  const given = structuredClone(item);
  await doc.put({ TableName: "Pages", Item: item });
  assert.deepEqual(item, given);
  const { text, data, other } = await plainly(db, 1);
  assert.deepEqual([...text.subarray(0, 7)], [0xf5, 0x48, 0x52, 0x5a, 1, 1, 0x53]);
  assert.equal(gunzipSync(text.subarray(11)).toString(), LONG);
  assert.equal(new DataView(text.buffer, text.byteOffset).getUint32(7), LONG.length);
  assert.equal(data[6], 0x42);
  assert.equal(other, LONG);
  assert.deepEqual((await doc.get({ TableName: "Pages", Key: { id: 1 } })).Item, item);
  // Another client, told of nothing, reads them as well.
  const reader = db.documentClient({ compress: { attributes: [] } });
  assert.deepEqual((await reader.scan({ TableName: "Pages" })).Items, [item]);
  await db.close();
});

test("every write compresses, and every read restores", async () => {
  const db = await scene();
  const doc = packing(db);
  const put = (id: number) => ({ PutRequest: { Item: { id, text: LONG } } });
  await doc.batchWrite({ RequestItems: { Pages: [put(1), put(2)] } });
  await doc.transactWrite({
    TransactItems: [
      { Put: { TableName: "Pages", Item: { id: 3, text: LONG } } },
      {
        Update: {
          TableName: "Pages",
          Key: { id: 4 },
          UpdateExpression: "SET #t = :t, n = :n",
          ExpressionAttributeNames: { "#t": "text" },
          ExpressionAttributeValues: { ":t": LONG, ":n": 1 },
        },
      },
    ],
  });
  const { Attributes } = await doc.update({
    TableName: "Pages",
    Key: { id: 5 },
    UpdateExpression: "SET n = :n, #t = :t REMOVE #d",
    ExpressionAttributeNames: { "#t": "text", "#d": "data" },
    ExpressionAttributeValues: { ":n": 1, ":t": LONG },
    ReturnValues: "ALL_NEW",
  });
  assert.equal(Attributes?.["text"], LONG);
  for (let id = 1; id <= 5; id += 1) assert.ok(isMarked((await plainly(db, id))["text"]), String(id));
  const Keys = [{ id: 1 }, { id: 2 }];
  const batch = await doc.batchGet({ RequestItems: { Pages: { Keys } } });
  assert.deepEqual(
    batch.Responses?.["Pages"]?.map(({ text }) => text === LONG),
    [true, true],
  );
  const transaction = await doc.transactGet({
    TransactItems: Keys.map((Key) => ({ Get: { TableName: "Pages", Key } })),
  });
  assert.equal(transaction.Responses?.[1]?.Item?.["text"], LONG);
  const query = await doc.query({
    TableName: "Pages",
    KeyConditionExpression: "id = :id",
    ExpressionAttributeValues: { ":id": 3 },
  });
  assert.equal(query.Items?.[0]?.["text"], LONG);
  const statement = await doc.executeStatement({ Statement: 'SELECT * FROM "Pages" WHERE id = 4' });
  assert.equal(statement.Items?.[0]?.["text"], LONG);
  const old = await doc.delete({ TableName: "Pages", Key: { id: 1 }, ReturnValues: "ALL_OLD" });
  assert.equal(old.Attributes?.["text"], LONG);
  await db.close();
});

test("live queries and items in exceptions are restored, too", async () => {
  const db = await scene();
  const doc = packing(db);
  const seen: unknown[] = [];
  const stop = doc.watch({ TableName: "Pages", Key: { id: 1 } }, ({ Item }) => seen.push(Item?.["text"]));
  await doc.put({ TableName: "Pages", Item: { id: 1, text: LONG } });
  await until(() => seen.at(-1) === LONG);
  assert.equal(seen.at(-1), LONG);
  stop();
  await assert.rejects(
    doc.put({
      TableName: "Pages",
      Item: { id: 1, text: LONG },
      ConditionExpression: "attribute_not_exists(id)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
    (error: Error & { Item?: Record<string, unknown> }) =>
      error.name === "ConditionalCheckFailedException" && error.Item?.["text"] === LONG,
  );
  await db.close();
});

test("a value that is used twice, or is small, or does not shrink, is stored as it is", async () => {
  const db = await scene();
  const doc = packing(db);
  await doc.update({
    TableName: "Pages",
    Key: { id: 1 },
    UpdateExpression: "SET #t = :t, #c = :t",
    ExpressionAttributeNames: { "#t": "text", "#c": "twice" },
    ExpressionAttributeValues: { ":t": LONG },
  });
  assert.equal((await plainly(db, 1))["text"], LONG);
  const random = crypto.getRandomValues(new Uint8Array(1000));
  await doc.put({ TableName: "Pages", Item: { id: 2, text: "short", data: random } });
  assert.deepEqual(await plainly(db, 2), { id: 2, text: "short", data: random });
  await db.close();
});

test("binaries that look like the form come back as they are, and broken forms are left alone", async () => {
  const db = await scene();
  const doc = packing(db);
  const form = (await compressed(LONG, 0)) as Uint8Array;
  await doc.put({ TableName: "Pages", Item: { id: 1, other: form, data: form } });
  const { Item } = await doc.get({ TableName: "Pages", Key: { id: 1 } });
  assert.deepEqual([Item?.["other"], Item?.["data"]], [form, form]);
  const broken = [form.slice(0, 11), form.slice(0, -20), form.with(4, 9), form.with(5, 7), form.with(6, 1)];
  const flipped = form.slice();
  flipped[40] = (flipped[40] as number) ^ 0xff;
  const bomb = form.slice();
  new DataView(bomb.buffer).setUint32(7, 10);
  for (const bytes of [...broken, flipped, bomb]) assert.deepEqual(await original(bytes), bytes);
  assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(form.subarray(0, 4)));
  await assert.rejects(
    db.documentClient({ compress: { attributes: "text" } as never }).scan({ TableName: "Pages" }),
    /`compress` takes/,
  );
  await db.close();
});
