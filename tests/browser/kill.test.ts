/** The browser is killed in the middle of writing, again and again: nothing acknowledged is lost, nothing is half there. */
import assert from "node:assert/strict";
import { MOVIES, movies } from "./movies.js";
import { chromiumTest, NOTES, type Tab } from "./tab.js";

const ROUNDS = 5;

/** What a page reported as acknowledged. */
interface Acknowledged {
  readonly movies: Set<string>;
  readonly pairs: Set<string>;
  counter: number;
}

function collect(known: Acknowledged, bodies: readonly string[]): void {
  for (const body of bodies) {
    const news = JSON.parse(body) as { movies?: [number, string][]; counter?: number; pair?: string };
    for (const [year, title] of news.movies ?? []) known.movies.add(`${year} ${title}`);
    if (news.pair !== undefined) known.pairs.add(news.pair);
    known.counter = Math.max(known.counter, news.counter ?? 0);
  }
}

async function verify(tab: Tab, known: Acknowledged): Promise<void> {
  const stored = (await tab.all("scan", { TableName: MOVIES.TableName })).items as {
    year: number;
    title: string;
  }[];
  const byKey = new Map(stored.map((movie) => [`${movie.year} ${movie.title}`, movie]));
  const reference = new Map(movies.map((movie) => [`${movie.year} ${movie.title}`, movie]));
  for (const key of known.movies) assert.ok(byKey.has(key), `${key} was acknowledged and is gone`);
  for (const [key, movie] of byKey) assert.deepEqual(movie, reference.get(key), key);

  const indexed = (await tab.all("scan", { TableName: MOVIES.TableName, IndexName: "by-genre" }))
    .items as typeof stored;
  const due = stored
    .filter((movie) => "genre" in movie && "rating" in movie)
    .map(({ year, title }) => `${year} ${title}`);
  assert.deepEqual(
    indexed.map(({ year, title }) => `${year} ${title}`).sort(),
    due.sort(),
    "the index agrees with its table",
  );

  const notes = await tab.noteIds();
  for (const pair of known.pairs)
    assert.ok(notes.has(`left:${pair}`), `${pair} was acknowledged and is gone`);
  notes.delete("counter");
  for (const id of notes) {
    const twin = id.startsWith("left:") ? id.replace("left:", "right:") : id.replace("right:", "left:");
    assert.ok(notes.has(twin), `${id} is there without its twin`);
  }
  const { Item } = (await tab.send("get", { TableName: NOTES.TableName, Key: { id: "counter" } })) as {
    Item?: { n: number };
  };
  assert.ok((Item?.n ?? 0) >= known.counter, `the counter fell back from ${known.counter} to ${Item?.n}`);
}

for (const storage of ["indexeddb", "opfs"] as const) {
  chromiumTest(
    `a killed browser loses nothing that was acknowledged: ${storage}`,
    async (visit) => {
      const known: Acknowledged = { movies: new Set(), pairs: new Set(), counter: 0 };
      const first = await visit.tab("shop", storage);
      await first.open();
      await first.control("createTable", MOVIES);
      await first.control("createTable", NOTES);
      await first.close();
      for (let round = 0; round < ROUNDS; round += 1) {
        const topic = `round-${round}`;
        const tab = await visit.tab("shop", storage);
        await tab.open();
        await tab.do("writeForever", tab.name, topic, round * 701);
        await visit.site.reported(topic, (bodies) => bodies.length >= 50 * (round + 1));
        await new Promise((resolve) => setTimeout(resolve, 137 * round));
        await visit.kill();
        assert.deepEqual(visit.site.reports(`${topic}-failed`), []);
        collect(known, visit.site.reports(topic));
        const later = await visit.tab("shop", storage);
        await later.open();
        await verify(later, known);
        await later.close();
      }
      assert.ok(known.pairs.size > 0 && known.counter > 0 && known.movies.size > 0);
    },
    240_000,
  );
}

chromiumTest(
  "a close in the middle of a checkpoint waits for it, so that the next opening replays nothing",
  async (visit) => {
    const tab = await visit.tab();
    await tab.open();
    await tab.control("createTable", NOTES);
    await tab.do("burst", tab.name, "note", 3_000, 2_500);
    await visit.kill();
    const later = await visit.tab();
    await later.open();
    await later.close();
    await later.open();
    const { bufferedBytes } = await later.do("status", later.name);
    assert.ok(
      Number(bufferedBytes) < 2 ** 19,
      `${String(bufferedBytes)} bytes were replayed after a clean close`,
    );
    assert.equal((await later.noteIds()).size, 3_000);
  },
);

/** Chromium that is killed while two transactions without a store in common write throws away the site's databases. */
chromiumTest("the browser never runs two transactions at once that write", async (visit) => {
  const tab = await visit.tab();
  await tab.page.evaluate(() => {
    const scopes: string[][] = [];
    Object.assign(globalThis, { scopes });
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...parameters) {
      const transaction = begin.apply(this, parameters);
      if (transaction.mode === "readwrite") scopes.push([...transaction.objectStoreNames]);
      return transaction;
    };
  });
  await tab.open();
  await tab.control("createTable", NOTES);
  await tab.do("burst", tab.name, "note", 3_000, 2_500);
  await tab.control("deleteTable", { TableName: NOTES.TableName });
  await tab.close();
  const scopes = await tab.page.evaluate(() => (globalThis as unknown as { scopes: string[][] }).scopes);
  for (const store of ["log", "pages"]) assert.ok(scopes.flat().includes(store), `${store} was written`);
  for (const [n, scope] of scopes.entries())
    for (const other of scopes.slice(0, n))
      assert.ok(
        scope.some((store) => other.includes(store)),
        `${scope.join()} and ${other.join()}`,
      );
});
