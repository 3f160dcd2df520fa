/** Runs the rows of the comparison: contenders alternate within a round, medians over the rounds, ratios of medians. */
import type { Timing, WorkloadName } from "./contender.js";
import { type ContenderName, ROWS, type Row } from "./rows.js";
import { median } from "./stats.js";

/** Runs one workload for one contender, in whatever host the row names. */
export type Runner = (who: ContenderName, workload: WorkloadName, operations: number) => Promise<Timing>;

/** What a row measured. */
export interface Comparison {
  readonly row: string;
  readonly host: Row["host"];
  readonly against: ContenderName;
  readonly bar: number;
  /** Operations a second in every round, by contender. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  readonly medians: Readonly<Record<string, number>>;
  /** Hashrange's median rate divided by the peer's, when both ran. */
  readonly ratio?: number;
}

/** Runs one row. The first round only warms up and is not counted. */
export async function compare(
  row: Row,
  runner: Runner,
  rounds: number,
  who: (name: ContenderName) => boolean,
): Promise<Comparison> {
  const contenders = Object.entries(row.operations).filter(([name]) => who(name as ContenderName)) as [
    ContenderName,
    number,
  ][];
  const rates: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, operations] of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const timing = await runner(name, row.workload, round < 0 ? Math.ceil(operations / 4) : operations);
      const rate = (timing.operations / timing.milliseconds) * 1000;
      if (round >= 0) rates[name] = [...(rates[name] ?? []), rate];
    }
  }
  const medians = Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]));
  const [own, peer] = [medians[row.own ?? "hashrange"], medians[row.against]];
  const base = { row: row.name, host: row.host, against: row.against, bar: row.bar, rates, medians };
  return own === undefined || peer === undefined ? base : { ...base, ratio: own / peer };
}

/** The rows of a host whose name contains `only`. */
export function rowsOf(host: Row["host"], only: string): readonly Row[] {
  return ROWS.filter((row) => row.host === host && `${row.host} ${row.name}`.includes(only));
}
