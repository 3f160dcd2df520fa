/** What a socket costs the AWS SDK: its requests answered in its own page, and by `hashrange serve` on this machine. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { call, entry, launchChromium, newProfile, startSite } from "../tests/browser/harness.js";
import { start } from "../tests/node/sdk_server.js";
import type { Amount, Row, SdkPage } from "./pages/sdk.js";
import { median } from "./stats.js";

const ROUNDS = Number(process.argv[2] ?? "3");
const AMOUNT: Amount = { serial: 500, times: 20, atOnce: 100 };
const ROWS: readonly { name: string; row: Row; operations: number }[] = [
  { name: "puts, one by one", row: "put-serial", operations: AMOUNT.serial },
  { name: "gets, one by one", row: "get-serial", operations: AMOUNT.serial },
  { name: "puts, 100 at once", row: "put-parallel", operations: AMOUNT.times * AMOUNT.atOnce },
  { name: "gets, 100 at once", row: "get-parallel", operations: AMOUNT.times * AMOUNT.atOnce },
];

// On the disk that this file is on; a system's temporary folder may be memory.
const folder = fileURLToPath(new URL(".profiles", import.meta.url));
await mkdir(folder, { recursive: true });
const profile = await newProfile(folder);
const stored = await newProfile(folder);
const files = await start("--storage", join(stored.path, "tables"));
const memory = await start("--memory");
const site = await startSite({ pages: { sdk: entry(import.meta.url, "pages/sdk.ts") } });
const browser = await launchChromium(profile.path);
try {
  const places = [
    { name: "in the page", endpoint: undefined },
    { name: "server, files", endpoint: files.url },
    { name: "server, memory", endpoint: memory.url },
  ];
  const rounds = new Map(places.map(({ name }) => [name, [] as Record<Row, number>[]]));
  const page = await browser.page(site.url("sdk"));
  // The first round only warms up.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { name, endpoint } of round % 2 === 0 ? places : [...places].reverse()) {
      const taken = await call<SdkPage, "run">(page, "run", endpoint, AMOUNT);
      if (round >= 0) rounds.get(name)?.push(taken);
    }
  }
  console.log("requests a second, medians; in brackets how many times that the page reaches\n");
  console.log(`${"".padEnd(20)}${places.map(({ name }) => name.padStart(16).padEnd(24)).join("")}`);
  for (const { name, row, operations } of ROWS) {
    const rates = places.map((place) => {
      const times = rounds.get(place.name) ?? [];
      return median(times.map((taken) => (operations / taken[row]) * 1000));
    });
    const cells = rates.map((rate, at) => {
      const ratio = at === 0 ? "" : `(${((rates[0] ?? Number.NaN) / rate).toFixed(1)}x)`;
      return `${Math.round(rate).toLocaleString("en-US").padStart(16)} ${ratio.padEnd(7)}`;
    });
    console.log(`${name.padEnd(20)}${cells.join("")}`.trimEnd());
  }
} finally {
  await browser.close();
  await site.close();
  await Promise.all([files.stop(), memory.stop()]);
  await Promise.all([profile.remove(), stored.remove()]);
}
