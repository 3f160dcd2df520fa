/** The large database in Chromium: load, memory, random reads, and opening it cold and after a kill. */
import {
  type Chromium,
  call,
  entry,
  launchChromium,
  newProfile,
  type Site,
  startSite,
} from "../tests/browser/harness.js";
import type { LoadReport, OpenReport, ScalePage } from "./pages/scale.js";
import type { Figure, Results } from "./report.js";
import { median } from "./stats.js";
import type { Order } from "./workload.js";

const NAME = "bench-scale";
const CACHE_BYTES = 64 * 2 ** 20;
const MEGABYTE = 2 ** 20;
/** Items of the database that opening the large one is compared with. */
const SMALL_ITEMS = 10_000;

/** What to run. */
export interface ScaleOptions {
  readonly items: number;
  readonly rounds: number;
  /** Folder for the browsers' profiles. */
  readonly profiles: string;
  /** batchWrite calls under way during the load. */
  readonly inFlight: number;
  readonly order: Order;
}

interface Stage {
  readonly site: Site;
  readonly profile: string;
  readonly items: number;
}

type ScaleTab = Awaited<ReturnType<Chromium["page"]>>;

/** Runs `work` in a fresh browser on the stage's profile; it ends by a clean close or by a kill. */
async function visit<T>(
  stage: Stage,
  end: "close" | "kill",
  work: (page: ScaleTab) => Promise<T>,
): Promise<T> {
  const browser = await launchChromium(stage.profile);
  try {
    const page = await browser.page(stage.site.url("scale"));
    page.on("console", (message) => process.stderr.write(`  ${message.text()}\n`));
    const result = await work(page);
    if (end === "close") await call<ScalePage, "close">(page, "close");
    return result;
  } finally {
    await (end === "close" ? browser.close() : browser.kill());
  }
}

async function compiled(page: ScaleTab): Promise<ScaleTab> {
  await call<ScalePage, "compile">(page, "compile");
  return page;
}

async function load(
  stage: Stage,
  { inFlight, order }: ScaleOptions,
): Promise<LoadReport & { reads: number; memoryAfter: number }> {
  return visit(stage, "close", async (page) => {
    await compiled(page);
    const options = { name: NAME, items: stage.items, inFlight, order, cacheBytes: CACHE_BYTES };
    const report = await call<ScalePage, "load">(page, "load", options);
    const reads = await call<ScalePage, "readRandom">(page, "readRandom", stage.items / 10, stage.items);
    return { ...report, reads: reads.rate, memoryAfter: reads.memoryBytes };
  });
}

function openOnce(stage: Stage, round: number): Promise<OpenReport> {
  return visit(stage, "close", async (page) =>
    call<ScalePage, "open">(await compiled(page), "open", NAME, (round * 7919) % stage.items, CACHE_BYTES),
  );
}

async function fillAndKill(stage: Stage): Promise<unknown> {
  return visit(stage, "kill", async (page) => {
    await compiled(page);
    await call<ScalePage, "open">(page, "open", NAME, 0, CACHE_BYTES);
    return call<ScalePage, "fillLog">(page, "fillLog", stage.items);
  });
}

const total = (report: OpenReport): number => report.open + report.get;

async function openings(large: Stage, small: Stage, rounds: number, results: Results): Promise<void> {
  const found: Record<"large" | "small" | "killed" | "floor", number[]> = {
    large: [],
    small: [],
    killed: [],
    floor: [],
  };
  for (let round = -1; round < rounds; round += 1) {
    const floor = await visit(large, "close", (page) => call<ScalePage, "floor">(page, "floor", NAME));
    const [big, little] = [await openOnce(large, round + 1), await openOnce(small, round + 1)];
    results.raw[`open round ${round}`] = { floor, big, little };
    if (round < 0) continue;
    found.floor.push(floor);
    found.large.push(total(big));
    found.small.push(total(little));
  }
  for (let round = 0; round < rounds; round += 1) {
    await fillAndKill(large);
    const killed = await openOnce(large, round + 2);
    results.raw[`open after kill, round ${round}`] = killed;
    found.killed.push(total(killed));
  }
  const note = `raw IndexedDB open of the same database and one request: ${median(found.floor).toFixed(1)} ms`;
  const clean = median(found.large);
  results.figures.push(
    {
      name: `open to first get, ${large.items} items, clean`,
      value: clean,
      unit: "ms",
      limit: { kind: "at most", value: 40 },
      note,
    },
    { name: `open to first get, ${small.items} items, clean`, value: median(found.small), unit: "ms" },
    {
      name: "ratio of the two",
      value: clean / median(found.small),
      unit: "x",
      limit: { kind: "at most", value: 1.5 },
    },
    {
      name: "open to first get, killed, full log",
      value: median(found.killed),
      unit: "ms",
      limit: { kind: "at most", value: 200 },
    },
  );
}

function loadFigures(report: Awaited<ReturnType<typeof load>>, items: number): Figure[] {
  const longest = Math.max(0, ...report.longTasks.map((task) => task.milliseconds));
  const note = `p50 ${report.gets.p50.toFixed(2)} ms, longest ${report.gets.max.toFixed(0)} ms, ${report.gets.count} gets`;
  return [
    {
      name: `load of ${items}: last tenth`,
      value: report.rates.at(-1) ?? 0,
      unit: "items/s",
      limit: { kind: "at least", value: 8000 },
    },
    { name: "load: first tenth", value: report.rates[0] ?? 0, unit: "items/s" },
    {
      name: "load: get meanwhile, p99",
      value: report.gets.p99,
      unit: "ms",
      limit: { kind: "at most", value: 30 },
      note,
    },
    {
      name: "load: longest main-thread task",
      value: longest,
      unit: "ms",
      limit: { kind: "at most", value: 50 },
      note: longest === 0 ? "none over 50 ms" : `${report.longTasks.length} tasks over 50 ms`,
    },
    {
      name: "wasm memory after load and random reads",
      value: report.memoryAfter / MEGABYTE,
      unit: "MB",
      limit: { kind: "at most", value: 128 },
    },
    { name: "random gets, one by one, 64 MB cache", value: report.reads, unit: "gets/s" },
  ];
}

/** Runs everything about the large database. */
export async function scale(options: ScaleOptions, results: Results): Promise<void> {
  const site = await startSite({ pages: { scale: entry(import.meta.url, "pages/scale.ts") } });
  const [large, small] = [await newProfile(options.profiles), await newProfile(options.profiles)];
  try {
    const big = { site, profile: large.path, items: options.items };
    const little = { site, profile: small.path, items: SMALL_ITEMS };
    process.stderr.write(`chromium: load of ${options.items} items, ${options.order} in random order ...\n`);
    const report = await load(big, options);
    results.raw["load"] = report;
    results.figures.push(...loadFigures(report, options.items));
    process.stderr.write("chromium: opening ...\n");
    await load(little, options);
    await openings(big, little, options.rounds, results);
  } finally {
    await site.close();
    await large.remove();
    await small.remove();
  }
}
