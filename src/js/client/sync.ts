/** Starts syncs: brings what they need of a database. Loaded when one is asked for. */

import type { SyncOptions } from "../sync/options.js";
import { NOTHING, type SyncState, type SyncStatus } from "../sync/status.js";
import { Sync, syncsOf } from "../sync/sync.js";
import type { Ask } from "../types/internal_model.js";
import type { Beginning } from "./beginning.js";
import { asker } from "./low_level_client.js";
import { FORM, locksOf } from "./trigger.js";
import { watchedAsk } from "./watched_ask.js";

/** The syncs of a database in this program. */
export class Syncs extends Array<Sync> {
  /** Of all together: their counts, and the state that needs attention most. */
  get status(): SyncStatus {
    const order: SyncState[] = ["failed", "offline", "hydrating", "live", "stopped"];
    return this.map(({ status }) => status).reduce(
      (all, one) => ({
        ...(order.indexOf(one.state) < order.indexOf(all.state) ? one : all),
        hydrated: all.hydrated + one.hydrated,
        pulled: all.pulled + one.pulled,
        pushed: all.pushed + one.pushed,
        pending: all.pending + one.pending,
        parked: all.parked + one.parked,
        conflicts: all.conflicts + one.conflicts,
      }),
      { ...NOTHING, state: "stopped" } as SyncStatus,
    );
  }
}

export function sync(
  options: SyncOptions | undefined,
  ...[sender, name, shared, kind, onEnd]: Beginning
): Sync | Syncs {
  if (options === undefined) return Syncs.from(syncsOf(shared)) as Syncs;
  const end = new AbortController();
  const watched = watchedAsk(sender, FORM, end.signal);
  return new Sync(
    {
      ask: asker(sender) as Ask,
      async changes(input, changed) {
        const { answer, stop } = await watched<never>("ReadChanges", input, changed);
        return { page: answer, stop };
      },
      name,
      database: shared,
      locks: locksOf(kind),
      onEnd: (stop) => {
        const both = () => {
          end.abort();
          stop();
        };
        shared.access.gone?.then(both);
        return onEnd(both);
      },
    },
    options,
  );
}
