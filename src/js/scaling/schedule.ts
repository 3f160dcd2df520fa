/** When scheduled actions are due: `at(..)`, `rate(..)` and `cron(..)`. */

import { Cron } from "croner";
import { invalid } from "./target.js";

/** A schedule: gives the first time after one, in epoch milliseconds, if there is one. */
export type Schedule = (after: number) => number | undefined;

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads the text of a schedule. `begin` is when a rate is counted from.
 *
 * @throws ServiceFault if it cannot be read.
 */
export function readSchedule(text: string, timezone: string | undefined, begin: number): Schedule {
  checkZone(timezone);
  const [, kind, inner = ""] = /^(at|rate|cron)\((.*)\)$/.exec(text.trim()) ?? [];
  const schedule =
    kind === "at"
      ? at(inner, timezone)
      : kind === "rate"
        ? rate(inner, begin)
        : kind === "cron"
          ? cron(inner, timezone)
          : undefined;
  if (schedule === undefined) throw invalid(`Invalid schedule expression: ${text}`);
  return schedule;
}

function checkZone(timezone: string | undefined): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone ?? "UTC" });
  } catch {
    throw invalid(`Invalid timezone: ${timezone}`);
  }
}

function at(text: string, timezone: string | undefined): Schedule | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text.trim())) return undefined;
  const job = made(text.trim(), timezone);
  return job && ((after) => job.nextRun(new Date(after))?.getTime());
}

function rate(text: string, begin: number): Schedule | undefined {
  const [, digits, unit = "", many] = /^(\d{1,9}) +(minute|hour|day)(s?)$/.exec(text.trim()) ?? [];
  const count = Number(digits);
  // As the service has it: one minute, two minutes.
  if (!(count > 0) || (count === 1) !== (many === "")) return undefined;
  const period = count * (UNITS[unit] as number);
  return (after) => begin + (Math.floor(Math.max(0, after - begin) / period) + 1) * period;
}

/** Minutes, hours, day of the month, month, day of the week from 1 for Sunday, year. */
function cron(text: string, timezone: string | undefined): Schedule | undefined {
  const fields = text.trim().split(/\s+/);
  const [minutes, hours, day, month, weekday, year] = fields;
  // One of the days is not said.
  if (fields.length !== 6 || (day === "?") === (weekday === "?")) return undefined;
  const pattern = ["0", minutes, hours, day, month, weekday, year]
    .map((one) => (one === "?" ? "*" : one))
    .join(" ");
  const job = made(pattern, timezone);
  return job && ((after) => job.nextRun(new Date(after))?.getTime());
}

function made(pattern: string, timezone: string | undefined): Cron | undefined {
  try {
    return new Cron(pattern, {
      timezone: timezone ?? "UTC",
      paused: true,
      // As the service: Sunday is 1, and 0/15 is every quarter.
      alternativeWeekdays: true,
      sloppyRanges: true,
    });
  } catch {
    return undefined;
  }
}
