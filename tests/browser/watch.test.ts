/** Live queries in Chromium, over IndexedDB. */
import assert from "node:assert/strict";
import { chromiumTest } from "./tab.js";

const LINES = {
  TableName: "Lines",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "list", KeyType: "HASH" },
    { AttributeName: "n", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "list", AttributeType: "S" },
    { AttributeName: "n", AttributeType: "N" },
  ],
};

const line = (list: string, n: number) => ({ TableName: "Lines", Item: { list, n } });
const query = {
  TableName: "Lines",
  KeyConditionExpression: "#l = :l AND n < :n",
  ExpressionAttributeNames: { "#l": "list" },
  ExpressionAttributeValues: { ":l": "a", ":n": 10 },
};

chromiumTest("a live query follows committed writes, also after a reload", async (visit) => {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", LINES);
  const items = (...ns: number[]) => ns.map((n) => ({ list: "a", n }));
  const batches = [
    [line("a", 1)],
    [line("b", 1), line("a", 2), line("a", 11), line("a", 3)],
    [line("a", 12), line("a", 4)],
  ];
  const expected = [[], items(1), items(1, 2, 3), items(1, 2, 3, 4)];
  assert.deepEqual(await tab.do("follow", tab.name, query, batches), expected);
  await tab.page.reload();
  await tab.open();
  assert.deepEqual(await tab.do("follow", tab.name, query, [[line("a", 5)]]), [
    items(1, 2, 3, 4),
    items(1, 2, 3, 4, 5),
  ]);
});
