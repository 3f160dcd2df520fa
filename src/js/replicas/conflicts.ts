/** Conflicts of a global table, for whoever looks at them. */

import { read, written } from "./document.js";
import type { ReplicaHost } from "./host.js";

/** One of the two writes of a conflict. */
export interface ConflictingWrite {
  /** The item in plain values; absent if it was deleted. */
  item?: Record<string, unknown>;
  /** The id of the replica that wrote: the CRC-32 of its region's name. */
  replica: number;
  /** The hybrid clock of the write, in decimal digits. */
  clock: string;
}

/** Two writes of one item by replicas that had not seen each other's. */
export interface Conflict {
  keys: Record<string, unknown>;
  /** What stays. */
  won: ConflictingWrite;
  /** What was lost. */
  lost: ConflictingWrite;
  /** When the two met here. */
  at: Date;
}

interface Side {
  Item?: Record<string, unknown>;
  Clock: string;
  Replica: number;
}

/** Conflicts of one page. */
const PAGE = 100;

/** The conflicts of a table that are kept, the newest first. */
export async function conflictsOf(relay: ReplicaHost["relay"], TableName: string): Promise<Conflict[]> {
  const found: Conflict[] = [];
  for (let After: unknown; ; ) {
    const request = written({ TableName, Limit: PAGE, ...(After !== undefined && { After }) });
    const page = read(await relay("ListConflicts", request)) as {
      Conflicts?: { Keys: Record<string, unknown>; Won: Side; Lost: Side; Ms: number }[];
      Next?: string;
    };
    for (const { Keys, Won, Lost, Ms } of page.Conflicts ?? [])
      found.push({ keys: Keys, won: writeOf(Won), lost: writeOf(Lost), at: new Date(Ms) });
    After = page.Next;
    if (After === undefined) return found;
  }
}

function writeOf({ Item, Clock, Replica }: Side): ConflictingWrite {
  return { ...(Item && { item: Item }), replica: Replica, clock: Clock };
}
