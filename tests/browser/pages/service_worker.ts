/** The AWS SDK in a page of the service worker's example, and the same database opened beside the worker. */
import {
  CreateTableCommand,
  ListTablesCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { open } from "hashrange/inline";
import { client, documents, serviceWorker } from "../../../examples/service-worker/src/client.js";

const TableName = "Places";
const ready = serviceWorker();

async function failure(work: Promise<unknown>): Promise<unknown> {
  await ready;
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const page = {
  async createTable(): Promise<string[]> {
    await ready;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
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
    return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  },

  async put(owner: string, at: number): Promise<void> {
    await ready;
    await documents.send(new PutCommand({ TableName, Item: { owner, at, text: `${owner} ${at}` } }));
  },

  async text(owner: string, at: number): Promise<string | undefined> {
    await ready;
    const { Item } = await documents.send(new GetCommand({ TableName, Key: { owner, at } }));
    return Item?.["text"];
  },

  async count(owner: string): Promise<number | undefined> {
    await ready;
    const { Count } = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": owner },
      }),
    );
    return Count;
  },

  /** The sizes of the pages of a query. */
  async pages(owner: string, pageSize: number): Promise<(number | undefined)[]> {
    await ready;
    const query = {
      TableName,
      KeyConditionExpression: "#owner = :owner",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":owner": owner },
    };
    const counts: (number | undefined)[] = [];
    for await (const { Count } of paginateQuery({ client: documents, pageSize }, query)) counts.push(Count);
    return counts;
  },

  /** Writes two items in one transaction, if the second is not there; otherwise why not. */
  async both(owner: string, one: number, other: number): Promise<(string | undefined)[] | undefined> {
    const condition = {
      ConditionExpression: "attribute_not_exists(#at)",
      ExpressionAttributeNames: { "#at": "at" },
    };
    const error = await failure(
      documents.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: { owner, at: one } } },
            { Put: { TableName, Item: { owner, at: other }, ...condition } },
          ],
        }),
      ),
    );
    if (error === undefined) return undefined;
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons?.map(({ Code }) => Code);
  },

  /** Counts and then writes in a database that this page opens itself, without the worker. */
  async direct(owner: string, at: number): Promise<number | undefined> {
    const db = await open("notes");
    const doc = db.documentClient();
    const { Count } = await doc.query({
      TableName,
      KeyConditionExpression: "#owner = :owner",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":owner": owner },
    });
    await doc.put({ TableName, Item: { owner, at, text: `${owner} ${at}` } });
    await db.close();
    return Count;
  },

  async missing(): Promise<boolean> {
    await ready;
    const asked = documents.send(new GetCommand({ TableName: "Missing", Key: { owner: "ada", at: 1 } }));
    return (await failure(asked)) instanceof ResourceNotFoundException;
  },
};

export type ServiceWorkerPage = typeof page;
Object.assign(globalThis, { page });
