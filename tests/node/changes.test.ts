/** The changes of a table: in order, each once, over pages, restarts and segments, and to the end of the stream. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Changes } from "../../src/js/client/changes.js";
import type { Database } from "../../src/js/client/database.js";
import { type ItemIn, table } from "../../src/js/client/define.js";
import { NumberValue } from "../../src/js/codec/number_value.js";
import { TrimmedDataAccessException } from "../../src/js/errors/service.js";
import { type StorageAdapter, StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { counted, settled } from "./watched.js";

const HOUR = 3_600_000;
const STREAM = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;

const Notes = table({
  TableName: "Notes",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  StreamSpecification: STREAM,
});

const put = (db: Database, id: number, more = {}) =>
  db.documentClient().put({ TableName: "Notes", Item: { id, ...more } });

const puts = async (db: Database, ...ids: number[]) => {
  for (const id of ids) await put(db, id);
};

/** Sets the stream; with nothing, it is disabled. */
const setStream = (db: Database, StreamSpecification: object = { StreamEnabled: false }) =>
  db.client.updateTable({ TableName: "Notes", StreamSpecification } as never);

async function notes(options = {}) {
  const made = await counted(options);
  await made.db.ensureTable(Notes);
  return made;
}

async function take<Item extends object, Key extends object>(
  changes: Changes<Item, Key>,
  count: number,
): Promise<Change<Item, Key>[]> {
  const taken: Change<Item, Key>[] = [];
  while (taken.length < count) {
    const { value } = await changes.next();
    if (value === undefined) break;
    taken.push(value);
  }
  return taken;
}

const ids = (changes: readonly Change[]) => changes.map(({ keys }) => keys["id"]);

/** All that comes until the stream ends. */
async function rest<Item extends object, Key extends object>(changes: Changes<Item, Key>) {
  const all: Change<Item, Key>[] = [];
  for await (const change of changes) all.push(change);
  return all;
}

test("a change says what it was, and what was there before and is now", async () => {
  const { db } = await notes();
  const changes = db.changes("Notes");
  await changes.started;
  const before = Math.floor(Date.now() / 1000) * 1000;
  const doc = db.documentClient();
  await put(db, 1, { text: "one", tags: new Set(["a"]), big: 12345678901234567890n });
  await doc.update({
    TableName: "Notes",
    Key: { id: 1 },
    UpdateExpression: "SET #t = :t REMOVE tags, big",
    ExpressionAttributeNames: { "#t": "text" },
    ExpressionAttributeValues: { ":t": "two" },
  });
  await put(db, 1, { text: "two" });
  await doc.delete({ TableName: "Notes", Key: { id: 1 } });
  const [inserted, modified, removed] = await take(changes, 3);
  assert.ok(inserted && modified && removed);
  const { at, position, sequenceNumber, ...told } = inserted;
  const first = { id: 1, text: "one", tags: new Set(["a"]), big: new NumberValue("12345678901234567890") };
  assert.deepEqual(told, { type: "insert", keys: { id: 1 }, now: first });
  assert.ok(at instanceof Date && at.getTime() >= before && at.getTime() <= Date.now());
  assert.match(sequenceNumber, /^\d{21,40}$/);
  assert.deepEqual([modified.type, modified.old, modified.now], ["modify", first, { id: 1, text: "two" }]);
  assert.deepEqual([removed.type, removed.old, "now" in removed], ["remove", { id: 1, text: "two" }, false]);
  assert.ok(BigInt(sequenceNumber) < BigInt(modified.sequenceNumber));
  // A position says where to go on, in another iteration as well.
  const again = await take(db.changes("Notes", { from: position }), 2);
  assert.deepEqual(again, [modified, removed]);
  await db.close();
});

test("the view of the stream says what a change shows, and options how numbers arrive", async () => {
  for (const [view, shown] of [
    ["KEYS_ONLY", []],
    ["NEW_IMAGE", ["now"]],
    ["OLD_IMAGE", ["old"]],
    ["NEW_AND_OLD_IMAGES", ["now", "old"]],
  ] as const) {
    const { db } = await counted();
    await db.ensureTable({ ...Notes, StreamSpecification: { StreamEnabled: true, StreamViewType: view } });
    await put(db, 1, { n: 1 });
    await put(db, 1, { n: 2, ApproximateCreationDateTime: 5 });
    const options = { from: "start", unmarshallOptions: { wrapNumbers: (text: string) => `number ${text}` } };
    const [, change] = await take(db.changes("Notes", options), 2);
    assert.deepEqual(
      Object.keys(change ?? {})
        .filter((name) => name === "now" || name === "old")
        .sort(),
      shown,
      view,
    );
    assert.deepEqual(change?.keys, { id: "number 1" });
    if (change?.now)
      assert.deepEqual(change.now, {
        id: "number 1",
        n: "number 2",
        ApproximateCreationDateTime: "number 5",
      });
    assert.ok(change && change.at.getTime() > Date.now() - HOUR);
    await db.close();
  }
});

test("a definition with types gives changes their types", async () => {
  const { db } = await notes();
  await put(db, 1, { text: "one" });
  const changes = db.changes(Notes, { from: "start" });
  const [change] = await take(changes, 1);
  const id: ItemIn<typeof Notes>["id"] | undefined = change?.now?.id;
  // @ts-expect-error: a key has no other attributes
  const none = change?.keys.text;
  const untyped: Change | undefined = (await db.changes("Notes", { from: "start" }).next()).value;
  assert.deepEqual([id, none, untyped?.keys["id"]], [1, undefined, 1]);
  await db.close();
});

test("whoever waits is woken by a write, and asks no more often than that", async () => {
  const { db, evaluations } = await notes();
  const changes = db.changes("Notes");
  await changes.started;
  const next = changes.next();
  await settled();
  const before = evaluations();
  for (let turn = 0; turn < 3; turn += 1) await settled();
  assert.equal(evaluations(), before);
  await put(db, 1);
  assert.deepEqual(ids([(await next).value as never]), [1]);
  assert.ok(evaluations() <= before + 2);
  // Several may ask at once, and each change comes to one of them.
  const asked = [changes.next(), changes.next(), changes.next()];
  await puts(db, 2, 3, 4);
  assert.deepEqual(ids((await Promise.all(asked)).map(({ value }) => value as never)), [2, 3, 4]);
  await db.close();
});

test("a start says what is heard: all that is kept, what is new, what was written since", async () => {
  const { db } = await notes();
  await puts(db, 1, 2);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const since = new Date();
  await puts(db, 3);
  const latest = db.changes("Notes");
  const position = await latest.started;
  await puts(db, 4);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: "start" }), 4)), [1, 2, 3, 4]);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: since }), 2)), [3, 4]);
  assert.deepEqual(ids(await take(latest, 1)), [4]);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: position }), 1)), [4]);
  for (const from of ["now", "nonsense", 5, null]) {
    const wrong = db.changes("Notes", { from: from as string });
    await assert.rejects(wrong.next(), { name: "TypeError", message: /"latest", "start", a Date/ });
    assert.deepEqual(await wrong.next(), { done: true, value: undefined });
  }
  await db.close();
});

test("more changes than a page holds come in order, each once", async () => {
  const { db } = await notes();
  const doc = db.documentClient();
  const count = 3010;
  for (let first = 0; first < count; first += 25) {
    const some = Array.from({ length: Math.min(25, count - first) }, (_, n) => ({
      PutRequest: { Item: { id: first + n, pad: "x".repeat(n) } },
    }));
    await doc.batchWrite({ RequestItems: { Notes: some } });
  }
  const seen = await take(db.changes("Notes", { from: "start" }), count);
  assert.deepEqual(
    ids(seen),
    Array.from({ length: count }, (_, n) => n),
  );
  for (const place of [0, 998, 999, 1000, count - 2]) {
    const from = seen[place]?.position;
    assert.deepEqual(ids(await take(db.changes("Notes", { from }), 1)), [place + 1]);
  }
  await db.close();
});

test("a position survives a restart, also one of which nothing was heard", async () => {
  const data = new MemoryData();
  const first = await notes({ storage: new MemoryStorage(data) });
  const started = await first.db.changes("Notes").started;
  await puts(first.db, 1, 2, 3);
  const [change] = await take(first.db.changes("Notes", { from: "start" }), 1);
  await first.db.close();
  const { db } = await counted({ storage: new MemoryStorage(data) });
  await puts(db, 4);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: change?.position }), 3)), [2, 3, 4]);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: started }), 4)), [1, 2, 3, 4]);
  await db.close();
});

test("an iteration goes on when the engine is lost under it", async () => {
  const storage: StorageAdapter = new MemoryStorage(new MemoryData());
  const { db } = await notes({ storage });
  const changes = db.changes("Notes");
  await changes.started;
  for (const id of [1, 3]) {
    const next = take(changes, 2);
    await settled();
    storage.onLost?.(new StorageError("Unavailable", "the connection was closed"));
    await settled();
    await puts(db, id, id + 1);
    assert.deepEqual(ids(await next), [id, id + 1]);
  }
  await db.close();
});

test("a disabled stream gives what it has and ends, and the next one begins anew", async () => {
  const { db } = await notes();
  const live = db.changes("Notes");
  await live.started;
  const all = rest(live);
  await puts(db, 1, 2);
  await setStream(db);
  await puts(db, 3);
  assert.deepEqual(ids(await all), [1, 2]);
  assert.deepEqual(ids(await rest(db.changes("Notes", { from: "start" }))), [1, 2]);
  const refused = db.changes("Notes");
  await assert.rejects(refused.next(), {
    name: "NoStreamError",
    message: /The table "Notes" has no stream.*updateTable.*StreamEnabled: true/,
  });
  await setStream(db, { ...STREAM, StreamViewType: "NEW_IMAGE" });
  await puts(db, 4);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: "start" }), 1)), [4]);
  const [old] = await all;
  // Its position still belongs to the stream that it was in.
  assert.deepEqual(ids(await rest(db.changes("Notes", { from: old?.position }))), [2]);
  await db.close();
});

test("a table that is deleted while somebody listens ends the iteration behind its last change", async () => {
  const { db } = await notes();
  const live = rest(db.changes("Notes", { from: "start" }));
  await puts(db, 1);
  await settled();
  await put(db, 2);
  await db.client.deleteTable({ TableName: "Notes" });
  assert.deepEqual(ids(await live), [1, 2]);
  assert.deepEqual(ids(await rest(db.changes("Notes", { from: "start" }))), [1, 2]);
  await assert.rejects(db.changes("Notes").next(), { name: "ResourceNotFoundException" });
  // A table of the same name has a stream of its own.
  await db.ensureTable(Notes);
  await put(db, 3);
  assert.deepEqual(ids(await take(db.changes("Notes", { from: "start" }), 1)), [3]);
  await db.close();
});

test("tables without a stream, and tables that are not there, are refused in words that help", async () => {
  const { db } = await counted();
  const { StreamSpecification: _, ...plain } = Notes;
  await db.ensureTable(plain);
  for (const from of ["latest", "start", new Date(0)])
    await assert.rejects(db.changes("Notes", { from }).next(), { name: "NoStreamError" });
  await assert.rejects(db.changes("Nothing").next(), { name: "ResourceNotFoundException" });
  await assert.rejects(db.changes(undefined as never).next(), TypeError);
  await db.close();
});

test("a signal, return() and a close end the iteration of whoever waits", async () => {
  const { db } = await notes();
  const done = { done: true, value: undefined };
  const aborting = new AbortController();
  const aborted = db.changes("Notes", { signal: aborting.signal });
  const left = db.changes("Notes");
  const closed = db.changes("Notes");
  const asked = [aborted.next(), left.next()];
  const failing = assert.rejects(closed.next(), { name: "DatabaseClosedError" });
  await Promise.all([aborted.started, left.started, closed.started]);
  await settled();
  aborting.abort();
  assert.deepEqual(await left.return(), done);
  assert.deepEqual(await Promise.all(asked), [done, done]);
  assert.deepEqual(await aborted.next(), done);
  assert.deepEqual(await db.changes("Notes", { signal: AbortSignal.abort() }).next(), done);
  await db.close();
  await failing;
});

/** Makes hours pass: clocks go ahead, and the long timers ring that are set, or will be. */
function timeMachine() {
  const [now, steady, timer] = [Date.now, performance.now.bind(performance), globalThis.setTimeout];
  let ahead = 0;
  let waiting: (() => void)[] = [];
  Date.now = () => now() + ahead;
  performance.now = () => steady() + ahead;
  globalThis.setTimeout = ((ring: () => void, millis: number, ...given: never[]) => {
    if (millis < 60_000) return timer(ring, millis, ...given);
    waiting.push(ring);
    return timer(() => undefined, 0);
  }) as typeof setTimeout;
  return {
    async pass(hours: number) {
      for (let hour = 0; hour < hours; hour += 1) {
        ahead += HOUR;
        const ringing = waiting;
        waiting = [];
        for (const ring of ringing) ring();
        await settled();
      }
    },
    [Symbol.dispose]() {
      [Date.now, performance.now, globalThis.setTimeout] = [now, steady, timer];
    },
  };
}

test("an iteration goes on over the segments of hours, and a position that is a day old is told of", async () => {
  const time = timeMachine();
  try {
    const { db } = await notes();
    const live = db.changes("Notes");
    const started = await live.started;
    const heard: unknown[] = [];
    let waits = live.next();
    const hear = async (id: number) => {
      const { value } = await waits;
      heard.push(value?.keys["id"]);
      waits = live.next();
      return [id, value?.position] as const;
    };
    const positions: (readonly [number, string | undefined])[] = [];
    for (const id of [1, 2, 3, 4]) {
      await put(db, id);
      positions.push(await hear(id));
      await time.pass(5);
    }
    assert.deepEqual(heard, [1, 2, 3, 4]);
    const { Streams } = await db.client.listStreams({ TableName: "Notes" });
    const { StreamDescription } = await db.client.describeStream({ StreamArn: Streams?.[0]?.StreamArn });
    assert.ok((StreamDescription?.Shards?.length ?? 0) >= 4);
    for (const [id, position] of positions) {
      const expected = [1, 2, 3, 4].slice(id);
      assert.deepEqual(ids(await take(db.changes("Notes", { from: position }), expected.length)), expected);
    }
    assert.deepEqual(ids(await take(db.changes("Notes", { from: "start" }), 4)), [1, 2, 3, 4]);
    const since = new Date(Date.now() - 13 * HOUR);
    assert.deepEqual(ids(await take(db.changes("Notes", { from: since }), 2)), [3, 4]);
    // A start by time that lies behind the last record of all segments.
    const ahead = db.changes("Notes", { from: new Date(Date.now() - HOUR) });
    await ahead.started;
    await put(db, 5);
    assert.deepEqual([ids(await take(ahead, 1)), (await hear(5))[0]], [[5], 5]);
    await time.pass(30);
    for (const from of [started, positions[0]?.[1]])
      await assert.rejects(db.changes("Notes", { from }).next(), TrimmedDataAccessException);
    // Whoever has waited all the time has missed nothing.
    await put(db, 6);
    assert.equal((await hear(6))[0], 6);
    assert.deepEqual(heard, [1, 2, 3, 4, 5, 6]);
    await live.return();
    await waits;
    await db.close();
  } finally {
    time[Symbol.dispose]();
  }
});

test("all shards of a stream are read, each item's changes in order, and a position tells of all of them", async () => {
  const time = timeMachine();
  try {
    const { db } = await notes({ streams: { shards: 4 } });
    const live = db.changes("Notes");
    const started = await live.started;
    const wrote: string[] = [];
    const write = async (round: number) => {
      for (let id = 0; id < 20; id += 1) {
        await put(db, id, { round });
        wrote.push(`${id}:${round}`);
      }
    };
    const told = (changes: readonly Change[]) => changes.map(({ now }) => `${now?.["id"]}:${now?.["round"]}`);
    await write(0);
    const first = await take(live, 20);
    await time.pass(5);
    await write(1);
    await write(2);
    const all = [...first, ...(await take(live, 40))];
    for (const changes of [all, await take(db.changes("Notes", { from: started }), 60)]) {
      assert.deepEqual(told(changes).sort(), [...wrote].sort());
      for (let id = 0; id < 20; id += 1) {
        const own = changes.filter(({ keys }) => keys["id"] === id).map(({ now }) => now?.["round"]);
        assert.deepEqual(own, [0, 1, 2]);
      }
    }
    // From wherever one goes on, nothing is missed and nothing comes again.
    for (let place = 0; place < 60; place += 7) {
      const rest = await take(db.changes("Notes", { from: all[place]?.position }), 59 - place);
      const expected = told(all.slice(place + 1)).sort();
      assert.deepEqual(told(rest).sort(), expected, `behind change ${place}`);
    }
    await setStream(db);
    assert.deepEqual(await live.next(), { done: true, value: undefined });
    await db.close();
  } finally {
    time[Symbol.dispose]();
  }
});

test("an item that expires is removed by the service", async () => {
  const { db } = await counted({ ttl: { eager: true } });
  await db.ensureTable({ ...Notes, TimeToLiveSpecification: { Enabled: true, AttributeName: "until" } });
  const until = Math.floor(Date.now() / 1000) + 1;
  await put(db, 1, { until });
  // The engine's timer keeps no program alive.
  const alive = setInterval(() => undefined, 1000);
  const [inserted, removed] = await take(db.changes("Notes", { from: "start" }), 2);
  clearInterval(alive);
  assert.equal(inserted && "userIdentity" in inserted, false);
  assert.deepEqual([removed?.type, removed?.old], ["remove", { id: 1, until }]);
  assert.deepEqual(removed?.userIdentity, { type: "Service", principalId: "dynamodb.amazonaws.com" });
  await db.close();
});
