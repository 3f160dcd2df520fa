/** Tables for people and a JSON file for later. */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, platform, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.js";

/** One figure that is not a comparison, with its limit. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The limit the value is held against, and on which side it must be. */
  readonly limit?: { readonly kind: "at most" | "at least"; readonly value: number };
  /** More to know about the value, in words. */
  readonly note?: string;
}

/** Everything a run found. */
export interface Results {
  readonly comparisons: Comparison[];
  readonly figures: Figure[];
  readonly raw: Record<string, unknown>;
}

function whole(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en-US")
    : value.toFixed(value < 10 ? 2 : 1);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  const lines = rows.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return lines.join("\n");
}

function verdict(good: boolean | undefined): string {
  if (good === undefined) return "";
  return good ? "ok" : "MISSED";
}

/** Hashrange's rate divided by a peer's. */
function times({ medians }: Comparison, rate: number): string {
  const own = medians["hashrange"];
  return own === undefined ? "-" : `${(own / rate).toFixed(2)}x`;
}

/** The comparisons as a table. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((one) => {
    const others = Object.entries(one.medians).filter(([name]) => name !== "hashrange");
    return [
      `${one.host}: ${one.row}`,
      whole(one.medians["hashrange"] ?? Number.NaN),
      others.map(([name, rate]) => `${name} ${whole(rate)} (${times(one, rate)})`).join(", "),
      one.ratio === undefined ? "-" : `${one.ratio.toFixed(2)}x`,
      `${one.bar}x`,
      verdict(one.ratio === undefined ? undefined : one.ratio >= one.bar),
    ];
  });
  return table([["workload (operations a second)", "hashrange", "peers", "ratio", "bar", ""], ...rows]);
}

/** The figures as a table. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, limit, note }) => {
    const good =
      limit === undefined
        ? undefined
        : limit.kind === "at most"
          ? value <= limit.value
          : value >= limit.value;
    const bar = limit === undefined ? "" : `${limit.kind} ${whole(limit.value)}`;
    return [name, `${whole(value)} ${unit}`, bar, verdict(good), note ?? ""];
  });
  return table([["figure", "value", "limit", "", "note"], ...rows]);
}

function revision(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}

/** Writes a results file and returns its path. */
export async function save(results: Results, browser: string): Promise<string> {
  const folder = new URL("results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const when = new Date().toISOString();
  const host = {
    node: process.version,
    browser,
    system: platform(),
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "",
    memory: totalmem(),
  };
  const path = fileURLToPath(new URL(`${when.slice(0, 19).replaceAll(":", "")}.json`, folder));
  await writeFile(path, `${JSON.stringify({ when, revision: revision(), host, ...results }, null, 1)}\n`);
  return path;
}
