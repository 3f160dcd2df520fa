/** Injured arrays in IndexedDB: a CorruptionError that says what is broken, never a wrong answer, never a hang. */
import assert from "node:assert/strict";
import type { Injury, StoreName } from "./pages/surgery.js";
import { chromiumTest, NOTES, type Tab, type Visit } from "./tab.js";

const COUNT = 500;
/** Long enough that a clean close finds it worth a checkpoint. */
const TEXT = 1000;
const INJURIES: readonly Injury[] = ["flip", "truncate", "empty"];

/** A database of notes, in pages (closed cleanly) or in the log (killed). */
async function prepare(visit: Visit, where: "pages" | "log"): Promise<void> {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", NOTES);
  assert.equal((await tab.fill("note", COUNT, TEXT)).error, undefined);
  if (where === "log") return visit.kill();
  await tab.close();
  await tab.page.close();
}

/** Every answer is right or a CorruptionError. Returns how many there were of each. */
async function readAll(tab: Tab): Promise<{ right: number; corrupt: number }> {
  const found = { right: 0, corrupt: 0 };
  for (let n = 0; n < COUNT; n += 1) {
    try {
      const { Item } = (await tab.send("get", { TableName: NOTES.TableName, Key: { id: `note${n}` } })) as {
        Item?: { id: string; text: string };
      };
      assert.equal(Item?.id, `note${n}`, "an item is not simply gone");
      assert.equal(Item?.text.length, TEXT);
      found.right += 1;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "CorruptionError") throw error;
      assert.ok(error.message.length > 20, "it says what is broken");
      found.corrupt += 1;
    }
  }
  return found;
}

/** Opens; an open that fails must fail with CorruptionError. */
async function opens(tab: Tab): Promise<boolean> {
  try {
    await tab.open();
    return true;
  } catch (error) {
    assert.equal((error as Error).name, "CorruptionError", String(error));
    return false;
  }
}

async function injureAndRead(
  visit: Visit,
  store: StoreName,
  injury: Injury,
  which: "all" | number,
): Promise<{ right: number; corrupt: number }> {
  assert.ok((await visit.surgery("injure", store, injury, which)) > 0, `${store} has something to injure`);
  const tab = await visit.tab();
  return (await opens(tab)) ? readAll(tab) : { right: 0, corrupt: COUNT };
}

for (const injury of [...INJURIES, "remove"] as const) {
  chromiumTest(`one page: ${injury}`, async (visit) => {
    await prepare(visit, "pages");
    const { right, corrupt } = await injureAndRead(visit, "pages", injury, 2);
    assert.ok(corrupt > 0, "the broken page is noticed");
    assert.ok(right > 0 || corrupt === COUNT, "what the page does not hold can be read");
  });

  chromiumTest(`all pages: ${injury}`, async (visit) => {
    await prepare(visit, "pages");
    assert.equal((await injureAndRead(visit, "pages", injury, "all")).corrupt, COUNT);
  });
}

for (const injury of INJURIES) {
  for (const [place, which] of [
    ["first", 0],
    ["middle", 3],
    ["last", -1],
  ] as const) {
    chromiumTest(`${place} log chunk: ${injury}`, async (visit) => {
      await prepare(visit, "log");
      assert.equal(
        (await injureAndRead(visit, "log", injury, which)).corrupt,
        COUNT,
        "acknowledged writes are not dropped in silence",
      );
    });
  }

  chromiumTest(`superblock: ${injury}`, async (visit) => {
    await prepare(visit, "pages");
    assert.equal((await injureAndRead(visit, "meta", injury, "all")).corrupt, COUNT);
  });
}

chromiumTest("a missing log chunk in the middle is noticed", async (visit) => {
  await prepare(visit, "log");
  assert.equal((await injureAndRead(visit, "log", "remove", 3)).corrupt, COUNT);
});
