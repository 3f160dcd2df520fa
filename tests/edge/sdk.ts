/** What the tests do with the unmodified AWS SDK against an endpoint. */
import assert from "node:assert/strict";
import { CreateTableCommand, DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";

export const TABLE = "Notes";

export function clientOf(
  endpoint: string,
  credentials = { accessKeyId: "x", secretAccessKey: "x" },
): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  return DynamoDBDocumentClient.from(client);
}

/** On demand, or with so many units for reads and writes each. */
export async function createTable(client: DynamoDBDocumentClient, units?: number): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      ...(units === undefined
        ? { BillingMode: "PAY_PER_REQUEST" }
        : { ProvisionedThroughput: { ReadCapacityUnits: units, WriteCapacityUnits: units } }),
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "owner", AttributeType: "S" },
        { AttributeName: "at", AttributeType: "N" },
      ],
    }),
  );
}

export async function put(client: DynamoDBDocumentClient, owner: string, at: number): Promise<void> {
  await client.send(new PutCommand({ TableName: TABLE, Item: { owner, at, text: `${owner} ${at}` } }));
}

/** Items of 25 to a batch, `size` characters each. */
export async function fill(
  client: DynamoDBDocumentClient,
  owner: string,
  count: number,
  size: number,
): Promise<void> {
  for (let first = 0; first < count; first += 25) {
    const places = Array.from({ length: Math.min(25, count - first) }, (_, place) => first + place);
    const requests = places.map((at) => ({ PutRequest: { Item: { owner, at, text: textOf(at, size) } } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }),
    );
    assert.deepEqual(UnprocessedItems, {});
  }
}

/** Text that differs from item to item over all of its length. */
export function textOf(at: number, size: number): string {
  let state = at + 1;
  let text = "";
  while (text.length < size) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    text += (state >>> 0).toString(36);
  }
  return text.slice(0, size);
}

/** The sort keys that an owner has, over all pages of the query. */
export async function places(client: DynamoDBDocumentClient, owner: string): Promise<number[]> {
  const found: number[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": owner },
        ExclusiveStartKey: from,
      }),
    );
    found.push(...(Items ?? []).map((item) => Number(item["at"])));
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

export async function text(
  client: DynamoDBDocumentClient,
  owner: string,
  at: number,
): Promise<string | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: TABLE, Key: { owner, at } }));
  return Item?.["text"];
}

/** A table made, an item written, read and queried, and an error with the SDK's class. */
export async function tour(endpoint: string): Promise<void> {
  const client = clientOf(endpoint);
  try {
    await createTable(client);
    await put(client, "ada", 1);
    await put(client, "ada", 2);
    assert.equal(await text(client, "ada", 2), "ada 2");
    assert.deepEqual(await places(client, "ada"), [1, 2]);
    await assert.rejects(
      client.send(new GetCommand({ TableName: "Missing", Key: { owner: "ada", at: 1 } })),
      ResourceNotFoundException,
    );
  } finally {
    client.destroy();
  }
}
