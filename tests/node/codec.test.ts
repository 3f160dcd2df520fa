/** The codec against the golden vectors, which Rust is held to as well, and against its own round trips. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Decoder } from "../../src/js/codec/decoder.js";
import { Encoder } from "../../src/js/codec/encoder.js";
import { values } from "../../src/js/codec/nodes.js";
import { NumberValue } from "../../src/js/codec/number_value.js";
import type { MarshallOptions, UnmarshallOptions } from "../../src/js/codec/options.js";

type Typed = { [type: string]: unknown };
interface Golden {
  cases: { name: string; hex: string; item: Record<string, Typed> }[];
}

const golden = JSON.parse(readFileSync(new URL("../golden/items.json", import.meta.url), "utf8")) as Golden;
const encoder = new Encoder();
const decoder = new Decoder();
const node = values();

const encode = (item: object, options?: MarshallOptions): Uint8Array =>
  encoder.document(item, node, options).slice();
const decode = (bytes: Uint8Array, options?: UnmarshallOptions): Record<string, unknown> =>
  decoder.document(bytes, 0, bytes.length, node, options);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const again = (value: unknown, options?: MarshallOptions): unknown =>
  decode(encode({ value }, options))["value"];

function binary(text: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(text), "base64"));
}

function native(value: Typed, number: (text: string) => unknown): unknown {
  const [type, held] = Object.entries(value)[0] as [string, never];
  const list = (convert: (member: never) => unknown): unknown[] => (held as never[]).map(convert);
  switch (type) {
    case "N":
      return number(held);
    case "B":
      return binary(held);
    case "L":
      return list((member) => native(member, number));
    case "M":
      return nativeMap(held, number);
    case "SS":
      return new Set(list((member) => member));
    case "NS":
      return new Set(list(number));
    case "BS":
      return new Set(list(binary));
    case "NULL":
      return null;
    default:
      return held;
  }
}

function nativeMap(map: Record<string, Typed>, number: (text: string) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, native(value, number)]));
}

const wrapped = (text: string): NumberValue => new NumberValue(text);
for (const { name, hex: expected, item } of golden.cases) {
  test(`golden: ${name}`, () => {
    const given = nativeMap(item, wrapped);
    assert.equal(hex(encode(given)), expected);
    // A second time, when the shape is known.
    assert.equal(hex(encode(given)), expected);
    const bytes = new Uint8Array(Buffer.from(expected, "hex"));
    assert.deepEqual(decode(bytes, { wrapNumbers: true }), given);
  });
}

test("plain numbers are encoded as their decimal text is", () => {
  const numbers = [
    0,
    -0,
    1,
    -1,
    99,
    100,
    1e15,
    2 ** 53 - 1,
    0.1,
    0.3,
    19.99,
    1e-7,
    123456.789,
    5e-324 * 0,
    1.5e-10,
  ];
  for (const number of numbers) {
    assert.equal(
      hex(encode({ n: number })),
      hex(encode({ n: new NumberValue(String(number)) })),
      String(number),
    );
  }
});

test("random numbers come back as they were", () => {
  let seed = 42;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let round = 0; round < 20_000; round += 1) {
    const digits = Math.floor(random() * 17);
    const scale = 10 ** Math.floor(random() * 30 - 15);
    const number = Number(((random() - 0.5) * scale).toPrecision(digits + 1));
    if (Math.abs(number) > Number.MAX_SAFE_INTEGER) continue;
    assert.equal(again(number), number);
    assert.equal(
      String(decode(encode({ number }), { wrapNumbers: (text) => text })["number"]),
      expand(number),
    );
  }
});

/** `String(number)` without an exponent. */
function expand(number: number): string {
  const [mantissa = "", exponent] = String(Math.abs(number)).split("e");
  if (exponent === undefined) return String(number === 0 ? 0 : number);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const text =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : point >= digits.length
        ? digits.padEnd(point, "0")
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return number < 0 ? `-${text}` : text;
}

test("numbers that a double cannot hold arrive as NumberValue, others as numbers", () => {
  for (const text of [
    "9007199254740993",
    "0.1234567890123456789",
    "12345678901234567890123",
    "0.5",
    "1e20",
  ]) {
    const value = again(new NumberValue(text));
    if (text === "0.5" || text === "1e20") assert.equal(value, Number(text));
    else assert.deepEqual(value, new NumberValue(text));
  }
});

test("wrapNumbers: false does as the AWS SDK does", () => {
  const bytes = encode({ n: new NumberValue("9007199254740993") });
  assert.equal(decode(bytes, { wrapNumbers: false })["n"], 9007199254740993n);
  const fraction = encode({ n: new NumberValue("9007199254740993.5") });
  assert.throws(() => decode(fraction, { wrapNumbers: false }), {
    message: "9007199254740993.5 can't be converted to BigInt. Set options.wrapNumbers to get string value.",
  });
});

test("strings: lone surrogates become U+FFFD, lengths around the steps of the header survive", () => {
  assert.equal(again("a\ud800b"), "a\ufffdb");
  for (const length of [0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 16383, 16384, 70_000]) {
    for (const character of ["x", "é", "日", "👋"]) {
      const text = character.repeat(length);
      assert.equal(again(text), text);
      assert.equal(again(`${text}x`), `${text}x`);
    }
  }
});

test("__proto__ is an attribute like any other, both ways", () => {
  const item = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object;
  const back = decode(encode(item));
  assert.deepEqual(Object.keys(back).sort(), ["__proto__", "a"]);
  assert.equal(Object.getPrototypeOf(back), Object.prototype);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test("objects with many different keys are encoded too", () => {
  const many = values();
  for (let round = 0; round < 3000; round += 1) {
    const item = { [`key-${round}`]: round, z: { [`inner-${round}`]: "x" } };
    assert.deepEqual(decode(encoder.document(item, many).slice()), item);
  }
});

test("keys are in byte order whatever their order in the object", () => {
  assert.equal(hex(encode({ b: 1, a: 2 })), hex(encode({ a: 2, b: 1 })));
});

test("undefined, functions and holes", () => {
  const message = "Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.";
  assert.deepEqual(decode(encode({ a: undefined, b: 1, c: () => 1 })), { b: 1 });
  assert.throws(() => encode({ m: { a: undefined } }), { message });
  assert.throws(() => encode({ l: [undefined] }), { message });
  assert.throws(() => encode({ s: new Set([undefined]) }), { message });
  const loose = { removeUndefinedValues: true };
  assert.deepEqual(again({ a: undefined, b: 1 }, loose), { b: 1 });
  assert.deepEqual(again([1, undefined, 2], loose), [1, 2]);
  assert.deepEqual(again([1, () => 1, 2]), [1, 2]);
  // biome-ignore lint/suspicious/noSparseArray: a hole is the point
  assert.deepEqual(again([1, , 2]), [1, 2]);
  assert.deepEqual(again(new Set([1, undefined]), loose), new Set([1]));
});

test("empty values", () => {
  assert.throws(() => encode({ s: new Set() }), {
    message: "Pass a non-empty set, or options.convertEmptyValues=true.",
  });
  const options = { convertEmptyValues: true };
  assert.equal(again("", options), null);
  assert.equal(again(new Uint8Array(0), options), null);
  assert.equal(again(new Set(), options), null);
});

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

test("class instances, maps, boxed values", () => {
  assert.throws(() => encode({ p: new Point(1, 2) }), {
    message: "Unsupported type passed: [object Object]",
  });
  const loose = { convertClassInstanceToMap: true };
  assert.deepEqual(again(new Point(1, 2), loose), { x: 1, y: 2 });
  // What they are about is in no enumerable property: a map of those would be empty.
  const lost: object[] = [new Date(), Promise.resolve(), /x/, new Error("x"), new WeakMap(), new Blob([])];
  lost.push(Object.assign(new Error("x"), { code: 1 }), new URL("https://example.org/"), new WeakSet());
  for (const value of lost) assert.throws(() => encode({ v: value }, loose), /Unsupported type/);
  assert.deepEqual(
    again(
      new Map<string, unknown>([
        ["b", 1],
        ["a", [2]],
      ]),
    ),
    { a: [2], b: 1 },
  );
  assert.equal(again(Object(5)), 5);
  assert.equal(again(Object("x")), "x");
  assert.deepEqual(again(Object.assign(Object.create(null), { a: 1 })), { a: 1 });
});

test("numbers that must not be sent", () => {
  assert.throws(() => encode({ n: Number.NaN }), { message: "Special numeric value NaN is not allowed" });
  assert.throws(() => encode({ n: Number.POSITIVE_INFINITY }), {
    message: "Special numeric value Infinity is not allowed",
  });
  assert.throws(() => encode({ n: 2 ** 53 }), {
    message:
      "Number 9007199254740992 is greater than Number.MAX_SAFE_INTEGER. Use NumberValue from hashrange.",
  });
  assert.equal(again(2 ** 53, { allowImpreciseNumbers: true }), 2 ** 53);
  assert.equal(again(1e21, { allowImpreciseNumbers: true }), 1e21);
  assert.equal(String(again(123456789012345678901234567890n)), "123456789012345678901234567890");
});

test("what is no number goes to the engine as text, in a set it is refused here", () => {
  assert.equal(hex(encode({ n: new NumberValue("abc") })), "026e0d03616263");
  assert.equal(hex(encode({ n: new NumberValue("0E126") })), "026e0d053045313236");
  assert.throws(() => encode({ n: new Set([new NumberValue("abc")]) }), {
    name: "ValidationException",
    message: "The parameter cannot be converted to a numeric value: abc",
  });
});

test("binaries of every kind", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const view = new DataView(bytes.buffer, 1, 2);
  assert.deepEqual(again(bytes), bytes);
  assert.deepEqual(again(bytes.buffer), bytes);
  assert.deepEqual(again(view), Uint8Array.of(2, 3));
  assert.deepEqual(again(Buffer.from("hi")), Uint8Array.of(104, 105));
  assert.deepEqual(again(Uint16Array.of(1)), Uint8Array.of(1, 0));
  assert.deepEqual(again(new Set([bytes])), new Set([bytes]));
});

test("cyclic and too deep values are refused", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const list: unknown[] = [];
  list.push(list);
  for (const value of [cyclic, list]) {
    assert.throws(() => encode({ value }), {
      name: "ValidationException",
      message: /Nesting Levels have exceeded/,
    });
  }
});

test("a getter that encodes something else does no harm", () => {
  const inner = new Encoder();
  const item = {
    a: 1,
    get b() {
      return hex(inner.document({ z: "inner" }, values()));
    },
    c: "after",
  };
  assert.deepEqual(decode(encode(item)), {
    a: 1,
    b: hex(inner.document({ z: "inner" }, values())),
    c: "after",
  });
});

test("large values grow the scratch", () => {
  const item = { text: "é".repeat(300_000), list: Array.from({ length: 50_000 }, (_, index) => index) };
  assert.deepEqual(decode(encode(item)), item);
});
