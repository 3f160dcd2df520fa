/** Inputs that grow without end: memory and work stay bounded, and what is too much is refused or waits. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { open } from "hashrange";
import { DynamoDBClient, PutItemCommand } from "hashrange/client-dynamodb";
import { openOn } from "../../src/js/client/open.js";
import { Decoder } from "../../src/js/codec/decoder.js";
import { Encoder } from "../../src/js/codec/encoder.js";
import { STRUCTURE, VALUE } from "../../src/js/codec/nodes.js";
import { CorruptionError, databaseError, StorageUnavailableError } from "../../src/js/errors/database.js";
import { loaderOf } from "../../src/js/hosts/load.js";
import { decoded } from "../../src/js/http/content_coding.js";
import { CsvReader } from "../../src/js/transfer/csv.js";
import { parseJson, wireValue } from "../../src/js/transfer/values.js";
import { FakeModule } from "./fake_core.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;
const MB = 1 << 20;

/** Bytes that are kept when the work is done. */
async function keptBy(work: () => unknown): Promise<number> {
  const used = () => {
    gc();
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  await work();
  return used() - before;
}

test("the encoder does not learn a map by id that grows", async () => {
  const byId: Record<string, object> = {};
  for (let n = 0; n < 2000; n += 1) byId[`todo-${n}`] = { t: "x", done: false };
  const encoder = new Encoder();
  const kept = await keptBy(() => {
    for (let n = 2000; n < 2127; n += 1) {
      byId[`todo-${n}`] = { t: "x", done: false };
      encoder.document({ id: "state", state: { byId } }, VALUE);
    }
  });
  assert.ok(kept < 8 * MB, `${kept} bytes`);
});

test("the encoder learns no more than so much of values that unfold", async () => {
  let value: object = { v: 1 };
  for (let depth = 0; depth < 17; depth += 1) value = { a: value, b: value };
  const encoder = new Encoder();
  let bytes: Uint8Array = new Uint8Array();
  const kept = await keptBy(() => {
    bytes = encoder.document({ value }, VALUE).slice();
  });
  assert.ok(kept < bytes.length * 4 + 16 * MB, `${kept} bytes`);
  assert.deepEqual(new Decoder().document(bytes, 0, bytes.length), { value });
  // Every place is as good as before after all was forgotten.
  assert.deepEqual(encoder.document({ value }, VALUE), bytes);
});

test("neither encoder nor decoder keeps long names", async () => {
  const kept = await keptBy(() => {
    for (let n = 0; n < 1000; n += 1) {
      const bytes = new Encoder().document({ [`${n}${"n".repeat(60_000)}`]: 1 }, VALUE).slice();
      new Decoder().document(bytes, 0, bytes.length);
    }
  });
  assert.ok(kept < 16 * MB, `${kept} bytes`);
});

for (const [what, piece] of [
  ["one field without quotes", "a".repeat(MB)],
  ["commas", ",".repeat(MB)],
  ["quotes in a field", `"${'""'.repeat(MB / 2)}"`],
] as const) {
  test(`a record of ${what} is not kept beyond 16 MB`, async () => {
    const reader = new CsvReader(",");
    const bytes = new TextEncoder().encode(piece);
    let records = reader.take(new TextEncoder().encode(`id,a\nx,`));
    const kept = await keptBy(() => {
      for (let n = 0; n < 40; n += 1) records = records.concat(reader.take(bytes));
    });
    assert.ok(kept < 4 * MB, `${kept} bytes`);
    records = records.concat(reader.take(new TextEncoder().encode("\ny,2\n")), reader.end());
    assert.deepEqual(
      records.map((record) =>
        "problem" in record ? /^Longer than 16 MB/.test(record.problem) : record.line,
      ),
      [1, true, 3],
    );
  });
}

test("a body with many content codings is not unpacked", async () => {
  const body = new TextEncoder().encode("{}");
  const three = gzipSync(gzipSync(gzipSync(body)));
  const unpacked = (body: Uint8Array, codings: string) =>
    decoded({ method: "POST", path: "/", headers: { "content-encoding": codings }, body });
  assert.deepEqual((await unpacked(three, "gzip, gzip, identity, gzip"))?.body, body);
  const four = gzipSync(three);
  for (const [sent, codings] of [
    [four, "gzip,gzip,gzip,gzip"],
    [body, Array(3000).fill("gzip").join(",")],
    [body, "constructor"],
  ] as const) {
    const refused = await unpacked(sent, codings);
    assert.equal(refused?.body.byteLength, 0);
    assert.equal(refused?.refusal?.name, "InternalServerError");
  }
});

test("names that every object inherits are names like others", async () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"]) {
    assert.deepEqual(wireValue(parseJson(`{"${name}":{"${name}":"x"}}`)), {
      M: Object.fromEntries([[name, { M: Object.fromEntries([[name, { S: "x" }]]) }]]),
    });
    assert.equal(databaseError(name, {}), undefined);
    const db = await open({ storage: "memory" });
    const table = `${name}-table`;
    await db.client.createTable({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: name, AttributeType: "S" }],
    });
    const item = Object.fromEntries([
      [name, "k"],
      ["map", Object.fromEntries([[name, Object.fromEntries([[name, [1]]])]])],
    ]);
    const doc = db.documentClient();
    await doc.put({ TableName: table, Item: item });
    const found = (await doc.get({ TableName: table, Key: Object.fromEntries([[name, "k"]]) })).Item;
    assert.deepEqual(new Map(Object.entries(found ?? {})), new Map(Object.entries(item)));
    await db.close();
  }
});

test("a value that cannot be read is damage", () => {
  const bytes = new Encoder().document({ a: "text" }, STRUCTURE).slice();
  bytes[2] = 99;
  assert.throws(() => new Decoder().document(bytes, 0, bytes.length), CorruptionError);
  assert.throws(() => new Decoder().document(bytes, 0, 4), CorruptionError);
});

async function fakeDatabase() {
  const fake = new FakeModule();
  const db = await openOn({ load: fake.load, defaultStorage: "memory" })({});
  return { fake, db, doc: db.documentClient() };
}

test("requests that the engine has no room for wait outside, in their order", async () => {
  const { fake, db, doc } = await fakeDatabase();
  const answers: (() => void)[] = [];
  fake.answer = () => ({ later: {}, after: new Promise<void>((resolve) => answers.push(resolve)) });
  const pad = "x".repeat(MB);
  const puts = Array.from({ length: 20 }, (_, n) => doc.put({ TableName: "T", Item: { n, pad } }));
  let most = 0;
  let given = 0;
  while (answers.length > 0) {
    most = Math.max(most, answers.length);
    given += 1;
    answers.shift()?.();
    await new Promise(setImmediate);
  }
  await Promise.all(puts);
  assert.deepEqual([most, given], [3, 20]);
  const order = fake.calls.map(({ input }) => (input["Item"] as { n: number }).n);
  assert.deepEqual(
    order,
    Array.from({ length: 20 }, (_, n) => n),
  );
  // A close comes behind what waits.
  const late = Array.from({ length: 6 }, (_, n) => doc.put({ TableName: "T", Item: { n, pad } }));
  const ended = Promise.allSettled([...late, db.close()]);
  while (fake.calls.length < 26) {
    assert.equal(fake.closed, 0);
    answers.shift()?.();
    await new Promise(setImmediate);
  }
  await ended;
  assert.equal(fake.closed, 1);
});

test("a trap ends those that wait outside, too", async () => {
  const { fake, doc } = await fakeDatabase();
  fake.answer = () => ({ later: {}, after: new Promise(() => undefined) });
  const pad = "x".repeat(MB);
  const puts = Array.from({ length: 9 }, (_, n) => doc.put({ TableName: "T", Item: { n, pad } }));
  fake.hosts[0]?.lost("Trap", "a panic");
  for (const result of await Promise.allSettled(puts))
    assert.ok(result.status === "rejected" && result.reason instanceof StorageUnavailableError);
});

test("a signal that is aborted already sends nothing", async () => {
  const { fake, db, doc } = await fakeDatabase();
  const signal = AbortSignal.abort();
  const options = { abortSignal: signal };
  const input = { TableName: "T", Item: { id: "a" } };
  const typed = { TableName: "T", Item: { id: { S: "a" } } };
  const aborted = { name: "AbortError" };
  await assert.rejects(doc.put(input, options), aborted);
  await assert.rejects(db.client.putItem(typed, options), aborted);
  const client = new DynamoDBClient({ hashrange: await open({ storage: "memory" }) });
  await assert.rejects(client.send(new PutItemCommand(typed), options), aborted);
  await assert.rejects(doc.paginateScan({}, { TableName: "T" }, options).next(), aborted);
  const { requestHandler } = db.awsConfig();
  await assert.rejects(requestHandler.handle({ method: "POST", path: "/", headers: {} }, options), aborted);
  assert.equal(fake.calls.length, 0);
});

test("a database that was destroyed says so, not that its data is kept", async () => {
  const { db, doc } = await fakeDatabase();
  await db.destroy();
  await assert.rejects(doc.get({ TableName: "T", Key: {} }), { message: /was destroyed/ });
});

for (const [cause, problem, advice] of [
  ["a policy", "blocked by CSP", /'wasm-unsafe-eval' in the script-src/],
  ["a missing file", "failed to fetch Wasm: 404", /serve the \.wasm file of this version/],
] as const) {
  test(`a module that ${cause} keeps away is a typed failure, and is tried again`, async () => {
    const glue = { ...(await import("#wasm")), traps: new Set<never>() };
    let fails = true;
    const make = async () => {
      if (fails) throw new Error(problem);
      return { memory: new WebAssembly.Memory({ initial: 1 }) };
    };
    const load = loaderOf({ ...glue, default: make }, () => new URL("about:blank"));
    const fails1 = load(() => undefined);
    await assert.rejects(
      fails1,
      (error: Error) => error instanceof StorageUnavailableError && advice.test(error.message),
    );
    fails = false;
    await load(() => undefined);
  });
}
