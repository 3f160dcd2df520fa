/**
 * Replicas under everything that can happen to them: all end equal. A seed that fails is printed; run it again with
 * `SEED=n node --import tsx --test tests/node/replica_simulation.test.ts`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Kept } from "./replica_model.js";
import { Network, Node, Random, settled, Time } from "./replica_simulation.js";

const REGIONS = [
  "eu-west-1",
  "us-east-1",
  "ap-south-1",
  "sa-east-1",
  "af-south-1",
  "me-south-1",
  "ca-west-1",
];
const TABLE = "Movies";
const DAY = 86_400_000;
const SEEDS = 40;

interface World {
  time: Time;
  random: Random;
  network: Network;
  nodes: Node[];
}

/** Each with each, in a chain, or around a hub. */
function world(seed: number): World {
  const random = new Random(seed);
  const time = new Time();
  const network = new Network(time, random);
  const count = 2 + random.below(6);
  const regions = REGIONS.slice(0, count);
  const shape = random.pick(["mesh", "chain", "hub"]);
  const nodes: Node[] = regions.map((region, at) => {
    const kept = new Kept(region, () => time.now + (nodes[at]?.skew ?? 0));
    const asks = regions.filter((_, other) =>
      shape === "mesh" ? other !== at : shape === "chain" ? other === at + 1 : at !== 0 && other === 0,
    );
    return new Node(kept, network, asks, shape !== "mesh" || random.chance(50));
  });
  // The others are made by the sessions.
  const [first] = nodes;
  first?.kept.create(
    TABLE,
    regions.map((RegionName, at) => ({ RegionName, Status: at === 0 ? "ACTIVE" : "CREATING" })),
  );
  return { time, random, network, nodes };
}

async function pass({ time }: World, ms: number): Promise<void> {
  const until = time.now + ms;
  await settled();
  while (time.step(until)) await settled();
  time.now = until;
}

let value = 0;

function write({ random, nodes }: World): void {
  const { kept } = random.pick(nodes);
  value += 1;
  kept.write(TABLE, `k${random.below(40)}`, random.chance(25) ? undefined : value);
}

/** Something happens. */
async function happen(here: World): Promise<void> {
  const { random, network, nodes } = here;
  const [one, other] = [random.pick(nodes), random.pick(nodes)];
  switch (random.below(12)) {
    case 0:
      one.kill();
      break;
    case 1:
    case 2:
      one.start();
      break;
    case 3:
      network.cut(one.kept.region, other.kept.region, true);
      break;
    case 4:
    case 5:
      network.cut(one.kept.region, other.kept.region, false);
      break;
    case 6:
      one.skew = random.below(240_000) - 120_000;
      break;
    case 7:
      if (random.chance(20)) one.kept.trim(TABLE);
      break;
    case 8:
      // Weeks in which nobody is there.
      if (!random.chance(10)) break;
      for (const node of nodes) node.kill();
      here.time.now += random.below(14 * DAY);
      for (const node of nodes) if (random.chance(60)) node.start();
      break;
    default:
      for (let count = random.below(30); count > 0; count -= 1) write(here);
  }
  await pass(here, random.below(random.chance(10) ? 60_000 : 800));
}

/** Everybody is there, and nothing goes wrong any more. */
function calm({ network, nodes }: World): void {
  network.faults = { lost: 0, doubled: 0, reordered: 0 };
  for (const node of nodes) {
    node.start();
    for (const other of nodes) network.cut(node.kept.region, other.kept.region, false);
  }
}

function stateOf({ kept }: Node): string {
  const table = kept.tables.get(TABLE);
  const items = [...(table?.items ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(
    items.map(([key, { value: is, clock, replica }]) => [key, is, String(clock), replica]),
  );
}

/** Whoever replays the stream has the table. */
function streamedOf({ kept }: Node): string {
  const table = kept.tables.get(TABLE);
  const last = new Map((table?.stream ?? []).map((line) => line.split("=") as [string, string]));
  return JSON.stringify([...last].filter(([, is]) => is !== "undefined").sort());
}

function presentOf({ kept }: Node): string {
  const items = [...(kept.tables.get(TABLE)?.items ?? [])].filter(([, { value: is }]) => is !== undefined);
  return JSON.stringify(items.map(([key, { value: is }]) => [key, String(is)]).sort());
}

async function live(seed: number): Promise<number> {
  const here = world(seed);
  const { random, network, nodes } = here;
  network.faults = { lost: random.below(40), doubled: random.below(20), reordered: random.below(20) };
  for (const node of nodes) if (random.chance(80)) node.start();
  const steps = 60 + random.below(100);
  for (let step = 0; step < steps; step += 1) await happen(here);
  calm(here);
  for (let round = 0; round < 40; round += 1) {
    await pass(here, 60_000);
    const states = new Set(nodes.map(stateOf));
    const active = nodes.every(({ kept }) =>
      kept.tables.get(TABLE)?.group.Members.every(({ Status }) => Status === "ACTIVE"),
    );
    if (states.size === 1 && active) break;
  }
  const [first] = nodes;
  if (process.env["DEBUG"])
    for (const node of nodes)
      console.log(
        node.kept.region,
        node.asks.join(),
        node.connections.map((one) => [one.region, one.state, String(one.lastError)]).join(" / "),
        node.kept.tables.get(TABLE)?.group.DefinitionClock,
        node.kept.tables
          .get(TABLE)
          ?.group.Members.map((one) => `${one.RegionName} ${one.Status}`)
          .join(),
        [...(node.kept.tables.get(TABLE)?.positions ?? [])].join(" "),
      );
  for (const node of nodes) {
    assert.equal(stateOf(node), stateOf(first as Node), `${node.kept.region} differs`);
    assert.equal(streamedOf(node), presentOf(node), `the stream of ${node.kept.region} lacks something`);
    for (const { RegionName, Status } of node.kept.tables.get(TABLE)?.group.Members ?? [])
      assert.equal(Status, "ACTIVE", `${RegionName}, as ${node.kept.region} knows it`);
    for (const one of node.connections)
      assert.equal(one.state, "CONNECTED", `${node.kept.region} to ${one.region}: ${one.lastError}`);
  }
  const count = first?.kept.tables.get(TABLE)?.items.size ?? 0;
  for (const node of nodes) node.kill();
  return count;
}

test("replicas end equal after partitions, loss, doubling, reordering, crashes, weeks offline and wrong clocks", async () => {
  const one = process.env["SEED"];
  const seeds = one === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(one)];
  let items = 0;
  for (const seed of seeds) {
    try {
      items += await live(seed);
    } catch (error) {
      throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  assert.ok(items > seeds.length * 5, "hardly anything was written");
});
