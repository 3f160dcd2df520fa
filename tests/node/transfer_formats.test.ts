/** Readers and writers of formats: what they take, and what hostile objects end in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { streamOf } from "../../src/js/blobs/store.js";
import { readIon } from "../../src/js/transfer/ion_reader.js";
import { decimal, ionItem } from "../../src/js/transfer/ion_writer.js";
import { Lines } from "../../src/js/transfer/lines.js";
import { Md5 } from "../../src/js/transfer/md5.js";
import { reader } from "../../src/js/transfer/records.js";
import { DamagedObject, unpacked } from "../../src/js/transfer/unpack.js";
import { imported, newBucket, open, putText, TABLE } from "./transfer_scene.js";

const bytes = (text: string) => new TextEncoder().encode(text);

test("Ion as the service's guide shows it", () => {
  const text =
    '$ion_1_0 {Item:{Authors:$dynamodb_SS::["Author1","Author2"],Dimensions:"8.5 x 11.0 x 1.5",ISBN:"333-3333333333",Id:103.,InPublication:false,PageCount:6d2,Price:2d3,ProductCategory:"Book",Title:"Book 103 Title"}}';
  assert.deepEqual(readIon(text)["Item"]?.["M"], {
    Authors: { SS: ["Author1", "Author2"] },
    Dimensions: { S: "8.5 x 11.0 x 1.5" },
    ISBN: { S: "333-3333333333" },
    Id: { N: "103" },
    InPublication: { BOOL: false },
    PageCount: { N: "6e2" },
    Price: { N: "2e3" },
    ProductCategory: { S: "Book" },
    Title: { S: "Book 103 Title" },
  });
});

test("what Ion has besides", () => {
  for (const [text, value] of [
    ["{a:1}", { N: "1" }],
    ["{a:-0x1F}", { N: "-31" }],
    ["{a:1_000.5}", { N: "1000.5" }],
    ["{a:1e-3}", { N: "1e-3" }],
    ["{'a':null.string}", { NULL: true }],
    ['{"a": /* why */ true , }', { BOOL: true }],
    ["{a:'''one '''\n '''two'''}", { S: "one two" }],
    ['{a:"\\u00e9\\x41\\n\\U0001F600\\"\\/"}', { S: 'éA\n😀"/' }],
    ["{a:{{ aGk= }}}", { B: "aGk=" }],
    ["{a:[1.,{b:[]}]}", { L: [{ N: "1" }, { M: { b: { L: [] } } }] }],
    ["{a:$dynamodb_NS::[1.,2.5]}", { NS: ["1", "2.5"] }],
    ["{a:$dynamodb_BS::[{{aGk=}}]}", { BS: ["aGk="] }],
    ["$ion_1_0 $ion_1_0 {'a' : \"x\"} // end", { S: "x" }],
    ['{a:{__proto__:"kept"}}', { M: JSON.parse('{"__proto__":{"S":"kept"}}') }],
  ] as const) {
    assert.deepEqual(readIon(text), { a: value }, text);
  }
});

test("what is no Ion is refused with its place", () => {
  for (const text of [
    "",
    "[]",
    "{a:}",
    "{a:1",
    "{a:1 b:2}",
    "{a:1,a:2}",
    '{a:"x}',
    '{a:"\\ud"}',
    "{a:(1 2)}",
    "{a:2020-01-01}",
    "{a:symbol}",
    "{a:other::1}",
    "{a:$dynamodb_SS::[1]}",
    "{a:$dynamodb_SS::1}",
    "{a:{{???}}}",
    "{a:1} {b:2}",
    `{a:${"[".repeat(100)}${"]".repeat(100)}}`,
  ]) {
    assert.throws(() => readIon(text), /at letter \d+\./, text);
  }
});

test("numbers in Ion are written as the service writes them, and come back", () => {
  for (const [given, wanted] of [
    ["103", "103."],
    ["600", "6d2"],
    ["-2000.0", "-2d3"],
    ["1.50", "1.5"],
    ["0", "0."],
    ["-0.00", "0."],
    ["0.001", "0.001"],
    ["1E-130", "1d-130"],
    ["9.9999999999999999999999999999999999999E+125", "99999999999999999999999999999999999999d88"],
    ["12e-1", "1.2"],
  ] as const) {
    assert.equal(decimal(given), wanted);
    const back = readIon(`{a:${wanted}}`)["a"]?.["N"] as string;
    assert.equal(decimal(back), wanted);
  }
});

test("items come back from Ion as they were", () => {
  const item = {
    "plain name": { S: "quotes ' \" \\ \n \u0000 ü 😀" },
    null: { NULL: true },
    $x: { M: { "": { L: [{ B: "AQI=" }, { BOOL: false }] } } },
    s: { SS: ["a", "b"] },
    n: { NS: ["1.", "2.5"].map((n) => n.replace(/\.$/, "")) },
    b: { BS: ["AQ=="] },
  };
  assert.deepEqual(readIon(`$ion_1_0 ${ionItem(item)}`), item);
});

test("MD5 is what it is, however it is cut", () => {
  const hex = (md5: Md5) => Buffer.from(md5.digest()).toString("hex");
  assert.equal(hex(new Md5()), "d41d8cd98f00b204e9800998ecf8427e");
  assert.equal(hex(new Md5().update(bytes("abc"))), "900150983cd24fb0d6963f7d28e17f72");
  const long = bytes("1234567890".repeat(8));
  for (const at of [0, 1, 55, 56, 63, 64, 65, 79]) {
    const md5 = new Md5().update(long.subarray(0, at)).update(long.subarray(at));
    assert.equal(hex(md5), "57edf4a22be3c955ac49da2e2107b67a");
  }
});

test("lines that never end, and bytes that are no text, are problems and not memory", () => {
  const lines = new Lines();
  const piece = new Uint8Array(1 << 20).fill(120);
  let found = 0;
  for (let n = 0; n < 200; n += 1) found += lines.take(piece).length;
  assert.equal(found, 0);
  const after = lines.take(bytes('\n\n{"a":1}\r\n\xff'));
  assert.match((after[0] as { problem: string }).problem, /Longer than 16 MB/);
  assert.deepEqual(after[1], { line: 3, text: '{"a":1}' });
  const broken = new Lines();
  assert.match((broken.take(Uint8Array.of(0xff, 10))[0] as { problem: string }).problem, /UTF-8/);
});

test("CSV has the service's rules: keys of their types, text otherwise, nothing for what is empty", () => {
  const format = {
    name: "CSV" as const,
    delimiter: ";",
    header: undefined,
    types: new Map([["n", "N"]]),
    conditions: false,
  };
  const csv = reader(format);
  const found = [...csv.take(bytes('id;n;text\na;1;"x;""y"""\nb; 2 ;\nc;3;4;5\nd;x;true\n')), ...csv.end()];
  assert.deepEqual(found, [
    { put: { Item: { id: { S: "a" }, n: { N: "1" }, text: { S: 'x;"y"' } } }, length: 7 },
    { put: { Item: { id: { S: "b" }, n: { N: "2" } } }, length: 4 },
    { problem: "There are 4 fields for 3 columns." },
    { put: { Item: { id: { S: "d" }, n: { N: "x" }, text: { S: "true" } } }, length: 6 },
  ]);
});

async function unpackedText(packed: Uint8Array, how: "GZIP" | "ZSTD"): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpacked(streamOf(packed), how)) pieces.push(piece.slice());
  return Buffer.concat(pieces).toString();
}

test("gzip and Zstandard are unpacked, and what is neither, cut off or too greedy is damaged", async () => {
  const packed = gzipSync("hello".repeat(100_000));
  assert.equal((await unpackedText(packed, "GZIP")).length, 500_000);
  await assert.rejects(unpackedText(packed.subarray(0, packed.length - 12), "GZIP"), DamagedObject);
  await assert.rejects(unpackedText(bytes("plain"), "GZIP"), DamagedObject);
  await assert.rejects(unpackedText(bytes("plain text, and longer than a header"), "ZSTD"), DamagedObject);
  // One raw block of three bytes, and one that repeats a byte.
  const raw = Buffer.from("28b52ffd0058" + "180000" + "616263" + "230000" + "78", "hex");
  assert.equal(await unpackedText(raw, "ZSTD"), "abcxxxx");
  await assert.rejects(unpackedText(raw.subarray(0, 10), "ZSTD"), DamagedObject);
  // A window of two terabytes, and of one gigabyte.
  for (const window of ["f8", "a0"]) {
    const greedy = Buffer.from(`28b52ffd00${window}190000616263${"00".repeat(20)}`, "hex");
    await assert.rejects(unpackedText(greedy, "ZSTD"), /MB of memory/);
  }
  // A frame that says how long it is.
  const long = Buffer.from(`28b52ffde0${"ffffffffff000000"}190000616263${"00".repeat(20)}`, "hex");
  await assert.rejects(unpackedText(long, "ZSTD"), /MB of memory/);
});

test("bombs of gzip and Zstandard are read in pieces, and their one endless line is one error", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  await store.put("bombs/zeros.gz", gzipSync(Buffer.alloc(256 << 20)));
  const block = Buffer.from("02001078", "hex");
  const last = Buffer.from("03001078", "hex");
  const bomb = Buffer.concat([Buffer.from("28b52ffd0058", "hex"), ...new Array(2000).fill(block), last]);
  await store.put("zstd/x.zst", bomb);
  const before = process.memoryUsage().rss;
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  for (const [prefix, how, at] of [
    ["bombs/", "GZIP", "A"],
    ["zstd/", "ZSTD", "B"],
  ] as const) {
    const { ImportTableDescription: begun } = await db.client.importTable({
      S3BucketSource: { S3Bucket: name, S3KeyPrefix: prefix },
      InputFormat: "DYNAMODB_JSON",
      InputCompressionType: how,
      TableCreationParameters: { ...TABLE, TableName: `Things${at}` },
    });
    const ended = await imported(db, begun?.ImportArn);
    assert.deepEqual(
      [ended.ImportStatus, ended.FailureCode, ended.ErrorCount],
      ["FAILED", "ItemValidationError", 1],
    );
  }
  clearInterval(watching);
  assert.ok(most - before < 200 << 20, `${(most - before) >> 20} MB`);
  await db.close();
});

test("damaged objects are errors, and the others are read", async () => {
  const db = await open({ storage: "memory" });
  const { name, store } = newBucket();
  const packed = gzipSync('{"Item":{"id":{"S":"a"}}}\n'.repeat(2000));
  await store.put("a.gz", packed.subarray(0, packed.length >> 1));
  await putText(store, "b.gz", "no gzip");
  await store.put("c.gz", gzipSync('{"Item":{"id":{"S":"c"}}}\n'));
  const { ImportTableDescription: begun } = await db.client.importTable({
    S3BucketSource: { S3Bucket: name },
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "GZIP",
    TableCreationParameters: TABLE,
  });
  const ended = await imported(db, begun?.ImportArn);
  assert.equal(ended.ImportStatus, "FAILED");
  assert.ok((ended.ErrorCount ?? 0) >= 2);
  const { Item } = await db.client.getItem({ TableName: "Things", Key: { id: { S: "c" } } });
  assert.ok(Item);
  await db.close();
});

test("a condition in Ion that is no text makes the record none", () => {
  const format = {
    name: "ION" as const,
    delimiter: ",",
    header: undefined,
    types: new Map<string, string>(),
    conditions: true,
  };
  for (const wrong of ["5", '["attribute_not_exists(id)"]', "{{AA==}}"]) {
    const ion = reader(format);
    const line = `$ion_1_0 {Item:{id:"a"},ConditionExpression:${wrong}}\n`;
    const found = [...ion.take(bytes(line)), ...ion.end()];
    assert.deepEqual(found, [{ problem: "ConditionExpression has to be text." }]);
  }
});
