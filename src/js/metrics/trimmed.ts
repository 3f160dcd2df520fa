/** Statistics of a part of the values, by CloudWatch's names: `tm90`, `TC(10%:90%)`, `PR(:300)`, `IQM`. */

type Kind = "TM" | "TC" | "TS" | "WM" | "PR";

/** A statistic as its name says. Bounds are percentiles, or values in the unit of the metric. */
export interface Trimmed {
  kind: Kind;
  percent: boolean;
  low: number | undefined;
  high: number | undefined;
}

const SHORT = /^(tm|tc|ts|wm)(\d{1,3}(?:\.\d{1,10})?)$/;
const NUMBER = String.raw`\d{1,12}(?:\.\d{1,10})?`;
const LONG = new RegExp(`^(TM|TC|TS|WM|PR)\\((?:(${NUMBER})(%?))?:(?:(${NUMBER})(%?))?\\)$`);

/** What a name means; nothing if there is no such statistic. */
export function trimmedOf(name: string): Trimmed | undefined {
  if (name === "IQM") return { kind: "TM", percent: true, low: 25, high: 75 };
  const [, short, most] = SHORT.exec(name) ?? [];
  const [, long, low, lowPercent, high, highPercent] = LONG.exec(name) ?? [];
  const kind = (short?.toUpperCase() ?? long) as Kind | undefined;
  if (kind === undefined) return undefined;
  if (most !== undefined) return checked({ kind, percent: true, low: undefined, high: Number(most) });
  const signs = [low && lowPercent, high && highPercent].filter((sign) => sign !== undefined);
  const percent = signs.includes("%");
  // Both are percentiles, or both are values.
  if (signs.length === 0 || (percent && signs.includes("")) || (percent && kind === "PR")) return undefined;
  const bound = (given: string | undefined) => (given === undefined ? undefined : Number(given));
  return checked({ kind, percent, low: bound(low), high: bound(high) });
}

function checked(trimmed: Trimmed): Trimmed | undefined {
  const { percent, low = 0, high = percent ? 100 : Number.POSITIVE_INFINITY } = trimmed;
  return low < high && (!percent || high <= 100) ? trimmed : undefined;
}

/** How values are spread: classes from the least to the greatest, each with its limits and how many values it has. */
export type Spread = readonly { from: number; to: number; count: number }[];

/** The value at a part of a class, which grows evenly by factors. */
function within({ from, to }: Spread[number], part: number): number {
  return from <= 0 ? from + (to - from) * part : from * (to / from) ** part;
}

/** How many values are at most as great as one. */
function rankOf(spread: Spread, value: number): number {
  let rank = 0;
  for (const one of spread) {
    if (value >= one.to) rank += one.count;
    else if (value > one.from && one.from > 0)
      rank += (one.count * Math.log(value / one.from)) / Math.log(one.to / one.from);
  }
  return rank;
}

/** The value that so many others are at most as great as. */
export function valueAt(spread: Spread, rank: number): number {
  let below = 0;
  for (const one of spread) {
    if (below + one.count >= rank) return within(one, (rank - below) / one.count);
    below += one.count;
  }
  return spread.at(-1)?.to ?? 0;
}

/** The sum of the values between two ranks. */
function sumBetween(spread: Spread, low: number, high: number): number {
  let sum = 0;
  let below = 0;
  for (const one of spread) {
    const begin = Math.min(Math.max(low - below, 0), one.count);
    const end = Math.min(Math.max(high - below, 0), one.count);
    const middle = (within(one, begin / one.count) + within(one, end / one.count)) / 2;
    sum += (end - begin) * middle;
    below += one.count;
  }
  return sum;
}

/** How many values there are. */
export function countOf(spread: Spread): number {
  return spread.reduce((sum, { count }) => sum + count, 0);
}

/** The value of a statistic; nothing where no value is left. */
export function trimmedValue({ kind, percent, low, high }: Trimmed, spread: Spread): number | undefined {
  const all = countOf(spread);
  const rank = (bound: number) => (percent ? (bound / 100) * all : rankOf(spread, bound));
  const first = low === undefined ? 0 : rank(low);
  const last = high === undefined ? all : rank(high);
  const count = last - first;
  switch (kind) {
    case "TC":
      return Math.round(count);
    case "PR":
      return all === 0 ? undefined : (100 * count) / all;
    case "TS":
      return sumBetween(spread, first, last);
    case "TM":
      return count > 0 ? sumBetween(spread, first, last) / count : undefined;
    case "WM": {
      const bound = (given: number | undefined, at: number) =>
        given === undefined || percent ? valueAt(spread, at) : given;
      const outside = first * bound(low, first) + (all - last) * bound(high, last);
      return all === 0 ? undefined : (sumBetween(spread, first, last) + outside) / all;
    }
  }
}
