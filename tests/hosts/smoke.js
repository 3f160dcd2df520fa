/** What every host has to be able to do. Copied into each app, so that it is bundled as code of the app's own. */

const TABLE = {
  TableName: "Users",
  KeySchema: [
    { AttributeName: "id", KeyType: "HASH" },
    { AttributeName: "at", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

async function query(db) {
  const { Items } = await db.documentClient().query({
    TableName: "Users",
    KeyConditionExpression: "id = :id AND #at >= :at",
    ExpressionAttributeNames: { "#at": "at" },
    ExpressionAttributeValues: { ":id": "u1", ":at": 2 },
  });
  return Items;
}

/** Opens, creates, puts and queries; with a name also closes, opens again and queries once more. Gives what came back. */
export async function smoke(open, options) {
  const db = await open(options);
  await db.client.createTable(TABLE);
  const doc = db.documentClient();
  for (const at of [1, 2, 3]) {
    await doc.put({ TableName: "Users", Item: { id: "u1", at, tags: ["a", at], deep: { ok: true } } });
  }
  const found = await query(db);
  if (options.worker && db.status().worker !== true) throw new Error("the engine is not in a Worker");
  await db.close();
  if (options.name === undefined) return { found };
  const again = await open(options);
  const kept = await query(again);
  await again.close();
  return { found, kept };
}

/** The stand-in for the SDK's package has to work on the same engine that `open` gives. */
export async function dropIn(open, { DynamoDBClient, ListTablesCommand }) {
  const db = await open({ storage: "memory" });
  await db.client.createTable(TABLE);
  const { TableNames } = await new DynamoDBClient({ hashrange: db }).send(new ListTablesCommand({}));
  await db.close();
  return TableNames;
}

/** All of it in a browser. */
export async function smokePage(open, sdk) {
  const memory = await smoke(open, { storage: "memory" });
  const indexedDb = await smoke(open, { name: "smoke" });
  const worker = await smoke(open, { name: "smoke-worker", worker: true });
  return { memory, indexedDb, worker, ...(sdk && { tables: await dropIn(open, sdk) }) };
}

/** Leaves for the test what a page's work gave, or why it failed. */
export function show(work) {
  work.then(
    (result) => {
      globalThis.outcome = { result };
    },
    (error) => {
      globalThis.outcome = { error: String(error?.stack ?? error) };
    },
  );
}
