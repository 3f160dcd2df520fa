/** What several openings of one database have to agree on, in one page and in several. */

import { DatabaseInUseError } from "../errors/database.js";
import type { Clock } from "../types/clock.js";
import type { CoreConfig, Durability } from "./boundary.js";

/** What was asked for. What is left out may be anything, except for the durability. */
export interface Settings {
  readonly durability?: Durability | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly cacheBytes?: number | undefined;
  readonly checkpointBytes?: number | undefined;
  readonly faults?: object | undefined;
  readonly ttl?: object | undefined;
  readonly streams?: object | undefined;
  readonly recovery?: object | undefined;
  readonly capacity?: "enforce" | readonly string[] | undefined;
  readonly metrics?: boolean | undefined;
}

/** What those need to know who measure a database. */
export interface Measured extends Pick<Settings, "region" | "account" | "metrics"> {
  readonly clock?: Clock | undefined;
}

export const DEFAULTS: Settings & { durability: Durability; region: string; account: string } = {
  durability: "strict",
  region: "local",
  account: "000000000000",
};
const ORDER = ["none", "relaxed", "strict"];

const AGREED = [
  "durability",
  "region",
  "account",
  "cacheBytes",
  "checkpointBytes",
  "faults",
  "ttl",
  "streams",
  "recovery",
  "capacity",
  "metrics",
] as const;

/** The durability that keeps the promises of both. */
export function stricter(one: Durability, two: Durability): Durability {
  return ORDER.indexOf(one) < ORDER.indexOf(two) ? two : one;
}

/**
 * Lets somebody have a database that is open, unless they have asked for something else. It may be more durable than
 * they asked.
 *
 * @throws DatabaseInUseError naming the first setting that differs.
 */
export function agree(name: string, there: Settings, asked: Settings): void {
  for (const key of AGREED) {
    const has = there[key] ?? DEFAULTS[key];
    const wants = asked[key] ?? (key === "durability" ? DEFAULTS.durability : has);
    const enough = key === "durability" && stricter(has as Durability, wants as Durability) === has;
    if (enough || JSON.stringify(has) === JSON.stringify(wants)) continue;
    throw new DatabaseInUseError(
      `The database "${name}" is open already, and its ${key} is ${JSON.stringify(has) ?? "the default"}, not ${JSON.stringify(wants)}. Nothing was changed; ask for the same everywhere, or close it there first.`,
    );
  }
}

/**
 * A configuration that takes over what an open database is like. Should this page lead later, it keeps the promises of
 * those who did before. `asked` is what a page that is still opening it asked for.
 *
 * @throws DatabaseInUseError naming the first setting that differs from what was asked.
 */
export function adopted(config: CoreConfig, there: Settings, asked?: Settings): CoreConfig {
  const durability = stricter(config.durability, there.durability ?? config.durability);
  if (asked === undefined) return { ...config, durability };
  agree(config.name, there, asked);
  return { ...config, ...there, durability } as CoreConfig;
}
