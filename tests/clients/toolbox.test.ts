/** dynamodb-toolbox doing its everyday work: entities, queries, scans, conditions, transactions, batches. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  $add,
  $append,
  $remove,
  BatchDeleteRequest,
  BatchGetCommand,
  BatchGetRequest,
  BatchPutRequest,
  BatchWriteCommand,
  ConditionCheck,
  DeleteItemCommand,
  Entity,
  executeBatchGet,
  executeBatchWrite,
  executeTransactGet,
  executeTransactWrite,
  GetItemCommand,
  GetTransaction,
  item,
  list,
  map,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  ScanCommand,
  set,
  string,
  Table,
  UpdateItemCommand,
  UpdateTransaction,
} from "dynamodb-toolbox";
import { type Connection, connect, singleTable } from "./sdk.js";

function tools(connection: Connection) {
  const PokeTable = new Table({
    name: "Toolbox",
    documentClient: DynamoDBDocumentClient.from(connection.client),
    partitionKey: { name: "pk", type: "string" },
    sortKey: { name: "sk", type: "string" },
    indexes: {
      gsi1: {
        type: "global",
        partitionKey: { name: "gsi1pk", type: "string" },
        sortKey: { name: "gsi1sk", type: "string" },
      },
    },
  });
  const Pokemon = new Entity({
    name: "Pokemon",
    table: PokeTable,
    schema: item({
      trainer: string().key().savedAs("pk"),
      name: string().key().savedAs("sk"),
      kind: string().savedAs("gsi1pk").optional(),
      rank: string().savedAs("gsi1sk").optional(),
      level: number().default(1),
      moves: list(string()).optional(),
      tags: set(string()).optional(),
      stats: map({ attack: number().optional(), defense: number().optional() }).optional(),
    }),
  });
  return { PokeTable, Pokemon };
}

describe("dynamodb-toolbox", () => {
  let connection: Connection;
  let PokeTable: ReturnType<typeof tools>["PokeTable"];
  let Pokemon: ReturnType<typeof tools>["Pokemon"];

  before(async () => {
    connection = await connect(singleTable("Toolbox"));
    ({ PokeTable, Pokemon } = tools(connection));
  });
  after(() => connection.close());

  test("puts, gets, updates and deletes", async () => {
    await Pokemon.build(PutItemCommand)
      .item({
        trainer: "ash",
        name: "pikachu",
        kind: "electric",
        rank: "010",
        moves: ["tackle"],
        tags: new Set(["cute"]),
        stats: { attack: 5 },
      })
      .options({ condition: { attr: "trainer", exists: false } })
      .send();
    const { Item } = await Pokemon.build(GetItemCommand)
      .key({ trainer: "ash", name: "pikachu" })
      .options({ consistent: true })
      .send();
    assert.equal(Item?.level, 1);
    assert.deepEqual(Item?.tags, new Set(["cute"]));
    const { Attributes } = await Pokemon.build(UpdateItemCommand)
      .item({
        trainer: "ash",
        name: "pikachu",
        level: $add(4),
        moves: $append(["thunder"]),
        stats: { defense: 3 },
        tags: $add(new Set(["yellow"])),
      })
      .options({ returnValues: "ALL_NEW", condition: { attr: "level", lt: 5 } })
      .send();
    assert.equal(Attributes?.level, 5);
    assert.deepEqual(Attributes?.moves, ["tackle", "thunder"]);
    assert.deepEqual(Attributes?.stats, { attack: 5, defense: 3 });
    assert.deepEqual(Attributes?.tags, new Set(["cute", "yellow"]));
    await Pokemon.build(UpdateItemCommand).item({ trainer: "ash", name: "pikachu", moves: $remove() }).send();
    const refused = Pokemon.build(DeleteItemCommand)
      .key({ trainer: "ash", name: "pikachu" })
      .options({ condition: { attr: "level", gt: 50 } })
      .send();
    await assert.rejects(refused, { name: "ConditionalCheckFailedException" });
    const gone = await Pokemon.build(DeleteItemCommand)
      .key({ trainer: "ash", name: "pikachu" })
      .options({ returnValues: "ALL_OLD" })
      .send();
    assert.equal(gone.Attributes?.moves, undefined);
    assert.equal(gone.Attributes?.level, 5);
  });

  test("writes batches and walks them in pages", async () => {
    const names = Array.from({ length: 25 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    await executeBatchWrite(
      { maxAttempts: 3 },
      PokeTable.build(BatchWriteCommand).requests(
        ...names.map((name, i) =>
          Pokemon.build(BatchPutRequest).item({
            trainer: "misty",
            name,
            kind: "water",
            rank: name,
            level: i,
          }),
        ),
      ),
    );
    const query = PokeTable.build(QueryCommand)
      .entities(Pokemon)
      .query({ partition: "misty", range: { gte: "p05" } });
    const found: string[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    let pages = 0;
    do {
      const page = await query
        .options({
          limit: 8,
          ...(exclusiveStartKey && { exclusiveStartKey }),
          filters: { Pokemon: { attr: "level", lt: 24 } },
        })
        .send();
      found.push(...(page.Items ?? []).map(({ name }) => name));
      exclusiveStartKey = page.LastEvaluatedKey;
      pages += 1;
    } while (exclusiveStartKey !== undefined);
    assert.deepEqual(found, names.slice(5, 24));
    assert.equal(pages, 3);
    const backwards = await PokeTable.build(QueryCommand)
      .entities(Pokemon)
      .query({ index: "gsi1", partition: "water", range: { beginsWith: "p0" } })
      .options({ reverse: true, attributes: ["name"] })
      .send();
    assert.deepEqual(
      backwards.Items?.map(({ name }) => name),
      names.slice(0, 10).reverse(),
    );
    const scan = await PokeTable.build(ScanCommand)
      .entities(Pokemon)
      .options({ maxPages: Number.POSITIVE_INFINITY, limit: 10 })
      .send();
    assert.equal(scan.Items?.length, 25);
    const { Responses } = await executeBatchGet(
      PokeTable.build(BatchGetCommand).requests(
        ...names.slice(0, 3).map((name) => Pokemon.build(BatchGetRequest).key({ trainer: "misty", name })),
      ),
    );
    assert.deepEqual(
      Responses?.[0]?.map((one) => one?.name),
      names.slice(0, 3),
    );
    await executeBatchWrite(
      PokeTable.build(BatchWriteCommand).requests(
        ...names.map((name) => Pokemon.build(BatchDeleteRequest).key({ trainer: "misty", name })),
      ),
    );
    assert.equal((await PokeTable.build(ScanCommand).entities(Pokemon).send()).Count, 0);
  });

  test("writes and reads in transactions", async () => {
    await executeTransactWrite(
      { clientRequestToken: "toolbox-once" },
      Pokemon.build(PutTransaction).item({ trainer: "brock", name: "onix" }),
      Pokemon.build(UpdateTransaction).item({ trainer: "brock", name: "geodude", level: $add(2) }),
      Pokemon.build(ConditionCheck)
        .key({ trainer: "brock", name: "zubat" })
        .condition({ attr: "trainer", exists: false }),
    );
    const { Responses } = await executeTransactGet(
      Pokemon.build(GetTransaction).key({ trainer: "brock", name: "onix" }),
      Pokemon.build(GetTransaction).key({ trainer: "brock", name: "zubat" }),
    );
    assert.equal(Responses?.[0]?.Item?.level, 1);
    assert.equal(Responses?.[1]?.Item, undefined);
    await assert.rejects(
      executeTransactWrite(
        Pokemon.build(PutTransaction)
          .item({ trainer: "brock", name: "onix" })
          .options({ condition: { attr: "trainer", exists: false } }),
        Pokemon.build(PutTransaction).item({ trainer: "brock", name: "new" }),
      ),
      { name: "TransactionCanceledException" },
    );
  });
});
