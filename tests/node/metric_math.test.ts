/** Metric math by itself, and requests that are no requests. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readExpression } from "../../src/js/cloudwatch/expression.js";
import { evaluate, type Values } from "../../src/js/cloudwatch/math.js";
import { counted } from "./watched.js";

const series = (...pairs: [number, number][]): Values => new Map(pairs);

const KNOWN: Record<string, Values> = {
  a: series([0, 10], [60, 20], [240, 50]),
  b: series([0, 2], [60, 0], [120, 4]),
};

function value(text: string): unknown {
  const result = evaluate(readExpression("e", text), {
    id: "e",
    resolve: (name) => KNOWN[name] ?? assert.fail(`no ${name}`),
    metrics: () => Object.values(KNOWN),
    period: 60,
    times: [0, 60, 120, 180, 240],
    make: () => undefined,
  });
  return result instanceof Map ? Object.fromEntries(result) : result;
}

test("expressions come to what they say", () => {
  assert.equal(value("1 + 2 * 3 ^ 2"), 19);
  assert.equal(value("(1 + 2) * -3"), -9);
  assert.deepEqual(value("a * 2"), { 0: 20, 60: 40, 240: 100 });
  // Without a value on one side, or divided by zero, there is none.
  assert.deepEqual(value("a / b"), { 0: 5 });
  assert.deepEqual(value("SUM([a, b])"), { 0: 12, 60: 20, 120: 4, 240: 50 });
  assert.deepEqual(value("MAX(METRICS())"), { 0: 10, 60: 20, 120: 4, 240: 50 });
  assert.equal(value("AVG(b)"), 2);
  assert.equal(value("MIN(a) + MAX(a)"), 60);
  assert.equal(value("DATAPOINT_COUNT(a)"), 3);
  assert.equal(value("PERIOD(a)"), 60);
  assert.deepEqual(value("FILL(a, 0)"), { 0: 10, 60: 20, 120: 0, 180: 0, 240: 50 });
  assert.deepEqual(value("FILL(a, REPEAT)"), { 0: 10, 60: 20, 120: 20, 180: 20, 240: 50 });
  assert.deepEqual(value("FILL(a, LINEAR)"), { 0: 10, 60: 20, 120: 30, 180: 40, 240: 50 });
  assert.deepEqual(value("FILL(b, LINEAR)"), { 0: 2, 60: 0, 120: 4 });
  assert.deepEqual(value("IF(a > 15, a, 0)"), { 0: 0, 60: 20, 240: 50 });
  assert.deepEqual(value("IF(a > 15 && a < 30, 1)"), { 60: 1 });
  assert.deepEqual(value("DIFF(a)"), { 60: 10, 240: 30 });
  assert.deepEqual(value("RATE(a)"), { 60: 10 / 0.06, 240: 30 / 0.18 });
  assert.deepEqual(value("TIME_SERIES(3)"), { 0: 3, 60: 3, 120: 3, 180: 3, 240: 3 });
  assert.deepEqual(value("CEIL(ABS(0 - a / 3))"), { 0: 4, 60: 7, 240: 17 });
});

test("what cannot be read says where", () => {
  for (const [text, message] of [
    ["", /Unexpected end/],
    ["a b", /Unexpected 'b'/],
    ["a ; b", /Syntax error at position 1/],
    ["SUM(a", /Unexpected end/],
    ["[a, 1]", /A list holds time series only/],
    ["'x' + a", /time series|do not go together/],
    ["FILL(a, 'x')", /a number, REPEAT or LINEAR/],
    ["constructor(a)", /not supported/],
    ["METRICS('x')", /no filter/],
  ] as const)
    assert.throws(() => value(text), { message }, text);
});

test("bodies that are none get an answer of the service, however deep or long they are", async () => {
  const { db } = await counted({});
  const deep = (open: number, length: number) => new Uint8Array(length).fill(open);
  const cbor = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
  const json = (target: string) => ({ "x-amz-target": target, "content-type": "application/x-amz-json-1.0" });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const begin = "Action=ListMetrics&Version=2010-08-01&";
  const text = (given: string) => new TextEncoder().encode(given);
  const cases: [string, Record<string, string>, Uint8Array][] = [
    [cbor, {}, new Uint8Array([0xff])],
    [cbor, {}, deep(0x81, 200_000)],
    [cbor, {}, new Uint8Array([0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    [cbor, {}, text("{}")],
    ["/", json("GraniteServiceVersion20100801.ListMetrics"), text("[".repeat(100_000))],
    ["/", json("GraniteServiceVersion20100801.ListMetrics"), text('{"Dimensions":[[]]}')],
    ["/", json("AnyScaleFrontendService.DescribeScalableTargets"), text("null")],
    ["/", json("AnyScaleFrontendService.DescribeScalableTargets"), text('{"ServiceNamespace":{"a":1}}')],
    ["/", json("AnyScaleFrontendService.__proto__"), text("{}")],
    ["/", form, text(`${begin}${"a.".repeat(100_000)}b=1`)],
    ["/", form, text(`${begin}Dimensions.member.1.__proto__.x=1`)],
  ];
  for (const [path, headers, body] of cases) {
    const { status, body: answer } = await db.http({ method: "POST", path, headers, body });
    const shown = `${path} ${JSON.stringify(headers)} ${new TextDecoder().decode(body.subarray(0, 40))}`;
    assert.ok(status === 400 || status === 404, `${status} for ${shown}`);
    assert.ok(answer.length > 0, shown);
  }
  await db.close();
});

test("expressions are bounded: their length, their depth, their series, and the values that they make", () => {
  const many = (count: number) => `[${Array(count).fill("a").join(",")}]`;
  assert.throws(() => value(`SUM([${many(250)},${many(251)}])`), /more than 500 time series/);
  assert.deepEqual(value(`DATAPOINT_COUNT(${many(400)})`), { 0: 400, 60: 400, 240: 400 });
  assert.equal(value(`1${"+1".repeat(1023)}`), 1024);
  assert.throws(() => value(`1${"+1".repeat(1024)}`), /more than 2048 characters/);
  const deep = (depth: number) => `${"(".repeat(depth)}1${")".repeat(depth)}`;
  assert.equal(value(deep(49)), 1);
  assert.throws(() => value(deep(50)), /nested too deeply/);
});
