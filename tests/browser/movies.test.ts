/** The main job in Chromium: the movies, loaded through the DocumentClient, answer the same for ever. */
import assert from "node:assert/strict";
import { MOVIES, movies, ofYear } from "./movies.js";
import { checkMovies } from "./movies_check.js";
import { chromiumTest } from "./tab.js";

chromiumTest("movies answer like the reference, and again after a reload and a restart", async (visit) => {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", MOVIES);
  assert.equal(await tab.do("loadMovies", tab.name), movies.length);
  await checkMovies(tab);

  await tab.page.reload();
  await tab.open();
  await checkMovies(tab);

  await tab.close();
  await visit.quit();
  const later = await visit.tab();
  await later.open();
  await checkMovies(later);
});

chromiumTest("movies survive a kill right after the load, without a close", async (visit) => {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", MOVIES);
  await tab.do("loadMovies", tab.name);
  await visit.kill();
  const later = await visit.tab();
  await later.open();
  await checkMovies(later);
});

chromiumTest("a changed movie moves in the index and nowhere else", async (visit) => {
  const tab = await visit.tab();
  await tab.open();
  await tab.control("createTable", MOVIES);
  await tab.do("loadMovies", tab.name);
  const [movie] = ofYear(2005).filter(({ genre }) => genre === "Drama");
  assert.ok(movie);
  const Key = { year: movie.year, title: movie.title };
  const answer = await tab.send("update", {
    TableName: MOVIES.TableName,
    Key,
    UpdateExpression: "SET genre = :g, rating = :r REMOVE director",
    ConditionExpression: "genre = :old",
    ExpressionAttributeValues: { ":g": "Test", ":r": 9.75, ":old": "Drama" },
    ReturnValues: "ALL_NEW",
  });
  const { director: _, ...rest } = movie;
  const changed = { ...rest, genre: "Test", rating: 9.75 };
  assert.deepEqual(answer["Attributes"], changed);
  const ofGenre = (genre: string): Promise<{ items: unknown[] }> =>
    tab.all("query", {
      TableName: MOVIES.TableName,
      IndexName: "by-genre",
      KeyConditionExpression: "genre = :g",
      ExpressionAttributeValues: { ":g": genre },
    });
  assert.deepEqual((await ofGenre("Test")).items, [changed]);
  const dramas = (await ofGenre("Drama")).items as { year: number; title: string }[];
  assert.ok(!dramas.some(({ year, title }) => year === movie.year && title === movie.title));
  await tab.send("delete", { TableName: MOVIES.TableName, Key });
  assert.deepEqual((await ofGenre("Test")).items, []);
});
