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
  // Another client reads the attributes that it is told of.
  const reader = db.documentClient({ compress: { attributes: ["text"] } });
  assert.deepEqual((await reader.scan({ TableName: "Pages" })).Items, [{ ...item, data }]);
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

test("a value that is small, or does not shrink, is stored as it is", async () => {
  const db = await scene();
  const random = crypto.getRandomValues(new Uint8Array(1000));
  await packing(db).put({ TableName: "Pages", Item: { id: 2, text: "short", data: random } });
  assert.deepEqual(await plainly(db, 2), { id: 2, text: "short", data: random });
  await db.close();
});

test("only what an update assigns is compressed, wherever else its value is used", async () => {
  const db = await scene();
  const doc = packing(db);
  const update = (UpdateExpression: string, more: object = {}) =>
    doc.update({
      TableName: "Pages",
      Key: { id: 1 },
      UpdateExpression,
      ExpressionAttributeNames: { "#t": "text" },
      ExpressionAttributeValues: { ":t": LONG },
      ReturnValues: "ALL_NEW",
      ...more,
    });
  const { Attributes } = await update("SET #t = :t, twice = :t");
  assert.deepEqual(Attributes, { id: 1, text: LONG, twice: LONG });
  const stored = await plainly(db, 1);
  assert.ok(isMarked(stored["text"]));
  assert.equal(stored["twice"], LONG);
  // The condition sees the value, not its form.
  await update("SET #t = :t", { ConditionExpression: "twice = :t" });
  await update("REMOVE #t", { ExpressionAttributeValues: undefined });
  await update("SET n = if_not_exists(n, :one), #t = if_not_exists(#t, :t) REMOVE twice", {
    ExpressionAttributeValues: { ":t": LONG, ":one": 1 },
  });
  assert.ok(isMarked((await plainly(db, 1))["text"]));
  const values = { ":t": LONG, ":unused": 1 };
  await assert.rejects(update("SET #t = :t", { ExpressionAttributeValues: values }), /:unused/);
  await db.close();
});

test("binaries that look like the form come back as they are, and broken forms are left alone", async () => {
  const db = await scene();
  const doc = packing(db);
  const form = (await compressed(LONG, 0)) as Uint8Array;
  await doc.put({ TableName: "Pages", Item: { id: 1, other: form, data: form } });
  const { Item } = await doc.get({ TableName: "Pages", Key: { id: 1 } });
  assert.deepEqual([Item?.["other"], Item?.["data"]], [form, form]);
  // What another client has written and cannot be read is given as it is.
  const foreign = form.with(5, 7);
  await db.documentClient().put({ TableName: "Pages", Item: { id: 2, data: foreign } });
  assert.deepEqual((await doc.get({ TableName: "Pages", Key: { id: 2 } })).Item?.["data"], foreign);
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

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Values of every kind, most of them with forms, halves of forms, or forms of forms. */
async function anyValue(random: (below: number) => number, depth = 0): Promise<unknown> {
  const form = (await compressed(LONG, 0)) as Uint8Array;
  const binaries = [
    form,
    form.slice(0, 4),
    form.slice(0, 11),
    form.slice(0, form.length - 3),
    (await compressed(form, 0)) as Uint8Array,
    BYTES,
    new Uint8Array([1, 2, 3]),
  ];
  const binary = () => binaries[random(binaries.length)] as Uint8Array;
  switch (random(depth < 2 ? 7 : 4)) {
    case 0:
    case 1:
      return binary();
    case 2:
      return LONG;
    case 3:
      return random(100);
    case 4:
      return new Set([form, BYTES.slice(random(100))]);
    case 5:
      return { text: await anyValue(random, depth + 1), data: binary() };
    default:
      return [binary(), await anyValue(random, depth + 1), { Item: { text: form } }];
  }
}

test("whatever is written in whichever way, the same is read in every way", async () => {
  const { db } = await counted({});
  await db.client.createTable({
    TableName: "Any",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "B" },
      { AttributeName: "id", AttributeType: "N" },
    ],
  });
  const TableName = "Any";
  const doc = packing(db);
  const random = seeded(7);
  // A key that is a form itself.
  const pk = (await compressed("key ".repeat(100), 0)) as Uint8Array;
  const bare = (item: Record<string, unknown>) => {
    const { pk: _, id: __, ...attributes } = item;
    return attributes;
  };
  for (let id = 0; id < 120; id += 1) {
    const Key = { pk, id };
    const item = {
      ...Key,
      text: await anyValue(random),
      data: await anyValue(random),
      more: await anyValue(random),
    };
    const update = {
      TableName,
      Key,
      UpdateExpression: "SET #t=:t, #d = if_not_exists(#d, :d), more = :m, spare=:t",
      ExpressionAttributeNames: { "#t": "text", "#d": "data" },
      ExpressionAttributeValues: { ":t": item.text, ":d": item.data, ":m": item.more },
    };
    const expected: Record<string, unknown> = { ...item };
    if (id % 6 === 3 || id % 6 === 4) expected["spare"] = item.text;
    const updated = (name: string) => ({ Action: "PUT" as const, Value: expected[name] as never });
    switch (id % 6) {
      case 0:
        await doc.put({ TableName, Item: item });
        break;
      case 1:
        await doc.batchWrite({ RequestItems: { Any: [{ PutRequest: { Item: item } }] } });
        break;
      case 2:
        await doc.transactWrite({ TransactItems: [{ Put: { TableName, Item: item } }] });
        break;
      case 3:
        assert.deepEqual((await doc.update({ ...update, ReturnValues: "ALL_NEW" })).Attributes, expected);
        break;
      case 4:
        await doc.transactWrite({ TransactItems: [{ Update: update }] });
        break;
      default: {
        const AttributeUpdates = Object.fromEntries(["text", "data", "more"].map((of) => [of, updated(of)]));
        await doc.update({ TableName, Key, AttributeUpdates });
      }
    }
    const message = `item ${id}`;
    assert.deepEqual((await doc.get({ TableName, Key })).Item, expected, message);
    const query = await doc.query({
      TableName,
      KeyConditionExpression: "pk = :p AND id = :i",
      ExpressionAttributeValues: { ":p": pk, ":i": id },
    });
    assert.deepEqual(query.Items, [expected], message);
    const batch = await doc.batchGet({ RequestItems: { Any: { Keys: [Key] } } });
    assert.deepEqual(batch.Responses?.["Any"], [expected], message);
    const transaction = await doc.transactGet({ TransactItems: [{ Get: { TableName, Key } }] });
    assert.deepEqual(transaction.Responses, [{ Item: expected }], message);
    const only = await doc.get({
      TableName,
      Key,
      ProjectionExpression: "more, #t",
      ExpressionAttributeNames: { "#t": "text" },
    });
    assert.deepEqual(only.Item, { text: item.text, more: item.more }, message);
    if (id % 2 === 0) continue;
    const old = await doc.put({ TableName, Item: { ...Key, text: "new" }, ReturnValues: "ALL_OLD" });
    assert.deepEqual(bare(old.Attributes ?? {}), bare(expected), message);
  }
  const { Items = [], LastEvaluatedKey } = await doc.scan({ TableName, Limit: 3 });
  assert.equal(Items.length, 3);
  assert.deepEqual(LastEvaluatedKey?.["pk"], pk);
  await db.close();
});

test("a binary that would be read as another value is refused where it cannot be put into the form", async () => {
  const db = await scene();
  const doc = packing(db);
  const form = (await compressed(LONG, 0)) as Uint8Array;
  await assert.rejects(
    doc.executeStatement({ Statement: `INSERT INTO "Pages" VALUE {'id': 1, 'data': ?}`, Parameters: [form] }),
    /cannot write a binary that begins as a compressed value/,
  );
  await assert.rejects(
    doc.update({
      TableName: "Pages",
      Key: { id: 1 },
      UpdateExpression: "SET #d = if_not_exists(other, if_not_exists(a, :d))",
      ExpressionAttributeNames: { "#d": "data" },
      ExpressionAttributeValues: { ":d": form },
    }),
    /:d begins as a compressed value does/,
  );
  await db.close();
});
