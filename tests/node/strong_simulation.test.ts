/**
 * Real engines of a global table of strong consistency in the simulated network: partitions, loss, doubling, reordering, crashes
 * and clocks that are off. The history of each item is linearizable, and nothing that was acknowledged is lost. A seed that fails
 * is printed; run it again with `STRONG_SEED=n`. `STRONG_SEEDS=500` runs more.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../histories/linearizable.js";
import { MODEL, StrongWorld } from "./strong_world.js";

const SEEDS = Number(process.env["STRONG_SEEDS"] ?? 10);

async function live(seed: number): Promise<{ answered: number; refused: number }> {
  const world = new StrongWorld(seed);
  await world.begin();
  await world.run();
  await world.end();
  for (const [id, history] of world.histories) {
    const { linearizable, stuck } = check(MODEL, history);
    assert.ok(
      linearizable,
      `the history of ${id} is not linearizable at ${JSON.stringify(stuck)}: ${JSON.stringify(history)}`,
    );
  }
  return { answered: world.answered, refused: world.refused };
}

test("histories of strong consistency are linearizable under crashes, partitions and faults of the network", async () => {
  const one = process.env["STRONG_SEED"];
  // The last one finds reads that do not wait for what others have learnt.
  const all = [...Array.from({ length: SEEDS }, (_, at) => at + 1), 86];
  const seeds = one === undefined ? all : [Number(one)];
  let [answered, refused] = [0, 0];
  for (const seed of seeds) {
    try {
      const counts = await live(seed);
      answered += counts.answered;
      refused += counts.refused;
    } catch (error) {
      throw new Error(`STRONG_SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (process.env["DEBUG"]) console.log(`${answered} answered, ${refused} refused`);
  assert.ok(answered > 40 * seeds.length, `only ${answered} requests were answered, and ${refused} refused`);
});
