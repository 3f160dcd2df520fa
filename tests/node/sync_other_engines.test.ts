/** `db.sync` with a remote side that is not ours: dynalite, by the SDK. It has no streams, so changes are found by comparison. */

import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { BASE, CREDENTIALS, live, open, TABLE, until } from "./sync_scene.js";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;

test("dynalite is the remote side", async (t) => {
  const server = dynalite({ createTableMs: 0 }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const remote = new DynamoDB({ endpoint, region: "us-east-1", credentials: CREDENTIALS });
  t.after(() => remote.destroy());
  const TableName = "Notes";
  await remote.createTable(TABLE);
  const at = (owner: string, id: number) => ({ owner: { S: owner }, id: { N: String(id) } });
  for (let id = 0; id < 60; id += 1) {
    const more = {
      tag: { S: `t${id % 3}` },
      bytes: { B: new Uint8Array([id]) },
      set: { NS: ["1", `${id + 2}`] },
    };
    await remote.putItem({ TableName, Item: { ...at("a", id), ...more } });
  }
  const db = await open(t);
  const doc = db.documentClient();
  const sync = await live(await db.sync({ ...BASE, endpoint, pull: { scan: true, interval: 50 } }));
  assert.equal(sync.status.hydrated, 60);
  assert.deepEqual((await db.client.getItem({ TableName, Key: at("a", 5) })).Item, {
    ...at("a", 5),
    tag: { S: "t2" },
    bytes: { B: new Uint8Array([5]) },
    set: { NS: ["1", "7"] },
  });

  // From here to there: a new item, attributes changed and removed, and a delete.
  await doc.put({ TableName, Item: { owner: "b", id: 1, text: "new" } });
  await doc.update({
    TableName,
    Key: { owner: "a", id: 1 },
    UpdateExpression: "SET tag = :tag, extra = :extra REMOVE bytes",
    ExpressionAttributeValues: { ":tag": "changed", ":extra": { deep: [1, null, true] } },
  });
  await doc.delete({ TableName, Key: { owner: "a", id: 2 } });
  await sync.flush();
  assert.equal(sync.status.pushed, 3);
  const there = async (owner: string, id: number) =>
    (await remote.getItem({ TableName, Key: at(owner, id) })).Item;
  assert.deepEqual(await there("b", 1), { ...at("b", 1), text: { S: "new" } });
  assert.deepEqual(await there("a", 1), {
    ...at("a", 1),
    tag: { S: "changed" },
    set: { NS: ["1", "3"] },
    extra: { M: { deep: { L: [{ N: "1" }, { NULL: true }, { BOOL: true }] } } },
  });
  assert.equal(await there("a", 2), undefined);

  // From there to here.
  await remote.deleteItem({ TableName, Key: at("a", 3) });
  await remote.putItem({ TableName, Item: { ...at("c", 9), text: { S: "theirs" } } });
  const here = async (owner: string, id: number) => (await doc.get({ TableName, Key: { owner, id } })).Item;
  await until(async () => (await here("c", 9)) !== undefined && (await here("a", 3)) === undefined);

  // Both sides change an item: the condition of the push fails there, and the remote version stays.
  await sync.stop();
  await remote.putItem({ TableName, Item: { ...at("a", 4), who: { S: "remote" } } });
  await doc.put({ TableName, Item: { owner: "a", id: 4, who: "local" } });
  const second = await live(await db.sync({ ...BASE, endpoint, pull: { scan: true, interval: 50 } }));
  await until(() => second.status.conflicts === 1);
  await second.flush();
  assert.deepEqual(await here("a", 4), { owner: "a", id: 4, who: "remote" });
  assert.deepEqual(await there("a", 4), { ...at("a", 4), who: { S: "remote" } });
});
