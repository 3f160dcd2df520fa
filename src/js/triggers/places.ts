/** One place for each trigger: of all that registered it one runs it, and the next takes over when that is gone. */

import type { Locks } from "./source.js";

/** Gives the place to the next one. */
export type Release = () => void;

/** The ends of the lines in this program, by database and trigger. */
const lines = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Waits until this is the place; `undefined` if the signal came first. Without locks the line is of this program. */
export function claim(
  database: object,
  name: string,
  lock: string,
  locks: Locks | undefined,
  signal: AbortSignal,
): Promise<Release | undefined> {
  if (locks === undefined) return standInLine(database, name, signal);
  return new Promise((resolve, reject) => {
    const holder = () => new Promise<void>((release) => resolve(release));
    locks.request(lock, { signal }, holder).catch((error) => {
      if (signal.aborted) resolve(undefined);
      else reject(error);
    });
  });
}

async function standInLine(
  database: object,
  name: string,
  signal: AbortSignal,
): Promise<Release | undefined> {
  const ends = lines.get(database) ?? new Map<string, Promise<unknown>>();
  lines.set(database, ends);
  const before = ends.get(name) ?? Promise.resolve();
  let release: Release = () => undefined;
  const mine = new Promise<void>((resolve) => {
    release = resolve;
  });
  ends.set(
    name,
    before.then(() => mine),
  );
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([before, aborted]);
  if (!signal.aborted) return release;
  release();
  return undefined;
}
