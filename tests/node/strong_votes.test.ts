/** What a member of a majority may ask for, and what it may not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "../../src/js/replicas/document.js";
import { holdsOf } from "../../src/js/replicas/holds.js";
import type { ReplicaHost } from "../../src/js/replicas/host.js";
import { replicaId } from "../../src/js/replicas/keys.js";
import type { Message, MessageOf } from "../../src/js/replicas/message.js";
import { Unasked, Votes } from "../../src/js/replicas/votes.js";
import type { DescribedReplica } from "../../src/js/types/internal_model.js";

const NOW = 1_700_000_000_000;
const clockAt = (ms: number) => String(BigInt(ms * 1000) << 12n);
const Replica = replicaId("us-east-1");

function scene(group: Partial<DescribedReplica> = {}) {
  const done: [string, Record<string, unknown>][] = [];
  const sent: Message[] = [];
  const host = {
    region: "eu-west-1",
    database: {},
    clock: { now: () => NOW, sleep: async () => undefined },
    relay: async (operation: string, request: Uint8Array) => {
      done.push([operation, read(request)]);
      return written({ Promised: true });
    },
  } as unknown as ReplicaHost;
  const Members = ["eu-west-1", "us-east-1"].map((RegionName) => ({ RegionName, Status: "ACTIVE" }));
  const votes = new Votes({
    host,
    peer: "us-east-1",
    ahead: 300_000,
    send: (message) => sent.push(message),
    group: () => ({ Mode: "STRONG", Members, ...group }) as DescribedReplica,
  });
  const ask = async (Operation: string, request: object) => {
    await votes.asked({ Kind: "ask", Table: "Stock", Ask: 1, Operation, Request: written(request) });
    return sent.at(-1) as MessageOf<"told">;
  };
  return { votes, ask, done, sent, host };
}

test("a member's own ballots are voted on, on the table that they are about", async () => {
  const { ask, done } = scene();
  const Ballot = clockAt(NOW);
  const told = await ask("PrepareItem", { Place: "00", Ballot, Replica });
  assert.deepEqual(read(told.Answer as Uint8Array), { Promised: true });
  await ask("PrepareItem", { Place: "00", Peek: true });
  await ask("ListOpen", { After: "00" });
  assert.deepEqual(
    done.map(([operation, { TableName }]) => [operation, TableName]),
    [
      ["PrepareItem", "Stock"],
      ["PrepareItem", "Stock"],
      ["ListOpen", "Stock"],
    ],
  );
});

test("what a member may not ask for is refused, and nothing is done", async () => {
  const ballot = { Place: "00", Ballot: clockAt(NOW), Replica };
  const refused: [string, object, Partial<DescribedReplica>?][] = [
    ["PutItem", { Item: {} }],
    ["ApplyReplicated", { Changes: [] }],
    ["PrepareItem", { Place: "00" }],
    ["PrepareItem", { ...ballot, Replica: Replica + 1 }],
    ["PrepareItem", { ...ballot, Ballot: clockAt(NOW + 400_000) }],
    ["PrepareItem", { ...ballot, After: clockAt(NOW + 400_000) }],
    ["AcceptItem", { ...ballot, Chosen: true }],
    ["AcceptItem", { ...ballot, Learn: true }],
    ["AcceptItem", { ...ballot, TableName: "Other" }],
    ["PrepareItem", ballot, { Mode: "EVENTUAL" }],
    ["PrepareItem", ballot, { Members: [] }],
  ];
  for (const [operation, request, group] of refused) {
    const { ask, done } = scene(group);
    const told = await ask(operation, request);
    assert.equal(typeof told.Reason, "string", `${operation} ${JSON.stringify(request)}`);
    assert.deepEqual(done, []);
  }
});

test("a round waits while this side has its own accepted, and what is under way at the end is in doubt", async () => {
  const { ask, done, host, votes } = scene();
  let release = () => undefined as undefined;
  const work = new Promise<void>((resolve) => {
    release = () => void resolve();
  });
  const held = holdsOf(host).during("Stock", "00", () => work);
  const asked = ask("PrepareItem", { Place: "00", Ballot: clockAt(NOW), Replica });
  await ask("PrepareItem", { Place: "11", Ballot: clockAt(NOW), Replica });
  assert.equal(done.length, 1);
  release();
  await Promise.all([held, asked]);
  assert.equal(done.length, 2);
  const waiting = votes.ask("Stock", "AcceptItem", written({}));
  votes.stop();
  await assert.rejects(waiting, (error) => !(error instanceof Unasked));
  await assert.rejects(votes.ask("Stock", "AcceptItem", written({})), Unasked);
});
