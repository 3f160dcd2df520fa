/** Hashrange through its DocumentClient. */
import type { Contender } from "../contender.js";
import type { Item } from "../workload.js";

/** The table every benchmark uses. */
export const TABLE = "Bench";

/** The part of the DocumentClient that the benchmarks use. */
export interface DocumentClient {
  put(input: { TableName: string; Item: Item }): Promise<unknown>;
  get(input: { TableName: string; Key: { pk: string; sk: string } }): Promise<{ Item?: unknown }>;
  update(input: {
    TableName: string;
    Key: { pk: string; sk: string };
    UpdateExpression: string;
    ConditionExpression: string;
    ExpressionAttributeValues: Record<string, unknown>;
    ReturnValues: string;
  }): Promise<{ Attributes?: unknown }>;
  query(input: {
    TableName: string;
    KeyConditionExpression: string;
    FilterExpression?: string;
    ExpressionAttributeValues: Record<string, unknown>;
  }): Promise<{ Items?: readonly unknown[] }>;
  executeStatement?(input: {
    Statement: string;
    Parameters: readonly unknown[];
  }): Promise<{ Items?: readonly unknown[] }>;
  batchWrite(input: {
    RequestItems: Record<string, readonly { PutRequest: { Item: Item } }[]>;
  }): Promise<{ UnprocessedItems?: Record<string, readonly unknown[]> }>;
}

/** The part of a database that the benchmarks use. */
export interface Database {
  readonly client: { createTable(input: object): Promise<unknown> };
  documentClient(): DocumentClient;
  close(): Promise<unknown>;
  destroy(): Promise<unknown>;
  status?(): unknown;
}

/** The part of the package that the benchmarks use. */
export interface Package {
  open(options: {
    name: string;
    storage: string;
    durability: string;
    cacheBytes?: number;
    encryption?: object;
  }): Promise<Database>;
}

/** What the benchmarks' one table looks like. */
export const SCHEMA = {
  TableName: TABLE,
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

/** Opens a Hashrange contender on an empty database. */
export async function hashrange(
  from: Package,
  name: string,
  storage: "memory" | "indexeddb" | "opfs",
  encryption?: object,
): Promise<Contender> {
  const connect = (): Promise<Database> =>
    from.open({ name, storage, durability: "strict", ...(encryption && { encryption }) });
  let database = await connect();
  await database.client.createTable(SCHEMA);
  let documents = database.documentClient();
  const close = async (): Promise<void> => {
    await database.close();
  };
  const open = async (): Promise<void> => {
    database = await connect();
    documents = database.documentClient();
  };
  const KeyConditionExpression = "pk = :p AND sk BETWEEN :a AND :b";
  return {
    put: (item) => documents.put({ TableName: TABLE, Item: item }),
    get: async (pk, sk) => (await documents.get({ TableName: TABLE, Key: { pk, sk } })).Item,
    async query(pk, first, last) {
      const ExpressionAttributeValues = { ":p": pk, ":a": first, ":b": last };
      return (
        (await documents.query({ TableName: TABLE, KeyConditionExpression, ExpressionAttributeValues }))
          .Items ?? []
      );
    },
    async updateIf(pk, sk, age) {
      const { Attributes } = await documents.update({
        TableName: TABLE,
        Key: { pk, sk },
        UpdateExpression: "SET score = score + :one",
        ConditionExpression: "age = :age AND attribute_exists(address.city)",
        ExpressionAttributeValues: { ":one": 1, ":age": age },
        ReturnValues: "ALL_NEW",
      });
      return Attributes;
    },
    async filter(pk, city, score) {
      const { Items } = await documents.query({
        TableName: TABLE,
        KeyConditionExpression: "pk = :p",
        FilterExpression: "address.city = :city AND score >= :score",
        ExpressionAttributeValues: { ":p": pk, ":city": city, ":score": score },
      });
      return Items ?? [];
    },
    async select(pk, sk) {
      const Statement = `SELECT * FROM "${TABLE}" WHERE pk = ? AND sk = ?`;
      return (await documents.executeStatement?.({ Statement, Parameters: [pk, sk] }))?.Items?.[0];
    },
    close,
    open,
    async reopen() {
      if (storage === "memory") return;
      await close();
      await open();
    },
    async destroy() {
      // Idle first, so that no background work of this run goes on into the next contender's.
      const working = (): boolean => (database.status?.() as { checkpointing?: number })?.checkpointing === 1;
      for (let turn = 0; turn < 500 && working(); turn += 1) await new Promise((r) => setTimeout(r, 10));
      await database.destroy();
    },
  };
}
