/** Mistakes that beginners make, and words of the answer that puts each right. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Database, type DocumentClient, open, PutCommand } from "hashrange";
import { DynamoDBClient } from "hashrange/client-dynamodb";
import { marshall } from "hashrange/util-dynamodb";
import { attempt } from "./attempt.js";

const TableName = "Users";

let db: Database;
/** As JavaScript has it: the mistakes are not for the compiler, which finds most of them. */
let doc: Record<string, (...given: unknown[]) => Promise<unknown>>;
let client: Record<string, (...given: unknown[]) => Promise<unknown>>;

before(async () => {
  db = await open({ storage: "memory" });
  await db.ensureTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  await db.ensureTable({
    TableName: "Orders",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "user", KeyType: "HASH" },
      { AttributeName: "at", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "user", AttributeType: "S" },
      { AttributeName: "at", AttributeType: "N" },
    ],
  });
  doc = db.documentClient() as unknown as typeof doc;
  client = db.client as unknown as typeof client;
});

after(() => db.close());

class Point {
  readonly x = 1;
}

const circular: Record<string, unknown> = {};
circular["self"] = circular;
const loose = () =>
  db.documentClient({ marshallOptions: { convertClassInstanceToMap: true } }) as unknown as typeof doc;
const opening = open as unknown as (...given: unknown[]) => Promise<Database>;
const wrongClient = (options: object) => db.documentClient(options);
const put = (Item: unknown) => doc["put"]?.({ TableName, Item });
const query = (more: object) => doc["query"]?.({ TableName, ...more });

/** What is done, and what the error and its cause have to say. */
const MISTAKES: readonly [what: string, work: () => unknown, ...words: RegExp[]][] = [
  ["open(null)", () => opening(null), /^TypeError: open\(\) takes a name, or \{ name, \.\. \}/, /null/],
  ["open()", () => opening(), /open\(\) takes a name/, /undefined/],
  [
    "ensureTable()",
    () => db.ensureTable(undefined as never),
    /^TypeError: ensureTable\(\) takes a definition/,
  ],
  [
    "ensureTable(name)",
    () => db.ensureTable("Users" as never),
    /^TypeError: ensureTable\(\) takes a definition/,
  ],
  ["watch()", async () => doc["watch"]?.(), /^TypeError: watch\(\) takes a request/],
  [
    "a storage in other letters",
    () => open({ name: "x", storage: "indexedDB" as never }),
    /"indexedDB" is not available here\. "file" and "memory" are\./,
  ],
  [
    "a value's name without its colon",
    () => query({ KeyConditionExpression: "id = :id", ExpressionAttributeValues: { id: "1" } }),
    /write ":id" in place of "id"/,
  ],
  [
    "an attribute's name without its sign",
    () => query({ KeyConditionExpression: "#id = :id", ExpressionAttributeNames: { id: "id" } }),
    /write "#id" in place of "id"/,
  ],
  [
    "JavaScript's equality",
    () => query({ KeyConditionExpression: "id == :id", ExpressionAttributeValues: { ":id": "1" } }),
    /compare with "=" and "<>"/,
  ],
  [
    "JavaScript's conjunction",
    () =>
      query({ KeyConditionExpression: "id = :id && at = :id", ExpressionAttributeValues: { ":id": "1" } }),
    /joined with AND and OR/,
  ],
  [
    "a value in the expression",
    () => query({ KeyConditionExpression: "id = '1'" }),
    /pass \{ ":v": value \}/,
  ],
  [
    "a quoted value in the expression",
    () => query({ KeyConditionExpression: 'id = "1"' }),
    /pass \{ ":v": value \}/,
  ],
  ["a number in the expression", () => query({ KeyConditionExpression: "id = 1" }), /pass \{ ":v": value \}/],
  [
    "an update without its word",
    () => doc["update"]?.({ TableName, Key: { id: "1" }, UpdateExpression: "nick = id" }),
    /begins with SET, REMOVE, ADD or DELETE/,
  ],
  ["open(42)", () => opening(42), /open\(\) takes a name/, /42/],
  ["open with two arguments", () => opening("a", { storage: "memory" }), /open\(\) takes a name/],
  ["cacheBytes in text", () => opening({ cacheBytes: "64MB" }), /cacheBytes/, /a number of bytes/, /"64MB"/],
  [
    "a misspelt option",
    () => opening({ storge: "memory" }),
    /no option "storge"/,
    /Did you mean "storage"\?/,
  ],
  ["a storage in capitals", () => opening({ name: "a", storage: "Memory" }), /"Memory" is not available/],
  ["no such durability", () => opening({ durability: "high" }), /"strict", "relaxed" or "none"/],
  ["storage: null", () => opening({ storage: null }), /storage/, /"memory"/],
  ["a name that is a number", () => opening({ name: 5 }), /`name` takes text/],
  ["no name for a file", () => opening({ storage: "file" }), /needs a name/],
  ["from: a path", () => opening({ name: "a", from: "./a.hashrange" }), /a Blob, a stream or bytes/],
  [
    "marshall options outside",
    () => wrongClient({ removeUndefinedValues: true }),
    /marshallOptions: \{ remove/,
  ],
  ["a misspelt group", () => wrongClient({ marshalOptions: {} }), /Did you mean "marshallOptions"\?/],
  [
    "a misspelt marshall option",
    () => wrongClient({ marshallOptions: { removeUndefined: true } }),
    /no option "removeUndefined"/,
    /removeUndefinedValues/,
  ],
  [
    "a table that is not there",
    () => doc["put"]?.({ TableName: "Usres", Item: { id: "1" } }),
    /^ResourceNotFound/,
    /no table "Usres" here\. Did you mean "Users"\? Tables: Orders, Users/,
  ],
  [
    "a table that is not there, in a batch",
    () => doc["batchGet"]?.({ RequestItems: { User: { Keys: [{ id: "1" }] } } }),
    /no table "User" here/,
    /Did you mean "Users"/,
  ],
  [
    "a table that is not there, in a transaction",
    () => doc["transactGet"]?.({ TransactItems: [{ Get: { TableName: "users", Key: { id: "1" } } }] }),
    /no table "users" here/,
  ],
  [
    "a table that is not there, in PartiQL",
    () => doc["executeStatement"]?.({ Statement: `SELECT * FROM "Order" WHERE user = 'a'` }),
    /no table "Order" here/,
  ],
  ["a Date", () => put({ id: "1", born: new Date() }), /^Error: Item\.born is a Date/, /toISOString\(\)/],
  ["a Date in a list", () => put({ id: "1", a: { days: [1, new Date()] } }), /Item\.a\.days\[1\] is a Date/],
  ["a promise", () => put({ id: "1", name: Promise.resolve("x") }), /Item\.name is a Promise/, /await/],
  [
    "undefined inside",
    () => put({ id: "1", a: { b: undefined } }),
    /Item\.a\.b is undefined/,
    /leave it out/,
  ],
  ["NaN", () => put({ id: "1", n: Number.NaN }), /Item\.n is NaN/],
  [
    "a large number",
    () => put({ id: "1", n: 2 ** 60 }),
    /Item\.n/,
    /bigint, or a NumberValue from "hashrange"/,
  ],
  ["an empty Set", () => put({ id: "1", tags: new Set() }), /Item\.tags is an empty Set/],
  ["a mixed Set", () => put({ id: "1", tags: new Set(["a", {}]) }), /Item\.tags is a Set of unlike/],
  [
    "a class",
    () => put({ id: "1", at: new Point() }),
    /Item\.at is an instance of Point/,
    /convertClassInst/,
  ],
  ["a regular expression", () => put({ id: "1", like: /x/ }), /Item\.like is a RegExp/, /source/],
  [
    "an Error",
    () => put({ id: "1", why: new Error("x") }),
    /Item\.why is a Error|Item\.why is an Error/,
    /message/,
  ],
  ["a symbol", () => put({ id: "1", s: Symbol("x") }), /Item\.s is a Symbol/],
  ["an object in itself", () => put({ id: "1", circular }), /Item\.circular\.self refers back/],
  [
    "a Date among class instances",
    () => loose()["put"]?.({ TableName, Item: { id: "1", d: new Date() } }),
    /Item\.d is a Date/,
  ],
  [
    "a Blob among class instances",
    () => loose()["put"]?.({ TableName, Item: { id: "1", d: new Blob(["x"]) } }),
    /is a Blob/,
    /arrayBuffer/,
  ],
  [
    "a Date in a value",
    () => query({ KeyConditionExpression: "id = :id", ExpressionAttributeValues: { ":id": new Date() } }),
    /ExpressionAttributeValues\[":id"\] is a Date/,
  ],
  ["a Date for marshall()", () => marshall({ born: new Date() }), /data\.born is a Date/],
  [
    "a misspelt member",
    () => doc["put"]?.({ TableName, Item: { id: "1" }, ConditionExpresion: "x" }),
    /put\(\) has no member "ConditionExpresion"\. Did you mean "ConditionExpression"\?/,
  ],
  [
    "a member in lower case",
    () => doc["get"]?.({ tableName: TableName, Key: { id: "1" } }),
    /Did you mean "TableName"\?/,
  ],
  [
    "a member of another method",
    () => doc["get"]?.({ TableName, KeyConditionExpression: "id = :id" }),
    /get\(\) has no member "KeyConditionExpression"/,
  ],
  [
    "a misspelt member inside",
    () => doc["transactWrite"]?.({ TransactItems: [{ put: { TableName, Item: { id: "1" } } }] }),
    /TransactItems of transactWrite\(\) has no member "put"\. Did you mean "Put"\?/,
  ],
  [
    "a misspelt member of a batch",
    () => doc["batchWrite"]?.({ RequestItems: { Users: [{ PutRequst: { Item: { id: "1" } } }] } }),
    /RequestItems of batchWrite\(\) has no member "PutRequst"\. Did you mean "PutRequest"\?/,
  ],
  [
    "a misspelt member of a definition",
    () => client["createTable"]?.({ TableName: "A", KeySchma: [] }),
    /createTable\(\) has no member "KeySchma"\. Did you mean "KeySchema"\?/,
  ],
  [
    "expiry for createTable",
    () => client["createTable"]?.({ TableName: "A", TimeToLiveSpecification: {} }),
    /db\.ensureTable\(\) takes it/,
  ],
  [
    "a table's name for put()",
    () => doc["put"]?.("Users", { id: "1" }),
    /A request is an object: \{ TableName: \.\., \.\. \}/,
  ],
  ["put() of nothing", () => doc["put"]?.(), /A request is an object/],
  ["send() of nothing", () => doc["send"]?.(undefined), /send\(\) takes a command, such as new PutCommand/],
  ["send() of a request", () => doc["send"]?.({ TableName }), /send\(\) takes a command/],
  [
    "a table's name for table()",
    () => doc["table"]?.("Users"),
    /table\(\) takes a definition with a TableName/,
  ],
  [
    "an item without its key",
    () => put({ name: "Ada" }),
    /Missing the key id/,
    /The key of the table "Users" is id \(partition key, text\)/,
  ],
  ["a key of another type", () => put({ id: 1 }), /Type mismatch for key id/, /id \(partition key, text\)/],
  [
    "half of a key",
    () => doc["get"]?.({ TableName: "Orders", Key: { user: "a" } }),
    /user \(partition key, text\) and at \(sort key, a number\)/,
  ],
  [
    "more than a key",
    () => doc["get"]?.({ TableName, Key: { id: "1", name: "x" } }),
    /does not match the schema/,
    /id \(partition key/,
  ],
  [
    "a reserved word",
    () =>
      doc["update"]?.({
        TableName,
        Key: { id: "1" },
        UpdateExpression: "SET name = :n",
        ExpressionAttributeValues: { ":n": 1 },
      }),
    /Write #name/,
    /ExpressionAttributeNames: \{ "#name": "name" \}/,
  ],
  [
    "a query without the key",
    () => query({ KeyConditionExpression: "age > :a", ExpressionAttributeValues: { ":a": 1 } }),
    /key/,
    /id \(partition key/,
  ],
  ["a value without colon", () => query({ KeyConditionExpression: "id = id1" }), /KeyConditionExpression/],
  ["a value that is not given", () => query({ KeyConditionExpression: "id = :id" }), /:id/],
  [
    "plain values for the low-level client",
    () => client["putItem"]?.({ TableName, Item: { id: "1" } }),
    /\{ S: "1" \}|documentClient/,
  ],
  [
    "typed values for the document client",
    () => put({ id: { S: "1" } }),
    /Type mismatch for key id expected: S actual: M/,
  ],
  [
    "a signal of another name",
    () => doc["get"]?.({ TableName, Key: { id: "1" } }, { signal: AbortSignal.timeout(1) }),
    /Did you mean "abortSignal"\?/,
  ],
  ["a list for an item", () => put([1, 2]), /Item/],
  ["text for an item", () => put("Ada"), /Item/],
  ["a command's class", () => doc["send"]?.(PutCommand), /send\(\) takes a command/],
];

for (const [what, work, ...words] of MISTAKES) {
  test(`a beginner's mistake: ${what}`, async () => {
    const said = await attempt(work);
    for (const word of words) assert.match(said, word);
    assert.doesNotMatch(
      said,
      /@aws-sdk|\[object Object\]|Cannot (?:read|destructure)|undefined is not|is not a function/,
    );
  });
}

test("a database that was closed says so", async () => {
  const closed = await open({ storage: "memory" });
  const own: DocumentClient = closed.documentClient();
  await closed.close();
  assert.match(await attempt(() => own.get({ TableName, Key: { id: "1" } })), /closed\. Open it again/);
});

test("nothing of this is said in production, where the service would ignore it", async () => {
  const { runInNewProcess } = await import("./attempt.js");
  const text = `import { open } from "hashrange";
const db = await open({ storage: "memory" });
await db.ensureTable({ TableName: "Things", BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }] });
await db.documentClient({ removeUndefined: true }).put({ TableName: "Things", Item: { id: "1" }, Foo: 1 });
console.log("stored");`;
  const { stdout } = await runInNewProcess(text, { NODE_ENV: "production" });
  assert.equal(stdout.trim(), "stored");
});

test("an uncaught error shows the caller's line and no more of the package than it has to", async () => {
  const { runInNewProcess } = await import("./attempt.js");
  const text = `import { open } from "hashrange";
const db = await open({ storage: "memory" });
const doc = db.documentClient();
doc.put({ TableName: "Users", Item: { id: "1" } });`;
  const { stderr } = await runInNewProcess(text, {});
  assert.ok(stderr.length < 1500, `${stderr.length} letters:\n${stderr}`);
  assert.match(stderr, /doc\.put\(\{ TableName: "Users"/);
  assert.match(stderr, /program\.mjs:4:5/);
  assert.match(stderr, /There is no table "Users" here/);
});

test("a failure that comes later shows who waits for it", async () => {
  const { runInNewProcess } = await import("./attempt.js");
  const text = `import { mkdtempSync } from "node:fs";
import { open } from "hashrange";
const db = await open({ name: "late", directory: mkdtempSync("late-") });
const doc = db.documentClient();
async function store() {
  await doc.put({ TableName: "Users", Item: { id: "1" } });
}
await db.ensureTable({ TableName: "Users", BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }] });
await store();
await db.close();
const client = (await import("hashrange/client-dynamodb"));
const other = new client.DynamoDBClient({ hashrange: { storage: "memory" } });
async function ask() {
  await other.send(new client.GetItemCommand({ TableName: "Nope", Key: { id: { S: "1" } } }));
}
await ask().catch((error) => console.log(error.stack));`;
  const { stdout } = await runInNewProcess(text, {});
  assert.match(stdout, /at async ask \(.*program\.mjs:15:3\)/);
});

test("a definition without figures makes a table on demand", async () => {
  const made = await db.ensureTable({
    TableName: "Plain",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  assert.equal(made.BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
});

test("the stand-in for the SDK has the same words", async () => {
  const own = new DynamoDBClient({ hashrange: db });
  const said = await attempt(() => own.send(new PutCommand({ TableName: "Usres", Item: { id: "1" } })));
  assert.match(said, /Did you mean "Users"/);
});
