/** The changes of a table in Chromium: across tabs, Workers and kills. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const STREAMED = {
  ...NOTES,
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
};

interface Heard {
  readonly keys: readonly { readonly id: string }[];
  readonly position?: string;
  readonly end?: string;
}

const put = (tab: Tab, id: string) => tab.send("put", { TableName: "Notes", Item: { id } });

/** Resolves when a tab has heard of these changes, and of no others. */
async function hears(tab: Tab, ids: readonly string[], end?: string): Promise<Heard> {
  let heard: Heard = { keys: [] };
  for (let turn = 0; turn < 200; turn += 1) {
    heard = (await tab.do("heard", tab.name)) as Heard;
    if (heard.keys.length >= ids.length && heard.end === end) break;
    await after(50);
  }
  assert.deepEqual(
    heard.keys.map(({ id }) => id),
    ids,
  );
  assert.equal(heard.end, end);
  return heard;
}

chromiumTest(
  "each tab hears each change once and in order, whoever writes and whoever leads",
  async (visit) => {
    const tabs: Tab[] = [];
    // The second one has its engine, should it ever lead, in a Worker.
    for (const options of [{}, { worker: true }, {}]) {
      const tab = await visit.tab();
      await tab.open(options);
      tabs.push(tab);
    }
    const [first, second, third] = tabs as [Tab, Tab, Tab];
    await first.control("createTable", STREAMED);
    for (const tab of tabs) await tab.do("keepHearing", tab.name, "Notes");
    const ids: string[] = [];
    for (const [n, tab] of [first, second, third, second, first].entries()) {
      await put(tab, `a${n}`);
      ids.push(`a${n}`);
    }
    for (const tab of tabs) await hears(tab, ids);

    await first.page.close();
    for (const tab of [second, third]) {
      await put(tab, `b${ids.length}`);
      ids.push(`b${ids.length}`);
    }
    for (const tab of [second, third]) await hears(tab, ids);
    await second.page.close();
    await put(third, "c");
    ids.push("c");
    const { position } = await hears(third, ids);

    await put(third, "d");
    await visit.kill();
    const again = await visit.tab();
    await again.open();
    await again.do("keepHearing", again.name, "Notes", position);
    await put(again, "e");
    await hears(again, ["d", "e"]);
    await again.control("deleteTable", { TableName: "Notes" });
    await hears(again, ["d", "e"], "end");
  },
);

chromiumTest("a table in OPFS is followed, and a closed database ends it", async (visit) => {
  const tab = await visit.tab("files", "opfs");
  await tab.open();
  await tab.control("createTable", STREAMED);
  await put(tab, "a");
  await tab.do("keepHearing", tab.name, "Notes", "start");
  await hears(tab, ["a"]);
  await put(tab, "b");
  await hears(tab, ["a", "b"]);
  await tab.close();
  await hears(tab, ["a", "b"], "DatabaseClosedError");
});
