/** Sync in Chromium: a page that goes offline, writes, is closed, and comes back in another tab. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { startServer } from "../node/served.js";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

async function becomes(holds: () => Promise<boolean>, tab: Tab): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) {
    if (await holds()) return;
    await after(50);
  }
  assert.fail(`never so: ${holds} ${JSON.stringify(await tab.do("syncStatus", tab.name))}`);
}

chromiumTest("a page writes offline, is closed, and the next one brings it to the server", async (visit) => {
  const server = await startServer(undefined, ["--cors", "*"]);
  try {
    await server.send("CreateTable", {
      ...NOTES,
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    const put = (id: string) => server.send("PutItem", { TableName: "Notes", Item: { id: { S: id } } });
    const there = async () => {
      const { Items } = (await server.send("Scan", { TableName: "Notes" })) as {
        Items: { id: { S: string } }[];
      };
      return Items.map(({ id }) => id.S)
        .sort()
        .join();
    };
    await put("a");
    const [first, second] = [await visit.tab(), await visit.tab()];
    const status = (tab: Tab) => tab.do("syncStatus", tab.name);
    for (const tab of [first, second]) {
      await tab.open();
      await tab.do("startSync", tab.name, server.endpoint);
    }
    await becomes(async () => (await status(first))?.state === "live", first);
    // The other tab sees how the one does that runs it.
    await becomes(async () => (await status(second))?.state === "live", second);
    assert.deepEqual([(await status(first))?.leads, (await status(second))?.leads], [true, false]);

    // Only the way to the server is cut: a page that is loaded already has what it needs from its site.
    const cut = `${server.endpoint}**`;
    for (const { page } of [first, second])
      await page.route(cut, (route) => route.abort("internetdisconnected"));
    await first.send("put", { TableName: "Notes", Item: { id: "b" } });
    await second.send("put", { TableName: "Notes", Item: { id: "c" } });
    await becomes(async () => (await status(first))?.pending === 2, first);
    await put("d");
    assert.equal(await there(), "a,d");
    await first.page.close();
    await becomes(async () => (await status(second))?.leads === true, second);
    // The browser lets a page that is being closed reach the server: a last try of its may have come there.
    assert.match(await there(), /^a,(b,)?(c,)?d$/);
    await second.page.unroute(cut);
    await becomes(async () => (await there()) === "a,b,c,d", second);
    await becomes(async () => {
      const { Items } = (await second.send("scan", { TableName: "Notes" })) as { Items: unknown[] };
      return Items.length === 4;
    }, second);
  } finally {
    await server.kill();
  }
});
