/**
 * A table of strong consistency between tabs of Chromium and two servers: what one wrote the others read at once, a tab without
 * sessions too, and the next tab goes on when the one that has them is closed.
 */

import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { type RunningServer, startServer } from "../node/served.js";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const SECRET = "what the three places of a test know";
const { TableName } = NOTES;

async function until(holds: () => Promise<boolean>, tell: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (await holds().catch(() => false)) return;
    await after(50);
  }
  assert.fail(`it never was so: ${JSON.stringify(await tell().catch(String))}`);
}

async function inServer(server: RunningServer, id: string): Promise<unknown> {
  const request = { TableName, Key: { id: { S: id } }, ConsistentRead: true };
  const { Item } = (await server.send("GetItem", request)) as { Item?: { n?: { N: string } } };
  return Item?.n?.N;
}

async function inTab(tab: Tab, id: string): Promise<unknown> {
  const request = { TableName, Key: { id }, ConsistentRead: true };
  return ((await tab.send("get", request)) as { Item?: { n?: number } }).Item?.n;
}

const put = (tab: Tab, id: string, n: number) => tab.send("put", { TableName, Item: { id, n } });

chromiumTest("tabs and servers agree on a table of strong consistency", async (visit) => {
  const words = ["--cors", "*", "--peer-secret", SECRET];
  const eu = await startServer(undefined, ["--region", "eu-west-1", ...words]);
  const ap = await startServer(undefined, [
    "--region",
    "ap-south-1",
    "--peer",
    `eu-west-1=${eu.endpoint}`,
    ...words,
  ]);
  try {
    const [first, second] = [await visit.tab(), await visit.tab()];
    for (const tab of [first, second]) {
      await tab.open({ region: "us-east-1" });
      await tab.do("connect", tab.name, "eu-west-1", eu.endpoint, SECRET);
      await tab.do("connect", tab.name, "ap-south-1", ap.endpoint, SECRET);
    }
    const told = () =>
      Promise.all([first, second].map((tab) => tab.do("connections", tab.name).catch(String)));
    await first.control("createTable", NOTES);
    const ReplicaUpdates = ["eu-west-1", "ap-south-1"].map((RegionName) => ({ Create: { RegionName } }));
    await until(async () => {
      await first.control("updateTable", { TableName, MultiRegionConsistency: "STRONG", ReplicaUpdates });
      return true;
    }, told);
    await until(async () => {
      await put(first, "a", 1);
      return true;
    }, told);
    assert.equal(await inServer(eu, "a"), "1");
    assert.equal(await inServer(ap, "a"), "1");
    // The second tab stands by, and asks for votes by the first one.
    await put(second, "a", 2);
    assert.equal(await inServer(ap, "a"), "2");
    await eu.send("PutItem", { TableName, Item: { id: { S: "a" }, n: { N: "3" } } });
    assert.equal(await inTab(second, "a"), 3);
    await first.page.close();
    await until(async () => {
      await put(second, "b", 4);
      return true;
    }, told);
    assert.equal(await inServer(eu, "b"), "4");
    await ap.kill();
    await put(second, "b", 5);
    assert.equal(await inServer(eu, "b"), "5");
  } finally {
    await eu.kill();
    await ap.kill();
  }
});
