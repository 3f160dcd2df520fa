/** Triggers in Chromium: one tab runs a trigger, whoever leads, and another one goes on when that is gone. */
import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const STREAMED = {
  ...NOTES,
  StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
};

interface Handled {
  readonly ids: readonly string[];
  readonly status: string;
}

const handled = (tab: Tab) => tab.do("handled", tab.name) as Promise<Handled>;

const put = async (tab: Tab, ...ids: string[]) => {
  for (const id of ids) await tab.send("put", { TableName: "Notes", Item: { id } });
};

/** Resolves when something is so. The time is that of a machine that has much else to do; `tell` says how far it came. */
async function until(holds: () => Promise<boolean>, tell?: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < 1000; turn += 1) {
    if (await holds()) return;
    await after(50);
  }
  assert.fail(`it never was so: ${JSON.stringify(await tell?.())}`);
}

/** How often each note was counted. */
async function counts(tab: Tab): Promise<Record<string, number>> {
  const { items } = await tab.all("scan", { TableName: "Counts" });
  return Object.fromEntries((items as { id: string; n: number }[]).map(({ id, n }) => [id, n]));
}

chromiumTest(
  "a trigger goes on in the other tab when the one that ran it and led is closed",
  async (visit) => {
    const tabs: Tab[] = [];
    for (const options of [{}, { worker: true }]) {
      const tab = await visit.tab();
      await tab.open(options);
      tabs.push(tab);
    }
    const [first, second] = tabs as [Tab, Tab];
    await first.control("createTable", STREAMED);
    await first.control("createTable", { ...NOTES, TableName: "Counts" });
    for (const tab of tabs) await tab.do("keepHandling", tab.name, "Notes", "Counts");
    await put(first, "a", "b");
    await put(second, "c");
    await until(async () => (await handled(first)).ids.length === 3);
    assert.deepEqual((await handled(first)).ids, ["a", "b", "c"]);
    assert.equal((await handled(second)).status, "STANDBY");
    assert.deepEqual((await handled(second)).ids, []);

    // What was written last is not handled when the tab goes.
    await put(second, "d", "e", "f", "g");
    await first.page.close();
    await put(second, "h");
    await until(async () => (await counts(second))["h"] === 1);
    assert.equal((await handled(second)).status, "RUNNING");
    const all = await counts(second);
    assert.deepEqual(Object.keys(all).sort(), ["a", "b", "c", "d", "e", "f", "g", "h"]);
    for (const id of ["a", "b", "c"]) assert.equal(all[id], 1, id);

    // The browser is killed; the next one goes on behind what is done.
    await put(second, "i");
    await until(async () => (await counts(second))["i"] === 1);
    await visit.kill();
    const again = await visit.tab();
    await again.open();
    await put(again, "j");
    await again.do("keepHandling", again.name, "Notes", "Counts");
    await until(async () => (await counts(again))["j"] === 1);
    assert.equal((await counts(again))["a"], 1);
  },
);

chromiumTest(
  "the sinks of one tab get what is written, and those of the next tab what comes after it",
  async (visit) => {
    const stream = "notes";
    const StreamArn = `arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`;
    const tabs: Tab[] = [];
    for (const worker of [true, false]) {
      const tab = await visit.tab();
      await tab.do("openWithSink", { name: tab.name, storage: "indexeddb", worker }, stream);
      tabs.push(tab);
    }
    const [first, second] = tabs as [Tab, Tab];
    await first.control("createTable", NOTES);
    await second.control("enableKinesisStreamingDestination", { TableName: "Notes", StreamArn });
    await put(second, "a", "b");
    const got = async (tab: Tab) => [...new Set(await tab.do("delivered"))];
    // At least once, by whichever of them has its turn: it passes to the other one after a failure.
    const all = async () => new Set([...(await got(first)), ...(await got(second))]);
    await until(
      async () => (await all()).size === 2,
      async () => [await first.do("delivered"), await second.do("delivered")],
    );
    const [one, other] = (await got(first)).length > 0 ? [first, second] : [second, first];
    assert.deepEqual(await got(one), ["a", "b"]);
    await one.page.close();
    await put(other, "c");
    await until(
      async () => (await got(other)).includes("c"),
      () => other.do("delivered"),
    );
    assert.equal((await other.do("delivered")).at(-1), "c");
  },
);
