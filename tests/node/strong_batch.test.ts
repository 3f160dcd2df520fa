/** Batches of writes on tables of strong consistency: what finds no majority comes back as it was. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { batched, batchOf, bytesOf, hexOf } from "../../src/js/replicas/batch.js";
import { read, written } from "../../src/js/replicas/document.js";

const LONG = "a-table-with-the-longest-of-names.".repeat(8).slice(0, 255);
const request = {
  RequestItems: {
    Short: [{ PutRequest: { Item: { id: "1", raw: new Uint8Array([7]) } } }],
    [LONG]: [{ PutRequest: { Item: { id: "2" } } }, { DeleteRequest: { Key: { id: "3" } } }],
  },
  ReturnConsumedCapacity: "TOTAL",
};
const failure = { Name: "ReplicatedWriteConflictException", Message: "another Region" };

test("a batch is taken apart into puts and deletes", () => {
  const found = batchOf(hexOf(written(request))).map(({ table, operation, request: one }) => [
    table,
    operation,
    read(bytesOf(one)),
  ]);
  const ReturnConsumedCapacity = "TOTAL";
  assert.deepEqual(found, [
    [
      "Short",
      "PutItem",
      { Item: { id: "1", raw: new Uint8Array([7]) }, ReturnConsumedCapacity, TableName: "Short" },
    ],
    [LONG, "PutItem", { Item: { id: "2" }, ReturnConsumedCapacity, TableName: LONG }],
    [LONG, "DeleteItem", { Key: { id: "3" }, ReturnConsumedCapacity, TableName: LONG }],
  ]);
});

test("what is not done is unprocessed, and what is consumed is summed up by tables", async () => {
  const batch = batchOf(hexOf(written(request)));
  const { Answer } = await batched(batch, async (_, one) => {
    const { TableName, Key } = read(bytesOf(one)) as { TableName: string; Key?: object };
    if (Key !== undefined) return failure;
    return {
      Answer: written({ ConsumedCapacity: { TableName, CapacityUnits: 2, Table: { CapacityUnits: 2 } } }),
    };
  });
  assert.deepEqual(read(Answer as Uint8Array), {
    UnprocessedItems: { [LONG]: [{ DeleteRequest: { Key: { id: "3" } } }] },
    ConsumedCapacity: ["Short", LONG].map((TableName) => ({
      TableName,
      CapacityUnits: 2,
      Table: { CapacityUnits: 2 },
    })),
  });
  const all = await batched([...batch, ...batch], async () => ({
    Answer: written({ ConsumedCapacity: { TableName: "Short", CapacityUnits: 1 } }),
  }));
  const { ConsumedCapacity, UnprocessedItems } = read(all.Answer as Uint8Array);
  assert.deepEqual(UnprocessedItems, {});
  assert.deepEqual(
    (ConsumedCapacity as { CapacityUnits: number }[]).map(({ CapacityUnits }) => CapacityUnits),
    [2, 4],
  );
});

test("a batch of which nothing is done fails", async () => {
  assert.deepEqual(await batched(batchOf(hexOf(written(request))), async () => failure), failure);
});
