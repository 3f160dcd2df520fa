/** `hashrange serve --trigger`: handlers of modules, over kills of the server: nothing is missing, and items keep their order. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { run, temporary } from "./command_line.js";
import { type RunningServer, startServer } from "./served.js";
import { untilAsync } from "./watched.js";

const TABLE = {
  TableName: "Orders",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
};

/** Appends a line for each change: the item's key and its version. */
const handlerTo = (file: string, more = "") => `
import { appendFileSync } from "node:fs";
${more}
export function handler({ Records }) {
  for (const { dynamodb: { NewImage: { id, version, fails } } } of Records) {
    if (fails) throw new Error("fails as asked");
    appendFileSync(${JSON.stringify(file)}, id.S + " " + version.N + "\\n");
  }
}`;

const put = (server: RunningServer, id: string, version: number, more = {}) =>
  server.send("PutItem", {
    TableName: "Orders",
    Item: { id: { S: id }, version: { N: String(version) }, ...more },
  });

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];

test("a module's handler gets the changes of a table that is made later, and failures are logged", async (t) => {
  const at = temporary(t);
  writeFileSync(
    at("count.mjs"),
    handlerTo(at("seen"), "export const options = { retries: 0, batchSize: 1 };"),
  );
  const server = await startServer(undefined, ["--trigger", `Orders=${at("count.mjs")}`]);
  await server.send("CreateTable", TABLE);
  await put(server, "a", 1);
  await put(server, "b", 1, { fails: { BOOL: true } });
  await put(server, "a", 2);
  await untilAsync(async () => linesOf(at("seen")).length === 2);
  assert.deepEqual(linesOf(at("seen")), ["a 1", "a 2"]);
  assert.match(server.output(), /trigger Orders-count failed with 1 records: Error: fails as asked/);
  await server.stop();
});

test("a handler finds the server in its environment", async (t) => {
  const at = temporary(t);
  writeFileSync(
    at("env.cjs"),
    `exports.handler = () => require("node:fs").writeFileSync(${JSON.stringify(at("url"))}, process.env.AWS_ENDPOINT_URL_DYNAMODB);`,
  );
  const server = await startServer(undefined, ["--trigger", `Orders=${at("env.cjs")}`]);
  await server.send("CreateTable", TABLE);
  await put(server, "a", 1);
  await untilAsync(async () => existsSync(at("url")));
  assert.equal(readFileSync(at("url"), "utf8"), server.endpoint.slice(0, -1));
  await server.stop();
});

test("a rejected promise that a handler does not await is logged, and the server goes on", async (t) => {
  const at = temporary(t);
  writeFileSync(
    at("loose.mjs"),
    handlerTo(at("seen")).replace(
      "for (",
      'void (async () => { throw new Error("not awaited"); })();\n  for (',
    ),
  );
  const server = await startServer(undefined, ["--trigger", `Orders=${at("loose.mjs")}`]);
  await server.send("CreateTable", TABLE);
  await put(server, "a", 1);
  const said =
    /The module \S+loose\.mjs did not await a promise that was rejected, and goes on: Error: not awaited/;
  await untilAsync(async () => said.test(server.output()));
  assert.match(server.output(), said);
  await put(server, "a", 2);
  await untilAsync(async () => linesOf(at("seen")).length === 2);
  assert.deepEqual(linesOf(at("seen")), ["a 1", "a 2"]);
  await server.stop();
});

test("what cannot be a trigger ends the server", async (t) => {
  const at = temporary(t);
  writeFileSync(at("none.mjs"), "export const handle = 1;");
  writeFileSync(at("wrong.mjs"), "export const handler = () => 1; export const options = { batchSize: 0 };");
  for (const [given, code, message] of [
    ["Orders", 2, /--trigger needs TABLE=MODULE/],
    [`Orders=${at("missing.mjs")}`, 1, /cannot be loaded/],
    [`Orders=${at("none.mjs")}`, 1, /exports no function 'handler'/],
    [`Orders=${at("wrong.mjs")}`, 1, /batchSize/],
  ] as const) {
    const ended = await run(["serve", "--memory", "--port", "0", "--trigger", given]);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
  }
});

test("killed again and again, a server's trigger misses no change and keeps the order of each item", async (t) => {
  const at = temporary(t);
  writeFileSync(
    at("count.mjs"),
    handlerTo(at("seen"), "export const options = { batchSize: 7, parallelism: 3 };"),
  );
  const options = ["--trigger", `Orders=${at("count.mjs")}`];
  const written = new Map<string, number>();
  for (let round = 0; round < 4; round += 1) {
    const server = await startServer(at("data"), options);
    if (round === 0) await server.send("CreateTable", TABLE);
    const before = linesOf(at("seen")).length;
    const writes = Array.from("abcd", async (id) => {
      for (;;) {
        const version = (written.get(id) ?? 0) + 1;
        await put(server, id, version);
        written.set(id, version);
      }
    });
    const ended = Promise.allSettled(writes);
    // In the middle of writing and of handling.
    await untilAsync(async () => linesOf(at("seen")).length > before + 60);
    await server.kill();
    await ended;
  }
  const server = await startServer(at("data"), options);
  const last = (id: string) => linesOf(at("seen")).findLast((line) => line.startsWith(id));
  await put(server, "a", 1_000_000);
  await untilAsync(async () => last("a") === "a 1000000");
  for (const [id, version] of written) await untilAsync(async () => reached(at("seen"), id).has(version));
  for (const [id, version] of written) {
    const seen = versions(at("seen"), id);
    const all = new Set(seen);
    for (let one = 1; one <= version; one += 1) assert.ok(all.has(one), `${id} ${one} is missing`);
    // A batch may come again, and then as a whole: it goes back, and on in order.
    assert.deepEqual(
      [...all],
      [...all].sort((one, other) => one - other),
    );
  }
  await server.stop();
});

const versions = (file: string, id: string): number[] =>
  linesOf(file)
    .filter((line) => line.startsWith(`${id} `))
    .map((line) => Number(line.slice(id.length + 1)));

const reached = (file: string, id: string): Set<number> => new Set(versions(file, id));
