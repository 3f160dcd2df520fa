/** What the compiler makes of requests: values that no attribute holds, misspelt members, results by what was asked. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type DocumentClient, type NativeItem, PutCommand } from "hashrange";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_Claim extends true>() => undefined;

interface Movie {
  title: string;
  cast: { name: string; roles?: Set<string> }[];
  more?: Map<string, number> | undefined;
}
const TableName = "T";

test("values that no attribute can hold do not compile", () => {
  const refused = async (doc: DocumentClient, later: Promise<string>) => {
    // @ts-expect-error: a Date
    await doc.put({ TableName, Item: { id: "1", born: new Date() } });
    // @ts-expect-error: a Date further down
    await doc.put({ TableName, Item: { id: "1", list: [{ born: new Date() }] } });
    // @ts-expect-error: a function
    await doc.put({ TableName, Item: { id: "1", name: () => "x" } });
    // @ts-expect-error: a promise
    await doc.put({ TableName, Item: { id: later } });
    // @ts-expect-error: a Date in a key
    await doc.get({ TableName, Key: { at: new Date() } });
    const values = { ":now": new Date() };
    // @ts-expect-error: a Date in an expression's values
    await doc.query({ TableName, KeyConditionExpression: "a = :now", ExpressionAttributeValues: values });
    // @ts-expect-error: a Date in a batch
    await doc.batchWrite({ RequestItems: { T: [{ PutRequest: { Item: { born: new Date() } } }] } });
    const put = { TableName, Item: { born: new Date() } };
    // @ts-expect-error: a Date in a transaction
    await doc.transactWrite({ TransactItems: [{ Put: put }] });
    // @ts-expect-error: a Date in a statement's parameters
    await doc.executeStatement({ Statement: "SELECT * FROM T WHERE a = ?", Parameters: [new Date()] });
    // @ts-expect-error: a member that there is not
    await doc.put({ TableName, Item: { id: "1" }, ConditionExpresion: "x" });
    // @ts-expect-error: a member that there is not, further down
    await doc.transactWrite({ TransactItems: [{ Put: { TableName, Item: { id: "1" }, Condition: "x" } }] });
    // @ts-expect-error: a Date in a command
    await doc.send(new PutCommand({ TableName, Item: { born: new Date() } }));
    // @ts-expect-error: no table is named
    await doc.get({ Key: { id: "1" } });
  };
  assert.equal(typeof refused, "function");
});

test("what attributes hold compiles, in types of one's own too", () => {
  const taken = async (doc: DocumentClient, movie: Movie, item: NativeItem, id?: string) => {
    await doc.put({ TableName, Item: movie });
    await doc.put<Movie>({ TableName, Item: movie });
    await doc.put({ TableName, Item: { ...movie, ...item } });
    await doc.put({ TableName, Item: { id, bytes: new Uint8Array(), tags: new Set(["a"]), n: 1n, x: null } });
    await doc.get({ TableName, Key: { id } });
    await doc.query({
      TableName,
      KeyConditionExpression: "id = :id",
      ExpressionAttributeValues: { ":id": id, ":m": movie },
      ExclusiveStartKey: item,
    });
    const { Item } = await doc.get<Movie>({ TableName, Key: { id } });
    holds<Same<typeof Item, Movie | undefined>>();
    await doc.transactWrite({
      TransactItems: [
        { Put: { TableName, Item: movie } },
        { Delete: { TableName, Key: { id: 1 }, ConditionExpression: "x = :x" } },
      ],
    });
    await doc.scan({ TableName }, (_, page) => page?.Items?.[0]?.["any"]);
  };
  assert.equal(typeof taken, "function");
});

test("a count has no items", () => {
  const counted = async (doc: DocumentClient) => {
    const count = await doc.query({ TableName, Select: "COUNT", KeyConditionExpression: "a = b" });
    holds<Same<typeof count.Items, undefined>>();
    holds<Same<typeof count.Count, number | undefined>>();
    const all = await doc.scan({ TableName, Select: "ALL_ATTRIBUTES" });
    holds<Same<typeof all.Items, NativeItem[] | undefined>>();
  };
  assert.equal(typeof counted, "function");
});
