/** What can be known of a sync. */

/**
 * `hydrating`: takes the first items. `live`: follows. `offline`: the remote side cannot be reached, does not answer as it should, or
 * asks for patience; it is tried again. `stopped`: by `stop()`, or because the database was closed. `failed`: for `lastError`.
 */
export type SyncState = "hydrating" | "live" | "offline" | "stopped" | "failed";

export interface SyncStatus {
  readonly state: SyncState;
  /** Whether it runs here, and not in another tab. */
  readonly leads: boolean;
  /** Items that were taken at first. */
  readonly hydrated: number;
  /** Remote changes that were taken since. */
  readonly pulled: number;
  /** Local changes that the remote table has. */
  readonly pushed: number;
  /** Local changes that wait for their push. */
  readonly pending: number;
  /** Local changes that were refused: `retry()` or `discard()` them. */
  readonly parked: number;
  /** Items that both sides had changed. */
  readonly conflicts: number;
  /** When the remote side was read last, in epoch milliseconds. */
  readonly lastPull?: number;
  readonly lastError?: string;
  /** Milliseconds between a remote change and its coming, for the latest that came; by whole seconds. */
  readonly lag?: number;
}

export const NOTHING: SyncStatus = {
  state: "hydrating",
  leads: false,
  hydrated: 0,
  pulled: 0,
  pushed: 0,
  pending: 0,
  parked: 0,
  conflicts: 0,
};
