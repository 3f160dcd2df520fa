/** The AWS SDK's low-level paginators and waiters, and its retries of what a batch leaves. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  paginateListTables,
  paginateQuery,
  paginateScan,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type WriteRequest,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { type Connection, connect, singleTable } from "./sdk.js";

const TableName = "Pages";

describe("the SDK's pages and waiters", () => {
  let connection: Connection;

  before(async () => {
    connection = await connect(singleTable(TableName));
  });
  after(() => connection.close());

  test("a batch is sent until nothing is left of it, and is read in pages", async () => {
    const { client } = connection;
    const item = (i: number): Record<string, AttributeValue> => ({
      pk: { S: `p${i % 2}` },
      sk: { S: String(i).padStart(3, "0") },
      gsi1pk: { S: "all" },
      gsi1sk: { S: String(i % 7) },
    });
    for (let start = 0; start < 100; start += 25) {
      let left: WriteRequest[] = Array.from({ length: 25 }, (_, i) => ({
        PutRequest: { Item: item(start + i) },
      }));
      while (left.length > 0) {
        const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: left } }));
        left = answer.UnprocessedItems?.[TableName] ?? [];
      }
    }
    const counts: (number | undefined)[] = [];
    const query = {
      TableName,
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "p1" } },
    };
    for await (const page of paginateQuery({ client, pageSize: 20 }, query)) counts.push(page.Count);
    assert.deepEqual(counts, [20, 20, 10]);
    const keys = new Set<string>();
    for await (const page of paginateScan({ client, pageSize: 9 }, { TableName, IndexName: "gsi1" })) {
      for (const one of page.Items ?? []) keys.add(`${one["pk"]?.S} ${one["sk"]?.S}`);
    }
    assert.equal(keys.size, 100);
  });

  test("tables come and go under waiters and paginators", async () => {
    const { client } = connection;
    const names = ["PagesA", "PagesB", "PagesC"];
    for (const name of names) await client.send(new CreateTableCommand(singleTable(name)));
    for (const name of names) await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: name });
    const listed: string[] = [];
    for await (const page of paginateListTables({ client, pageSize: 2 }, {}))
      listed.push(...(page.TableNames ?? []));
    assert.deepEqual(
      listed.filter((name) => name.startsWith("Pages")),
      [TableName, ...names],
    );
    for (const name of names) await client.send(new DeleteTableCommand({ TableName: name }));
    for (const name of names) await waitUntilTableNotExists({ client, maxWaitTime: 30 }, { TableName: name });
  });

  test("a transaction's token is made by the client, and its answers come in order", async () => {
    const { client } = connection;
    const key = (sk: string) => ({ pk: { S: "t" }, sk: { S: sk } });
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: ["a", "b"].map((sk) => ({ Put: { TableName, Item: key(sk) } })),
      }),
    );
    const read = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ["b", "none", "a"].map((sk) => ({ Get: { TableName, Key: key(sk) } })),
      }),
    );
    assert.deepEqual(
      read.Responses?.map(({ Item }) => Item?.["sk"]?.S),
      ["b", undefined, "a"],
    );
  });
});
