/** Peers that know the secret and mean harm, or are no members any more; and strangers that know nothing but a region's name. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Database } from "hashrange";
import { open } from "hashrange";
import { fetchPeer, messagePort, peers } from "hashrange/replicas";
import { written } from "../../src/js/replicas/document.js";
import { Session } from "../../src/js/replicas/session.js";
import type { DescribedReplica } from "../../src/js/types/internal_model.js";
import { becomes } from "./manual_clock.js";
import { Peer } from "./replica_peer.js";
import { MOVIES, SECRET } from "./replica_scene.js";

let count = 0;

async function database(t: TestContext, region: string): Promise<Database> {
  const db = await open({ name: `hostile-${count++}`, storage: "memory", region });
  t.after(() => db.close());
  return db;
}

/** A peer in the test's hands, joined as a region. */
async function peerOf(t: TestContext, db: Database, region: string): Promise<Peer> {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  await db.connect({ region, transport: messagePort(port2), secret: SECRET });
  return Peer.join(port1, region, "us-east-1", SECRET);
}

/** Makes a region's replica, until the peer hears of it. */
async function replicate(db: Database, region: string, peer: Peer): Promise<DescribedReplica> {
  const Update = { TableName: "Movies", ReplicaUpdates: [{ Create: { RegionName: region } }] };
  await becomes(async () =>
    db.client.updateTable(Update).then(
      () => true,
      () => false,
    ),
  );
  const told = () => peer.last("define")?.Group;
  await becomes(() => told()?.Members.some(({ RegionName }) => RegionName === region) === true);
  return told() as DescribedReplica;
}

async function regions(db: Database): Promise<(string | undefined)[]> {
  const { Table } = await db.client.describeTable({ TableName: "Movies" });
  return (Table?.Replicas ?? []).map(({ RegionName }) => RegionName).sort();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

/** A definition that is later than another one, and makes the regions active members. */
function later(group: DescribedReplica, ...names: string[]): DescribedReplica {
  const clock = BigInt(group.DefinitionClock) + 4096n * 1_000_000n;
  const Members = names.map((RegionName) => ({ RegionName, Status: "ACTIVE" }));
  return { ...group, DefinitionClock: clock.toString(), Members } as DescribedReplica;
}

test("a replica that was taken out does not put itself in again, nor deletes others", async (t) => {
  const us = await database(t, "us-east-1");
  await us.client.createTable(MOVIES);
  await us.documentClient().put({ TableName: "Movies", Item: { title: "ours" } });
  const [stays, goes] = [await peerOf(t, us, "ap-south-1"), await peerOf(t, us, "eu-west-1")];
  await replicate(us, "ap-south-1", stays);
  const group = await replicate(us, "eu-west-1", goes);
  await becomes(async () =>
    us.client
      .updateTable({ TableName: "Movies", ReplicaUpdates: [{ Delete: { RegionName: "eu-west-1" } }] })
      .then(
        () => true,
        () => false,
      ),
  );
  goes.send({ Kind: "gone", Table: "Movies", Group: group.GroupId });
  await becomes(async () => (await regions(us)).join() === "ap-south-1");

  const all = ["us-east-1", "ap-south-1", "eu-west-1"];
  const heard = goes.heard.length;
  const dying = later(group, ...all);
  for (const member of dying.Members) if (member.RegionName === "us-east-1") member.Status = "DELETING";
  goes.send({ Kind: "define", Table: "Movies", Group: dying });
  goes.send({ Kind: "define", Table: "Movies", Group: later(group, ...all) });
  goes.send({ Kind: "want", Table: "Movies", Stream: 1 });
  await pause();
  assert.deepEqual(await regions(us), ["ap-south-1"]);
  assert.ok(!goes.heard.slice(heard).some(({ Kind }) => Kind === "changes" || Kind === "want"));
  const { Item } = await us.documentClient().get({ TableName: "Movies", Key: { title: "ours" } });
  assert.deepEqual(Item, { title: "ours" });
  assert.equal(goes.reason, undefined);

  // One that a member says is new is let in, although it has spoken before.
  stays.send({ Kind: "define", Table: "Movies", Group: later(group, ...all) });
  await becomes(() => goes.heard.slice(heard).some(({ Kind }) => Kind === "want"));
  await becomes(() => goes.heard.slice(heard).some(({ Kind }) => Kind === "changes"));
  assert.deepEqual(await regions(us), ["ap-south-1", "eu-west-1"]);
});

test("definitions with forged clocks, of other tables, or with other keys change nothing", async (t) => {
  const us = await database(t, "us-east-1");
  await us.client.createTable(MOVIES);
  const peer = await peerOf(t, us, "eu-west-1");
  const group = await replicate(us, "eu-west-1", peer);
  const both = ["us-east-1", "eu-west-1"];
  const other = later(group, ...both);
  const Definition = {
    ...other.Definition,
    KeySchema: [{ AttributeName: "year", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "year", AttributeType: "N" }],
  };
  peer.send({ Kind: "define", Table: "Movies", Group: { ...other, Definition } as DescribedReplica });
  await becomes(() => peer.last("refused") !== undefined);
  const { Table } = await us.client.describeTable({ TableName: "Movies" });
  assert.deepEqual(Table?.KeySchema, MOVIES.KeySchema);
  assert.deepEqual(Table?.AttributeDefinitions, MOVIES.AttributeDefinitions);

  peer.send({ Kind: "define", Table: "Others", Group: later(group, ...both) });
  await becomes(() => peer.reason !== undefined);
  assert.match(String(peer.reason), /another table/);

  const forger = await peerOf(t, await us, "sa-east-1");
  const Forged = {
    ...later(group, "us-east-1", "sa-east-1"),
    GroupId: "11111111-2222-4333-8444-555555555555",
    Definition: { ...group.Definition, TableName: "Forged" },
    DefinitionClock: ((BigInt(Date.now() + 3_600_000) * 1000n) << 12n).toString(),
  };
  forger.send({ Kind: "define", Table: "Forged", Group: Forged as DescribedReplica });
  await becomes(() => forger.reason !== undefined);
  assert.match(String(forger.reason), /clock of another replica is ahead/);
  const { TableNames } = await us.client.listTables({});
  assert.deepEqual(TableNames, ["Movies"]);
});

test("a peer that sends more than can be done is refused", () => {
  const never = () => new Promise<never>(() => undefined);
  const host = {
    region: "us-east-1",
    name: "flooded",
    database: {},
    clock: { now: () => Date.now(), sleep: never },
    metrics: false,
    random: (length: number) => new Uint8Array(length),
    ask: never,
    relay: never,
    watch: () => ({ answer: never(), stop: () => undefined }),
    turn: never,
    scaling: never,
    onEnd: () => () => undefined,
  };
  const nothing = () => undefined;
  const session = new Session({
    host,
    peer: "eu-west-1",
    relay: true,
    ahead: 1,
    backups: 0,
    send: nothing,
    confirmed: nothing,
    conflicted: nothing,
    failed: nothing,
    refused: nothing,
  });
  const message = written({ Kind: "heard", Table: "None", Group: "x".repeat(900_000) });
  const flood = (times: number) => {
    for (let at = 0; at < times; at += 1) session.hear(message);
  };
  flood(30);
  assert.throws(() => flood(30), /more than can be done/);
  session.stop();
});

test("who opens a way in a region's name without the secret ends no session of it", async (t) => {
  const [eu, us] = [await database(t, "eu-west-1"), await database(t, "us-east-1")];
  const entrance = peers();
  await us.connect({ transport: entrance, secret: SECRET });
  const ask = (request: Request) => entrance.fetch(request);
  const near = await eu.connect({
    region: "us-east-1",
    transport: fetchPeer("http://us.example", { fetch: ask }),
    secret: SECRET,
  });
  await becomes(() => near.state === "CONNECTED");
  const states: string[] = [];
  near.addEventListener("change", () => states.push(near.state));
  const [served] = await us.connections();
  served?.addEventListener("change", () => states.push(served.state));

  for (let at = 0; at < 3; at += 1) {
    const way = at.toString(16).padStart(32, "0");
    const address = `http://us.example/.hashrange/replicas?from=eu-west-1&to=us-east-1&way=${way}&verb=`;
    const begun = await ask(new Request(`${address}begin`, { method: "POST" }));
    assert.equal(begun.status, 200);
    await ask(new Request(`${address}send`, { method: "POST", body: new Uint8Array([0, 0, 0, 2, 1, 1]) }));
  }
  const stranger = await open({ name: "hostile-stranger", storage: "memory", region: "eu-west-1" });
  t.after(() => stranger.close());
  const wrong = await stranger.connect({
    region: "us-east-1",
    transport: fetchPeer("http://us.example", { fetch: ask }),
    secret: "not what both sides know",
  });
  await becomes(() => wrong.lastError !== undefined);
  await pause();
  assert.deepEqual(states, []);
  assert.equal(near.state, "CONNECTED");
  assert.deepEqual(
    (await us.connections()).map(({ region, state }) => [region, state]),
    [["eu-west-1", "CONNECTED"]],
  );
});
