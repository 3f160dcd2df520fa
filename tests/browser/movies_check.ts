/** The questions of the main job about the movies, asked in a page and compared with the answers computed in JavaScript. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { byRating, MOVIES, type Movie, movies, ofGenre, ofYear } from "./movies.js";
import type { Tab as AnyTab } from "./tab.js";

type Tab = AnyTab<Pick<Page, "evaluate">>;

const TableName = MOVIES.TableName;
/** Years with many, few and no movies. */
const YEARS = [2006, 1998, 1977, 1939, 1890];

async function byYear(tab: Tab): Promise<void> {
  for (const year of YEARS) {
    const expected = ofYear(year);
    const input = {
      TableName,
      KeyConditionExpression: "#y = :y",
      ExpressionAttributeNames: { "#y": "year" },
      ExpressionAttributeValues: { ":y": year },
    };
    assert.deepEqual((await tab.all("query", input)).items, expected, `movies of ${year}`);
    const backwards = await tab.all("query", { ...input, ScanIndexForward: false });
    assert.deepEqual(backwards.items, [...expected].reverse(), `movies of ${year}, backwards`);
    const paged = await tab.all("query", { ...input, Limit: 7 });
    assert.deepEqual(paged.items, expected, `movies of ${year}, in pages of 7`);
    assert.ok(paged.pages >= Math.ceil(expected.length / 7), `${paged.pages} pages`);
    const counted = await tab.send("query", { ...input, Select: "COUNT" });
    assert.equal(counted["Count"], expected.length);
  }
}

async function byTitle(tab: Tab): Promise<void> {
  const values = { ":y": 1999, ":t": "The " };
  const { items } = await tab.all("query", {
    TableName,
    KeyConditionExpression: "#y = :y AND begins_with(title, :t)",
    ExpressionAttributeNames: { "#y": "year" },
    ExpressionAttributeValues: values,
  });
  assert.deepEqual(
    items,
    ofYear(1999).filter(({ title }) => title.startsWith("The ")),
  );
  const between = await tab.all("query", {
    TableName,
    KeyConditionExpression: "#y = :y AND title BETWEEN :a AND :b",
    ExpressionAttributeNames: { "#y": "year" },
    ExpressionAttributeValues: { ":y": 1999, ":a": "B", ":b": "Deep" },
  });
  assert.deepEqual(
    between.items,
    ofYear(1999).filter(({ title }) => title >= "B" && title <= "Deep"),
  );
}

async function filteredAndProjected(tab: Tab): Promise<void> {
  const { items } = await tab.all("query", {
    TableName,
    KeyConditionExpression: "#y = :y",
    FilterExpression:
      "rating >= :r AND (attribute_exists(director) OR contains(labels, :l)) AND NOT credits.#s = :s",
    ProjectionExpression: "title, rating, credits.distributor, labels[0]",
    ExpressionAttributeNames: { "#y": "year", "#s": "source" },
    ExpressionAttributeValues: { ":y": 2005, ":r": 7, ":l": "R", ":s": "Remake" },
  });
  const expected = ofYear(2005)
    .filter(({ rating }) => (rating ?? 0) >= 7)
    .filter(({ director, labels }) => director !== undefined || labels.includes("R"))
    .filter(({ credits }) => credits.source !== "Remake")
    .map(({ title, rating, credits, labels }) => ({
      title,
      rating,
      ...(credits.distributor === undefined ? {} : { credits: { distributor: credits.distributor } }),
      ...(labels.length === 0 ? {} : { labels: labels.slice(0, 1) }),
    }));
  assert.ok(expected.length > 10);
  assert.deepEqual(items, expected);
}

async function throughTheIndex(tab: Tab): Promise<void> {
  for (const [genre, from, to] of [
    ["Drama", 8, 10],
    ["Horror", 2.5, 6.1],
    ["Western", 0, 10],
  ] as const) {
    const input = {
      TableName,
      IndexName: "by-genre",
      KeyConditionExpression: "genre = :g AND rating BETWEEN :a AND :b",
      ExpressionAttributeValues: { ":g": genre, ":a": from, ":b": to },
    };
    for (const extra of [{}, { Limit: 11 }]) {
      const found = (await tab.all("query", { ...input, ...extra })).items as Movie[];
      const ratings = found.map(({ rating }) => rating ?? 0);
      assert.deepEqual(
        ratings,
        [...ratings].sort((a, b) => a - b),
        `${genre} comes by rating`,
      );
      assert.deepEqual([...found].sort(byRating), ofGenre(genre, from, to), `${genre} through the index`);
    }
  }
}

async function wholeTable(tab: Tab): Promise<void> {
  const order = (list: readonly unknown[]): Movie[] => ([...list] as Movie[]).sort((a, b) => byRating(a, b));
  const { items, pages } = await tab.all("scan", { TableName });
  assert.ok(pages >= 1);
  assert.deepEqual(order(items), order(movies));
  const segments = await Promise.all(
    [0, 1, 2].map((Segment) => tab.all("scan", { TableName, Segment, TotalSegments: 3, Limit: 200 })),
  );
  assert.deepEqual(order(segments.flatMap((segment) => segment.items)), order(movies));
  const indexed = await tab.all("scan", { TableName, IndexName: "by-genre" });
  assert.deepEqual(
    order(indexed.items),
    order(movies.filter(({ genre, rating }) => genre !== undefined && rating !== undefined)),
  );
}

/** Asks everything. */
export async function checkMovies(tab: Tab): Promise<void> {
  await byYear(tab);
  await byTitle(tab);
  await filteredAndProjected(tab);
  await throughTheIndex(tab);
  await wholeTable(tab);
}
