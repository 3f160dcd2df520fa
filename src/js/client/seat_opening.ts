/** Opening an engine under a lock for which others wait. */

import type { Claim } from "./claim.js";
import type { Engine } from "./engine.js";
import { slowError } from "./seat_failures.js";

/** Loading the module over a slow network included. They pass while this page is awake, for a frozen one waits for nobody. */
const PATIENCE_SECONDS = 30;

/** Opens an engine and looks at the lock. Gives why that failed, and then nothing will come of the engine any more. */
export async function tryToOpen(engine: Engine, claim: Claim, name: string): Promise<unknown> {
  let seconds = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      seconds += 1;
      if (seconds === PATIENCE_SECONDS) reject(slowError(name));
    }, 1000);
  });
  try {
    await Promise.race([Promise.all([engine.open(), claim.check()]), late]);
    return undefined;
  } catch (error) {
    // It may be the look at the lock that failed.
    if (seconds < PATIENCE_SECONDS) await engine.close().catch(() => undefined);
    else engine.abandon();
    return error;
  } finally {
    clearInterval(timer);
  }
}
