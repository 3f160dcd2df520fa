/** Points put together by periods, and the statistics of each. */

import { metricOf } from "./catalog.js";
import type { Point } from "./points.js";
import { countOf, type Spread, trimmedOf, trimmedValue, valueAt } from "./trimmed.js";

/** Classes of the engine's histograms for one doubling. */
const CLASSES = 8;
const MICROS = 1000;

/** What is known of the values of one period. */
export class Statistics {
  count = 0;
  sum = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  readonly #buckets = new Map<number, number>();

  add({ Count, Sum, Minimum, Maximum, Buckets = [] }: Point): void {
    if (Count === 0) return;
    this.count += Count;
    this.sum += Sum;
    this.minimum = Math.min(this.minimum, Minimum);
    this.maximum = Math.max(this.maximum, Maximum);
    for (const [bucket, count] of Buckets)
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
  }

  /**
   * A statistic by CloudWatch's name; `undefined` where it cannot be told. Percentiles are those of latencies, exact to 9 %,
   * and of what has the same value always.
   */
  value(statistic: string): number | undefined {
    if (this.count === 0) return undefined;
    switch (statistic) {
      case "SampleCount":
        return this.count;
      case "Sum":
        return this.sum;
      case "Average":
        return this.sum / this.count;
      case "Minimum":
        return this.minimum;
      case "Maximum":
        return this.maximum;
      default: {
        const percentile = percentileOf(statistic);
        if (percentile !== undefined) return this.#percentile(percentile);
        const trimmed = trimmedOf(statistic);
        return trimmed && trimmedValue(trimmed, this.#spread());
      }
    }
  }

  /** The classes of the histogram, which reach no further than the values that there were. */
  #spread(): Spread {
    const { minimum, maximum } = this;
    if (minimum === maximum) return [{ from: minimum, to: maximum, count: this.count }];
    const limit = (value: number) => Math.min(Math.max(value, minimum), maximum);
    const of = (bucket: number) => limit(2 ** (bucket / CLASSES) / MICROS);
    const sorted = [...this.#buckets].sort(([one], [two]) => one - two);
    return sorted.map(([bucket, count]) => ({ from: of(bucket), to: of(bucket + 1), count }));
  }

  #percentile(percent: number): number | undefined {
    if (percent === 0) return this.minimum;
    if (percent === 100) return this.maximum;
    const spread = this.#spread();
    return spread.length === 0 ? undefined : valueAt(spread, (percent / 100) * countOf(spread));
  }
}

/** The number of a percentile such as `p99` or `p99.9`. */
export function percentileOf(statistic: string): number | undefined {
  const [, digits] = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic) ?? [];
  const percent = Number(digits);
  return digits !== undefined && percent <= 100 ? percent : undefined;
}

const SIMPLE = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

/** Whether there is such a statistic of a metric. Those of a part of the values need a histogram, which latencies have. */
export function isStatistic(name: string, metric = ""): boolean {
  return SIMPLE.includes(name) || isExtended(name, metric);
}

/** The same of those that are no simple ones. */
export function isExtended(name: string, metric = ""): boolean {
  if (percentileOf(name) !== undefined) return true;
  const { unit, gauge } = metricOf(metric);
  return unit === "Milliseconds" && gauge === undefined && trimmedOf(name) !== undefined;
}

/** The statistics of periods by their beginnings in epoch milliseconds, in order of time. */
export type Series = Map<number, Statistics>;

/** Periods are counted from the beginning of 1970, and so the same whoever asks. */
export function seriesOf(points: readonly Point[], periodSeconds: number): Series {
  const period = periodSeconds * 1000;
  const found: Series = new Map();
  for (const point of points) {
    const begin = Math.floor(point.Time / period) * period;
    const statistics = found.get(begin) ?? new Statistics();
    found.set(begin, statistics);
    statistics.add(point);
  }
  return new Map([...found].sort(([one], [two]) => one - two));
}
