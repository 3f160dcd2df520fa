/** Puts and gets with nothing on, against the build of another version: `PATH` is its folder `pkg`. */
import { resolve } from "node:path";
import { run, type WorkloadName } from "./contender.js";
import { hashrange } from "./contenders/hashrange.js";
import { loadPackage } from "./node_memory.js";
import { median } from "./stats.js";

const PATH = process.argv[2];
const ROUNDS = Number(process.argv[3] ?? "9");
const ROWS: readonly { name: string; workload: WorkloadName; operations: number }[] = [
  { name: "puts, one by one", workload: "put-serial", operations: 100_000 },
  { name: "gets, one by one", workload: "get-serial", operations: 200_000 },
  { name: "100,000 puts at once", workload: "put-burst", operations: 100_000 },
  { name: "gets, 1,000 at once", workload: "get-burst", operations: 200_000 },
];

if (PATH === undefined) throw new Error("usage: npm run bench:against -- PATH [ROUNDS]");
const builds = [
  { who: "this", from: await loadPackage() },
  { who: "other", from: await loadPackage(resolve(PATH)) },
] as const;
const whole = (rate: number) => Math.round(rate).toLocaleString("en-US").padStart(10);
console.log(`in memory, operations a second, medians of ${ROUNDS} rounds\n`);
console.log(`${"".padEnd(22)}${"this".padStart(10)}${"other".padStart(10)}${"ratio".padStart(10)}`);
for (const { name, workload, operations } of ROWS) {
  const rates: Record<string, number[]> = { this: [], other: [] };
  // The first round only warms up.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { who, from } of round % 2 === 0 ? builds : [...builds].reverse()) {
      const timing = await run((name) => hashrange(from, name, "memory"), who, workload, operations);
      if (round >= 0) rates[who]?.push((timing.operations / timing.milliseconds) * 1000);
    }
  }
  const [own, other] = [median(rates["this"] ?? []), median(rates["other"] ?? [])];
  const ratio = `${(own / other).toFixed(3)}x`.padStart(10);
  console.log(`${name.padEnd(22)}${whole(own)}${whole(other)}${ratio}`);
}
