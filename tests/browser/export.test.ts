/** Export, restore and the state of the storage in a browser: by the page that leads and by one that follows. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

async function contents(tab: Tab): Promise<unknown[]> {
  return (await tab.all("scan", { TableName: NOTES.TableName })).items;
}

chromiumTest("a database is exported by both tabs and restored into IndexedDB and OPFS", async (visit) => {
  const leader = await visit.tab();
  await leader.open();
  await leader.control("createTable", NOTES);
  assert.equal((await leader.fill("note", 600, 5000)).error, undefined);
  const follower = await visit.tab();
  await follower.open();
  assert.equal((await follower.do("status", follower.name))["role"], "follower");
  const expected = await contents(leader);
  for (const tab of [leader, follower]) {
    const { length, progress } = await tab.do("exportTo", tab.name, "copy", "indexeddb");
    assert.ok(length > 3_000_000);
    assert.deepEqual(progress, { bytes: length, entries: progress?.total, total: progress?.total });
    const copy = await visit.tab("copy");
    await copy.open();
    assert.deepEqual(await contents(copy), expected);
    await copy.do("destroy", "copy");
    await copy.page.close();
  }
  const worker = await visit.tab("moved", "opfs");
  await worker.open();
  await worker.control("createTable", NOTES);
  assert.equal((await worker.fill("file", 200, 5000)).error, undefined);
  await worker.do("exportTo", "moved", "back", "memory");
  assert.deepEqual(
    (await worker.do("all", "back", "scan", { TableName: NOTES.TableName })).items,
    await contents(worker),
  );
  await worker.do("exportTo", "moved", "back2", "opfs");
  assert.equal((await worker.do("all", "back2", "scan", { TableName: NOTES.TableName })).count, 200);
});

chromiumTest("a browser says what it knows of the storage, and is not asked for more", async (visit) => {
  const tab = await visit.tab();
  await tab.open();
  const state = await tab.do("storage", tab.name);
  assert.equal(state.kind, "indexeddb");
  assert.equal(typeof state.persisted, "boolean");
  assert.ok((state.quota ?? 0) > (state.usage ?? Number.NaN));
  assert.equal(typeof (await tab.do("persist", tab.name)), "boolean");
});

chromiumTest(
  "a database deleted under a page is told as evicted, and never made anew behind its back",
  async (visit) => {
    const tab = await visit.tab();
    await tab.open();
    await tab.control("createTable", NOTES);
    assert.equal((await tab.fill("kept", 10, 300)).error, undefined);
    const other = await visit.tab();
    await other.page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) {
        await new Promise((resolve) => {
          const request = indexedDB.deleteDatabase(name ?? "");
          request.onsuccess = resolve;
          request.onerror = resolve;
          request.onblocked = () => undefined;
        });
      }
    });
    const { error, acknowledged } = await tab.fill("lost", 1, 300);
    assert.deepEqual(acknowledged, []);
    assert.match(error ?? "", /^StorageEvictedError: /);
  },
);
