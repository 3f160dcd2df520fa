/** The source "This server": the DynamoDB endpoint that served this page, through the AWS SDK as any program would use it. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { Operations, Source } from "./types";

export function openServer(endpoint: string): Source {
  const client = new DynamoDBClient({
    endpoint,
    region: "local",
    // A local endpoint checks no signature; the SDK refuses to send without credentials.
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 2,
  });
  const operations = {
    listTables: (input) => client.send(new ListTablesCommand(input)),
    createTable: (input) => client.send(new CreateTableCommand(input)),
    describeTable: (input) => client.send(new DescribeTableCommand(input)),
    deleteTable: (input) => client.send(new DeleteTableCommand(input)),
    putItem: (input) => client.send(new PutItemCommand(input)),
    getItem: (input) => client.send(new GetItemCommand(input)),
    deleteItem: (input) => client.send(new DeleteItemCommand(input)),
    query: (input) => client.send(new QueryCommand(input)),
    scan: (input) => client.send(new ScanCommand(input)),
    batchWriteItem: (input) => client.send(new BatchWriteItemCommand(input)),
  } satisfies { [Name in keyof Operations]: (input: Parameters<Operations[Name]>[0]) => Promise<unknown> };
  return {
    kind: "server",
    place: endpoint,
    // The SDK types every member of an answer as optional; the service always sends those the console's types require.
    operations: operations as Operations,
    storage: async () => null,
  };
}
