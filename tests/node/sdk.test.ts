/** The AWS SDK for JavaScript v3, unchanged, against the server: both clients, pages, waiters, errors by class. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateListTables,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocument,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { type Endpoint, endpoint } from "./sdk_server.js";

const USERS: CreateTableCommandInput = {
  TableName: "Users",
  KeySchema: [
    { AttributeName: "user_id", KeyType: "HASH" },
    { AttributeName: "timestamp", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "user_id", AttributeType: "S" },
    { AttributeName: "timestamp", AttributeType: "N" },
    { AttributeName: "email", AttributeType: "S" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "ByEmail",
      KeySchema: [{ AttributeName: "email", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    },
  ],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
};

describe("the AWS SDK", () => {
  let server: Endpoint;
  let client: DynamoDBClient;
  let doc: DynamoDBDocument;
  const TableName = "Users";

  before(async () => {
    server = await endpoint();
    client = new DynamoDBClient({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    doc = DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } });
    await client.send(new CreateTableCommand(USERS));
    await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
  });

  after(async () => {
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, maxWaitTime: 60 }, { TableName });
    client.destroy();
    assert.equal(await server.stop(), 0);
  });

  test("puts, gets, updates and deletes", async () => {
    const Key = { user_id: "u1", timestamp: 1700000000 };
    await doc.put({ TableName, Item: { ...Key, name: "Ada", visits: 1, gone: undefined } });
    assert.deepEqual((await doc.get({ TableName, Key })).Item, { ...Key, name: "Ada", visits: 1 });
    const updated = await doc.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET visits = visits + :n, #t = :t",
        ExpressionAttributeNames: { "#t": "tags" },
        ExpressionAttributeValues: { ":n": 1.5, ":t": new Set(["b", "a"]) },
        ReturnValues: "UPDATED_NEW",
      }),
    );
    assert.deepEqual(updated.Attributes, { visits: 2.5, tags: new Set(["a", "b"]) });
    assert.equal(updated.$metadata.httpStatusCode, 200);
    assert.equal(updated.$metadata.requestId?.length, 52);
    const deleted = await doc.delete({ TableName, Key, ReturnValues: "ALL_OLD" });
    assert.equal(deleted.Attributes?.name, "Ada");
    assert.equal((await doc.get({ TableName, Key })).Item, undefined);
  });

  test("keeps every type and character", async () => {
    const Item = {
      user_id: "types",
      timestamp: 1,
      text: 'Grüße 😀 "\\\n\u0001',
      empty: "",
      bytes: new Uint8Array([0, 127, 128, 255]),
      list: [1, "a", null, true, [], {}, { deep: [-0.5e-20] }],
      numbers: new Set([1, 2.5]),
      blobs: new Set([new Uint8Array([1]), new Uint8Array([2])]),
      big: 12345678901234567890n,
    };
    await doc.put({ TableName, Item });
    const read = await doc.get({ TableName, Key: { user_id: "types", timestamp: 1 } });
    assert.equal(read.Item?.big, Item.big);
    assert.deepEqual(read.Item?.numbers, Item.numbers);
    const raw = await client.send(
      new GetItemCommand({ TableName, Key: { user_id: { S: "types" }, timestamp: { N: "1" } } }),
    );
    assert.deepEqual(raw.Item?.big, { N: "12345678901234567890" });
    assert.deepEqual(raw.Item?.bytes?.B, Item.bytes);
    assert.equal(raw.Item?.text?.S, Item.text);
    assert.deepEqual(raw.Item?.list?.L?.[6]?.M?.deep, { L: [{ N: "-0.000000000000000000005" }] });
    assert.deepEqual(raw.Item?.blobs?.BS, [new Uint8Array([1]), new Uint8Array([2])]);
  });

  test("writes batches and reads pages", async () => {
    for (let start = 0; start < 100; start += 25) {
      const requests = Array.from({ length: 25 }, (_, offset) => ({
        PutRequest: {
          Item: { user_id: "pages", timestamp: start + offset, odd: (start + offset) % 2 === 1 },
        },
      }));
      const answer = await doc.batchWrite({ RequestItems: { Users: requests } });
      assert.deepEqual(answer.UnprocessedItems, {});
    }
    const sizes: (number | undefined)[] = [];
    const found: number[] = [];
    const query = {
      TableName,
      KeyConditionExpression: "user_id = :u AND #t BETWEEN :a AND :b",
      FilterExpression: "odd = :odd",
      ExpressionAttributeNames: { "#t": "timestamp" },
      ExpressionAttributeValues: { ":u": "pages", ":a": 10, ":b": 59, ":odd": true },
      ScanIndexForward: false,
    };
    for await (const page of paginateQuery({ client: doc, pageSize: 20 }, query)) {
      sizes.push(page.ScannedCount);
      found.push(...(page.Items ?? []).map((item) => item.timestamp as number));
    }
    assert.deepEqual(sizes, [20, 20, 10]);
    assert.deepEqual(
      found,
      Array.from({ length: 25 }, (_, index) => 59 - 2 * index),
    );
    let scanned = 0;
    for await (const page of paginateScan(
      { client: doc },
      { TableName, FilterExpression: "attribute_exists(odd)" },
    )) {
      scanned += page.Count ?? 0;
    }
    assert.equal(scanned, 100);
    const got = await doc.batchGet({
      RequestItems: {
        Users: {
          Keys: [1, 2, 1000].map((timestamp) => ({ user_id: "pages", timestamp })),
          ProjectionExpression: "odd",
        },
      },
    });
    assert.deepEqual(got.Responses?.Users?.map((item) => item.odd).sort(), [false, true]);
  });

  test("queries an index", async () => {
    await doc.put({ TableName, Item: { user_id: "i", timestamp: 1, email: "a@b.c", hidden: 1 } });
    const found = await doc.send(
      new QueryCommand({
        TableName,
        IndexName: "ByEmail",
        KeyConditionExpression: "email = :e",
        ExpressionAttributeValues: { ":e": "a@b.c" },
        ReturnConsumedCapacity: "INDEXES",
      }),
    );
    assert.deepEqual(found.Items, [{ user_id: "i", timestamp: 1, email: "a@b.c" }]);
    assert.equal(found.ConsumedCapacity?.GlobalSecondaryIndexes?.ByEmail?.CapacityUnits, 0.5);
  });

  test("throws the SDK's exceptions", async () => {
    const Item = { user_id: "c", timestamp: 1 };
    await doc.put({ TableName, Item });
    await assert.rejects(
      doc.send(
        new PutCommand({
          TableName,
          Item,
          ConditionExpression: "attribute_not_exists(user_id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
      (error) =>
        error instanceof ConditionalCheckFailedException &&
        error.name === "ConditionalCheckFailedException" &&
        error.message === "The conditional request failed" &&
        error.$metadata.httpStatusCode === 400,
    );
    await assert.rejects(
      client.send(
        new PutItemCommand({
          TableName,
          Item: { user_id: { S: "c" }, timestamp: { N: "1" } },
          ConditionExpression: "attribute_not_exists(user_id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
      (error) => error instanceof ConditionalCheckFailedException && error.Item?.user_id?.S === "c",
    );
    await assert.rejects(
      client.send(new DescribeTableCommand({ TableName: "Nowhere" })),
      (error) =>
        error instanceof ResourceNotFoundException &&
        error.message === "Requested resource not found: Table: Nowhere not found",
    );
    await assert.rejects(client.send(new CreateTableCommand(USERS)), ResourceInUseException);
    await assert.rejects(doc.get({ TableName, Key: { user_id: "c" } }), {
      name: "ValidationException",
      message: "The provided key element does not match the schema",
    });
    await assert.rejects(client.send(new BatchWriteItemCommand({ RequestItems: {} })), {
      name: "ValidationException",
      message: "The requestItems parameter is required for BatchWriteItem",
    });
    await assert.rejects(client.send(new PutItemCommand({ TableName: "!", Item: {} })), {
      name: "ValidationException",
      message:
        "1 validation error detected: Value '!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    });
  });

  test("writes and reads in transactions", async () => {
    const put = (timestamp: number, more = {}) => ({
      Put: { TableName, Item: { user_id: "t", timestamp }, ...more },
    });
    await doc.transactWrite({ TransactItems: [put(1), put(2)] });
    const read = await doc.transactGet({
      TransactItems: [2, 9, 1].map((timestamp) => ({ Get: { TableName, Key: { user_id: "t", timestamp } } })),
    });
    assert.deepEqual(
      read.Responses?.map((answer) => answer.Item?.timestamp),
      [2, undefined, 1],
    );
    await assert.rejects(
      doc.send(
        new TransactWriteCommand({
          TransactItems: [
            put(3),
            put(1, {
              ConditionExpression: "attribute_not_exists(user_id)",
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            }),
          ],
        }),
      ),
      (error) =>
        error instanceof TransactionCanceledException &&
        error.CancellationReasons?.[0]?.Code === "None" &&
        error.CancellationReasons[1]?.Code === "ConditionalCheckFailed",
    );
    assert.equal((await doc.get({ TableName, Key: { user_id: "t", timestamp: 3 } })).Item, undefined);
  });

  test("lists and describes tables", async () => {
    const names: string[] = [];
    for await (const page of paginateListTables({ client, pageSize: 1 }, {}))
      names.push(...(page.TableNames ?? []));
    assert.ok(names.includes(TableName));
    assert.deepEqual((await client.send(new ListTablesCommand({ Limit: 1 }))).TableNames?.length, 1);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    assert.equal(Table?.TableStatus, "ACTIVE");
    assert.ok(Table?.CreationDateTime instanceof Date);
    assert.ok(Math.abs(Table.CreationDateTime.getTime() - Date.now()) < 300_000);
    assert.equal(Table.GlobalSecondaryIndexes?.[0]?.IndexStatus, "ACTIVE");
  });

  test("keeps order and answers under many requests at once", async () => {
    const Key = { user_id: "many", timestamp: 0 };
    const update = () =>
      doc.update({
        TableName,
        Key,
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": 1 },
      });
    await Promise.all(Array.from({ length: 300 }, update));
    assert.equal((await doc.get({ TableName, Key, ConsistentRead: true })).Item?.n, 300);
  });
});
