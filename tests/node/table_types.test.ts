/** Types that follow from a table's definition: checked by the compiler, and run as written. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ItemIn, table } from "../../src/js/client/define.js";
import type { NumberValue } from "../../src/js/codec/number_value.js";
import { counted, settled } from "./watched.js";

/** Whether two types are the same; `any` is only itself. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_Claim extends true>() => undefined;

interface Movie {
  director: string;
  year: number;
  title: string;
  stars?: number;
}

const Movies = table<Movie>()({
  TableName: "Movies",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "director", KeyType: "HASH" },
    { AttributeName: "year", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "director", AttributeType: "S" },
    { AttributeName: "year", AttributeType: "N" },
    { AttributeName: "stars", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byStars",
      KeySchema: [{ AttributeName: "stars", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
});

const Notes = table({
  TableName: "Notes",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "rank", AttributeType: "N" },
  ],
  LocalSecondaryIndexes: [],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byRank",
      KeySchema: [{ AttributeName: "rank", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
});

test("a typed table runs as the document client does", async () => {
  const { db } = await counted();
  await db.client.createTable(Movies);
  const doc = db.documentClient();
  const movies = doc.table(Movies);
  const film: Movie = { director: "Varda", year: 1962, title: "Cleo", stars: 5 };
  await movies.put({ Item: film });
  const { Item } = await movies.get({ Key: { director: "Varda", year: 1962 } });
  holds<Same<typeof Item, Movie | undefined>>();
  assert.deepEqual(Item, film);
  const { Items } = await movies.query({
    IndexName: "byStars",
    KeyConditionExpression: "stars = :s",
    ExpressionAttributeValues: { ":s": 5 },
  });
  holds<Same<typeof Items, Movie[] | undefined>>();
  assert.deepEqual(Items, [film]);
  const seen: (string | undefined)[] = [];
  const stop = movies.watch({ Key: { director: "Varda", year: 1962 } }, (result) => {
    holds<Same<typeof result.Item, Movie | undefined>>();
    seen.push(result.Item?.title);
  });
  await settled();
  const { Attributes } = await movies.update({
    Key: { director: "Varda", year: 1962 },
    UpdateExpression: "SET title = :t",
    ExpressionAttributeValues: { ":t": "Cleo from 5 to 7" },
    ReturnValues: "UPDATED_NEW",
  });
  holds<Same<typeof Attributes, Partial<Movie> | undefined>>();
  await settled();
  stop();
  assert.deepEqual(Attributes, { title: "Cleo from 5 to 7" });
  assert.deepEqual(seen, ["Cleo", "Cleo from 5 to 7"]);
  for await (const page of movies.paginateScan({ pageSize: 1 })) {
    holds<Same<typeof page.Items, Movie[] | undefined>>();
    assert.ok((page.Items?.length ?? 0) <= 1);
  }
  await new Promise<void>((resolve, reject) =>
    movies.scan({}, (error, page) => (error || page?.Count !== 1 ? reject(error) : resolve())),
  );
  for await (const page of movies.watch({})) {
    holds<Same<typeof page.Items, Movie[] | undefined>>();
    break;
  }
  await movies.delete({ Key: { director: "Varda", year: 1962 } });
  assert.equal((await movies.scan()).Count, 0);

  await db.client.createTable({ ...Notes, LocalSecondaryIndexes: undefined });
  const notes = doc.table(Notes);
  await notes.put({ Item: { id: "a", rank: 3, text: "anything else" } });
  const note = (await notes.get({ Key: { id: "a" } })).Item;
  holds<Same<NonNullable<typeof note>["id"], string>>();
  assert.equal(note?.["text"], "anything else");
  await db.close();
});

test("what a definition rules out is an error of the compiler", () => {
  holds<Same<ItemIn<typeof Movies>, Movie>>();
  holds<Same<NonNullable<ItemIn<typeof Notes>["rank"]>, number | bigint | NumberValue>>();
  const refused = async (doc: Parameters<typeof typed>[0]) => {
    const movies = typed(doc);
    // @ts-expect-error: the sort key is missing
    await movies.get({ Key: { director: "Varda" } });
    // @ts-expect-error: the sort key is a number
    await movies.get({ Key: { director: "Varda", year: "1962" } });
    // @ts-expect-error: this is no key attribute
    await movies.delete({ Key: { director: "Varda", year: 1962, title: "Cleo" } });
    // @ts-expect-error: an attribute that every item has is missing
    await movies.put({ Item: { director: "Varda", year: 1962 } });
    // @ts-expect-error: no index has this name
    await movies.query({ IndexName: "byTitle", KeyConditionExpression: "title = :t" });
    // @ts-expect-error: no index has this name
    await movies.scan({ IndexName: "byTitle" });
    // @ts-expect-error: the table's name is known
    await movies.scan({ TableName: "Other" });
    const since = { ":s": new Date() };
    // @ts-expect-error: a Date is no value
    await movies.scan({ FilterExpression: "stars > :s", ExpressionAttributeValues: since });
    const count = await movies.scan({ Select: "COUNT" });
    holds<Same<typeof count.Items, undefined>>();
    const notes = doc.table(Notes);
    // @ts-expect-error: the key is text
    await notes.put({ Item: { id: 1 } });
    // @ts-expect-error: an index attribute has the type that the definition says
    await notes.put({ Item: { id: "a", rank: "first" } });
  };
  const typed = (doc: Awaited<ReturnType<typeof client>>) => doc.table(Movies);
  const client = async () => (await counted()).db.documentClient();
  assert.equal(typeof refused, "function");
  const wrong = {
    TableName: "Wrong",
    KeySchema: [{ AttributeName: "title", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "title", AttributeType: "N" }],
  } as const;
  // @ts-expect-error: titles are text
  assert.equal(table<Movie>()(wrong), wrong);
  const unknown = {
    TableName: "Unknown",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  } as const;
  // @ts-expect-error: movies have no such attribute
  assert.equal(table<Movie>()(unknown), unknown);
});

test("batches and transactions know the tables", async () => {
  const { db } = await counted();
  await db.ensureTable(Movies);
  await db.ensureTable({ ...Notes, LocalSecondaryIndexes: undefined });
  const both = db.documentClient().tables(Movies, Notes);
  const film: Movie = { director: "Varda", year: 1962, title: "Cleo" };
  await both.batchWrite({
    RequestItems: {
      Movies: [{ PutRequest: { Item: film } }],
      Notes: [{ PutRequest: { Item: { id: "a", rank: 1 } } }],
    },
  });
  const { Responses } = await both.batchGet({
    RequestItems: { Movies: { Keys: [{ director: "Varda", year: 1962 }] }, Notes: { Keys: [{ id: "a" }] } },
  });
  holds<Same<NonNullable<typeof Responses>["Movies"], Movie[] | undefined>>();
  assert.deepEqual(Responses?.Movies, [film]);
  assert.equal(Responses?.Notes?.[0]?.id, "a");
  const read = await both.transactGet({
    TransactItems: [
      { Get: { TableName: "Notes", Key: { id: "a" } } },
      { Get: { TableName: "Movies", Key: { director: "Varda", year: 1962 } } },
    ],
  });
  const [note, movie] = read.Responses ?? [];
  holds<Same<typeof movie, { Item?: Movie } | undefined>>();
  assert.equal(movie?.Item?.title, "Cleo");
  assert.equal(note?.Item?.id, "a");
  await both.transactWrite({
    TransactItems: [
      { Put: { TableName: "Movies", Item: { ...film, title: "Cleo from 5 to 7" } } },
      { Delete: { TableName: "Notes", Key: { id: "a" } } },
    ],
  });
  const refused = async () => {
    // @ts-expect-error: the sort key is missing
    await both.batchGet({ RequestItems: { Movies: { Keys: [{ director: "Varda" }] } } });
    // @ts-expect-error: no such table
    await both.batchGet({ RequestItems: { Films: { Keys: [{ id: "a" }] } } });
    const untitled = { director: "A", year: 1 };
    // @ts-expect-error: a film has a title
    await both.batchWrite({ RequestItems: { Movies: [{ PutRequest: { Item: untitled } }] } });
    const item = { director: "A", year: "1", title: "x" };
    // @ts-expect-error: the year is a number
    await both.transactWrite({ TransactItems: [{ Put: { TableName: "Movies", Item: item } }] });
    // @ts-expect-error: the key is that of another table
    await both.transactGet({ TransactItems: [{ Get: { TableName: "Movies", Key: { id: "a" } } }] });
  };
  assert.equal(typeof refused, "function");
  await db.close();
});
