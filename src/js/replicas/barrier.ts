/**
 * Reads of many items of a global table of strong consistency: what was chosen before the read began is in the table here. Of two
 * members of three, one has accepted each item that was chosen. It has not learnt it, and tells that it is open; or it has, and
 * then it is in front of a place of its history that has to be here.
 */

import { type Entries, entriesOf, readWithout, written } from "./document.js";
import type { Items } from "./items.js";
import { type Majority, NoMajority } from "./majority.js";

/** Milliseconds that a member's changes may take, and the rest between two looks. */
const PATIENCE = 10_000;
const LOOK = 5;

interface Member {
  readonly region: string;
  readonly places: readonly string[];
  readonly position: string | undefined;
}

/**
 * Resolves when what a majority had chosen of a table is here.
 *
 * @throws NoMajority
 */
export async function caughtUp(majority: Majority, items: Items, table: string): Promise<void> {
  const regions = await majority.members(table);
  const { places: own } = await openOf((document) =>
    majority.here("ListOpen", { ...document, TableName: table }),
  );
  const asked = regions.map(async (region): Promise<Member> => {
    const open = await openOf(async (document) =>
      entriesOf(await majority.vote(region, table, "ListOpen", written(document))),
    );
    return { region, ...open };
  });
  const other = await Promise.any(asked).catch(() => {
    throw new NoMajority();
  });
  for (const place of new Set([...own, ...other.places])) await items.settle(table, place);
  await arrived(majority, table, other);
}

/** The items that are open somewhere, page by page, and the place of the first page. */
async function openOf(ask: (document: object) => Promise<Entries>): Promise<Omit<Member, "region">> {
  const places: string[] = [];
  let position: string | undefined;
  for (let After: string | undefined; ; ) {
    const page = readWithout(await ask(After === undefined ? {} : { After })) as {
      Places?: string[];
      Next?: string;
      Position?: string;
    };
    places.push(...(page.Places ?? []));
    // What is learnt between two pages is in front of the last one's.
    position = page.Position;
    After = page.Next;
    if (After === undefined) return { places, position };
  }
}

/** Waits until a member's changes up to a place are here. */
async function arrived({ host }: Majority, TableName: string, { region, position }: Member): Promise<void> {
  if (position === undefined) return;
  const until = host.clock.now() + PATIENCE;
  for (;;) {
    const { Position } = await host.ask("GetReplicaPosition", { TableName, Peer: region });
    if (Position !== undefined && /^\d+$/.test(Position) && BigInt(Position) >= BigInt(position)) return;
    if (host.clock.now() > until) throw new NoMajority();
    await host.clock.sleep(LOOK);
  }
}
