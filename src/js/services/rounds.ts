/** Work that comes round: whenever it is called for, and when its next time has come. */

import { DatabaseClosedError } from "../errors/database.js";
import type { Clock } from "../types/clock.js";

/** One round of work. Gives the time of the next one in epoch milliseconds, or nothing when there is none. */
export type Round = (now: number) => Promise<number | undefined>;

interface Running extends Woken {
  again: boolean;
}

/** No timer is longer, as the wall clock may be set meanwhile. */
const LONGEST_REST = 60_000;
const AFTER_FAILURE = 10_000;

/** A kind of work, which runs once for each engine. */
export class Rounds {
  readonly #what: string;
  readonly #running = new WeakMap<object, Running>();

  /** `what` names it in texts of failures. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Works until nothing is left to do or the database closes; one that works already is told to look again. */
  async run(engine: object, clock: Clock, round: Round): Promise<void> {
    const known = this.#running.get(engine);
    if (known !== undefined) {
      known.again = true;
      known.wake();
      return;
    }
    const running: Running = { again: true, wake: () => undefined };
    this.#running.set(engine, running);
    try {
      for (let next: number | undefined = 0; running.again || next !== undefined; ) {
        running.again = false;
        next = await this.#once(clock, round);
        if (!running.again && next !== undefined) await rest(running, clock, next - clock.now());
      }
    } catch (error) {
      if (!(error instanceof DatabaseClosedError)) throw error;
    } finally {
      this.#running.delete(engine);
    }
  }

  async #once(clock: Clock, round: Round): Promise<number | undefined> {
    try {
      return await round(clock.now());
    } catch (error) {
      if (error instanceof DatabaseClosedError) throw error;
      console.error(`hashrange: ${this.#what} failed, and come round again:`, error);
      return clock.now() + AFTER_FAILURE;
    }
  }
}

/** Whether work failed only because the database was closed meanwhile. */
export function isClosed(error: unknown): boolean {
  return error instanceof DatabaseClosedError;
}

/** What may end a rest. */
export interface Woken {
  wake(): void;
}

/** Ends when the time has passed, a minute at most, or earlier when there is something to do. */
export async function rest(running: Woken, clock: Clock, ms: number): Promise<void> {
  const woken = new Promise<void>((resolve) => {
    running.wake = resolve;
  });
  const shorter = Math.min(Math.max(ms, 0), LONGEST_REST);
  if (clock.sleep !== undefined) return Promise.race([woken, clock.sleep(shorter)]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, shorter);
    // Nothing waits for it: a program may end.
    (timer as { unref?: () => void }).unref?.();
  });
  await Promise.race([woken, passed]);
  clearTimeout(timer);
}
