/** Users of a Durable Object whose database is encrypted: their policies hold, and its SQLite file shows nothing. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { shown } from "./planted.js";
import { type Bundle, bundle, killWorkers, startWorker, worker } from "./workerd.js";

const TableName = "TableOfSecrets";
const PLANTED = ["quetzalcoatl", "attributename", TableName];

let folder = "";
let made: Bundle;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-edge-access-"));
  made = await bundle(worker("workers/guarded.ts"), join(folder, "bundle"));
});
after(async () => {
  killWorkers();
  await rm(folder, { recursive: true, force: true });
});

function clientOf(endpoint: string, accessKeyId: string, secretAccessKey: string): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}

async function serving(passphrase: string, work: (endpoint: string) => Promise<void>): Promise<void> {
  const storage = join(folder, "storage");
  const running = await startWorker(made, { storage, variables: { PASSPHRASE: passphrase } });
  try {
    await work(running.endpoint);
  } finally {
    await running.kill();
  }
}

const item = (owner: string) => ({ owner: { S: owner }, attributename: { S: "quetzalcoatl ".repeat(30) } });

test("users of an encrypted object have what their policies allow, and nobody reads its storage", async () => {
  await serving("correct", async (endpoint) => {
    const owner = clientOf(endpoint, "AKIDOWNER", "secret-of-owner");
    await owner.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "owner", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await owner.send(new PutItemCommand({ TableName, Item: item("bob") }));
    const ada = clientOf(endpoint, "AKIDADA", "secret-of-ada");
    await ada.send(new PutItemCommand({ TableName, Item: item("ada") }));
    const denied = { name: "AccessDeniedException", message: /user\/ada is not authorized to perform/ };
    for (const command of [
      new PutItemCommand({ TableName, Item: item("bob") }),
      new GetItemCommand({ TableName, Key: { owner: { S: "bob" } } }),
      new ScanCommand({ TableName }),
    ]) {
      await assert.rejects(ada.send(command as never), denied);
    }
    const forged = clientOf(endpoint, "AKIDADA", "another-secret");
    await assert.rejects(forged.send(new ScanCommand({ TableName })), { name: "InvalidSignatureException" });
    const unsigned = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.Scan",
      },
      body: JSON.stringify({ TableName }),
    });
    assert.equal(unsigned.status, 400);
    assert.match(await unsigned.text(), /MissingAuthenticationToken/);
  });
  assert.deepEqual(await shown(join(folder, "storage"), PLANTED), []);
  await serving("wrong", async (endpoint) => {
    const owner = clientOf(endpoint, "AKIDOWNER", "secret-of-owner");
    await assert.rejects(owner.send(new ScanCommand({ TableName })));
  });
  await serving("correct", async (endpoint) => {
    const ada = clientOf(endpoint, "AKIDADA", "secret-of-ada");
    const { Item } = await ada.send(new GetItemCommand({ TableName, Key: { owner: { S: "ada" } } }));
    assert.deepEqual(Item, item("ada"));
    const owner = clientOf(endpoint, "AKIDOWNER", "secret-of-owner");
    assert.equal((await owner.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count, 2);
  });
  assert.deepEqual(await shown(join(folder, "storage"), PLANTED), []);
});
