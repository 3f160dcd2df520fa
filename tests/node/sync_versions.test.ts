/** `db.sync`: pushes that compare a version alone, and streams that have lost changes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, equal, itemsOf, live, open, remoteSide, until } from "./sync_scene.js";

const TableName = "Notes";
const note = (id: number, more: object) => ({ TableName, Item: { owner: "a", id, ...more } });

test("with a version attribute a push compares it alone", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  const theirs = remote.db.documentClient();
  const conditions: string[] = [];
  remote.before = async (operation, request) => {
    if (operation === "UpdateItem" || operation === "PutItem" || operation === "DeleteItem") {
      const { ConditionExpression, ExpressionAttributeNames } = await request.clone().json();
      const names = Object.entries(ExpressionAttributeNames as Record<string, string>);
      conditions.push(
        names.reduce((text, [short, name]) => text.replaceAll(short, name), ConditionExpression as string),
      );
    }
    return undefined;
  };
  await theirs.put(note(1, { rev: 1, text: "base", big: "x".repeat(5000) }));
  await theirs.put(note(2, { rev: 1, text: "base" }));
  const options = { ...BASE, fetch: remote.fetch, versionAttribute: "rev", resolve: "remote" } as const;
  const first = await live(await db.sync(options));
  await db.documentClient().put(note(1, { rev: 2, text: "ours", big: "x".repeat(5000) }));
  await db.documentClient().put(note(3, { rev: 1, text: "ours" }));
  await first.flush();
  assert.ok(await equal(db, remote.db));
  assert.equal(conditions.length, 2);
  for (const condition of conditions) assert.doesNotMatch(condition, /text|big/);
  assert.ok(conditions.some((condition) => /\brev = /.test(condition)));
  await first.stop();

  // An item without another version counts as unchanged; one with another version is a conflict.
  await theirs.put(note(2, { rev: 2, text: "theirs" }));
  await db.documentClient().put(note(2, { rev: 2, text: "ours" }));
  const second = await db.sync(options);
  await until(() => second.status.conflicts === 1 && second.status.state === "live");
  await second.flush();
  assert.equal((await itemsOf(db))[1]?.["text"], "theirs");
  assert.ok(await equal(db, remote.db));
});

for (const name of ["TrimmedDataAccessException", "ExpiredIteratorException"])
  test(`a stream that answers ${name} loses nothing`, async (t) => {
    const [remote, db] = [await remoteSide(t), await open(t)];
    const theirs = remote.db.documentClient();
    for (let id = 0; id < 10; id += 1) await theirs.put(note(id, { text: "base" }));
    const sync = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
    let refused = 0;
    remote.before = async (operation) => {
      if (operation !== "GetRecords" || refused > 0) return undefined;
      refused += 1;
      // What happens until the next look is in no record that is still to be read.
      await theirs.put(note(1, { text: "changed" }));
      await theirs.delete({ TableName, Key: { owner: "a", id: 2 } });
      const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "gone" };
      return Response.json(body, { status: 400, headers: { "content-type": "application/x-amz-json-1.0" } });
    };
    await until(() => refused === 1);
    await until(() => equal(db, remote.db));
    assert.equal((await itemsOf(db)).length, 9);
    const asked = remote.asked.filter((operation) => operation === "Scan").length;
    // What is trimmed is compared with the whole table; an iterator that ended is only asked for anew.
    assert.equal(asked > 4, name === "TrimmedDataAccessException");
    assert.equal(sync.status.conflicts, 0);
  });
