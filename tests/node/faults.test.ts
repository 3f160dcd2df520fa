/** Failures on purpose: batches that leave entries unprocessed, and a loop that sends them again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "hashrange";

test("a loop over unprocessed entries comes to an end", async () => {
  const db = await open({ storage: "memory", faults: { unprocessed: 2 } });
  await db.client.createTable({
    TableName: "Items",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const doc = db.documentClient();
  const ids = [1, 2, 3, 4, 5];

  const writes: number[] = [];
  let requests = { Items: ids.map((id) => ({ PutRequest: { Item: { id, name: `item ${id}` } } })) };
  while (requests.Items?.length > 0) {
    const { UnprocessedItems } = await doc.batchWrite({ RequestItems: requests });
    writes.push(requests.Items.length);
    requests = UnprocessedItems as typeof requests;
  }
  assert.deepEqual(writes, [5, 2, 1]);

  const found = new Set<unknown>();
  let keys = { Items: { Keys: ids.map((id) => ({ id })), ConsistentRead: true } };
  while (keys.Items?.Keys.length > 0) {
    const { Responses, UnprocessedKeys } = await doc.batchGet({ RequestItems: keys });
    for (const item of Responses?.["Items"] ?? []) found.add((item as { name: unknown }).name);
    keys = UnprocessedKeys as typeof keys;
    if (keys.Items) assert.equal(keys.Items.ConsistentRead, true);
  }
  assert.deepEqual(found, new Set(ids.map((id) => `item ${id}`)));
  await db.close();
});
