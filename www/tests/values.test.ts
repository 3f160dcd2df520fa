import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../src/values/attribute";
import { jsonNumber, parseJson, printJson } from "../src/values/json";
import { keyText, preview, printItem, readItem } from "../src/values/text";

const all: Item = {
  text: { S: "a" },
  number: { N: "12345678901234567890.123456789" },
  bytes: { B: new Uint8Array([104, 105]) },
  yes: { BOOL: true },
  nothing: { NULL: true },
  texts: { SS: ["a", "b"] },
  numbers: { NS: ["1", "2.50"] },
  blobs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
  map: { M: { inner: { SS: ["x"] }, list: { L: [{ N: "1" }, { B: new Uint8Array([0]) }] } } },
};

test("DynamoDB JSON keeps every type", () => {
  assert.deepEqual(readItem(printItem(all, "typed"), "typed"), all);
});

test("plain JSON keeps sets, binary and digits of an item that is known", () => {
  assert.deepEqual(readItem(printItem(all, "plain"), "plain", all), all);
  assert.match(printItem(all, "plain"), /12345678901234567890\.123456789/);
});

test("plain JSON makes lists and strings where nothing is known", () => {
  assert.deepEqual(readItem('{"a": ["x"], "b": "aGk=", "c": 1e3}', "plain"), {
    a: { L: [{ S: "x" }] },
    b: { S: "aGk=" },
    c: { N: "1e3" },
  });
});

test("an array that can be no set any more becomes a list", () => {
  const known: Item = { texts: { SS: ["a"] } };
  assert.deepEqual(readItem('{"texts": ["a", "a"]}', "plain", known).texts, { L: [{ S: "a" }, { S: "a" }] });
  assert.deepEqual(readItem('{"texts": []}', "plain", known).texts, { L: [] });
  assert.deepEqual(readItem('{"texts": ["a", 1]}', "plain", known).texts, { L: [{ S: "a" }, { N: "1" }] });
});

test("an attribute may be called __proto__", () => {
  const item = readItem('{"__proto__": 1, "constructor": "x"}', "plain");
  assert.deepEqual(Object.keys(item), ["__proto__", "constructor"]);
  assert.match(printItem(item, "typed"), /"__proto__": \{"N": "1"\}/);
});

test("mistakes in DynamoDB JSON name their place", () => {
  assert.throws(() => readItem('{"a": {"M": {"b": 5}}}', "typed"), /^SyntaxError: a\.b: /);
  assert.throws(() => readItem('{"a": {"N": "five"}}', "typed"), /^SyntaxError: a: /);
  assert.throws(() => readItem('{"a": {"B": "?"}}', "typed"), /base64/);
  assert.throws(() => readItem('{"a": {"S": "x", "N": "1"}}', "typed"), /one type/);
  assert.throws(() => readItem("[]", "plain"), /object/);
});

test("numbers that DynamoDB takes and JSON does not are rewritten without loss", () => {
  const texts = [
    ["+5", "5"],
    ["007", "7"],
    [".5", "0.5"],
    ["-.5e10", "-0.5e10"],
    ["5.", "5"],
    ["0", "0"],
    ["1E+30", "1E+30"],
  ];
  for (const [text = "", wanted] of texts) assert.equal(jsonNumber(text).toString(), wanted);
});

test("printed JSON keeps short values on their line and reads back", () => {
  const text =
    '{"a": {"S": "x"}, "long": [' +
    Array.from({ length: 40 }, (_, index) => index).join(", ") +
    '], "e": {}}';
  const printed = printJson(parseJson(text));
  assert.match(printed, /^ {2}"a": \{"S": "x"\},$/m);
  assert.deepEqual(JSON.parse(printed), JSON.parse(text));
});

test("cells and keys have one line", () => {
  assert.equal(preview({ B: new Uint8Array(3) }), "3 bytes");
  assert.equal(preview({ M: { a: { N: "1" } } }), '{"a":1}');
  assert.equal(keyText({ year: { N: "1999" }, title: { S: "The Matrix" } }), 'year 1999, title "The Matrix"');
});
