/** One holder per database: a Web Lock, where the host has them. */

import { DatabaseInUseError } from "../errors/database.js";

/** A reload starts the new page before the old one has let go. */
const PATIENCE = 3000;

/** Gives the lock back. */
export type Release = () => void;

interface Locks {
  request(name: string, options: { signal: AbortSignal }, holder: () => Promise<void>): Promise<unknown>;
}

/** @throws DatabaseInUseError when another tab or worker keeps the database for three seconds. */
export async function lockDatabase(name: string, patience = PATIENCE): Promise<Release> {
  const locks = (globalThis.navigator as { locks?: Locks } | undefined)?.locks;
  if (locks === undefined) return () => undefined;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    return await new Promise<Release>((resolve, reject) => {
      const held = () => new Promise<void>((release) => resolve(release));
      locks.request(`hashrange:${name}`, { signal: giveUp.signal }, held).catch(reject);
    });
  } catch (error) {
    if (!giveUp.signal.aborted) throw error;
    throw new DatabaseInUseError(
      `The database "${name}" is open in another tab or worker of this origin. Nothing was changed; close it there, or open it again later.`,
    );
  } finally {
    clearTimeout(timer);
  }
}
