/** States that the package's own code keeps in the engine, and what is called for by them. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as glue from "#wasm";
import type { Database } from "../../src/js/client/database.js";
import { openOn } from "../../src/js/client/open.js";
import { runners } from "../../src/js/client/summoned.js";
import { loaderOf } from "../../src/js/hosts/load.js";
import type { Ask } from "../../src/js/types/internal_model.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";

const open = openOn({
  load: loaderOf(
    glue,
    () => readFile("pkg/hashrange_core_bg.wasm"),
    () => readFile("pkg/hashrange_rest_bg.wasm"),
  ),
  defaultStorage: "memory",
});

function asking(db: Database): Ask {
  return ((operation: string, input: object) => db.client.call(operation as never, input as never)) as Ask;
}

test("states are written over the version that was read, listed by kind, and removed", async () => {
  const db = await open({ storage: "memory" });
  const ask = asking(db);
  assert.equal((await ask("GetState", { Kind: "k", Name: "a" })).Value, undefined);
  const first = await ask("PutState", { Kind: "k", Name: "a", Value: "1", IfVersion: 0 });
  assert.equal(first.Version, 1);
  await assert.rejects(ask("PutState", { Kind: "k", Name: "a", Value: "2", IfVersion: 0 }), {
    name: "ConditionalCheckFailedException",
  });
  await ask("PutState", { Kind: "k", Name: "a", Value: "2", IfVersion: 1 });
  const { Value, Version } = await ask("GetState", { Kind: "k", Name: "a" });
  assert.deepEqual([Value, Version], ["2", 2]);
  for (const Name of ["c", "b/1", "b"]) await ask("PutState", { Kind: "k", Name, Value: Name });
  await ask("PutState", { Kind: "k2", Name: "z", Value: "" });
  const page = await ask("ListStates", { Kind: "k", Limit: 3 });
  assert.deepEqual(
    page.States.map(({ Name }) => Name),
    ["a", "b", "b/1"],
  );
  const rest = await ask("ListStates", { Kind: "k", After: page.LastName ?? "" });
  assert.deepEqual(
    rest.States.map(({ Name }) => Name),
    ["c"],
  );
  assert.equal(rest.LastName, undefined);
  await ask("DeleteState", { Kind: "k", Name: "a" });
  assert.equal((await ask("GetState", { Kind: "k", Name: "a" })).Version, undefined);
  await assert.rejects(ask("PutState", { Kind: "k", Name: "a", Value: "x".repeat(65537) }), {
    name: "ValidationException",
  });
  await db.close();
});

test("they are not to be had over HTTP", async () => {
  const db = await open({ storage: "memory" });
  for (const target of ["Hashrange_20261130.GetState", "DynamoDB_20120810.GetState"]) {
    const { status, body } = await db.http({
      method: "POST",
      path: "/",
      headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" },
      body: new TextEncoder().encode('{"Kind":"k","Name":"a"}'),
    });
    assert.equal(status, 400);
    assert.match(new TextDecoder().decode(body), /UnknownOperationException/);
  }
  await db.close();
});

test("a runner is called where the engine is, when its work comes and at every opening", async () => {
  const storage = new MemoryStorage(new MemoryData());
  const calls: string[] = [];
  let wake: () => void = () => undefined;
  runners.set("test", async () => async ({ ask }) => {
    const { States } = await ask("ListStates", { Kind: "test" });
    calls.push(States.map(({ Name }) => Name).join());
    wake();
  });
  const called = () => {
    // The engine's own timers keep no process running.
    const awake = setInterval(() => undefined, 1000);
    return new Promise<void>((resolve) => {
      wake = resolve;
    }).finally(() => clearInterval(awake));
  };
  let db = await open({ storage });
  let next = called();
  await asking(db)("PutState", { Kind: "test", Name: "one", Value: "{}", Summon: true });
  await next;
  assert.deepEqual(calls, ["one"]);
  await db.close();
  next = called();
  db = await open({ storage });
  await next;
  assert.deepEqual(calls, ["one", "one"]);
  await asking(db)("DeleteState", { Kind: "test", Name: "one" });
  await db.close();
  runners.delete("test");
});
