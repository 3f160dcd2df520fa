/** What checksums do not show: a file whose writer was wrong. Damage has a name, and what is damaged can be deleted. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { CorruptionError, open } from "hashrange";

const HEADER_BYTES = 16;
const PREVIOUS = HEADER_BYTES + 1;

/** The file with other bytes of the same length in it, sealed anew. */
function forged(file: Buffer, from: Buffer, to: Buffer): Buffer {
  const made = Buffer.from(file);
  for (let at = made.indexOf(from); at >= 0; at = made.indexOf(from, at + 1)) to.copy(made, at);
  assert.notDeepEqual(made, file);
  let previous = Buffer.alloc(4);
  for (let at = 0; at < made.length; ) {
    const end = at + HEADER_BYTES + made.readUInt32LE(at + 8);
    previous.copy(made, at + PREVIOUS);
    const sum = crc32(made.subarray(at + HEADER_BYTES, end), crc32(made.subarray(at, at + 12)));
    made.writeUInt32LE(sum, at + 12);
    previous = made.subarray(at + 12, at + HEADER_BYTES);
    at = end;
  }
  return made;
}

async function exported(): Promise<Buffer> {
  const db = await open({ storage: "memory" });
  for (const TableName of ["Good", "Tables"]) {
    await db.client.createTable({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
  }
  const doc = db.documentClient();
  await doc.put({ TableName: "Good", Item: { id: "a", text: "victim" } });
  await doc.put({ TableName: "Good", Item: { id: "b", text: "fine" } });
  const file = Buffer.from(await new Response(db.export()).arrayBuffer());
  await db.close();
  return file;
}

test("a damaged item is told by its name, and can be deleted", async () => {
  const text = Buffer.concat([Buffer.from([6]), Buffer.from("victim")]);
  const file = await exported();
  const tag = file.indexOf(text) - 1;
  const from = file.subarray(tag, tag + 1 + text.length);
  const bad = forged(file, Buffer.from(from), Buffer.concat([Buffer.from([99]), text]));
  const db = await open({ storage: "memory", from: new Uint8Array(bad) });
  const doc = db.documentClient();
  await assert.rejects(doc.get({ TableName: "Good", Key: { id: "a" } }), CorruptionError);
  assert.equal((await doc.get({ TableName: "Good", Key: { id: "b" } })).Item?.["text"], "fine");
  await doc.delete({ TableName: "Good", Key: { id: "a" } });
  assert.equal((await doc.scan({ TableName: "Good" })).Count, 1);
  await db.close();
});

test("a table whose definition is damaged can be deleted", async () => {
  const bad = forged(await exported(), Buffer.from("onDemand"), Buffer.from("onDemxnd"));
  const db = await open({ storage: "memory", from: new Uint8Array(bad) });
  assert.deepEqual((await db.client.listTables()).TableNames, ["Good", "Tables"]);
  await assert.rejects(db.client.describeTable({ TableName: "Tables" }), CorruptionError);
  const { TableDescription } = await db.client.deleteTable({ TableName: "Tables" });
  assert.equal(TableDescription?.TableName, "Tables");
  assert.deepEqual((await db.client.listTables()).TableNames, ["Good"]);
  await assert.rejects(db.client.deleteTable({ TableName: "Tables" }), { name: "ResourceNotFoundException" });
  await db.close();
});
