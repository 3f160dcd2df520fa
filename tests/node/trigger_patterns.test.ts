/** Filter patterns of triggers: what each operator fits, and how a wrong pattern is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePattern } from "../../src/js/triggers/pattern.js";

const EVENT = {
  eventName: "INSERT",
  dynamodb: {
    SizeBytes: 40,
    Keys: { id: { S: "order-1" } },
    NewImage: {
      id: { S: "order-1" },
      state: { S: "Paid" },
      total: { N: "12.5" },
      empty: { S: "" },
      none: { NULL: true },
      tags: { SS: ["red", "green"] },
      lines: { L: [{ M: { sku: { S: "a" } } }, { M: { sku: { S: "b" }, gift: { BOOL: true } } }] },
    },
  },
  nothing: null,
};

const image = (inner: unknown) => ({ dynamodb: { NewImage: inner } });

const FITS: [string, unknown, boolean][] = [
  ["equal text", { eventName: ["INSERT"] }, true],
  ["one of several", { eventName: ["MODIFY", "INSERT"] }, true],
  ["other text", { eventName: ["REMOVE"] }, false],
  ["all names", { eventName: ["INSERT"], ...image({ state: { S: ["Open"] } }) }, false],
  ["nested", image({ state: { S: ["Paid"] } }), true],
  ["numbers of attributes are text", image({ total: { N: ["12.5"] } }), true],
  ["numeric does not fit text", image({ total: { N: [{ numeric: [">", 10] }] } }), false],
  ["numeric fits a number", { dynamodb: { SizeBytes: [{ numeric: [">", 10, "<=", 40] }] } }, true],
  ["numeric equal", { dynamodb: { SizeBytes: [{ numeric: ["=", 40] }] } }, true],
  ["numeric out of range", { dynamodb: { SizeBytes: [{ numeric: [">=", 10, "<", 40] }] } }, false],
  ["a number", { dynamodb: { SizeBytes: [40] } }, true],
  ["null", { nothing: [null] }, true],
  ["null is not absence", { absent: [null] }, false],
  ["empty text", image({ empty: { S: [""] } }), true],
  ["true", image({ none: { NULL: [true] } }), true],
  ["prefix", image({ id: { S: [{ prefix: "order-" }] } }), true],
  ["prefix of other case", image({ state: { S: [{ prefix: "pa" }] } }), false],
  ["prefix of any case", image({ state: { S: [{ prefix: { "equals-ignore-case": "pa" } }] } }), true],
  ["suffix", image({ id: { S: [{ suffix: "-1" }] } }), true],
  ["suffix of any case", image({ state: { S: [{ suffix: { "equals-ignore-case": "AID" } }] } }), true],
  ["any case", image({ state: { S: [{ "equals-ignore-case": "PAID" }] } }), true],
  ["exists", image({ state: { S: [{ exists: true }] } }), true],
  ["exists not", image({ other: { S: [{ exists: false }] } }), true],
  ["exists, but not", image({ state: { S: [{ exists: false }] } }), false],
  ["only leaves exist", { dynamodb: { NewImage: [{ exists: true }] } }, false],
  ["no image at all", { dynamodb: { OldImage: { id: { S: [{ exists: false }] } } } }, true],
  ["anything but a value", image({ state: { S: [{ "anything-but": "Open" }] } }), true],
  ["anything but these", image({ state: { S: [{ "anything-but": ["Open", "Paid"] }] } }), false],
  ["anything but a prefix", image({ id: { S: [{ "anything-but": { prefix: "order" } }] } }), false],
  ["anything but a suffix", image({ id: { S: [{ "anything-but": { suffix: "-2" } }] } }), true],
  [
    "anything but any case",
    image({ state: { S: [{ "anything-but": { "equals-ignore-case": ["paid"] } }] } }),
    false,
  ],
  ["anything but has to be there", image({ other: { S: [{ "anything-but": "x" }] } }), false],
  ["a member of a list", image({ tags: { SS: ["green"] } }), true],
  ["no member of a list", image({ tags: { SS: ["blue"] } }), false],
  [
    "an object of a list",
    image({ lines: { L: { M: { sku: { S: ["b"] }, gift: { BOOL: [true] } } } } }),
    true,
  ],
  [
    "one object for all",
    image({ lines: { L: { M: { sku: { S: ["a"] }, gift: { BOOL: [true] } } } } }),
    false,
  ],
  ["$or", { $or: [{ eventName: ["REMOVE"] }, image({ state: { S: ["Paid"] } })] }, true],
  ["$or of none", { $or: [{ eventName: ["REMOVE"] }, image({ state: { S: ["Open"] } })] }, false],
  [
    "$or below",
    { dynamodb: { $or: [{ SizeBytes: [1] }, { SizeBytes: [40] }] }, eventName: ["INSERT"] },
    true,
  ],
  ["names of objects' own", { constructor: [{ exists: false }] }, true],
];

for (const [name, pattern, fits] of FITS) {
  test(`a pattern: ${name}`, () => {
    assert.equal(compilePattern(pattern)(EVENT), fits);
    assert.equal(compilePattern(JSON.stringify(pattern))(EVENT), fits);
  });
}

const REFUSED: [unknown, RegExp][] = [
  ["{", /is JSON/],
  [" ".repeat(5000), /at most 4096/],
  [[], /it has to be an object/],
  [undefined, /it has to be an object or a list, not nothing/],
  [{}, /it is empty/],
  [{ a: {} }, /a is empty/],
  [{ a: "b" }, /a has to be an object or a list, not "b"/],
  [{ a: [] }, /a is an empty list/],
  [{ a: [["b"]] }, /a\[0\] is a list in a list/],
  [{ a: [{ wildcard: "*" }] }, /"wildcard"/],
  [{ a: [{ cidr: "10.0.0.0/8" }] }, /do not know, "cidr"/],
  [{ a: [{ prefix: "x", suffix: "y" }] }, /exactly one operator/],
  [{ a: [{}] }, /exactly one operator/],
  [{ a: [{ prefix: 1 }] }, /a\[0\].prefix has to be text, not 1/],
  [{ a: [{ prefix: "" }] }, /not empty/],
  [{ a: [{ exists: "yes" }] }, /true or false/],
  [{ a: [{ numeric: ["!", 1] }] }, /numeric takes comparisons/],
  [{ a: [{ numeric: ["<", 1, ">", 0] }] }, /lower bound first/],
  [{ a: [{ "anything-but": [] }] }, /empty list/],
  [{ a: [{ "anything-but": { wildcard: "x" } }] }, /one of prefix, suffix/],
  [{ a: [{ "anything-but": [null] }] }, /takes text and numbers/],
  [{ $or: [{ a: [1] }] }, /two objects or more/],
];

for (const [pattern, message] of REFUSED) {
  test(`a wrong pattern says why: ${message.source}`, () => {
    assert.throws(
      () => compilePattern(pattern),
      (error: Error) => error instanceof TypeError && message.test(error.message),
    );
  });
}

test("a deep pattern is refused before the stack ends", () => {
  let pattern: object = { a: [1] };
  for (let level = 0; level < 5000; level += 1) pattern = { a: pattern };
  assert.throws(() => compilePattern(pattern), /levels deep/);
});
