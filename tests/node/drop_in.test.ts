/** One program, three ways: the real AWS SDK over `db.awsConfig()`, the drop-in modules, and the SDK's commands sent
 * to `db.documentClient()`. All of them have to say the same. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as sdkClient from "@aws-sdk/client-dynamodb";
import * as sdkDocument from "@aws-sdk/lib-dynamodb";
import * as sdkUtil from "@aws-sdk/util-dynamodb";
import { open } from "hashrange";
import * as ownClient from "hashrange/client-dynamodb";
import * as ownDocument from "hashrange/lib-dynamodb";
import * as ownUtil from "hashrange/util-dynamodb";

type Client = typeof sdkClient;
type Document = typeof sdkDocument;

const plain = (value: object): unknown => {
  const { $metadata: _, ...rest } = value as { $metadata?: unknown };
  return rest;
};

/** Everyday work; gives everything that came back. */
async function everyday(client: sdkClient.DynamoDBClient, c: Client, d: Document): Promise<unknown[]> {
  const seen: unknown[] = [];
  const table = {
    TableName: "Users",
    KeySchema: [
      { AttributeName: "id", KeyType: "HASH" as const },
      { AttributeName: "at", KeyType: "RANGE" as const },
    ],
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "S" as const },
      { AttributeName: "at", AttributeType: "N" as const },
    ],
    BillingMode: "PAY_PER_REQUEST" as const,
  };
  const { TableDescription } = await client.send(new c.CreateTableCommand(table));
  seen.push(TableDescription?.TableName, TableDescription?.CreationDateTime instanceof Date);
  await c.waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { TableName: "Users" });
  const doc = d.DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  for (let at = 0; at < 7; at += 1) {
    const Item = {
      id: "u1",
      at,
      tags: new Set(["a", "b"]),
      deep: { list: [1, null, true], gone: undefined },
    };
    seen.push(plain(await doc.send(new d.PutCommand({ TableName: "Users", Item, ReturnValues: "ALL_OLD" }))));
  }
  seen.push(plain(await doc.send(new d.GetCommand({ TableName: "Users", Key: { id: "u1", at: 3 } }))));
  const update = new d.UpdateCommand({
    TableName: "Users",
    Key: { id: "u1", at: 3 },
    UpdateExpression: "SET big = :b ADD visits :one",
    ExpressionAttributeValues: { ":b": 12345678901234567890n, ":one": 1 },
    ReturnValues: "ALL_NEW",
  });
  seen.push(plain(await doc.send(update)));
  const query = {
    TableName: "Users",
    KeyConditionExpression: "id = :id",
    ExpressionAttributeValues: { ":id": "u1" },
  };
  for await (const page of d.paginateQuery({ client: doc, pageSize: 3 }, query)) seen.push(plain(page));
  for await (const page of c.paginateScan({ client, pageSize: 4 }, { TableName: "Users" }))
    seen.push(page.Count);
  for await (const page of c.paginateListTables({ client }, {})) seen.push(page.TableNames);
  const batch = { RequestItems: { Users: { Keys: [{ id: "u1", at: 1 }] } } };
  for await (const page of d.paginatedBatchGet({ client: doc }, batch)) seen.push(page.Responses);
  const refused = new d.PutCommand({
    TableName: "Users",
    Item: { id: "u1", at: 1 },
    ConditionExpression: "attribute_not_exists(id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const failures = [
    () => doc.send(refused),
    () => doc.send(new d.GetCommand({ TableName: "Nobody", Key: { id: "x", at: 1 } })),
    () => client.send(new c.GetItemCommand({ TableName: "Users", Key: { id: { S: "" }, at: { N: "1" } } })),
    () => doc.send(new d.PutCommand({ TableName: "Users", Item: { id: "x", at: Number.NaN } })),
    () =>
      doc.send(
        new d.TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: "Users", Item: { id: "t", at: 1 } } },
            {
              ConditionCheck: {
                TableName: "Users",
                Key: { id: "t", at: 2 },
                ConditionExpression: "attribute_exists(id)",
              },
            },
          ],
        }),
      ),
  ];
  for (const fail of failures) {
    const error = await fail().then(
      () => assert.fail("should have failed"),
      (thrown: Error & { Item?: unknown; CancellationReasons?: unknown; $fault?: string }) => thrown,
    );
    const { name, message, Item, CancellationReasons, $fault } = error;
    // What cannot be marshalled is told in words of our own.
    const text = name === "Error" ? undefined : message;
    seen.push({ name, message: text, Item, CancellationReasons, $fault });
    seen.push(
      error instanceof c.DynamoDBServiceException,
      error instanceof c.ConditionalCheckFailedException,
    );
  }
  const gone = await client.send(new c.DeleteTableCommand({ TableName: "Users" }));
  seen.push(gone.TableDescription?.TableName);
  await c.waitUntilTableNotExists(
    { client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 },
    { TableName: "Users" },
  );
  return seen;
}

test("the SDK in the page and the drop-in modules say the same", async () => {
  const db = await open({ storage: "memory" });
  const sdk = await everyday(new sdkClient.DynamoDBClient(db.awsConfig()), sdkClient, sdkDocument);
  await db.close();
  const second = await open({ storage: "memory" });
  const client = new ownClient.DynamoDBClient({ hashrange: second, region: "local", credentials: {} });
  const own = await everyday(
    client as unknown as sdkClient.DynamoDBClient,
    ownClient as unknown as Client,
    ownDocument as unknown as Document,
  );
  await second.close();
  assert.deepEqual(own, sdk);
  assert.ok(sdk.length > 30);
});

test("the document client takes the SDK's own command objects", async () => {
  const db = await open({ storage: "memory" });
  await db.client.createTable({
    TableName: "Things",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const doc = db.documentClient();
  await doc.send(new sdkDocument.PutCommand({ TableName: "Things", Item: { id: 1, name: "one" } }));
  const found = await doc.send(new sdkDocument.GetCommand({ TableName: "Things", Key: { id: 1 } }));
  assert.deepEqual(found.Item, { id: 1, name: "one" });
  assert.throws(() => doc.send({} as sdkDocument.GetCommand), TypeError);
  const { TableNames } = await doc.send(new sdkClient.ListTablesCommand());
  assert.deepEqual(TableNames, ["Things"]);
  const low = new sdkClient.GetItemCommand({ TableName: "Things", Key: { id: { N: "1" } } });
  assert.deepEqual((await doc.send(low)).Item, { id: { N: "1" }, name: { S: "one" } });
  await assert.rejects(doc.send(new sdkClient.DescribeGlobalTableCommand({ GlobalTableName: "Things" })), {
    name: "GlobalTableNotFoundException",
  });
  const unserved = new sdkClient.SearchVectorsCommand({} as sdkClient.SearchVectorsCommandInput) as unknown;
  await assert.rejects(doc.send(unserved as sdkClient.ListGlobalTablesCommand), {
    name: "UnknownOperationException",
  });
  await db.close();
});

/** Sends the commands of both clients through both, and gives everything that came back. */
async function crossed(client: sdkClient.DynamoDBClient, c: Client, d: Document): Promise<unknown[]> {
  const seen: unknown[] = [];
  const doc = d.DynamoDBDocumentClient.from(client);
  const table = {
    TableName: "Users",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
    BillingMode: "PAY_PER_REQUEST" as const,
  };
  const { TableDescription } = await doc.send(new c.CreateTableCommand(table));
  seen.push(TableDescription?.TableName, TableDescription?.CreationDateTime instanceof Date);
  seen.push((await doc.send(new c.ListTablesCommand())).TableNames);
  const Item = { id: "u1", tags: new Set(["a"]), big: 12345678901234567890n };
  seen.push(plain(await client.send(new d.PutCommand({ TableName: "Users", Item }))));
  seen.push((await client.send(new d.GetCommand({ TableName: "Users", Key: { id: "u1" } }))).Item);
  const low = { TableName: "Users", Key: { id: { S: "u1" } } };
  seen.push(
    (await doc.send(new c.GetItemCommand(low))).Item,
    (await client.send(new c.GetItemCommand(low))).Item,
  );
  const refusal = { ConditionExpression: "id = :x", ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const };
  const refused = [
    new d.PutCommand({ TableName: "Users", Item, ...refusal, ExpressionAttributeValues: { ":x": "x" } }),
    new c.DeleteItemCommand({ ...low, ...refusal, ExpressionAttributeValues: { ":x": { S: "x" } } }),
  ];
  for (const sender of [client, doc] as sdkClient.DynamoDBClient[])
    for (const command of refused) {
      const error = await sender.send(command as sdkClient.DeleteItemCommand).then(
        () => assert.fail("should have failed"),
        (thrown: sdkClient.ConditionalCheckFailedException) => thrown,
      );
      seen.push(error.Item, error.name, error.constructor.name, error.$metadata.httpStatusCode);
    }
  seen.push([...refused, new c.ListTablesCommand({})].map((command) => command.constructor.name));
  seen.push(
    [client, doc, d.DynamoDBDocument.from(client), c.DynamoDB].map(
      (of) => Object(of).name ?? of.constructor.name,
    ),
  );
  seen.push(c.DynamoDBServiceException.name, await client.config.region(), await doc.config.region());
  return seen;
}

test("each client sends the other's commands, and classes and configurations look as in the SDK", async () => {
  const db = await open({ storage: "memory", region: "eu-west-1" });
  const sdk = await crossed(new sdkClient.DynamoDBClient(db.awsConfig()), sdkClient, sdkDocument);
  await db.close();
  const second = await open({ storage: "memory", region: "eu-west-1" });
  const own = await crossed(
    new ownClient.DynamoDBClient({ hashrange: second }) as unknown as sdkClient.DynamoDBClient,
    ownClient as unknown as Client,
    ownDocument as unknown as Document,
  );
  await second.close();
  assert.deepEqual(own, sdk);
});

test("every exported class has the name it is exported by", async () => {
  const aliases = ["$Command", "__Client", "DynamoDBDocumentClientCommand", "NumberValueImpl"];
  for (const entry of [await import("hashrange"), ownClient, ownDocument]) {
    const classes = Object.entries(entry).filter(
      ([name, value]) =>
        typeof value === "function" && /^class\b/.test(String(value)) && !aliases.includes(name),
    );
    assert.ok(classes.length > 10);
    for (const [name, value] of classes) assert.equal((value as { name: string }).name, name);
  }
});

test("a client's configuration is made of providers, and says that it has no middleware", async () => {
  const credentials = { accessKeyId: "id", secretAccessKey: "key" };
  const client = new ownClient.DynamoDBClient({
    region: "us-east-2",
    endpoint: "http://localhost:8000",
    credentials,
  });
  assert.equal(await client.config.region(), "us-east-2");
  assert.deepEqual(await client.config.credentials(), credentials);
  const sdk = new sdkClient.DynamoDBClient({
    region: "us-east-2",
    endpoint: "http://localhost:8000",
    credentials,
  });
  const { query: _, ...expected } = { query: undefined, ...(await sdk.config.endpoint?.()) };
  assert.deepEqual(await client.config.endpoint?.(), expected);
  const doc = ownDocument.DynamoDBDocumentClient.from(client, {
    marshallOptions: { convertEmptyValues: true },
  });
  assert.equal(doc.config.translateConfig?.marshallOptions?.convertEmptyValues, true);
  for (const one of [client, doc])
    assert.throws(
      () => (one as unknown as sdkClient.DynamoDBClient).middlewareStack.add,
      /no middleware.*awsConfig/,
    );
});

test("what is refused before it is sent has the metadata of what the service refuses", async () => {
  const db = await open({ storage: "memory" });
  let Item: object = { id: 1 };
  for (let depth = 0; depth < 40; depth += 1) Item = { Item };
  const refusals = [
    db.documentClient().put({ TableName: "Users", Item }),
    db.client.call("GetItem", {} as never),
  ];
  for (const refused of refusals)
    await assert.rejects(refused, (error: ownClient.DynamoDBServiceException) => {
      assert.deepEqual(error.$metadata, { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 });
      return true;
    });
  await db.close();
});

test("an aborted request of the SDK is an AbortError", async () => {
  const db = await open({ storage: "memory" });
  const client = new sdkClient.DynamoDBClient(db.awsConfig());
  const controller = new AbortController();
  controller.abort();
  const sent = client.send(new sdkClient.ListTablesCommand({}), { abortSignal: controller.signal });
  await assert.rejects(sent, { name: "AbortError" });
  await db.close();
});

test("callbacks, aggregated clients and a client's own database", async () => {
  const client = new ownClient.DynamoDB({ hashrange: { storage: "memory", name: "drop-in" } });
  const { TableNames } = await client.listTables({});
  assert.deepEqual(TableNames, []);
  const viaCallback = await new Promise((resolve, reject) => {
    client.send(new ownClient.ListTablesCommand({}), (error, output) =>
      error ? reject(error) : resolve(output),
    );
  });
  assert.deepEqual(plain(viaCallback as object), { TableNames: [] });
  const doc = ownDocument.DynamoDBDocument.from(client);
  await assert.rejects(
    doc.get({ TableName: "Missing", Key: { id: 1 } }),
    ownClient.ResourceNotFoundException,
  );
  client.destroy();
});

test("marshall and unmarshall are the SDK's", () => {
  class Point {
    x = 1;
  }
  const values = [
    {
      a: 1,
      b: "x",
      c: null,
      d: [true, { e: new Set([1, 2]) }],
      f: new Uint8Array([1, 2]),
      g: new Map([["k", 1n]]),
    },
    {
      s: new Set(["a"]),
      big: new ownUtil.NumberValueImpl("1.5").toAttributeValue(),
      empty: "",
      none: undefined,
    },
    [1, "two"],
    new Set<number>(),
    new Point(),
    "text",
    Number.NaN,
    2 ** 60,
    undefined,
    () => 1,
  ];
  const options = [
    undefined,
    { removeUndefinedValues: true },
    { convertEmptyValues: true, removeUndefinedValues: true },
    { convertClassInstanceToMap: true, convertTopLevelContainer: true, allowImpreciseNumbers: true },
  ];
  const run = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  /** Both refuse the same; the words are each one's own. */
  const agree = (own: unknown, theirs: unknown, what: string) => {
    if (theirs instanceof Error) assert.ok(own instanceof Error, what);
    else assert.deepEqual(own, theirs, what);
  };
  for (const value of values)
    for (const option of options) {
      const own = run(() => ownUtil.marshall(value, option));
      agree(
        own,
        run(() => sdkUtil.marshall(value as object, option)),
        String(value),
      );
    }
  const item = {
    n: { N: "1" },
    big: { N: "12345678901234567890" },
    l: { L: [{ M: { b: { BOOL: false } } }] },
    s: { NS: ["1"] },
  };
  for (const option of [undefined, { wrapNumbers: (text: string) => `n${text}` }])
    assert.deepEqual(ownUtil.unmarshall(item, option), sdkUtil.unmarshall(item, option));
  assert.deepEqual(
    run(() => ownUtil.unmarshall({ x: { N: "12345678901234567890.5" } })),
    run(() => sdkUtil.unmarshall({ x: { N: "12345678901234567890.5" } })),
  );
});
