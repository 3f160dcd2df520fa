/** The counters as OpenMetrics text, for Prometheus. */

import type { Ask } from "../types/internal_model.js";
import { type Dimension, dimensionsOf, MEMBERS, metricOf } from "./catalog.js";
import { type Point, readPoints } from "./points.js";

export const CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;
/** Upper bounds of the classes of latencies, in seconds. */
const BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
/** Classes of the engine's histograms for one doubling; their values are microseconds. */
const CLASSES = 8;
const MICROS = 1_000_000;

/** What is summed of one series. */
interface Sums {
  readonly labels: string;
  count: number;
  sum: number;
  /** Of a gauge, and when that was. */
  last: number;
  at: number;
  readonly buckets: Map<number, number>;
}

type Families = Map<string, Map<string, Sums>>;

/** What was summed up for a database, so that its counters only grow. */
interface Folded {
  readonly families: Families;
  /** Everything before this minute is in. */
  until: number;
}

const folded = new WeakMap<object, Folded>();

/**
 * The counters of a database, which `of` tells apart. They begin a day before they are asked for first, and grow from then on
 * until the program ends.
 */
export async function openMetrics(ask: Ask, now: number, of: object): Promise<string> {
  const known = folded.get(of) ?? { families: new Map(), until: now - DAY };
  folded.set(of, known);
  const minute = Math.floor(now / MINUTE) * MINUTE;
  const from = known.until;
  const points = await readPoints(ask, { from, to: now + 1 });
  // Two who ask at the same time do not both take a minute in.
  const isFirst = known.until === from;
  const shown = isFirst ? known.families : copied(known.families);
  const [done, rest] = [
    points.filter(({ Time }) => Time < minute),
    points.filter(({ Time }) => Time >= minute),
  ];
  if (isFirst) {
    for (const point of done) add(shown, point);
    known.until = Math.max(from, minute);
  }
  const all = copied(shown);
  for (const point of rest) add(all, point);
  const sorted = [...all].sort(([one], [two]) => (one < two ? -1 : 1));
  const lines = sorted.flatMap(([metric, series]) => familyOf(metric, [...series.values()]));
  return [...lines, "# EOF\n"].join("\n");
}

function copied(families: Families): Families {
  const copy = (sums: Sums): Sums => ({ ...sums, buckets: new Map(sums.buckets) });
  return new Map(
    [...families].map(([metric, series]) => [
      metric,
      new Map([...series].map(([labels, sums]) => [labels, copy(sums)])),
    ]),
  );
}

function add(families: Families, point: Point): void {
  const family = families.get(point.Metric) ?? new Map<string, Sums>();
  families.set(point.Metric, family);
  const labels = dimensionsOf(point)
    .map((name) => `${snake(name)}="${escaped(String(point[MEMBERS[name]]))}"`)
    .join(",");
  const known = family.get(labels);
  const sums = known ?? { labels, count: 0, sum: 0, last: 0, at: 0, buckets: new Map() };
  if (known === undefined) family.set(labels, sums);
  sums.count += point.Count;
  sums.sum += point.Sum;
  if (point.Time >= sums.at) {
    sums.at = point.Time;
    sums.last = point.Maximum;
  }
  for (const [bucket, count] of point.Buckets ?? []) {
    sums.buckets.set(bucket, (sums.buckets.get(bucket) ?? 0) + count);
  }
}

/** `TableName` becomes `table_name`. */
function snake(name: Dimension | string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (sign) => (sign === "\n" ? "\\n" : `\\${sign}`));
}

function braces(...labels: string[]): string {
  const given = labels.filter((label) => label !== "");
  return given.length === 0 ? "" : `{${given.join(",")}}`;
}

function familyOf(metric: string, series: readonly Sums[]): string[] {
  const { help, unit, gauge } = metricOf(metric);
  const name = `dynamodb_${snake(metric)}${unit === "Milliseconds" ? "_seconds" : unit === "Bytes" ? (metric.endsWith("Bytes") ? "" : "_bytes") : ""}`;
  const head = (type: string, of: string[]) => [
    `# TYPE ${name} ${type}`,
    ...(name.endsWith("_seconds") ? [`# UNIT ${name} seconds`] : []),
    ...(name.endsWith("_bytes") ? [`# UNIT ${name} bytes`] : []),
    `# HELP ${name} ${help}`,
    ...of,
  ];
  if (unit === "Milliseconds" && !gauge)
    return head(
      "histogram",
      series.flatMap((one) => histogram(name, one)),
    );
  if (gauge)
    return head(
      "gauge",
      series.map(
        (one) => `${name}${braces(one.labels)} ${unit === "Milliseconds" ? one.last / 1000 : one.last}`,
      ),
    );
  return head(
    "counter",
    series.map((one) => `${name}_total${braces(one.labels)} ${one.sum}`),
  );
}

/** Classes of the engine go whole into the first one that is not below them. */
function histogram(name: string, { labels, count, sum, buckets }: Sums): string[] {
  const below = (bound: number) =>
    [...buckets].reduce(
      (all, [bucket, own]) =>
        2 ** ((bucket + 1) / CLASSES) <= bound * MICROS * (1 + 1e-9) ? all + own : all,
      0,
    );
  return [
    ...BOUNDS.map((bound) => `${name}_bucket${braces(labels, `le="${bound}"`)} ${below(bound)}`),
    `${name}_bucket${braces(labels, 'le="+Inf"')} ${count}`,
    `${name}_count${braces(labels)} ${count}`,
    `${name}_sum${braces(labels)} ${sum / 1000}`,
  ];
}
