/** What several tabs on one database have to do in every browser; and everyday operations of the DocumentClient. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { NOTES, type Tab } from "./tab.js";

export type AnyTab = Tab<Pick<Page, "evaluate">>;

const { TableName } = NOTES;
const COUNTER = {
  TableName,
  Key: { id: "counter" },
  UpdateExpression: "ADD n :one",
  ExpressionAttributeValues: { ":one": 1 },
  ReturnValues: "UPDATED_NEW",
};

async function add(tab: AnyTab, times: number): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) {
    seen.push(((await tab.send("update", COUNTER))["Attributes"] as { n: number }).n);
  }
  return seen;
}

async function role(tab: AnyTab): Promise<unknown> {
  return (await tab.do("status", tab.name))["role"];
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1);

/** Three tabs write together; the one that leads goes without a word; what is left is destroyed by another. */
export async function checkSharedDatabase(
  [first, second, third]: readonly [AnyTab, AnyTab, AnyTab],
  leave: (tab: AnyTab) => Promise<unknown>,
): Promise<void> {
  for (const tab of [first, second, third]) await tab.open();
  await first.control("createTable", NOTES);
  const roles = [await role(first), await role(second), await role(third)];
  assert.deepEqual(roles, ["leader", "follower", "follower"]);
  await second.send("put", { TableName, Item: { id: "a", set: ["x"] } });
  const { Item } = await third.send("get", { TableName, Key: { id: "a" } });
  assert.deepEqual(Item, { id: "a", set: ["x"] });
  const together = (await Promise.all([first, second, third].map((tab) => add(tab, 15)))).flat();
  assert.deepEqual(
    together.sort((one, two) => one - two),
    upTo(45),
  );

  const work = Promise.all([add(second, 25), add(third, 25)]);
  await leave(first);
  const counts = [...together, ...(await work).flat()].sort((one, two) => one - two);
  assert.deepEqual(counts, upTo(95), "every addition happened once");
  assert.deepEqual([await role(second), await role(third)].sort(), ["follower", "leader"]);

  await third.do("destroy", third.name);
  await assert.rejects(second.send("put", { TableName, Item: { id: "late" } }), {
    name: "DatabaseClosedError",
  });
  await third.open();
  assert.deepEqual((await third.control("listTables", {}))["TableNames"], []);
}

/** Every operation of the DocumentClient that programs use every day, in an open database. */
export async function checkEveryday(tab: AnyTab): Promise<void> {
  const table = {
    TableName: "Orders",
    AttributeDefinitions: [
      { AttributeName: "customer", AttributeType: "S" },
      { AttributeName: "day", AttributeType: "N" },
      { AttributeName: "state", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "customer", KeyType: "HASH" },
      { AttributeName: "day", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByState",
        KeySchema: [
          { AttributeName: "state", KeyType: "HASH" },
          { AttributeName: "day", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  };
  await tab.control("createTable", table);
  const Orders = "Orders";
  const order = (day: number, more: object = {}) => ({
    customer: "Ann",
    day,
    state: day % 2 ? "open" : "sent",
    ...more,
  });
  const nested = { wares: [{ price: 1.5, gift: true, note: null }], who: { name: "Zoë \u{1F600}" } };
  await tab.send("put", { TableName: Orders, Item: order(1, nested) });
  const Key = { customer: "Ann", day: 1 };
  assert.deepEqual((await tab.send("get", { TableName: Orders, Key }))["Item"], order(1, nested));
  const PutRequests = upTo(30)
    .slice(1)
    .map((day) => ({ PutRequest: { Item: order(day) } }));
  for (const part of [PutRequests.slice(0, 25), PutRequests.slice(25)]) {
    const { UnprocessedItems } = await tab.send("batchWrite", { RequestItems: { Orders: part } });
    assert.deepEqual(UnprocessedItems, {});
  }
  const keys = [3, 99, 30].map((day) => ({ customer: "Ann", day }));
  const { Responses } = await tab.send("batchGet", { RequestItems: { Orders: { Keys: keys } } });
  const days = (items: unknown): number[] => (items as { day: number }[]).map(({ day }) => day);
  assert.deepEqual(
    days((Responses as { Orders: unknown }).Orders).sort((one, two) => one - two),
    [3, 30],
  );
  const query = {
    TableName: Orders,
    KeyConditionExpression: "customer = :c AND #day BETWEEN :from AND :to",
    ExpressionAttributeNames: { "#day": "day" },
    ExpressionAttributeValues: { ":c": "Ann", ":from": 5, ":to": 9 },
    ScanIndexForward: false,
  };
  assert.deepEqual(days((await tab.send("query", query))["Items"]), [9, 8, 7, 6, 5]);
  const byState = {
    TableName: Orders,
    IndexName: "ByState",
    KeyConditionExpression: "#s = :s",
    ExpressionAttributeNames: { "#s": "state" },
    ExpressionAttributeValues: { ":s": "sent" },
    Limit: 4,
  };
  assert.deepEqual(
    days((await tab.all("query", byState)).items),
    upTo(15).map((n) => 2 * n),
  );
  assert.equal((await tab.all("scan", { TableName: Orders, Limit: 7 })).count, 30);

  const update = {
    TableName: Orders,
    Key,
    UpdateExpression: "SET #s = :sent, wares[0].price = wares[0].price + :one REMOVE who",
    ConditionExpression: "#s = :open",
    ExpressionAttributeNames: { "#s": "state" },
    ExpressionAttributeValues: { ":sent": "sent", ":open": "open", ":one": 1 },
    ReturnValues: "ALL_NEW",
  };
  const changed = { ...order(1), state: "sent", wares: [{ price: 2.5, gift: true, note: null }] };
  assert.deepEqual((await tab.send("update", update))["Attributes"], changed);
  await assert.rejects(tab.send("update", update), { name: "ConditionalCheckFailedException" });
  const transaction = (condition: string) => ({
    TransactItems: [
      { Put: { TableName: Orders, Item: order(40) } },
      { Delete: { TableName: Orders, Key: { customer: "Ann", day: 2 }, ConditionExpression: condition } },
    ],
  });
  await assert.rejects(tab.send("transactWrite", transaction("attribute_not_exists(customer)")), {
    name: "TransactionCanceledException",
  });
  await tab.send("transactWrite", transaction("attribute_exists(customer)"));
  const TransactItems = [40, 2].map((day) => ({ Get: { TableName: Orders, Key: { customer: "Ann", day } } }));
  const found = (await tab.send("transactGet", { TransactItems }))["Responses"] as { Item?: unknown }[];
  assert.deepEqual(
    found.map(({ Item }) => Item),
    [order(40), undefined],
  );
  const gone = await tab.send("delete", { TableName: Orders, Key, ReturnValues: "ALL_OLD" });
  assert.deepEqual(gone["Attributes"], changed);
  assert.equal((await tab.send("get", { TableName: Orders, Key }))["Item"], undefined);
  await assert.rejects(tab.send("get", { TableName: Orders, Key: { customer: "Ann" } }), {
    name: "ValidationException",
  });
}
