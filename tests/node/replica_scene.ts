/** The table that replicas share in tests, and the secret of their databases. */

import type { Database } from "hashrange";

export const SECRET = "what both sides of this test know";
export const MOVIES: Parameters<Database["client"]["createTable"]>[0] = {
  TableName: "Movies",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "title", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "title", AttributeType: "S" }],
};
