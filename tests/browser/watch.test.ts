/** Live queries in Chromium, over IndexedDB. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, type Tab } from "./tab.js";

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
const items = (...ns: number[]) => ns.map((n) => ({ list: "a", n }));
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

/** Resolves when the newest result of a tab's live query is this one. */
async function settles(tab: Tab, expected: unknown): Promise<void> {
  let found: unknown;
  for (let turn = 0; turn < 200; turn += 1) {
    found = await tab.do("newest", tab.name);
    if (JSON.stringify(found) === JSON.stringify(expected)) return;
    await after(50);
  }
  assert.deepEqual(found, expected);
}

chromiumTest("a live query follows the writes of other tabs, whichever leads", async (visit) => {
  const tabs: Tab[] = [];
  for (let n = 0; n < 3; n += 1) {
    const tab = await visit.tab();
    await tab.open();
    tabs.push(tab);
  }
  const [first, second, third] = tabs as [Tab, Tab, Tab];
  await first.control("createTable", LINES);
  for (const tab of tabs) await tab.do("keepWatching", tab.name, query);
  for (const tab of tabs) await settles(tab, []);
  await second.send("put", line("a", 1));
  await second.send("put", line("b", 1));
  for (const tab of tabs) await settles(tab, items(1));

  await first.close();
  await third.send("put", line("a", 2));
  for (const tab of [second, third]) await settles(tab, items(1, 2));
  await second.page.close();
  await third.send("put", line("a", 3));
  await settles(third, items(1, 2, 3));

  await third.control("deleteTable", { TableName: "Lines" });
  await settles(third, "ResourceNotFoundException");
});
