/** Enforced capacity and metrics, in this process's memory: what it costs to have both. */
import { type Database, SCHEMA, TABLE } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import type { Figure } from "./report.js";
import { median } from "./stats.js";
import { itemAt } from "./workload.js";

const ITEMS = 20_000;
const AT_ONCE = 1000;

interface Rates {
  readonly puts: number;
  readonly gets: number;
}

/** Puts at once and gets one by one, each in thousands a second. */
async function rates(name: string, guarded: boolean): Promise<Rates> {
  // A clock that runs a thousand times as fast: nothing is throttled, for that would be no measure.
  const [begin, epoch] = [performance.now(), Date.now()];
  const clock = { now: () => epoch + (performance.now() - begin) * 1000 };
  const more = guarded ? { capacity: [TABLE], metrics: true } : {};
  const options = { name, storage: "memory", durability: "strict", clock, ...more };
  const db = (await (await loadPackage()).open(options as never)) as Database;
  await db.client.createTable(SCHEMA);
  const documents = db.documentClient();
  const put = (at: number) => documents.put({ TableName: TABLE, Item: itemAt(at) });
  const start = performance.now();
  for (let at = 0; at < ITEMS; at += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => put(at + n)));
  const puts = ITEMS / (performance.now() - start);
  const { pk, sk } = itemAt(1);
  const begun = performance.now();
  for (let at = 0; at < ITEMS; at += 1) await documents.get({ TableName: TABLE, Key: { pk, sk } });
  const gets = ITEMS / (performance.now() - begun);
  await db.destroy();
  return { puts, gets };
}

export async function guard(rounds: number): Promise<Figure[]> {
  const [puts, gets]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const without = await rates(`bench-plain-${round}`, false);
    const guarded = await rates(`bench-guarded-${round}`, true);
    puts.push(guarded.puts / without.puts);
    gets.push(guarded.gets / without.gets);
  }
  const note = `${ITEMS} items in memory, medians of ${rounds} rounds`;
  return [
    ["puts at once", puts],
    ["gets one by one", gets],
  ].map(([what, ratios]) => ({
    name: `guard: ${what} with capacity and metrics, against neither`,
    value: Math.round(median(ratios as number[]) * 100) / 100,
    unit: "times",
    limit: { kind: "at least", value: 0.9 },
    note,
  }));
}
