/** Whether an engine gets on: a storage that has stopped answering looks like one that is slow. */

import type { EngineStatus } from "./boundary.js";

/** So long without progress, although something waits for it, is taken for a standstill. */
const STANDSTILL_MILLIS = 10_000;

export class Progress {
  #mark = "";
  #moved = 0;

  /** Looks at an engine's counters, which those who wait make it do again and again. */
  made({ lsn, durableLsn, parked, restoring, epoch, checkpoint, memoryBytes }: EngineStatus): boolean {
    const commits = lsn !== durableLsn;
    // Reads wait for pages; while commits are waited for, memory grows by what is put.
    const waits = !restoring && (commits || parked);
    const mark = waits ? [epoch, durableLsn, checkpoint, commits || memoryBytes].join() : "";
    const now = performance.now();
    if (mark !== this.#mark || mark === "") this.#moved = now;
    this.#mark = mark;
    return now - this.#moved < STANDSTILL_MILLIS;
  }
}
