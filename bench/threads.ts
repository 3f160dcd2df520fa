/** What it costs to have the engine elsewhere: the same work with it in the page, in a Worker, and in another tab. */
import { call, entry, launchChromium, newProfile, startSite } from "../tests/browser/harness.js";
import type { WorkloadName } from "./contender.js";
import type { Place, ThreadsPage } from "./pages/threads.js";
import { median } from "./stats.js";

const ROUNDS = Number(process.argv[2] ?? "5");
const PLACES: readonly Place[] = ["page", "worker", "tab"];
const ROWS: readonly { name: string; workload: WorkloadName; operations: number }[] = [
  { name: "10,000 puts at once", workload: "put-burst", operations: 10_000 },
  { name: "puts, one by one", workload: "put-serial", operations: 1000 },
  { name: "gets, one by one", workload: "get-serial", operations: 10_000 },
  { name: "gets, 1,000 at once", workload: "get-burst", operations: 20_000 },
];

const site = await startSite({ pages: { threads: entry(import.meta.url, "pages/threads.ts") } });
const profile = await newProfile();
const browser = await launchChromium(profile.path);
const whole = (rate: number) => Math.round(rate).toLocaleString("en-US").padStart(10);
try {
  const [other, page] = [await browser.page(site.url("threads")), await browser.page(site.url("threads"))];
  console.log("operations a second, medians; in brackets the share of what the page reaches\n");
  console.log(`${"".padEnd(22)}${PLACES.map((place) => place.padStart(10).padEnd(18)).join("")}`);
  for (const { name, workload, operations } of ROWS) {
    const rates: Record<Place, number[]> = { page: [], worker: [], tab: [] };
    // The first round only warms up.
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const place of round % 2 === 0 ? PLACES : [...PLACES].reverse()) {
        const database = `threads-${place}-${workload}`;
        if (place === "tab") await call<ThreadsPage, "hold">(other, "hold", database);
        const run = await call<ThreadsPage, "run">(page, "run", place, database, workload, operations);
        await call<ThreadsPage, "release">(other, "release");
        if (round >= 0) rates[place].push((run.operations / run.milliseconds) * 1000);
      }
    }
    const best = median(rates.page);
    const cells = PLACES.map((place) => {
      const rate = median(rates[place]);
      return `${whole(rate)} ${`(${(rate / best).toFixed(2)})`.padEnd(7)}`;
    });
    console.log(`${name.padEnd(22)}${cells.join("")}`);
  }
} finally {
  await browser.close();
  await site.close();
  await profile.remove();
}
