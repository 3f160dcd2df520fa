/** The program as a person starts it: what it prints, how it stops, and what is there after it was killed. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { CLI, start } from "./sdk_server.js";

const TableName = "Numbers";

function clientOf(url: string): DynamoDBDocument {
  const client = new DynamoDBClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  return DynamoDBDocument.from(client);
}

async function createTable(doc: DynamoDBDocument): Promise<void> {
  const definition = {
    TableName,
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" as const },
      { AttributeName: "sk", KeyType: "RANGE" as const },
    ],
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" as const },
      { AttributeName: "sk", AttributeType: "N" as const },
    ],
    BillingMode: "PAY_PER_REQUEST" as const,
  };
  await doc.send(new CreateTableCommand(definition) as never);
  await waitUntilTableExists({ client: doc as never, maxWaitTime: 60 }, { TableName });
}

async function numbers(doc: DynamoDBDocument): Promise<number[]> {
  const found: number[] = [];
  const query = { TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": "p" } };
  for await (const page of paginateQuery({ client: doc }, query)) {
    found.push(...(page.Items ?? []).map((item) => item.sk as number));
  }
  return found;
}

function run(...given: string[]) {
  return spawnSync(process.execPath, [CLI, ...given], { encoding: "utf8", timeout: 20_000 });
}

describe("hashrange serve", () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-data-"));
  after(() => rmSync(folder, { recursive: true }));

  test("explains itself", () => {
    const help = run("serve", "--help");
    assert.equal(help.status, 0);
    assert.match(help.stdout, /Usage: hashrange serve/);
    assert.match(run("--version").stdout, /^\d+\.\d+\.\d+\n$/);
    const mistake = run("serve", "--prot", "1");
    assert.equal(mistake.status, 2);
    assert.match(mistake.stderr, /--prot/);
  });

  test("says that a port is taken", async () => {
    const server = await start("--memory");
    const { port } = new URL(server.url);
    const second = run("serve", "--memory", "--port", port);
    assert.equal(second.status, 1);
    assert.match(second.stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
    assert.equal(await server.stop(), 0);
  });

  test("says that its data is in use", async () => {
    const server = await start("--storage", join(folder, "used"));
    const second = run("serve", "--port", "0", "--storage", join(folder, "used"));
    assert.equal(second.status, 1);
    assert.match(second.stderr, /in use|open/i);
    assert.equal(await server.stop(), 0);
  });

  test("keeps data over a clean stop, by either signal", async () => {
    const data = join(folder, "clean");
    for (const [round, name] of (["SIGTERM", "SIGINT"] as const).entries()) {
      const server = await start("--storage", data);
      const doc = clientOf(server.url);
      if (round === 0) await createTable(doc);
      await doc.put({ TableName, Item: { pk: "p", sk: round } });
      assert.deepEqual(
        await numbers(doc),
        Array.from({ length: round + 1 }, (_, index) => index),
      );
      doc.destroy();
      assert.equal(await server.stop(name), 0);
    }
  });

  test("loses nothing that it acknowledged when it is killed", async () => {
    const data = join(folder, "killed");
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < 3; round++) {
      const server = await start("--storage", data);
      const doc = clientOf(server.url);
      if (round === 0) await createTable(doc);
      assert.deepEqual(
        missing(acknowledged, await numbers(doc)),
        [],
        "every acknowledged write is there after a kill",
      );
      let killed = false;
      const writer = async () => {
        while (!killed) {
          const sk = next++;
          try {
            await doc.put({ TableName, Item: { pk: "p", sk, text: "x".repeat(200) } });
          } catch (error) {
            if (!killed) throw error;
            return;
          }
          acknowledged.push(sk);
        }
      };
      const writers = Array.from({ length: 16 }, writer);
      await new Promise((resolve) => setTimeout(resolve, 700));
      const stopped = server.stop("SIGKILL");
      killed = true;
      await stopped;
      await Promise.all(writers);
      doc.destroy();
    }
    assert.ok(acknowledged.length > 100, `only ${acknowledged.length} writes`);
    const server = await start("--storage", data);
    const doc = clientOf(server.url);
    assert.deepEqual(missing(acknowledged, await numbers(doc)), []);
    doc.destroy();
    assert.equal(await server.stop(), 0);
  });
});

function missing(expected: number[], found: number[]): number[] {
  const there = new Set(found);
  return expected.filter((number) => !there.has(number));
}
