/** The AWS SDK's clients against a server of this project, for the libraries that are built on them. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { type Endpoint, endpoint } from "../node/sdk_server.js";

/** A server and the SDK's client of it. */
export interface Connection {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Starts a server, or takes the one that is given, and makes a table in it. */
export async function connect(table: CreateTableCommandInput): Promise<Connection> {
  const server: Endpoint = await endpoint();
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await client.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table.TableName });
  return {
    client,
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}

/** A table in the single-table habit: `pk`, `sk` and one global index of `gsi1pk`, `gsi1sk`. */
export function singleTable(TableName: string): CreateTableCommandInput {
  const names = ["pk", "sk", "gsi1pk", "gsi1sk"];
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  return {
    TableName,
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
    KeySchema: key("pk", "sk"),
    GlobalSecondaryIndexes: [
      { IndexName: "gsi1", KeySchema: key("gsi1pk", "gsi1sk"), Projection: { ProjectionType: "ALL" } },
    ],
    BillingMode: "PAY_PER_REQUEST",
  };
}
