/** Three regions on one broadcast channel: two tabs of Chromium, and a Worker of a third one. One tab is closed and comes back. */

import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const SECRET = "what the three regions of a test know";
const { TableName } = NOTES;
const REGIONS = ["eu-west-1", "us-east-1", "ap-south-1"] as const;

async function until(holds: () => Promise<boolean>, tell: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds().catch(() => false)) return;
    await after(50);
  }
  assert.fail(`it never was so: ${JSON.stringify(await tell().catch(String))}`);
}

async function ids(tab: Tab): Promise<string> {
  const { items } = await tab.all("scan", { TableName });
  return items
    .map((item) => (item as { id: string }).id)
    .sort()
    .join();
}

const put = (tab: Tab, id: string) => tab.send("put", { TableName, Item: { id } });

async function join(tab: Tab, region: string): Promise<void> {
  await tab.open({ region });
  for (const other of REGIONS)
    if (other !== region) await tab.do("connect", tab.name, other, "channel:regions", SECRET);
}

chromiumTest("two tabs and a Worker hold one table by a broadcast channel", async (visit) => {
  const eu = await visit.tab("europe");
  let us = await visit.tab("america");
  const ap = await visit.tab("asia", "opfs");
  await Promise.all([join(eu, "eu-west-1"), join(us, "us-east-1"), join(ap, "ap-south-1")]);
  const told = () => Promise.all([eu, us, ap].map((tab) => tab.do("connections", tab.name).catch(String)));
  const same = async (length: number) => {
    const [one, ...others] = await Promise.all([eu, us, ap].map(ids));
    return one?.split(",").length === length && others.every((other) => other === one);
  };
  await eu.control("createTable", NOTES);
  await put(eu, "first");
  for (const RegionName of REGIONS.slice(1))
    await until(async () => {
      await eu.control("updateTable", { TableName, ReplicaUpdates: [{ Create: { RegionName } }] });
      return true;
    }, told);
  await until(() => same(1), told);
  await Promise.all([put(eu, "of europe"), put(us, "of america"), put(ap, "of asia")]);
  await until(() => same(4), told);

  await us.page.close();
  await put(ap, "while one was away");
  await put(eu, "and another");
  us = await visit.tab("america");
  await join(us, "us-east-1");
  await put(us, "back again");
  await until(() => same(7), told);
});
