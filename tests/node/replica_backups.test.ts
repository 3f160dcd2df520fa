/** Backups that are copied to another region: over links that break, programs that are killed, and from peers that mean harm. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database } from "hashrange";
import { open } from "hashrange";
import { type Connection, messagePort, type Transport } from "hashrange/replicas";
import { BackupsKept } from "../../src/js/replicas/backups_kept.js";
import type { ReplicaHost } from "../../src/js/replicas/host.js";
import { becomes } from "./manual_clock.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import { Peer } from "./replica_peer.js";

const SECRET = "what both sides of this test know";
const FILMS: Parameters<Database["client"]["createTable"]>[0] = {
  TableName: "Films",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "title", KeyType: "HASH" },
    { AttributeName: "year", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "title", AttributeType: "S" },
    { AttributeName: "year", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byYear",
      KeySchema: [{ AttributeName: "year", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};
const ITEMS = 120;
/** So that a copy takes several parts. */
const PAD = "x".repeat(30_000);

let count = 0;

async function database(t: TestContext, region: string, options: object = {}): Promise<Database> {
  const db = await open({ name: `copies-${count++}`, storage: "memory", region, ...options });
  t.after(() => db.close().catch(() => undefined));
  return db;
}

/** A table, and a backup of it. */
async function backedUp(db: Database): Promise<string> {
  await db.client.createTable(FILMS);
  await db.client.updateTimeToLive({
    TableName: "Films",
    TimeToLiveSpecification: { AttributeName: "gone", Enabled: true },
  });
  const doc = db.documentClient();
  for (let at = 0; at < ITEMS; at += 1)
    await doc.put({ TableName: "Films", Item: { title: `f${at}`, year: 1900 + (at % 10), pad: PAD, at } });
  const { BackupDetails } = await db.client.createBackup({ TableName: "Films", BackupName: "before" });
  return String(BackupDetails?.BackupArn);
}

async function join(one: Database, other: Database, t: TestContext, options: object = {}) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const [near, far] = await Promise.all([
    one.connect({ region: "us-east-1", transport: messagePort(port1), secret: SECRET }),
    other.connect({ region: "eu-west-1", transport: messagePort(port2), secret: SECRET, ...options }),
  ]);
  await becomes(() => near.state === "CONNECTED" && far.state === "CONNECTED");
  return { near, far };
}

/** Restores a backup and says whether all items are there, in the table and its index. */
async function checkRestored(db: Database, BackupArn: string): Promise<void> {
  await db.client.restoreTableFromBackup({ BackupArn, TargetTableName: "Restored" });
  await db.client.waitUntilTableExists({ maxWaitTime: 60 }, { TableName: "Restored" });
  const seen = new Set<unknown>();
  const doc = db.documentClient();
  for await (const { Items } of doc.paginateScan({}, { TableName: "Restored" }))
    for (const item of Items ?? []) {
      assert.equal(item["pad"], PAD);
      seen.add(item["at"]);
    }
  assert.equal(seen.size, ITEMS);
  let indexed = 0;
  for await (const { Items } of doc.paginateQuery(
    {},
    {
      TableName: "Restored",
      IndexName: "byYear",
      KeyConditionExpression: "#y = :y",
      ExpressionAttributeNames: { "#y": "year" },
      ExpressionAttributeValues: { ":y": 1903 },
    },
  ))
    indexed += Items?.length ?? 0;
  assert.equal(indexed, ITEMS / 10);
}

test("a backup is copied to another region, where it is listed, described and restored", async (t) => {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const original = await backedUp(eu);
  await eu.documentClient().delete({ TableName: "Films", Key: { title: "f7", year: 1907 } });
  const { near } = await join(eu, us, t);
  const progress: number[] = [];
  const { BackupArn } = await near.copyBackup(original, {
    onProgress: ({ items, totalItems }) => {
      assert.equal(totalItems, ITEMS);
      progress.push(items);
    },
  });
  assert.match(BackupArn, /^arn:aws:dynamodb:us-east-1:\d{12}:table\/Films\/backup\/\d+-[\da-f]+$/);
  assert.equal(progress.at(-1), ITEMS);

  const { BackupSummaries: own } = await us.client.listBackups({});
  assert.deepEqual(own, []);
  const { BackupSummaries: all } = await us.client.listBackups({ BackupType: "ALL", TableName: "Films" });
  assert.equal(all?.length, 1);
  assert.deepEqual(
    [all?.[0]?.BackupArn, all?.[0]?.BackupType, all?.[0]?.BackupStatus, all?.[0]?.BackupName],
    [BackupArn, "AWS_BACKUP", "AVAILABLE", "before"],
  );
  const before = (await eu.client.describeBackup({ BackupArn: original })).BackupDescription;
  const after = (await us.client.describeBackup({ BackupArn })).BackupDescription;
  const { BackupArn: _one, BackupType: _type, ...details } = before?.BackupDetails ?? {};
  const { BackupArn: _other, BackupType, ...copied } = after?.BackupDetails ?? {};
  assert.deepEqual(copied, details);
  assert.equal(BackupType, "AWS_BACKUP");
  assert.deepEqual(after?.SourceTableDetails, before?.SourceTableDetails);
  assert.deepEqual(after?.SourceTableFeatureDetails, before?.SourceTableFeatureDetails);

  await checkRestored(us, BackupArn);
  const { Table } = await us.client.describeTable({ TableName: "Restored" });
  assert.equal(Table?.RestoreSummary?.SourceBackupArn, BackupArn);
  assert.match(String(Table?.RestoreSummary?.SourceTableArn), /:eu-west-1:/);
  await us.client.deleteBackup({ BackupArn });
  assert.deepEqual((await us.client.listBackups({ BackupType: "ALL" })).BackupSummaries, []);
  await assert.rejects(near.copyBackup(original.replace(/.$/, "_")), { name: "BackupNotFoundException" });
});

/** Ways that are cut after so many frames of this side. */
class Fragile {
  frames = 0;
  bytes = 0;
  cuts = 0;

  constructor(readonly most: number) {}

  over(transport: Transport): Transport {
    return {
      open: async (ends) => {
        const channel = await transport.open(ends);
        let left = this.cuts < 3 ? this.most : Number.POSITIVE_INFINITY;
        return {
          ...channel,
          send: (frame: Uint8Array) => {
            this.frames += 1;
            this.bytes += frame.length;
            left -= 1;
            if (left > 0) return channel.send(frame);
            this.cuts += 1;
            channel.close();
          },
        };
      },
    };
  }
}

test("a copy goes on where it was after lost links, and after both programs were killed", async (t) => {
  const data = { eu: new MemoryData(), us: new MemoryData() };
  const start = async (region: "eu" | "us") =>
    open({
      name: `copies-killed-${region}`,
      storage: new MemoryStorage(data[region]),
      region: region === "eu" ? "eu-west-1" : "us-east-1",
    });
  let [eu, us] = [await start("eu"), await start("us")];
  t.after(() => Promise.all([eu.close(), us.close()]).catch(() => undefined));
  const original = await backedUp(eu);
  const fragile = new Fragile(9);
  const joined = async (): Promise<Connection> => {
    const { port1, port2 } = new MessageChannel();
    t.after(() => port1.close());
    const near = await eu.connect({
      region: "us-east-1",
      transport: fragile.over(messagePort(port1)),
      secret: SECRET,
    });
    await us.connect({ region: "eu-west-1", transport: messagePort(port2), secret: SECRET });
    return near;
  };
  let near = await joined();
  near.copyBackup(original).catch(() => undefined);
  const arrived = async () => {
    const { BackupSummaries: all = [] } = await us.client.listBackups({ BackupType: "ALL" });
    return all[0];
  };
  await becomes(async () => Number((await arrived())?.BackupSizeBytes) > 0);
  const half = await arrived();
  assert.equal(half?.BackupStatus, "CREATING");
  await assert.rejects(
    async () =>
      us.client.restoreTableFromBackup({ BackupArn: String(half?.BackupArn), TargetTableName: "Early" }),
    { name: "BackupInUseException" },
  );
  await Promise.all([eu.close(), us.close()]);
  [eu, us] = [await start("eu"), await start("us")];
  near = await joined();
  const { BackupArn } = await near.copyBackup(original);
  assert.equal(BackupArn, half?.BackupArn, "the copy began anew");
  assert.ok(fragile.cuts >= 2, `${fragile.cuts} cuts`);
  const whole = ITEMS * PAD.length;
  assert.ok(fragile.bytes < 2.5 * whole, `${fragile.bytes} bytes were sent for ${whole}`);
  assert.equal((await us.client.listBackups({ BackupType: "AWS_BACKUP" })).BackupSummaries?.length, 1);
  await checkRestored(us, BackupArn);
});

test("a side takes as many bytes of backups as it was told, or none, and the other one is told so", async (t) => {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const original = await backedUp(eu);
  const { near, far } = await join(eu, us, t, { backups: 1_000_000 });
  await assert.rejects(near.copyBackup(original), /At most 1000000 bytes/);
  assert.deepEqual((await us.client.listBackups({ BackupType: "ALL" })).BackupSummaries, []);
  assert.equal(near.state, "CONNECTED");
  await Promise.all([near.close(), far.close()]);
  const again = await join(eu, us, t, { backups: 0 });
  await assert.rejects(again.near.copyBackup(original), /not taken here/);
  const { port1 } = new MessageChannel();
  await assert.rejects(us.connect({ region: "x", transport: messagePort(port1), backups: -1 }), /bytes/);
  port1.close();
});

test("a copy that is given up is not gone on with", async (t) => {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const original = await backedUp(eu);
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const near = await eu.connect({ region: "us-east-1", transport: messagePort(port1), secret: SECRET });
  const ending = new AbortController();
  const copy = near.copyBackup(original, { signal: ending.signal });
  setTimeout(() => ending.abort(new Error("enough")), 20);
  await assert.rejects(copy, /enough/);
  await us.connect({ region: "eu-west-1", transport: messagePort(port2), secret: SECRET });
  await becomes(() => near.state === "CONNECTED");
  const { BackupArn } = await near.copyBackup(original);
  assert.equal((await us.client.listBackups({ BackupType: "ALL" })).BackupSummaries?.length, 1);
  await us.client.describeBackup({ BackupArn });
});

/** What a peer would say of a backup of three small items. */
const offered = (changes: object = {}) => ({
  Definition: {
    TableName: "Films",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "title", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "title", AttributeType: "S" }],
  },
  TableId: "11111111-2222-4333-8444-555555555555",
  TableCreatedMs: 1,
  Name: "theirs",
  CreatedMs: 9e15,
  Count: 1,
  Bytes: 6,
  ...changes,
});

test("peers that mean harm have their backups refused, and reach no others", async (t) => {
  const us = await database(t, "us-east-1");
  const own = await backedUp(us);
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const near = await us.connect({
    region: "eu-west-1",
    transport: messagePort(port2),
    secret: SECRET,
    backups: 10_000,
  });
  const peer = await Peer.join(port1, "eu-west-1", "us-east-1", SECRET);
  let jobs = 0;
  const say = async (Kind: "offer" | "part", rest: object): Promise<string> => {
    const before = peer.heard.length;
    peer.send({ Kind, Table: "Films", ...rest } as never);
    const answer = () =>
      peer.heard.slice(before).find((one) => one.Kind === "kept" || one.Kind === "declined");
    await becomes(() => answer() !== undefined);
    const told = answer();
    return told?.Kind === "declined" ? told.Message : "kept";
  };
  const tried = async (backup: object, items: object[], Last = true): Promise<string> => {
    jobs += 1;
    const Job = `job${jobs}`;
    const begun = await say("offer", { Job, Backup: offered(backup) });
    return begun === "kept" ? say("part", { Job, Last, Items: items }) : begun;
  };
  const film = (title: unknown, rest: object = {}) => ({ title, ...rest });

  assert.equal(await tried({}, [film("a")]), "kept");
  assert.match(await tried({}, [film(7)]), /title/);
  assert.match(await tried({}, [{ other: "a" }]), /title/);
  assert.match(await tried({ Count: 2, Bytes: 12 }, [film("a"), film("a")]), /order of their keys/);
  assert.match(await tried({}, [film("a", { pad: "more than announced" })]), /other items/);
  assert.match(await tried({ Count: 9, Bytes: 99 }, [film("a")]), /other items/);
  assert.match(await tried({ Bytes: 1e9 }, []), /At most 10000 bytes/);
  assert.match(await tried({}, [film("a", { pad: "x".repeat(500_000) })]), /size/);
  assert.match(await say("part", { Job: "unknown", Last: true, Items: [film("a")] }), /deleted/);
  assert.match(
    await tried({ Definition: { TableName: "x" } }, []),
    /keySchema|attributeDefinitions|tableName/i,
  );
  // What it calls its copy is the name of one of its own only.
  const id = own.split("/").at(-1);
  assert.match(await say("part", { Job: id, Last: true, Items: [film("a")] }), /deleted/);
  const { BackupSummaries: all = [] } = await us.client.listBackups({ BackupType: "AWS_BACKUP" });
  const whole = all.filter(({ BackupStatus }) => BackupStatus === "AVAILABLE");
  assert.equal(whole.length, 1);
  assert.ok((whole[0]?.BackupCreationDateTime ?? new Date(8e15)) <= new Date());
  assert.equal(
    (await us.client.describeBackup({ BackupArn: own })).BackupDescription?.BackupDetails?.BackupStatus,
    "AVAILABLE",
  );
  assert.equal(near.state, "CONNECTED");
  // Nobody can ask for a backup: it is given.
  peer.send({ Kind: "kept", Table: "Films", Job: "x", BackupArn: own, After: "", Count: 0, Bytes: 0 });
  await say("part", { Job: "unknown", Last: true, Items: [] });
  assert.ok(!peer.heard.some(({ Kind }) => Kind === "offer" || Kind === "part"));
  assert.equal(near.state, "CONNECTED");
});

test("a peer that sends more parts than it is asked for is refused", () => {
  const never = () => new Promise<never>(() => undefined);
  const kept = new BackupsKept({
    host: { ask: never, relay: never } as unknown as ReplicaHost,
    peer: "eu-west-1",
    most: 1000,
    send: () => undefined,
    failed: () => undefined,
  });
  const part = { Kind: "part", Table: "Films", Job: "job", Last: false } as const;
  for (let at = 0; at < 16; at += 1) kept.hear(part, undefined);
  assert.throws(() => kept.hear(part, undefined), /more than it was asked for/);
  kept.stop();
});
