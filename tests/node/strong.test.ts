/** Global tables of strong consistency between real engines: a majority of three writes, and reads are never stale. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database } from "hashrange";
import { open } from "hashrange";
import { messagePort } from "hashrange/replicas";
import { becomes } from "./manual_clock.js";

const SECRET = "what all three of this test know";
const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1"] as const;
const TableName = "Stock";

let count = 0;

interface Three {
  dbs: [Database, Database, Database];
  /** Cuts a region off. */
  cut(at: number): Promise<void>;
}

/** Three databases, each joined with each. */
async function three(t: TestContext, options: object = {}): Promise<Three> {
  const opened = REGIONS.map((region) =>
    open({ name: `strong-${count++}`, storage: "memory", region, ...options }),
  );
  const dbs = (await Promise.all(opened)) as Three["dbs"];
  for (const db of dbs) t.after(() => db.close());
  for (const [one, other] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const { port1, port2 } = new MessageChannel();
    t.after(() => port1.close());
    const ends = await Promise.all([
      dbs[one].connect({ region: REGIONS[other], transport: messagePort(port1), secret: SECRET }),
      dbs[other].connect({ region: REGIONS[one], transport: messagePort(port2), secret: SECRET }),
    ]);
    await becomes(() => ends.every(({ state }) => state === "CONNECTED"));
  }
  const cut = async (at: number) => {
    for (const one of await (dbs[at] as Database).connections()) await one.close();
    for (const [other, db] of dbs.entries())
      if (other !== at)
        for (const one of await db.connections()) if (one.region === REGIONS[at]) await one.close();
  };
  return { dbs, cut };
}

type UpdateTable = Parameters<Database["client"]["updateTable"]>[0];

async function strong(t: TestContext, { witness = false, ...options } = {}): Promise<Three> {
  const all = await three(t, options);
  const [eu] = all.dbs;
  await eu.client.createTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "shop", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "shop", AttributeType: "S" },
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "tag", AttributeType: "N" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "byTag",
        KeySchema: [{ AttributeName: "tag", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
  const [, second, third] = REGIONS;
  const request: UpdateTable = {
    TableName,
    MultiRegionConsistency: "STRONG",
    ReplicaUpdates: [second, ...(witness ? [] : [third])].map((RegionName) => ({ Create: { RegionName } })),
    ...(witness && { GlobalTableWitnessUpdates: [{ Create: { RegionName: third } }] }),
  };
  await becomes(() => eu.client.updateTable(request).then(Boolean, () => false));
  await becomes(async () => {
    const { Table } = await eu.client.describeTable({ TableName });
    const { Replicas = [], GlobalTableWitnesses = [] } = Table ?? {};
    return (
      Replicas.every(({ ReplicaStatus }) => ReplicaStatus === "ACTIVE") &&
      GlobalTableWitnesses.every(({ WitnessStatus }) => WitnessStatus === "ACTIVE")
    );
  });
  return all;
}

const key = (id: string) => ({ TableName, Key: { shop: "a", id } });

function refuses(work: Promise<unknown>, name: string, text: RegExp): Promise<void> {
  return assert.rejects(work, (error: Error) => error.name === name && text.test(error.message));
}

test("a write in one region is read in the others at once, and its return values are exact", async (t) => {
  const { dbs } = await strong(t);
  const [eu, us, ap] = dbs.map((db) => db.documentClient()) as [Doc, Doc, Doc];
  await eu.put({ TableName, Item: { shop: "a", id: "1", n: 1, tags: new Set(["x"]) } });
  for (const doc of [us, ap, eu]) {
    const { Item, ConsumedCapacity } = await doc.get({
      ...key("1"),
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.equal(Item?.["n"], 1);
    assert.equal(ConsumedCapacity?.CapacityUnits, 1);
  }
  const { Attributes, ConsumedCapacity } = await us.update({
    ...key("1"),
    UpdateExpression: "ADD n :one SET tag = :tag",
    ExpressionAttributeValues: { ":one": 1, ":tag": 7 },
    ReturnValues: "UPDATED_NEW",
    ReturnConsumedCapacity: "INDEXES",
  });
  assert.deepEqual(Attributes, { n: 2, tag: 7 });
  assert.equal(ConsumedCapacity?.CapacityUnits, 2);
  await refuses(
    ap.put({
      TableName,
      Item: { shop: "a", id: "1" },
      ConditionExpression: "n = :n",
      ExpressionAttributeValues: { ":n": 1 },
    }),
    "ConditionalCheckFailedException",
    /conditional request failed/,
  );
  const gone = await ap.delete({ ...key("1"), ReturnValues: "ALL_OLD" });
  assert.equal(gone.Attributes?.["n"], 2);
  assert.equal((await eu.get({ ...key("1"), ConsistentRead: true })).Item, undefined);
  // Deleting nothing, and a condition on what never was.
  await us.delete(key("never"));
  await us.put({
    TableName,
    Item: { shop: "a", id: "1" },
    ConditionExpression: "attribute_not_exists(shop)",
  });
});

type Doc = ReturnType<Database["documentClient"]>;

test("queries, scans, batches and PartiQL see every write that was acknowledged", async (t) => {
  const { dbs } = await strong(t);
  const [eu, us, ap] = dbs.map((db) => db.documentClient()) as [Doc, Doc, Doc];
  for (let round = 1; round <= 5; round += 1) {
    const answer = await eu.batchWrite({
      RequestItems: {
        [TableName]: Array.from({ length: 5 }, (_, at) => ({
          PutRequest: { Item: { shop: "a", id: `${round}-${at}`, n: round } },
        })),
      },
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.deepEqual(answer.UnprocessedItems, {});
    assert.equal(answer.ConsumedCapacity?.[0]?.CapacityUnits, 5);
    const query = {
      TableName,
      KeyConditionExpression: "shop = :a",
      ExpressionAttributeValues: { ":a": "a" },
      ConsistentRead: true,
    };
    const [found, scanned] = await Promise.all([
      us.query(query),
      ap.scan({ TableName, ConsistentRead: true, Select: "COUNT" }),
    ]);
    assert.equal(found.Count, 5 * round);
    assert.equal(scanned.Count, 5 * round);
  }
  const got = await us.batchGet({
    RequestItems: {
      [TableName]: {
        Keys: [
          { shop: "a", id: "1-0" },
          { shop: "a", id: "5-4" },
        ],
        ConsistentRead: true,
      },
    },
  });
  assert.equal(got.Responses?.[TableName]?.length, 2);
  await ap.executeStatement({
    Statement: `INSERT INTO "${TableName}" VALUE {'shop': 'b', 'id': '1', 'n': 9}`,
  });
  await refuses(
    us.executeStatement({ Statement: `INSERT INTO "${TableName}" VALUE {'shop': 'b', 'id': '1'}` }),
    "DuplicateItemException",
    /./,
  );
  const select = await us.executeStatement({
    Statement: `SELECT n FROM "${TableName}" WHERE shop = 'b'`,
    ConsistentRead: true,
  });
  assert.deepEqual(select.Items, [{ n: 9 }]);
  await us.executeStatement({ Statement: `DELETE FROM "${TableName}" WHERE shop = 'b' AND id = '1'` });
  assert.equal(
    (await eu.get({ TableName, Key: { shop: "b", id: "1" }, ConsistentRead: true })).Item,
    undefined,
  );
});

test("counters that all regions count are exact", async (t) => {
  const { dbs } = await strong(t);
  let done = 0;
  await Promise.all(
    dbs.map(async (db) => {
      const doc = db.documentClient();
      for (let tries = 0; tries < 12; tries += 1)
        await doc
          .update({ ...key("n"), UpdateExpression: "ADD n :one", ExpressionAttributeValues: { ":one": 1 } })
          .then(
            () => {
              done += 1;
            },
            (error: Error) => assert.equal(error.name, "ReplicatedWriteConflictException", error.stack),
          );
    }),
  );
  assert.ok(done > 6, `only ${done} writes came through`);
  for (const db of dbs) {
    const { Item } = await db.documentClient().get({ ...key("n"), ConsistentRead: true });
    assert.equal(Item?.["n"], done);
  }
  // What is learnt elsewhere follows: eventual reads and indexes, too.
  for (const db of dbs)
    await becomes(async () => (await db.documentClient().get(key("n"))).Item?.["n"] === done);
});

test("two of three go on, one alone answers with errors and not with what is stale", async (t) => {
  const { dbs, cut } = await strong(t, { witness: true });
  const [eu, us, witness] = dbs;
  await refuses(
    witness.documentClient().get(key("1")),
    "ResourceNotFoundException",
    /Requested resource not found/,
  );
  await us.documentClient().put({ TableName, Item: { shop: "a", id: "1", n: 1 } });
  await cut(1);
  await eu.documentClient().put({ TableName, Item: { shop: "a", id: "1", n: 2 } });
  assert.equal((await eu.documentClient().get({ ...key("1"), ConsistentRead: true })).Item?.["n"], 2);
  const alone = us.documentClient();
  const text = /No majority of the replicas can be reached/;
  await refuses(alone.get({ ...key("1"), ConsistentRead: true }), "InternalServerError", text);
  await refuses(alone.put({ TableName, Item: { shop: "a", id: "2" } }), "InternalServerError", text);
  await refuses(alone.scan({ TableName, ConsistentRead: true }), "InternalServerError", text);
  // Reads that may be stale are local.
  assert.equal((await alone.get(key("1"))).Item?.["n"], 1);
});

test("what the service refuses of such tables is refused", async (t) => {
  const { dbs } = await strong(t);
  const [eu] = dbs;
  const Item = { shop: { S: "a" }, id: { S: "1" } };
  const Key = Item;
  const refused = /not supported (?:for a global table with strong|with MultiRegion)/;
  await refuses(
    eu.client.transactWriteItems({ TransactItems: [{ Put: { TableName, Item } }] }),
    "ValidationException",
    refused,
  );
  await refuses(
    eu.client.transactGetItems({ TransactItems: [{ Get: { TableName, Key } }] }),
    "ValidationException",
    refused,
  );
  await refuses(
    eu.client.updateTimeToLive({
      TableName,
      TimeToLiveSpecification: { AttributeName: "until", Enabled: true },
    }),
    "ValidationException",
    refused,
  );
});

test("pages, programs and callers over HTTP get the same answers", async (t) => {
  const { dbs } = await strong(t);
  const [eu, us] = dbs;
  const ask = async (db: Database, operation: string, input: object) => {
    const response = await db.fetch(
      new Request("http://localhost/", {
        method: "POST",
        headers: {
          "x-amz-target": `DynamoDB_20120810.${operation}`,
          "content-type": "application/x-amz-json-1.0",
        },
        body: JSON.stringify(input),
      }),
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const Item = {
    shop: { S: "a" },
    id: { S: "1" },
    raw: { B: "AAEC" },
    n: { N: "12345678901234567890123456789" },
  };
  assert.deepEqual(await ask(eu, "PutItem", { TableName, Item }), { status: 200, body: {} });
  const Key = { shop: { S: "a" }, id: { S: "1" } };
  assert.deepEqual(await ask(us, "GetItem", { TableName, Key, ConsistentRead: true }), {
    status: 200,
    body: { Item },
  });
  const failed = await ask(us, "PutItem", {
    TableName,
    Item,
    ConditionExpression: "attribute_not_exists(id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  assert.equal(failed.status, 400);
  assert.match(String(failed.body["__type"]), /ConditionalCheckFailedException$/);
  assert.deepEqual(failed.body["Item"], Item);
  const batch = await ask(us, "BatchWriteItem", {
    RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] },
  });
  assert.deepEqual(batch, { status: 200, body: { UnprocessedItems: {} } });
  const typed = await eu.client.getItem({ TableName, Key, ConsistentRead: true });
  assert.equal(typed.Item, undefined);
});
