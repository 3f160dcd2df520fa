/** The access log: records in CloudTrail's form, with masked values, to functions and blob stores. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type AccessRecord, recordOf } from "../../src/js/access_log/record.js";
import type { Database } from "../../src/js/client/database.js";
import { counted, until } from "./watched.js";

const SECRET = "ada@example.com";
const TABLE = {
  TableName: "Users",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "email", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "email", AttributeType: "S" }],
} as const;

async function use(db: Database): Promise<void> {
  await db.client.createTable(TABLE as never);
  const doc = db.documentClient();
  await doc.put({ TableName: "Users", Item: { email: SECRET, age: 36, tags: [SECRET] } });
  await doc.query({
    TableName: "Users",
    KeyConditionExpression: "email = :e",
    FilterExpression: "age > :a",
    ExpressionAttributeValues: { ":e": SECRET, ":a": 30 },
  });
  await doc.batchGet({ RequestItems: { Users: { Keys: [{ email: SECRET }] } } });
  await doc.executeStatement({
    Statement: `SELECT "age" FROM "Users" WHERE email = '${SECRET}' AND age > 30`,
  });
  await doc.transactWrite({
    TransactItems: [
      {
        Update: {
          TableName: "Users",
          Key: { email: SECRET },
          UpdateExpression: "SET age = :a",
          ExpressionAttributeValues: { ":a": 37 },
        },
      },
    ],
  });
  await assert.rejects(doc.get({ TableName: "Nobody", Key: { email: SECRET } }));
  const sdk = new DynamoDBClient(db.awsConfig());
  await sdk.send(new GetItemCommand({ TableName: "Users", Key: { email: { S: SECRET } } }));
  await assert.rejects(sdk.send(new GetItemCommand({ TableName: "Users", Key: {} })));
}

test("each request has a record in CloudTrail's form, and no value of an item is in it", async () => {
  const records: AccessRecord[] = [];
  const { db } = await counted({
    region: "eu-west-1",
    account: "123456789012",
    accessLog: (some) => records.push(...some),
  });
  await use(db);
  await db.close();
  assert.deepEqual(
    // What helps with a table that is not there asks for those that are.
    records
      .filter(({ eventName }) => eventName !== "ListTables")
      .map(({ eventName, eventCategory, readOnly, errorCode }) => [
        eventName,
        eventCategory,
        readOnly,
        errorCode,
      ]),
    [
      ["CreateTable", "Management", false, undefined],
      ["PutItem", "Data", false, undefined],
      ["Query", "Data", true, undefined],
      ["BatchGetItem", "Data", true, undefined],
      ["ExecuteStatement", "Data", false, undefined],
      ["TransactWriteItems", "Data", false, undefined],
      ["GetItem", "Data", true, "ResourceNotFoundException"],
      ["GetItem", "Data", true, undefined],
      ["GetItem", "Data", true, "ValidationException"],
    ],
  );
  const text = JSON.stringify(records);
  assert.ok(!text.includes(SECRET));
  assert.ok(
    !/\b3[067]\b(?!:)/.test(JSON.stringify(records.map(({ requestParameters }) => requestParameters))),
  );
  const [, put, query, , statement] = records;
  assert.deepEqual(put?.requestParameters, {
    tableName: "Users",
    item: {
      email: "HIDDEN_DUE_TO_SECURITY_REASONS",
      age: "HIDDEN_DUE_TO_SECURITY_REASONS",
      tags: "HIDDEN_DUE_TO_SECURITY_REASONS",
    },
  });
  assert.equal(query?.requestParameters?.["filterExpression"], "age > :a");
  assert.match(
    String(statement?.requestParameters?.["statement"]),
    /^SELECT "age" FROM "Users" WHERE email = 'HIDDEN/,
  );
  for (const record of records.slice(1, 6))
    assert.deepEqual(record.resources, [
      {
        accountId: "123456789012",
        type: "AWS::DynamoDB::Table",
        ARN: "arn:aws:dynamodb:eu-west-1:123456789012:table/Users",
      },
    ]);
  assert.equal(records.at(-1)?.userIdentity.accessKeyId, "hashrange");
  assert.match(records[0]?.eventTime ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test("a caller that is not the owner is told by its ARN", () => {
  const identity = (arn: string | undefined) => {
    const asked = { operation: "GetItem", input: { TableName: "Users" }, caller: { arn } };
    return recordOf(asked, {}, 0, { region: "local", account: "000000000000" }).userIdentity;
  };
  assert.deepEqual(identity("arn:aws:iam::123456789012:user/ada"), {
    type: "IAMUser",
    principalId: "ada",
    arn: "arn:aws:iam::123456789012:user/ada",
    accountId: "123456789012",
  });
  assert.equal(identity("arn:aws:sts::123456789012:assumed-role/App/ada").type, "AssumedRole");
  assert.equal(identity(undefined).type, "Unknown");
});

test("requests of db.as() are logged under their callers, refused ones too", async () => {
  const records: AccessRecord[] = [];
  const { db } = await counted({ accessLog: (some) => records.push(...some) });
  await db.client.createTable(TABLE as never);
  const arn = "arn:aws:iam::000000000000:user/ada";
  const Statement = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };
  const ada = db.as({ arn, policies: [{ Statement }] });
  const Key = { email: SECRET };
  await ada.documentClient().get({ TableName: "Users", Key });
  await assert.rejects(ada.documentClient().put({ TableName: "Users", Item: Key }));
  await new DynamoDBClient(ada.awsConfig()).send(
    new GetItemCommand({ TableName: "Users", Key: { email: { S: SECRET } } }),
  );
  await db.close();
  assert.deepEqual(
    records.map(({ eventName, userIdentity, errorCode }) => [eventName, userIdentity.arn, errorCode]),
    [
      ["CreateTable", "arn:aws:iam::000000000000:root", undefined],
      ["GetItem", arn, undefined],
      ["PutItem", arn, "AccessDeniedException"],
      ["GetItem", arn, undefined],
    ],
  );
  assert.ok(!JSON.stringify(records).includes(SECRET));
});

test("a blob store gets gzipped objects under CloudTrail's names", async () => {
  const objects = new Map<string, Uint8Array>();
  const accessLog = { put: async (key: string, body: Uint8Array) => objects.set(key, body) };
  const { db } = await counted({ region: "eu-west-1", account: "123456789012", accessLog });
  await use(db);
  await db.close();
  assert.ok(objects.size > 0);
  let count = 0;
  for (const [key, body] of objects) {
    assert.match(
      key,
      /^AWSLogs\/123456789012\/CloudTrail\/eu-west-1\/\d{4}\/\d\d\/\d\d\/123456789012_CloudTrail_eu-west-1_\d{8}T\d{4}Z_\w{16}\.json\.gz$/,
    );
    count += JSON.parse(gunzipSync(body).toString()).Records.length;
  }
  assert.equal(count, 10);
});

test("a sink that fails gets the records again, and requests go on", async () => {
  const got: string[] = [];
  let failures = 0;
  const { error } = console;
  console.error = () => undefined;
  try {
    const { db } = await counted({
      accessLog: (records) => {
        if (failures === 0) {
          failures += 1;
          throw new Error("full");
        }
        got.push(...records.map(({ eventName }) => eventName));
      },
    });
    await db.client.createTable(TABLE as never);
    await until(() => failures === 1);
    assert.deepEqual(got, []);
    await db.close();
    assert.deepEqual(got, ["CreateTable"]);
  } finally {
    console.error = error;
  }
  await assert.rejects(counted({ accessLog: {} as never }), /`accessLog` is no sink/);
});
