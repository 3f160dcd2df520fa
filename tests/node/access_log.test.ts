/** The access log: records in CloudTrail's form, with masked values, to functions and blob stores. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { Backlog } from "../../src/js/access_log/backlog.js";
import { AccessLog } from "../../src/js/access_log/log.js";
import { type AccessRecord, recordOf } from "../../src/js/access_log/record.js";
import type { Database } from "../../src/js/client/database.js";
import { counted, settled, until } from "./watched.js";

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

test("live queries have a record for each read, under whoever asks", async () => {
  const records: AccessRecord[] = [];
  const { db } = await counted({ accessLog: (some) => records.push(...some) });
  await db.client.createTable(TABLE as never);
  const arn = "arn:aws:iam::000000000000:user/ada";
  const Statement = { Effect: "Allow", Action: "dynamodb:Query", Resource: "*" };
  const query = {
    TableName: "Users",
    KeyConditionExpression: "email = :e",
    ExpressionAttributeValues: { ":e": SECRET },
  };
  const doc = db.documentClient();
  const own = doc.watch(query);
  assert.equal((await own.next()).value?.Count, 0);
  const next = own.next();
  await doc.put({ TableName: "Users", Item: { email: SECRET } });
  assert.equal((await next).value?.Count, 1);
  await own.return();
  const ada = db.as({ arn, policies: [{ Statement }] }).documentClient();
  const live = ada.watch(query);
  await live.next();
  await live.return();
  await assert.rejects(ada.watch({ TableName: "Users" }).next(), { name: "AccessDeniedException" });
  await db.close();
  const root = "arn:aws:iam::000000000000:root";
  assert.deepEqual(
    records.map(({ eventName, userIdentity, errorCode }) => [eventName, userIdentity.arn, errorCode]).sort(),
    [
      ["CreateTable", root, undefined],
      ["Query", root, undefined],
      ["PutItem", root, undefined],
      ["Query", root, undefined],
      ["Query", arn, undefined],
      ["Scan", arn, "AccessDeniedException"],
    ].sort(),
  );
  const [, read] = records;
  assert.equal(read?.requestParameters?.["tableName"], "Users");
  assert.deepEqual(read?.requestParameters?.["expressionAttributeValues"], {
    ":e": "HIDDEN_DUE_TO_SECURITY_REASONS",
  });
  assert.match(records.at(-1)?.errorMessage ?? "", /^User: .*user\/ada is not authorized/);
  assert.ok(!JSON.stringify(records).includes(SECRET));
});

test("a message that repeats what was sent is not in a record, and one that names resources is", async () => {
  const records: AccessRecord[] = [];
  const { db } = await counted({ accessLog: (some) => records.push(...some) });
  await db.client.createTable(TABLE as never);
  const sdk = new DynamoDBClient(db.awsConfig());
  const requests = [
    () =>
      db.client.query({
        TableName: "Users",
        KeyConditionExpression: `email = :e AND ${SECRET.split("@")[0]}`,
      } as never),
    () =>
      db.client.updateItem({
        TableName: "Users",
        Key: { email: { S: SECRET } },
        UpdateExpression: `SET ${SECRET} = :v`,
      }),
    () => db.client.executeStatement({ Statement: `SELECT ${SECRET} FROM '${SECRET}'` }),
    () => sdk.send(new GetItemCommand({ TableName: SECRET, Key: { email: { S: "a" } } })),
  ];
  const messages: string[] = [];
  for (const request of requests) {
    const error = await request().then(
      () => assert.fail("it is refused"),
      (error: Error) => error,
    );
    assert.equal(error.name, "ValidationException");
    messages.push(error.message);
  }
  // Otherwise there is nothing to hide.
  assert.ok(messages.some((message) => message.includes(SECRET)));
  await assert.rejects(db.client.getItem({ TableName: "Nobody", Key: { email: { S: SECRET } } }));
  await db.close();
  const refused = records.filter(({ errorCode }) => errorCode === "ValidationException");
  assert.equal(refused.length, requests.length);
  for (const record of refused) assert.ok(!("errorMessage" in record));
  const missing = records.find(({ errorCode }) => errorCode === "ResourceNotFoundException");
  assert.match(missing?.errorMessage ?? "", /not found/);
});

test("a sink that never answers does not keep an opening from its end", async () => {
  const record = recordOf({ operation: "ListTables", input: {} }, {}, 0, {
    region: "local",
    account: "000000000000",
  });
  const errors: string[] = [];
  const { error } = console;
  console.error = (text: string) => errors.push(text);
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let settle = (): void => undefined;
    let calls = 0;
    const sink = () => {
      calls += 1;
      return new Promise<void>((resolve) => {
        settle = resolve;
      });
    };
    const log = new AccessLog({ sink }, { region: "local", account: "000000000000" }, () => 0);
    log.add(record);
    mock.timers.tick(200);
    log.add(record);
    let ended = false;
    const end = log.end().then(() => {
      ended = true;
    });
    mock.timers.tick(4_999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ended, false);
    mock.timers.tick(1);
    await end;
    assert.match(errors.join(), /not answered for 5 seconds, and it misses records: 2/);
    // It comes to itself, and is not asked again.
    settle();
    await new Promise((resolve) => setImmediate(resolve));
    log.add(record);
    mock.timers.tick(60_000);
    assert.equal(calls, 1);
  } finally {
    mock.timers.reset();
    console.error = error;
  }
});

test("a database whose sink never answers is closed after five seconds", async (t) => {
  const errors: string[] = [];
  t.mock.method(console, "error", (text: string) => errors.push(text));
  const { db } = await counted({ accessLog: () => new Promise(() => undefined) });
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  await db.client.createTable(TABLE as never);
  let isClosed = false;
  const closing = db.close().then(() => {
    isClosed = true;
  });
  await settled();
  mock.timers.tick(4_999);
  await settled();
  assert.equal(isClosed, false);
  assert.deepEqual(errors, []);
  mock.timers.tick(1);
  await closing;
  assert.match(errors.join(), /not answered for 5 seconds, and it misses records: 1/);
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

/** How many elements the arrays have, in all, whose methods are called meanwhile. */
function handled(work: () => void): number {
  const arrays = Array.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const names = ["filter", "map", "reduce", "slice", "splice", "shift", "unshift"];
  const originals = names.map((name) => [name, arrays[name]] as const);
  let count = 0;
  for (const [name, original] of originals)
    arrays[name] = function (this: unknown[], ...given) {
      count += this.length;
      return original?.apply(this, given);
    };
  try {
    work();
  } finally {
    for (const [name, original] of originals) Object.assign(arrays, { [name]: original });
  }
  return count;
}

test("records that wait for a sink that fails are bounded, and each costs as little as the first", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  t.mock.method(console, "error", () => undefined);
  const place = { region: "local", account: "000000000000" };
  const record = recordOf({ operation: "GetItem", input: { TableName: "Users" } }, {}, 0, place);
  const numbered = (requestID: number) => ({ ...record, requestID: `${requestID}` });
  const got: number[] = [];
  let works = false;
  const sink = (some: readonly AccessRecord[]) => {
    if (!works) throw new Error("full");
    got.push(...some.map(({ requestID }) => Number(requestID)));
  };
  const log = new AccessLog({ sink }, place, () => 0);
  log.add(numbered(0));
  await log.flush();
  const all = 20_500;
  const work = handled(() => {
    for (let id = 1; id < all; id += 1) log.add(numbered(id));
  });
  assert.ok(work < 4 * all, `${work} elements for ${all} records`);
  works = true;
  await log.end();
  // The newest, each once and in their order.
  assert.deepEqual(
    got,
    Array.from({ length: 20_000 }, (_, at) => all - 20_000 + at),
  );
});

test("an object that may be larger than what waits is written before any record has to go", async () => {
  const place = { region: "local", account: "000000000000" };
  const record = recordOf({ operation: "GetItem", input: { TableName: "Users" } }, {}, 0, place);
  const objects: number[] = [];
  const sink = {
    put: async (_: string, body: Uint8Array) =>
      void objects.push(JSON.parse(gunzipSync(body).toString()).Records.length),
  };
  const log = new AccessLog({ sink, bytes: 2 ** 30 }, place, () => 0);
  for (let count = 0; count < 10_000; count += 1) log.add(record);
  await until(() => objects.length === 1);
  assert.deepEqual(objects, [10_000]);
  await log.end();
  assert.deepEqual(objects, [10_000]);
});

test("records that go while they are on their way are not taken for others", () => {
  const backlog = new Backlog<string>({ count: 4, size: 10 });
  for (const entry of ["a", "b", "c"]) backlog.add(entry, 1);
  const { entries, end } = backlog.first(2, 10);
  assert.deepEqual(entries, ["a", "b"]);
  for (const entry of ["d", "e", "f", "g"]) backlog.add(entry, 1);
  // "a", "b" and "c" had to go for them.
  backlog.remove(end);
  assert.deepEqual(backlog.first(9, 10).entries, ["d", "e", "f", "g"]);
  // A large one drives out as many as it takes, and stays if it is larger than all the room.
  backlog.add("h", 8);
  assert.deepEqual(backlog.first(9, 99).entries, ["f", "g", "h"]);
  backlog.add("i", 11);
  assert.deepEqual([backlog.first(9, 1).entries, backlog.length, backlog.size], [["i"], 1, 11]);
});

test("an object is written every five minutes, or when it is large", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const objects: AccessRecord[][] = [];
  const sink = {
    put: async (_: string, body: Uint8Array) =>
      void objects.push(JSON.parse(gunzipSync(body).toString()).Records),
  };
  const place = { region: "local", account: "000000000000" };
  const record = recordOf({ operation: "GetItem", input: { TableName: "Users" } }, {}, 0, place);
  const sizes = () => objects.map(({ length }) => length);
  const log = new AccessLog({ sink }, place, () => 0);
  log.add(record);
  mock.timers.tick(299_000);
  log.add(record);
  mock.timers.tick(999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sizes(), []);
  mock.timers.tick(1);
  await log.flush();
  assert.deepEqual(sizes(), [2]);
  log.add(record);
  await log.end();
  assert.deepEqual(sizes(), [2, 1]);
  assert.deepEqual(objects[1]?.[0], record);
  const small = new AccessLog({ sink, bytes: JSON.stringify(record).length * 3 }, place, () => 0);
  for (let count = 0; count < 7; count += 1) small.add(record);
  await small.flush();
  assert.deepEqual(sizes(), [2, 1, 3, 3, 1]);
  const often = new AccessLog({ sink, intervalMs: 50 }, place, () => 0);
  often.add(record);
  mock.timers.tick(50);
  await often.flush();
  assert.equal(objects.length, 6);
});
