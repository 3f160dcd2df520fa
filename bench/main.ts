/** The command line of the benchmarks. */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { call, entry, launchChromium, newProfile, startSite } from "../tests/browser/harness.js";
import { access } from "./access.js";
import { changes } from "./changes.js";
import { compare, rowsOf } from "./compare.js";
import { guard } from "./guard.js";
import { nodeRunner } from "./node_memory.js";
import type { ComparePage } from "./pages/compare.js";
import { past } from "./past.js";
import { replicas } from "./replicas.js";
import { comparisonTable, figureTable, type Results, save } from "./report.js";
import { type ContenderName, ROWS } from "./rows.js";
import { scale } from "./scale.js";
import { sizes } from "./size.js";
import { spawns } from "./spawn.js";
import { hydrations } from "./sync.js";
import { time } from "./time.js";
import { transfers } from "./transfer.js";
import type { Order } from "./workload.js";

const USAGE = `usage: node bench/run.mjs [options]
  --rounds N     rounds of every comparison (default 5)
  --only TEXT    only what has TEXT in its name
  --peers        peers only, without Hashrange
  --items N      size of the large database (default 1000000)
  --in-flight N  batchWrite calls under way while loading it (default 16)
  --order WHAT   what of the large database comes in a random order: partitions (default) or items
  --list         name everything that can be run`;

interface Options {
  readonly rounds: number;
  readonly only: string;
  readonly peers: boolean;
  readonly items: number;
  readonly inFlight: number;
  readonly order: Order;
}

function parse(words: readonly string[]): Options | undefined {
  const value = (name: string, otherwise: string): string => {
    const at = words.indexOf(name);
    return at < 0 ? otherwise : (words[at + 1] ?? otherwise);
  };
  if (words.includes("--help") || words.includes("--list")) return undefined;
  return {
    rounds: Number(value("--rounds", "5")),
    only: value("--only", ""),
    peers: words.includes("--peers"),
    items: Number(value("--items", "1000000")),
    inFlight: Number(value("--in-flight", "16")),
    order: value("--order", "partitions") === "items" ? "items" : "partitions",
  };
}

/** Where profiles live: beside the code, because a system's temporary folder may be memory. */
async function profileFolder(): Promise<string> {
  const path = fileURLToPath(new URL(".profiles", import.meta.url));
  await mkdir(path, { recursive: true });
  return path;
}

async function chromiumComparisons(
  options: Options,
  results: Results,
  who: (name: ContenderName) => boolean,
): Promise<string> {
  const rows = [...rowsOf("chromium", options.only), ...rowsOf("worker", options.only)];
  if (rows.length === 0) return "not used";
  const site = await startSite({
    pages: {
      compare: entry(import.meta.url, "pages/compare.ts"),
      compare_worker: entry(import.meta.url, "pages/compare_worker.ts"),
    },
    files: { "/sqlite3.wasm": fileURLToPath(import.meta.resolve("@sqlite.org/sqlite-wasm/sqlite3.wasm")) },
  });
  const profile = await newProfile(await profileFolder());
  const browser = await launchChromium(profile.path);
  try {
    const page = await browser.page(site.url("compare"));
    for (const row of rows) {
      process.stderr.write(`${row.host}: ${row.name} ...\n`);
      const runner = (name: ContenderName, workload: (typeof row)["workload"], operations: number) =>
        call<ComparePage, "run" | "runInWorker">(
          page,
          row.host === "worker" ? "runInWorker" : "run",
          name,
          workload,
          operations,
        );
      results.comparisons.push(await compare(row, runner, options.rounds, who));
    }
    return `Chromium ${browser.context.browser()?.version() ?? ""}`;
  } finally {
    await browser.close();
    await site.close();
    await profile.remove();
  }
}

async function main(): Promise<void> {
  const options = parse(process.argv.slice(2));
  if (options === undefined) {
    console.log(USAGE);
    for (const row of ROWS) console.log(`  ${row.host} ${row.name}`);
    console.log(
      "  size\n  spawn\n  changes\n  guard\n  access\n  transfer\n  sync\n  time\n  replicas\n  past\n  scale",
    );
    return;
  }
  const results: Results = { comparisons: [], figures: [], raw: {} };
  const who = (name: ContenderName): boolean => !(options.peers && name === "hashrange");
  for (const row of rowsOf("node", options.only)) {
    process.stderr.write(`node: ${row.name} ...\n`);
    results.comparisons.push(await compare(row, nodeRunner, options.rounds, who));
  }
  if (!options.peers && "size".includes(options.only)) results.figures.push(...(await sizes()));
  if (!options.peers && "spawn".includes(options.only))
    results.figures.push(...(await spawns(options.rounds)));
  if (!options.peers && "changes".includes(options.only))
    results.figures.push(...(await changes(options.rounds)));
  if (!options.peers && "transfer".includes(options.only))
    results.figures.push(...(await transfers(options.rounds)));
  if (!options.peers && "sync".includes(options.only))
    results.figures.push(...(await hydrations(options.rounds)));
  if (!options.peers && "guard".includes(options.only))
    results.figures.push(...(await guard(options.rounds)));
  if (!options.peers && "access".includes(options.only))
    results.figures.push(...(await access(options.rounds)));
  if (!options.peers && "replicas".includes(options.only))
    results.figures.push(...(await replicas(options.rounds)));
  if (!options.peers && "past".includes(options.only))
    results.figures.push(...(await past(options.rounds, await profileFolder())));
  if (!options.peers && "time".includes(options.only))
    results.figures.push(...(await time(options.rounds, await profileFolder())));
  const browser = await chromiumComparisons(options, results, who);
  if (!options.peers && "scale".includes(options.only)) {
    const { items, rounds, inFlight, order } = options;
    await scale({ items, rounds, inFlight, order, profiles: await profileFolder() }, results);
  }
  if (results.comparisons.length > 0) console.log(`\n${comparisonTable(results.comparisons)}`);
  if (results.figures.length > 0) console.log(`\n${figureTable(results.figures)}`);
  console.log(`\n${await save(results, browser)}`);
}

await main();
