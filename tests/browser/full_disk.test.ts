/** A disk that stays full: four writers run into the quota of a site, and nobody waits for ever. */
import assert from "node:assert/strict";
import { chromiumTest, NOTES, type Tab, type Visit } from "./tab.js";

const { TableName } = NOTES;
/** A request that has no answer after this hangs. */
const PATIENCE = 20_000;
/** Chromium counts what was deleted as free after half a minute, and a rest on a full disk takes as long. */
const SOON = 120_000;

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} hangs` })), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Four writers fill the disk; the ids of what is there. */
async function filled(tab: Tab): Promise<string[]> {
  const writers = ["a", "b", "c", "d"].map((name, place) =>
    tab.fill(name, 1000, place % 2 ? 2_000 : 200_000),
  );
  const written = await Promise.all(writers);
  for (const { error } of written) assert.match(error ?? "no error", /^StorageQuotaExceededError: /);
  return written.flatMap(({ acknowledged }) => acknowledged);
}

const put = (tab: Tab) =>
  tab.send("put", { TableName, Item: { id: "one more", text: "x".repeat(200_000) } }).then(
    () => "taken",
    (error: Error) => `${error.name}: ${error.message}`,
  );

/** Reads and an export work, and writes fail by name. */
async function expectFull(tab: Tab, ids: readonly string[], copy: string): Promise<void> {
  const found = await within(tab.noteIds(), "a scan");
  assert.deepEqual(
    ids.filter((id) => !found.has(id)),
    [],
    "what was acknowledged is there",
  );
  assert.match(await within(put(tab), "a put"), /StorageQuotaExceededError/);
  const { length } = await within(tab.do("exportTo", tab.name, copy, "memory"), "an export");
  assert.ok(length > 1_000_000);
}

/** The quota as in a small profile, before anything is written: the browser asks for the room only now and then. */
async function limited(visit: Visit): Promise<(quotaSize?: number) => Promise<unknown>> {
  const blank = await visit.tab();
  const devtools = await (await visit.browser()).context.newCDPSession(blank.page);
  const { origin } = visit.site;
  return (quotaSize) =>
    devtools.send("Storage.overrideQuotaForOrigin", quotaSize ? { origin, quotaSize } : { origin });
}

chromiumTest(
  "on a full disk reads, deletes, exports, closing and opening work, and writes fail by name",
  async (visit) => {
    const limit = await limited(visit);
    await limit(16_000_000);
    const tab = await visit.tab();
    await tab.open();
    await tab.control("createTable", NOTES);
    // The reserve is written when the database has been at rest for a moment.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const ids = await filled(tab);
    await expectFull(tab, ids, "copy");
    const follower = await visit.tab();
    await within(follower.open(), "a second tab's opening");
    await expectFull(follower, ids, "another copy");
    const [gone = ""] = ids;
    await within(tab.send("delete", { TableName, Key: { id: gone } }), "a delete");
    await within(follower.close(), "a second tab's close");
    await within(tab.close(), "a close");

    await tab.page.reload();
    await within(tab.open(), "an opening");
    const found = await within(tab.noteIds(), "a scan");
    assert.equal(found.has(gone), false, "the delete lasted");
    assert.deepEqual(
      ids.filter((id) => id !== gone && !found.has(id)),
      [],
    );

    // Nothing but deletions, and in the end there is room again.
    const start = Date.now();
    let left = ids.slice(1);
    for (let answer = await put(tab); answer !== "taken"; answer = await put(tab)) {
      assert.match(answer, /StorageQuotaExceededError/);
      assert.ok(Date.now() - start < SOON, "no room is made by deletions");
      const doomed = left.slice(0, 10);
      for (const id of doomed) {
        const deleted = tab.send("delete", { TableName, Key: { id } }).then(
          () => true,
          () => false,
        );
        if (await within(deleted, "a delete")) left = left.filter((kept) => kept !== id);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const rest = await tab.noteIds();
    assert.deepEqual(
      left.filter((id) => !rest.has(id)),
      [],
    );
  },
  300_000,
);

chromiumTest(
  "a database is opened and read where the quota leaves no room at all",
  async (visit) => {
    const tab = await visit.tab();
    await tab.open();
    await tab.control("createTable", NOTES);
    const { acknowledged } = await tab.fill("kept", 100, 20_000);
    await tab.close();
    await visit.quit();
    const again = await limited(visit);
    await again(100_000);
    const late = await visit.tab();
    await within(late.open(), "an opening");
    await expectFull(late, acknowledged, "copy");
    await within(late.close(), "a close");
  },
  300_000,
);
