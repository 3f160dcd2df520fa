import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRequest } from "../src/requests/build";
import { requestCode } from "../src/requests/code";
import { parsePath } from "../src/requests/expression";
import { type Target, targetsOf } from "../src/requests/schema";
import { type Filter, newFilter, newSearch, type Search } from "../src/requests/search";
import { checkTable, moviesTable, newIndex, newTable, tableRequest } from "../src/requests/table";
import type { TableDescription } from "../src/source/types";

const movies = { ...tableRequest(moviesTable()), TableStatus: "ACTIVE" } as TableDescription;
const [table, genre] = targetsOf(movies) as [Target, Target];

function search(changes: Partial<Search>): Search {
  return { ...newSearch(), mode: "query", ...changes };
}

function filter(changes: Partial<Filter>): Filter {
  return { ...newFilter(), ...changes };
}

test("a query has its key condition, filters, projection and options", () => {
  const { request } = buildRequest(
    "Movies",
    table,
    search({
      partition: "1994",
      sortOperator: "begins_with",
      sort: "The",
      filters: [
        filter({ path: "info.rating[0]", operator: ">=", type: "N", value: "8.5" }),
        filter({ path: "title", operator: "attribute_exists" }),
      ],
      match: "any",
      projection: ["title", "info.name"],
      descending: true,
      consistent: true,
      limit: 5,
    }),
  );
  assert.deepEqual(request, {
    kind: "query",
    input: {
      TableName: "Movies",
      KeyConditionExpression: "#year = :year AND begins_with(#title, :title)",
      FilterExpression: "#info.#rating[0] >= :info_rating_0_ OR attribute_exists(#title)",
      ProjectionExpression: "#title, #info.#name",
      ExpressionAttributeNames: {
        "#year": "year",
        "#title": "title",
        "#info": "info",
        "#rating": "rating",
        "#name": "name",
      },
      ExpressionAttributeValues: {
        ":year": { N: "1994" },
        ":title": { S: "The" },
        ":info_rating_0_": { N: "8.5" },
      },
      ConsistentRead: true,
      Limit: 5,
      ScanIndexForward: false,
      ReturnConsumedCapacity: "TOTAL",
    },
  });
});

test("a plain scan sends no empty members", () => {
  const { request } = buildRequest("Movies", table, { ...newSearch(), limit: null });
  assert.deepEqual(request?.input, { TableName: "Movies", ReturnConsumedCapacity: "TOTAL" });
});

test("a global index is never read consistently", () => {
  const { request } = buildRequest("Movies", genre, search({ partition: "Drama", consistent: true }));
  assert.equal(request?.input.IndexName, "genre-rating");
  assert.equal(request?.input.ConsistentRead, undefined);
});

test("wrong fields are named", () => {
  const bad = filter({ path: "rating", operator: "between", type: "N", value: "1", upper: "two" });
  const { problems } = buildRequest(
    "Movies",
    table,
    search({ partition: "MCM", sortOperator: "=", filters: [bad] }),
  );
  assert.deepEqual(Object.keys(problems ?? {}), ["partition", "sort", `filter-${bad.id}-upper`]);
});

test("paths may quote names that hold dots", () => {
  assert.deepEqual(parsePath('a."b.c"[2][0].d e'), ["a", "b.c", 2, 0, "d e"]);
});

test("the code is DocumentClient's, with exact numbers", () => {
  const { request } = buildRequest(
    "Movies",
    table,
    search({ partition: "12345678901234567890", sortOperator: "=", sort: "x" }),
  );
  assert.ok(request);
  const browser = requestCode(request, { kind: "browser", place: "console" });
  assert.match(browser, /import \{ NumberValue, open \} from "hashrange"/);
  assert.match(browser, /":year": NumberValue\.from\("12345678901234567890"\)/);
  assert.match(browser, /await doc\.query\(\{\n {2}TableName: "Movies",/);
  const server = requestCode(request, { kind: "server", place: "http://127.0.0.1:8000" });
  assert.match(server, /@aws-sdk\/lib-dynamodb/);
  assert.match(server, /endpoint: "http:\/\/127\.0\.0\.1:8000"/);
});

test("the sample becomes a table with a global index", () => {
  assert.deepEqual(checkTable(moviesTable(), []), {});
  assert.equal(movies.AttributeDefinitions.length, 4);
  assert.deepEqual(genre.keys, {
    partition: { name: "genre", type: "S" },
    sort: { name: "rating", type: "N" },
  });
});

test("the form's mistakes are found before the service sees them", () => {
  const fields = {
    ...newTable(),
    name: "T!",
    partition: { name: "id", type: "S" as const },
    sort: { name: "id", type: "S" as const },
    globals: [
      { ...newIndex(), name: "one", partition: { name: "id", type: "N" as const } },
      { ...newIndex(), name: "one", projection: "INCLUDE" as const },
    ],
    locals: [newIndex()],
  };
  assert.deepEqual(Object.keys(checkTable(fields, [])).sort(), [
    "globals.0.name",
    "globals.0.partition.name",
    "globals.1.include",
    "globals.1.name",
    "globals.1.partition.name",
    "locals.0.name",
    "locals.0.sort.name",
    "name",
    "sort.name",
  ]);
  assert.match(checkTable({ ...moviesTable() }, ["Movies"]).name ?? "", /exists/);
});
