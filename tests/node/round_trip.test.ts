/** Random items through the real engine and back: what JavaScript encodes, Rust checks, stores and returns. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Database, type DocumentClient, NumberValue, open } from "hashrange";

let db: Database;
let doc: DocumentClient;

before(async () => {
  db = await open({ storage: "memory" });
  await db.client.createTable({
    TableName: "Items",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  doc = db.documentClient();
});

after(() => db.close());

let seed = 20261121;
function random(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
const many = <T>(most: number, make: () => T): T[] => Array.from({ length: random(most + 1) }, make);
const characters = ["a", "Z", "0", " ", "_", "é", "ß", "日", "\u{ffee}", "👋", "\u{10000}", '"', "\0"];
const text = (most: number): string => many(most, () => pick(characters)).join("");
const name = (): string => pick(["__proto__", "constructor", "a", "b", "name", text(12) || "x"]);
const bytes = (): Uint8Array => Uint8Array.from(many(40, () => random(256)));

function number(): number {
  const magnitude = 10 ** (random(30) - 15);
  const value = Number(((random(2 ** 31) / 2 ** 30 - 1) * magnitude).toPrecision(1 + random(17)));
  return pick([value, random(1000) - 500, random(2 ** 31) * 1000, random(10_000) / 100]);
}

function digits(): NumberValue {
  const all = `${1 + random(9)}${many(36, () => random(10)).join("")}${1 + random(9)}`;
  return new NumberValue(`${pick(["", "-"])}${all.slice(0, 1 + random(all.length - 1))}.${all.slice(-1)}`);
}

function value(depth: number): unknown {
  const scalars = [
    () => null,
    () => random(2) === 1,
    number,
    digits,
    () => text(20),
    () => text(200),
    bytes,
    () => new Set([text(5), `${text(5)}!`]),
    () => new Set([random(100), -1 - random(100)]),
    () => new Set([bytes()]),
  ];
  const containers = [() => many(5, () => value(depth - 1)), () => map(depth - 1)];
  return pick(depth > 0 ? [...scalars, ...containers, ...containers] : scalars)();
}

function map(depth: number): object {
  return Object.fromEntries(many(6, () => [name(), value(depth)]));
}

/** Sets come back sorted, numbers that need it wrapped: both sides in one form. */
function plain(given: unknown): unknown {
  if (given instanceof NumberValue) return `number ${expanded(given.value)}`;
  if (typeof given === "number") return `number ${expanded(String(given))}`;
  if (given instanceof Uint8Array) return `bytes ${Buffer.from(given).toString("hex")}`;
  if (given instanceof Set) return { set: [...given].map(plain).sort() };
  if (Array.isArray(given)) return given.map(plain);
  if (given === null || typeof given !== "object") return given;
  return Object.fromEntries(
    Object.entries(given)
      .map(([key, inner]) => [key, plain(inner)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Decimal text without exponent and superfluous zeros. */
function expanded(decimal: string): string {
  const [, sign = "", mantissa = "", exponent = "0"] = /^(-?)([^e]*)(?:e(.*))?$/.exec(decimal) ?? [];
  const [whole = "", fraction = ""] = mantissa.split(".");
  const point = whole.length + Number(exponent);
  const all = (whole + fraction)
    .padEnd(point, "0")
    .padStart((whole + fraction).length + Math.max(0, -point), "0");
  const at = Math.max(0, point);
  const left = all.slice(0, at).replace(/^0+/, "");
  const right = all.slice(at).replace(/0+$/, "");
  const magnitude = `${left === "" ? "0" : left}${right === "" ? "" : `.${right}`}`;
  return magnitude === "0" ? "0" : sign + magnitude;
}

test("items come back as they went in", async () => {
  for (let id = 0; id < 1500; id += 1) {
    const item = { ...map(4), id };
    await doc.put({ TableName: "Items", Item: item });
    const { Item } = await doc.get({ TableName: "Items", Key: { id } });
    assert.deepEqual(plain(Item), plain(item), `item ${id}`);
  }
});

test("a scan gives the same items, whatever the form of numbers", async () => {
  const wrapped = db.documentClient({ unmarshallOptions: { wrapNumbers: true } });
  const [plainly, exactly] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const [client, found] of [
    [doc, plainly],
    [wrapped, exactly],
  ] as const) {
    for await (const { Items } of client.paginateScan({ pageSize: 100 }, { TableName: "Items" })) {
      for (const item of Items ?? []) found.set(String(item["id"]), plain(item));
    }
  }
  assert.equal(plainly.size, 1500);
  assert.deepEqual(exactly, plainly);
});
