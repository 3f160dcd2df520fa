/** `db.sync`: hydration, following, pushing, conflicts and failures, against another engine behind DynamoDB's protocol. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startServer } from "./served.js";
import {
  BASE,
  CREDENTIALS,
  equal,
  itemsOf,
  live,
  open,
  openDatabase,
  remoteSide,
  STREAM,
  TABLE,
  until,
} from "./sync_scene.js";
import { newBucket } from "./transfer_scene.js";

const Item = (id: number, more: object = {}) => ({ owner: "a", id, tag: `t${id % 3}`, ...more });
const put = (db: { documentClient(): { put(input: object): Promise<unknown> } }, item: object) =>
  db.documentClient().put({ TableName: "Notes", Item: item });
const key = (id: number) => ({ owner: { S: "a" }, id: { N: String(id) } });

test("a table comes as it is there, follows, and its changes go back", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  const odd = Item(7, {
    bytes: new Uint8Array([0, 255]),
    set: new Set([3, 1]),
    list: [{ deep: new Set(["b", "a"]) }, null, true, new Uint8Array([1])],
    big: 12345678901234567890123n,
  });
  for (let id = 0; id < 300; id += 1) await put(remote.db, id === 7 ? odd : Item(id));
  const sync = await db.sync({ ...BASE, fetch: remote.fetch });
  await live(sync);
  assert.equal(sync.status.hydrated, 300);
  assert.ok(await equal(db, remote.db));
  const { Table } = await db.client.describeTable({ TableName: "Notes" });
  assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.IndexName, "byTag");

  await put(remote.db, Item(1, { note: "theirs" }));
  await remote.db.client.deleteItem({ TableName: "Notes", Key: key(2) });
  await until(() => equal(db, remote.db));
  await put(db, Item(3, { note: "ours" }));
  await put(db, Item(1000));
  await db.client.deleteItem({ TableName: "Notes", Key: key(4) });
  await sync.flush();
  assert.ok(await equal(db, remote.db));
  assert.deepEqual([sync.status.pushed, sync.status.pending, sync.status.conflicts], [3, 0, 0]);
  // What came from there is not pushed back.
  assert.equal(remote.asked.filter((name) => /^(Put|Update|Delete)Item$/.test(name)).length, 3);
  assert.equal((await db.sync()).length, 1);
  assert.equal((await db.sync()).status.pushed, 3);
  await sync.stop();
  assert.equal(sync.status.state, "stopped");
  assert.equal((await db.sync()).length, 0);
});

test("a hydration that is cut goes on where it was", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  const pad = "x".repeat(20_000);
  for (let id = 0; id < 200; id += 1) await put(remote.db, Item(id, { pad }));
  let scans = 0;
  remote.before = async (operation) => {
    if (operation === "Scan" && ++scans > 2) throw new TypeError("cut");
    return undefined;
  };
  const pull = { scan: { segments: 1 } };
  const first = await db.sync({ ...BASE, fetch: remote.fetch, pull });
  await until(() => first.status.hydrated > 0 && first.status.state === "offline");
  await first.stop();
  const { hydrated } = first.status;
  assert.ok(hydrated > 0 && hydrated < 200);
  remote.before = undefined;
  const second = await live(await db.sync({ ...BASE, fetch: remote.fetch, pull }));
  assert.equal(second.status.hydrated, 200);
  assert.ok(await equal(db, remote.db));
});

test("changes of days offline go out once, as one for each item", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  const first = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  await first.stop();
  for (let round = 0; round < 5; round += 1)
    for (let id = 0; id < 20; id += 1) await put(db, Item(id, { round }));
  remote.before = async () => {
    throw new TypeError("offline");
  };
  const second = await db.sync({ ...BASE, fetch: remote.fetch });
  await until(() => second.status.pending === 20);
  assert.equal(second.status.state, "offline");
  await assert.rejects(second.flush(), /offline/);
  remote.before = undefined;
  await until(() => second.status.state === "live");
  await second.flush();
  assert.ok(await equal(db, remote.db));
  assert.equal(second.status.pushed, 20);
});

for (const [resolve, expected] of [
  ["remote", "theirs"],
  ["local", "ours"],
  [
    ({ base, local, remote }: never) => Object.assign({}, base, remote, local, { note: { S: "both" } }),
    "both",
  ],
  [() => undefined, undefined],
] as const)
  test(`a conflict: ${typeof resolve === "function" ? `merged to ${expected}` : resolve}`, async (t) => {
    const [remote, db] = [await remoteSide(t), await open(t)];
    await put(remote.db, Item(1, { note: "base" }));
    const options = { ...BASE, fetch: remote.fetch, resolve: resolve as "remote" };
    const first = await live(await db.sync(options));
    await first.stop();
    await put(db, Item(1, { note: "ours" }));
    await put(remote.db, Item(1, { note: "theirs" }));
    const second = await db.sync(options);
    const conflicts: unknown[] = [];
    second.on("conflict", (conflict) => conflicts.push(conflict));
    await until(() => second.status.conflicts === 1 && second.status.state === "live");
    await second.flush();
    assert.ok(await equal(db, remote.db));
    assert.equal((await itemsOf(db))[0]?.["note"], expected);
    const notes = conflicts.map((one) =>
      ["base", "local", "remote"].map(
        (side) => (one as Record<string, { note: { S: string } }>)[side]?.note.S,
      ),
    );
    assert.deepEqual(notes, [["base", "ours", "theirs"]]);
  });

test("an attribute that somebody else has added stays", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await put(remote.db, Item(1));
  const first = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  await first.stop();
  await put(remote.db, Item(1, { theirs: 1 }));
  await put(db, Item(1, { ours: 1 }));
  const second = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  await second.flush();
  assert.deepEqual(await itemsOf(db), [Item(1, { ours: 1, theirs: 1 })]);
  assert.ok(await equal(db, remote.db));
});

test("a push whose answer is lost counts once, even if the item is changed meanwhile", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await put(remote.db, Item(1, { n: 0 }));
  const first = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  let cut = false;
  remote.lost = (operation) => {
    cut ||= operation === "UpdateItem";
    return cut;
  };
  await put(db, Item(1, { n: 1 }));
  await until(() => cut);
  // The program ends here: the remote side has it, and nobody knows.
  await first.stop();
  assert.equal((await itemsOf(remote.db))[0]?.["n"], 1);
  await put(db, Item(1, { n: 2 }));
  remote.lost = undefined;
  const second = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  await second.flush();
  assert.deepEqual(await itemsOf(remote.db), [Item(1, { n: 2 })]);
  assert.ok(await equal(db, remote.db));
  assert.equal(second.status.conflicts, 0);
});

test("what is refused is put aside, and can be tried again or given up", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await put(remote.db, Item(2, { note: "base" }));
  const sync = await live(await db.sync({ ...BASE, fetch: remote.fetch }));
  let denied = true;
  remote.before = async (operation) =>
    denied && /^(Put|Update|Delete)Item$/.test(operation)
      ? Response.json({ __type: "x#AccessDeniedException", message: "not you" }, { status: 400 })
      : undefined;
  await put(db, Item(1));
  await put(db, Item(2, { note: "ours" }));
  await until(() => sync.status.parked === 2);
  await assert.rejects(sync.flush(), /refused: AccessDeniedException: not you/);
  assert.deepEqual(
    (await sync.refused()).map(({ error }) => error),
    Array(2).fill("AccessDeniedException: not you"),
  );
  await sync.discard(key(2));
  denied = false;
  await sync.retry();
  await until(() => sync.status.parked === 0);
  await sync.flush();
  assert.deepEqual(await itemsOf(db), [Item(1), Item(2, { note: "base" })]);
  assert.ok(await equal(db, remote.db));
});

test("throttling, errors and strange answers are waited out", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  for (let id = 0; id < 50; id += 1) await put(remote.db, Item(id));
  const strange = [
    () => Response.json({ __type: "ThrottlingException", message: "slow" }, { status: 400 }),
    () => Response.json({ __type: "InternalServerError" }, { status: 500 }),
    () => new Response("<html>log in here</html>"),
    () => new Response("{"),
    () => Response.json([]),
    () => Response.json({}),
    () => Response.json({ Items: [{ owner: 1 }], Records: "many", Table: { KeySchema: 5 }, Attributes: 7 }),
    () => Response.json({ Items: [{ owner: { S: "a" }, id: { X: [] } }] }),
    () =>
      Response.json(
        JSON.parse(
          `{"Items":[{"owner":{"S":"a"},"id":{"N":"1"},"l":${'{"L":['.repeat(60)}${"]}".repeat(60)}}]}`,
        ),
      ),
    () => new Response("no", { status: 503 }),
  ];
  let count = 0;
  remote.before = async (operation) => {
    count += 1;
    const answer = strange[(count * 7) % strange.length];
    // An empty object is what a write may answer.
    if (count % 3 === 0 || /Update|Put|Delete/.test(operation)) return undefined;
    return answer?.();
  };
  const sync = await db.sync({ ...BASE, fetch: remote.fetch });
  await until(
    () => sync.status.hydrated === 50,
    () => sync.status,
  );
  await put(remote.db, Item(100));
  await put(db, Item(200));
  await until(
    () => equal(db, remote.db),
    () => sync.status,
  );
  assert.equal((await itemsOf(db)).length, 52);
});

test("credentials that expire are asked for again", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await put(remote.db, Item(1));
  let asked = 0;
  remote.before = async (_, request) =>
    request.headers.get("authorization")?.includes(`Credential=key${asked}/`) && asked >= 2
      ? undefined
      : Response.json({ __type: "ExpiredTokenException", message: "expired" }, { status: 400 });
  const credentials = async () => ({ ...CREDENTIALS, accessKeyId: `key${++asked}` });
  const sync = await live(await db.sync({ ...BASE, credentials, fetch: remote.fetch }));
  assert.equal(asked, 2);
  assert.ok(await equal(db, remote.db));
  await sync.stop();
  remote.before = async () =>
    Response.json({ __type: "ExpiredTokenException", message: "expired" }, { status: 400 });
  const fixed = await db.sync({ ...BASE, fetch: remote.fetch });
  await until(() => fixed.status.state === "failed");
  assert.match(fixed.status.lastError ?? "", /Expired/);
});

test("without a stream changes and deletes are found by comparison", async (t) => {
  const [remote, db] = [await remoteSide(t, false), await open(t)];
  for (let id = 0; id < 20; id += 1) await put(remote.db, Item(id));
  const sync = await live(
    await db.sync({ ...BASE, fetch: remote.fetch, pull: { scan: true, interval: 20 } }),
  );
  await put(remote.db, Item(3, { note: "new" }));
  await remote.db.client.deleteItem({ TableName: "Notes", Key: key(4) });
  await put(db, Item(5, { note: "ours" }));
  await sync.flush();
  await until(() => equal(db, remote.db));
  assert.equal((await itemsOf(db)).length, 19);
});

test("a partial replica has its partitions and follows nothing else", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  for (const owner of ["a", "b", "c"])
    for (let id = 0; id < 10; id += 1) await put(remote.db, { ...Item(id), owner });
  const query = [
    {
      KeyConditionExpression: "#o = :a AND id BETWEEN :two AND :five",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: { ":a": { S: "a" }, ":two": { N: "2" }, ":five": { N: "5" } },
    },
    {
      KeyConditionExpression: "#o = :b",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: { ":b": { S: "b" } },
    },
  ];
  await live(await db.sync({ ...BASE, fetch: remote.fetch, pull: { query } }));
  assert.equal((await itemsOf(db)).length, 14);
  for (const [owner, id] of [
    ["a", 99],
    ["c", 99],
    ["a", 2.5],
    ["b", 99],
  ] as const)
    await put(remote.db, { ...Item(0), owner, id });
  await until(async () => (await itemsOf(db)).length === 16);
  const ids = (await itemsOf(db)).map(({ owner, id }) => `${owner}${id}`);
  assert.ok(ids.includes("a2.5") && ids.includes("b99") && !ids.includes("a99") && !ids.includes("c99"));
});

test("a copy for reading: push is off, and the remote side wins", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await put(remote.db, Item(1));
  const sync = await live(await db.sync({ ...BASE, fetch: remote.fetch, push: false }));
  await put(db, Item(1, { ours: 1 }));
  await put(remote.db, Item(1, { theirs: 1 }));
  await until(() => equal(db, remote.db));
  assert.deepEqual(await itemsOf(db), [Item(1, { theirs: 1 })]);
  await sync.forget();
  assert.deepEqual((await db.client.listTables({})).TableNames, ["Notes"]);
});

test("a table that both sides had before is joined", async (t) => {
  const [remote, db] = [await remoteSide(t), await open(t)];
  await db.client.createTable(TABLE);
  await put(db, Item(1, { note: "same" }));
  await put(db, Item(2, { note: "ours" }));
  await put(db, Item(3));
  await put(remote.db, Item(1, { note: "same" }));
  await put(remote.db, Item(2, { note: "theirs" }));
  const sync = await live(await db.sync({ ...BASE, fetch: remote.fetch, resolve: "local" }));
  await sync.flush();
  assert.ok(await equal(db, remote.db));
  assert.deepEqual(await itemsOf(db), [Item(1, { note: "same" }), Item(2, { note: "ours" }), Item(3)]);
});

for (const ExportFormat of ["DYNAMODB_JSON", "ION"] as const)
  test(`an export in ${ExportFormat} is where it begins`, async (t) => {
    const { name, store } = newBucket();
    const [remote, db] = [await remoteSide(t, true, { [name]: store }), await open(t)];
    for (let id = 0; id < 40; id += 1) await put(remote.db, Item(id, { bytes: new Uint8Array([id, 255]) }));
    await remote.db.client.updateContinuousBackups({
      TableName: "Notes",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    const { Table } = await remote.db.client.describeTable({ TableName: "Notes" });
    const { ExportDescription: begun } = await remote.db.client.exportTableToPointInTime({
      TableArn: Table?.TableArn,
      S3Bucket: name,
      ExportFormat,
    });
    let manifest: string | undefined;
    await until(async () => {
      const { ExportDescription } = await remote.db.client.describeExport({ ExportArn: begun?.ExportArn });
      manifest = ExportDescription?.ExportManifest;
      return ExportDescription?.ExportStatus === "COMPLETED";
    });
    // Since the export: one is new, one is another, one is gone.
    await put(remote.db, Item(100));
    await put(remote.db, Item(1, { note: "later" }));
    await remote.db.client.deleteItem({ TableName: "Notes", Key: key(2) });
    const pull = { export: { store, manifest: manifest ?? "" } };
    const sync = await live(await db.sync({ ...BASE, fetch: remote.fetch, pull }));
    assert.equal(sync.status.hydrated, 40);
    await until(() => equal(db, remote.db));
    assert.equal((await itemsOf(db)).length, 40);
    await put(remote.db, Item(101));
    await until(() => equal(db, remote.db));
  });

test("options that cannot be meant are refused", async (t) => {
  const db = await open(t);
  const wrong = [
    { ...BASE, table: "" },
    { ...BASE, endpoint: "nowhere" },
    { ...BASE, pull: {} },
    { ...BASE, pull: { scan: true as const, query: [] } },
    { ...BASE, resolve: "mine" as never },
    { ...BASE, credentials: undefined as never },
  ];
  for (const options of wrong) await assert.rejects(db.sync(options), TypeError);
});

test("over HTTP, with restarts of both sides", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-sync-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const served = join(folder, "served");
  let server = await startServer(served, []);
  t.after(() => server.kill());
  const { port } = server;
  await server.send("CreateTable", { ...TABLE, ...STREAM });
  const wire = (id: number, note: string) => ({ ...key(id), tag: { S: "t" }, note: { S: note } });
  for (let id = 0; id < 50; id += 1)
    await server.send("PutItem", { TableName: "Notes", Item: wire(id, "first") });
  const options = { ...BASE, endpoint: server.endpoint };
  let db = await openDatabase({ name: "local", directory: folder });
  await live(await db.sync(options));
  await db.close();

  db = await openDatabase({ name: "local", directory: folder });
  await put(db, { ...Item(1), note: "offline" });
  await server.kill();
  const sync = await db.sync(options);
  await put(db, { ...Item(2), note: "server down" });
  await until(
    () => sync.status.pending === 2,
    () => sync.status,
  );
  server = await startServer(served, ["--port", String(port)]);
  await server.send("PutItem", { TableName: "Notes", Item: wire(3, "theirs") });
  await until(() => sync.status.state === "live");
  await sync.flush();
  const there = (await server.send("Scan", { TableName: "Notes" })) as {
    Items: Record<string, { S: string }>[];
  };
  const notes = (id: number) =>
    there.Items.find((item) => (item["id"] as never as { N: string }).N === String(id))?.["note"]?.S;
  assert.deepEqual([notes(0), notes(1), notes(2), notes(3)], ["first", "offline", "server down", "theirs"]);
  await until(async () => (await itemsOf(db)).find(({ id }) => id === 3)?.["note"] === "theirs");
  await db.close();
});
