/** Options of marshalling, side by side with the SDK's document client on the same database. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  NumberValue as SdkNumber,
} from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as own from "../../src/js/aws/util_dynamodb.js";
import type { Database } from "../../src/js/client/database.js";
import { NumberValue } from "../../src/js/codec/number_value.js";
import type { MarshallOptions, UnmarshallOptions } from "../../src/js/codec/options.js";
import type { AttributeValue } from "../../src/js/types/form.js";
import { counted } from "./watched.js";

class Point {
  readonly x = 1;
  readonly missing = undefined;
  length(): number {
    return this.x;
  }
}

class Child extends Point {
  readonly y = new Set([1]);
}

/** Made for either library, as each knows its own class of numbers only. */
type Make = (wrap: (text: string) => unknown) => unknown;

const VALUES: Record<string, Make> = {
  "empty text": () => "",
  text: () => "é\u0000",
  "boxed text": () => new String("boxed"),
  "empty boxed text": () => new String(""),
  "boxed number": () => new Number(7),
  "boxed boolean": () => new Boolean(false),
  zero: () => -0,
  fraction: () => 0.1,
  "small number": () => 1e-7,
  "largest safe number": () => Number.MAX_SAFE_INTEGER,
  "large number": () => 2 ** 53,
  "very large number": () => 1e21,
  "large negative number": () => -(2 ** 60),
  "not a number": () => Number.NaN,
  infinity: () => Number.NEGATIVE_INFINITY,
  bigint: () => 12345678901234567890n,
  wrapped: (wrap) => wrap("1234567890123456789012345678.5"),
  null: () => null,
  undefined: () => undefined,
  function: () => () => 1,
  date: () => new Date(0),
  expression: () => /x/,
  "list with holes": () => [1, undefined, "a", () => 1, null],
  "nested undefined": () => ({ a: undefined, b: { c: undefined, d: [undefined] } }),
  "object without prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "inherited properties": () => Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
  map: () =>
    new Map<string, unknown>([
      ["a", 1],
      ["b", undefined],
      ["c", () => 1],
    ]),
  "empty map": () => new Map(),
  "empty object": () => ({}),
  "empty list": () => [],
  "class instance": () => new Point(),
  "class instance inside": () => ({ list: [new Child()] }),
  "set of text": () => new Set(["a", "b"]),
  "set with empty text": () => new Set(["", "a"]),
  "set of numbers": () => new Set([1, 2.5]),
  "set of large numbers": () => new Set([1, 2 ** 60]),
  "set of bigints": () => new Set([1n, 12345678901234567890n]),
  "set of wrapped numbers": (wrap) => new Set([wrap("1.5"), wrap("2")]),
  "set of binaries": () => new Set([new Uint8Array([1]), new Uint8Array([2])]),
  "set with undefined": () => new Set(["a", undefined]),
  "set of undefined": () => new Set([undefined]),
  "empty set": () => new Set(),
  "set of booleans": () => new Set([true]),
  "set of numbers, then text": () => new Set([1, "2"]),
  bytes: () => new Uint8Array([1, 2]),
  "empty bytes": () => new Uint8Array(),
  buffer: () => Buffer.from("b"),
  "part of a buffer": () => new Uint8Array([1, 2, 3]).subarray(1, 2),
};

/** Values of which the SDK stores an empty map if it is told to make maps of class instances. */
const LOST = new Set(["date", "expression"]);

const SWITCHES = [
  "convertEmptyValues",
  "removeUndefinedValues",
  "convertClassInstanceToMap",
  "allowImpreciseNumbers",
] as const;

const OPTIONS: MarshallOptions[] = Array.from({ length: 2 ** SWITCHES.length }, (_, bits) =>
  Object.fromEntries(SWITCHES.map((name, bit) => [name, ((bits >> bit) & 1) === 1])),
);

type Outcome = { value: unknown } | { error: string };

const outcome = async (work: () => unknown): Promise<Outcome> => {
  try {
    return { value: await work() };
  } catch (error) {
    // Both refuse the same, but the words are each one's own.
    return { error: (error as Error).name };
  }
};

let db: Database;
let sdk: DynamoDBClient;

before(async () => {
  db = (await counted()).db;
  sdk = new DynamoDBClient({ ...db.awsConfig(), maxAttempts: 1 });
  await db.client.createTable({
    TableName: "Values",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
});

after(async () => {
  sdk.destroy();
  await db.close();
});

async function stored(id: string): Promise<AttributeValue | undefined> {
  const { Item } = await db.client.getItem({ TableName: "Values", Key: { id: { S: id } } });
  return Item?.["v"];
}

for (const [name, make] of Object.entries(VALUES)) {
  test(`marshalling: ${name}`, async () => {
    for (const [index, options] of OPTIONS.entries()) {
      const context = `${name} ${JSON.stringify(options)}`;
      const [mine, theirs] = await Promise.all([
        outcome(async () => {
          const doc = db.documentClient({ marshallOptions: options });
          const v = make((text) => NumberValue.from(text)) as never;
          await doc.put({ TableName: "Values", Item: { id: `own${index}`, v } });
          return stored(`own${index}`);
        }),
        outcome(async () => {
          const doc = DynamoDBDocumentClient.from(sdk, { marshallOptions: options as object });
          const v = make((text) => SdkNumber.from(text));
          await doc.send(new PutCommand({ TableName: "Values", Item: { id: `sdk${index}`, v } }));
          return stored(`sdk${index}`);
        }),
      ]);
      // What would lose its data as a map is refused here, whatever the options.
      if (options.convertClassInstanceToMap && LOST.has(name)) {
        assert.deepEqual(mine, { error: "Error" }, context);
        continue;
      }
      assert.deepEqual(mine, theirs, context);
      for (const convertTopLevelContainer of [false, true]) {
        const all = { ...options, convertTopLevelContainer };
        assert.deepEqual(
          await outcome(() => own.marshall(make((text) => NumberValue.from(text)) as never, all)),
          await outcome(() => marshall(make((text) => SdkNumber.from(text)) as never, all as object)),
          context,
        );
      }
    }
  });
}

const NUMBERS = [
  "0",
  "-7",
  "0.1",
  "9007199254740991",
  "9007199254740992",
  "-12345678901234567890",
  "12345678901234567890.5",
  "0.12345678901234567890123456789012345678",
  "1E+30",
  "1E-100",
];

/** Numbers that a JavaScript number cannot hold, from either library, as text. */
const plain = (value: unknown): unknown =>
  value instanceof NumberValue || value instanceof SdkNumber ? { wrapped: String(value) } : value;

const UNMARSHALL: UnmarshallOptions[] = [
  { wrapNumbers: true },
  { wrapNumbers: false },
  { wrapNumbers: (text) => `mapped ${text}` },
  { wrapNumbers: (text) => BigInt(Math.trunc(Number(text))) },
];

test("unmarshalling: numbers of all sizes, alone, in lists and in sets", async () => {
  for (const text of NUMBERS) {
    const typed: Record<string, AttributeValue> = {
      v: { N: text },
      list: { L: [{ N: text }] },
      set: { NS: [text] },
    };
    await db.client.putItem({ TableName: "Values", Item: { id: { S: "n" }, ...typed } });
    const Key = { id: "n" };
    for (const unmarshallOptions of UNMARSHALL) {
      const parts = (Item: Record<string, unknown> | undefined) => [
        plain(Item?.["v"]),
        (Item?.["list"] as unknown[]).map(plain),
        [...(Item?.["set"] as Set<unknown>)].map(plain),
      ];
      const context = `${text} ${String(unmarshallOptions.wrapNumbers)}`;
      assert.deepEqual(
        await outcome(async () =>
          parts((await db.documentClient({ unmarshallOptions }).get({ TableName: "Values", Key })).Item),
        ),
        await outcome(async () => {
          const doc = DynamoDBDocumentClient.from(sdk, { unmarshallOptions: unmarshallOptions as object });
          return parts((await doc.send(new GetCommand({ TableName: "Values", Key }))).Item);
        }),
        context,
      );
      for (const convertWithoutMapWrapper of [false, true]) {
        const all = { ...unmarshallOptions, convertWithoutMapWrapper };
        const given = convertWithoutMapWrapper ? { M: typed } : typed;
        assert.deepEqual(
          await outcome(() => parts(own.unmarshall(given as never, all) as never)),
          await outcome(() => parts(unmarshall(given as never, all as object))),
          context,
        );
      }
    }
  }
});

test("numbers by default: plain where that is exact, NumberValue where digits would be lost", async () => {
  // Exact ones beyond Number.MAX_SAFE_INTEGER are plain, too; writing those asks for consent, as with the SDK.
  const doc = db.documentClient({ marshallOptions: { allowImpreciseNumbers: true } });
  for (const text of NUMBERS) {
    await db.client.putItem({ TableName: "Values", Item: { id: { S: "d" }, v: { N: text } } });
    const { Item } = await doc.get({ TableName: "Values", Key: { id: "d" } });
    const value = Item?.["v"];
    const back = await doc.put({ TableName: "Values", Item: { id: "d", v: value } });
    assert.equal(back.$metadata.httpStatusCode, 200);
    const again = await stored("d");
    assert.ok(again && "N" in again);
    await db.client.putItem({ TableName: "Values", Item: { id: { S: "d" }, v: { N: text } } });
    assert.deepEqual(again, await stored("d"), `${text} survives`);
    if (typeof value !== "number") assert.ok(value instanceof NumberValue);
    else assert.equal(Number(text), value);
  }
});
