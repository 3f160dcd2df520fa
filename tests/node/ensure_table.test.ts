/** `ensureTable`: a table becomes what its definition says, whoever else asks for it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { open as openDatabase, table } from "hashrange";
import { open } from "./memory_database.js";

const USERS = {
  TableName: "Users",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "id", KeyType: "HASH" },
    { AttributeName: "at", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
  ],
} as const;

const Users = table(USERS);

/** With global indexes on attributes of text. */
function indexed(...names: readonly string[]) {
  return table({
    ...USERS,
    AttributeDefinitions: [
      ...USERS.AttributeDefinitions,
      ...names.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
    ],
    GlobalSecondaryIndexes: names.map((AttributeName) => ({
      IndexName: `by-${AttributeName}`,
      KeySchema: [{ AttributeName, KeyType: "HASH" as const }],
      Projection: { ProjectionType: "ALL" as const },
    })),
  });
}

test("the first example runs twice at once", async () => {
  const start = async () => {
    const db = await openDatabase({ name: "first-example", storage: "memory" });
    await db.ensureTable(Users);
    const doc = db.documentClient();
    await doc.put({ TableName: "Users", Item: { id: "u1", at: 1, name: "Ada" } });
    const { Items } = await doc.query({
      TableName: "Users",
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": "u1" },
    });
    return { db, items: Items?.length };
  };
  const all = await Promise.all(Array.from({ length: 5 }, start));
  assert.deepEqual(
    all.map(({ items }) => items),
    [1, 1, 1, 1, 1],
  );
  await Promise.all(all.map(({ db }) => db.close()));
});

test("indexes, expiry and stream come and go with the definition, and items stay", async (t) => {
  const db = await open(t);
  const made = await db.ensureTable(Users);
  assert.equal(made.TableStatus, "ACTIVE");
  const doc = db.documentClient();
  await doc.put({ TableName: "Users", Item: { id: "u1", at: 1, mail: "ada@example.org", city: "London" } });
  const wide = {
    ...indexed("mail", "city", "name"),
    TimeToLiveSpecification: { Enabled: true, AttributeName: "until" },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" as const },
  };
  const grown = await db.ensureTable(wide);
  const namesOf = (of: typeof grown) => of.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort();
  assert.deepEqual(namesOf(grown), ["by-city", "by-mail", "by-name"]);
  assert.equal(grown.StreamSpecification?.StreamViewType, "NEW_IMAGE");
  const expiry = async () =>
    (await db.client.describeTimeToLive({ TableName: "Users" })).TimeToLiveDescription;
  assert.deepEqual(await expiry(), { TimeToLiveStatus: "ENABLED", AttributeName: "until" });
  const { Items } = await doc.query({
    TableName: "Users",
    IndexName: "by-city",
    KeyConditionExpression: "city = :c",
    ExpressionAttributeValues: { ":c": "London" },
  });
  assert.equal(Items?.length, 1);
  const other = await db.ensureTable({
    ...wide,
    TimeToLiveSpecification: { Enabled: true, AttributeName: "ends" },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    GlobalSecondaryIndexes: wide.GlobalSecondaryIndexes?.map((index) => ({
      ...index,
      Projection: { ProjectionType: "KEYS_ONLY" as const },
    })),
  });
  assert.deepEqual(
    other.GlobalSecondaryIndexes?.map(({ Projection }) => Projection?.ProjectionType),
    ["KEYS_ONLY", "KEYS_ONLY", "KEYS_ONLY"],
  );
  assert.equal(other.StreamSpecification?.StreamViewType, "KEYS_ONLY");
  assert.equal((await expiry())?.AttributeName, "ends");
  const back = await db.ensureTable(Users);
  assert.equal(back.GlobalSecondaryIndexes, undefined);
  assert.equal(back.StreamSpecification, undefined);
  assert.equal((await expiry())?.TimeToLiveStatus, "DISABLED");
  assert.equal((await doc.scan({ TableName: "Users" })).Count, 1);
});

test("two that change one table at once both end with it", async (t) => {
  const db = await open(t);
  await db.ensureTable(indexed("a"));
  const wide = {
    ...indexed("b", "c"),
    TimeToLiveSpecification: { Enabled: true, AttributeName: "until" },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" as const },
  };
  const all = await Promise.all(Array.from({ length: 4 }, () => db.ensureTable(wide)));
  for (const one of all)
    assert.deepEqual(one.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort(), ["by-b", "by-c"]);
});

test("a table that matches is only looked at", async (t) => {
  const db = await open(t);
  const definition = { ...indexed("a"), TimeToLiveSpecification: { Enabled: true, AttributeName: "until" } };
  await db.ensureTable(definition);
  const { updateTable } = db.client;
  let changes = 0;
  db.client.updateTable = (...given) => {
    changes += 1;
    return updateTable.call(db.client, ...given);
  };
  await db.ensureTable(definition);
  assert.equal(changes, 0);
});

test("a key that differs is an error that says what differs, and nothing is changed", async (t) => {
  const db = await open(t);
  await db.ensureTable(Users);
  const other = {
    ...USERS,
    KeySchema: [...USERS.KeySchema.slice(0, 1)],
    AttributeDefinitions: [...USERS.AttributeDefinitions.slice(0, 1)],
  };
  await assert.rejects(db.ensureTable(other), {
    name: "TableDiffersError",
    message:
      /^The key of the table "Users" is id \(HASH, S\) and at \(RANGE, N\), and the definition has id \(HASH, S\)\. Nothing was changed: /,
  });
  const typed = {
    ...Users,
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "S" as const },
      { AttributeName: "at", AttributeType: "S" as const },
    ],
  };
  await assert.rejects(db.ensureTable(typed), /at \(RANGE, N\), and the definition has .* at \(RANGE, S\)/);
  const local = {
    ...Users,
    AttributeDefinitions: [
      ...(Users.AttributeDefinitions ?? []),
      { AttributeName: "name", AttributeType: "S" as const },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "by-name",
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" as const },
          { AttributeName: "name", KeyType: "RANGE" as const },
        ],
        Projection: { ProjectionType: "ALL" as const },
      },
    ],
  };
  await assert.rejects(db.ensureTable(local), /local indexes .* are none, and the definition has by-name: /);
});

test("a definition that the service refuses is refused in its words", async (t) => {
  const db = await open(t);
  await assert.rejects(db.ensureTable({ ...Users, KeySchema: [] }), { name: "ValidationException" });
  await db.ensureTable(Users);
  const bad = { ...indexed("a"), AttributeDefinitions: Users.AttributeDefinitions };
  await assert.rejects(db.ensureTable(bad), { name: "ValidationException" });
});
