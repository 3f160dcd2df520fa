/** The table of the tests of metrics, costs, alarms and scaling. */

import type { Database } from "../../src/js/client/database.js";

export const BEGIN = Date.UTC(2026, 10, 30, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

interface Wanted {
  /** Read and write units; on demand without. */
  units?: readonly [reads: number, writes: number];
  /** What the index `byDay` has; no index without. */
  projection?: "ALL" | "KEYS_ONLY";
  streams?: boolean;
}

/** Makes the table `Orders`, whose key is the number `id`. */
export async function makeOrders(
  db: Database,
  { units, projection, streams = false }: Wanted = {},
): Promise<void> {
  const [ReadCapacityUnits, WriteCapacityUnits] = units ?? [];
  const ProvisionedThroughput = { ReadCapacityUnits, WriteCapacityUnits };
  await db.client.createTable({
    TableName: "Orders",
    ...(units ? { ProvisionedThroughput } : { BillingMode: "PAY_PER_REQUEST" }),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "N" },
      ...(projection ? [{ AttributeName: "day", AttributeType: "S" } as const] : []),
    ],
    ...(projection && {
      GlobalSecondaryIndexes: [
        {
          IndexName: "byDay",
          KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
          Projection: { ProjectionType: projection },
        },
      ],
    }),
    ...(streams && { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } }),
  });
}
