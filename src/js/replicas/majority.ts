/**
 * Majorities of a global table of strong consistency: rounds of CASPaxos for one item each. A round prepares, which tells what was
 * accepted last, and has an item accepted. What two of three have accepted is chosen, whatever becomes of the round.
 */

import type { DescribedReplica } from "../types/internal_model.js";
import { type Entries, entriesOf, readWithout, written } from "./document.js";
import { describe } from "./groups.js";
import { type Holds, holdsOf } from "./holds.js";
import type { ReplicaHost } from "./host.js";
import { Unasked } from "./votes.js";

/** A clock, and the replica that proposes. */
export interface Ballot {
  readonly clock: bigint;
  readonly replica: number;
}

/** What members of a majority have accepted of an item. */
export interface Seen {
  readonly accepted: Ballot | undefined;
  /** The ballot that it was proposed with first. */
  readonly made: Ballot | undefined;
  /** That of what it was made of. */
  readonly on: Ballot | undefined;
  /** Its `Item` and `Keys`, unless it is known here. */
  readonly entries: Entries;
}

/** What a round was prepared with, and what it has seen. */
export interface Prepared {
  readonly ballot: Ballot;
  readonly best: Seen;
  /** The write that is in the table here. */
  readonly learnt: Ballot | undefined;
}

/** What is proposed. */
export interface Proposal {
  /** `Item` and `Keys`; without an item it is deleted. */
  readonly entries: readonly Uint8Array[];
  readonly made: Ballot | undefined;
  readonly on: Ballot | undefined;
}

/**
 * `chosen`: it stands, and is in the table here. `lost`: nobody has accepted it, and nobody will. `doubtful`: somebody may have.
 */
export type Fate = "chosen" | "lost" | "doubtful";

/** Asks a region's database for a vote. */
export type AskRegion = (
  region: string,
  table: string,
  operation: string,
  request: Uint8Array,
) => Promise<Uint8Array>;

/** No two of three members can be reached. Nothing was done. */
export class NoMajority extends Error {}

/** Another replica has prepared later. */
export class Contested extends Error {
  constructor(readonly after: bigint) {
    super("Another replica writes the item.");
  }
}

/** What every item is known by: it is not wanted. */
const FOREVER = { Known: String((1n << 64n) - (1n << 53n)), KnownReplica: 0 };
/** Milliseconds that members have to answer. */
const PATIENCE = 5_000;

export class Majority {
  readonly host: ReplicaHost;
  readonly #ask: AskRegion;
  readonly #holds: Holds;

  constructor(host: ReplicaHost, ask: AskRegion) {
    this.host = host;
    this.#ask = ask;
    this.#holds = holdsOf(host);
  }

  /** The other members of a table's majority. */
  async members(table: string): Promise<string[]> {
    const { Members }: DescribedReplica = await describe(this.host, table);
    return Members.map(({ RegionName }) => RegionName).filter((region) => region !== this.host.region);
  }

  /** A member's answer, in time. */
  async vote(region: string, table: string, operation: string, request: Uint8Array): Promise<Uint8Array> {
    const late = this.host.clock.sleep(PATIENCE).then(() => {
      throw new Error(`The region "${region}" does not answer.`);
    });
    late.catch(() => undefined);
    return Promise.race([this.#ask(region, table, operation, request), late]);
  }

  /** Asks this database. */
  async here(operation: string, document: object, ...entries: Uint8Array[]): Promise<Entries> {
    return entriesOf(await this.host.relay(operation, written(document, ...entries)));
  }

  /**
   * What a majority has accepted of an item, without promising anything: the latest that was chosen before, or something later.
   *
   * @throws NoMajority
   */
  async peek(TableName: string, Place: string): Promise<Omit<Prepared, "ballot">> {
    const regions = await this.members(TableName);
    const own = await this.here("PrepareItem", { TableName, Place, Peek: true });
    const learnt = ballotOf(readSeen(own), "LearntBallot", "LearntReplica");
    const request = written({ Place, Peek: true, ...knownOf(learnt) });
    const votes = regions.map((region) => this.vote(region, TableName, "PrepareItem", request));
    const other = await Promise.any(votes).catch(() => {
      throw new NoMajority();
    });
    return { best: later(seenOf(own), seenOf(entriesOf(other))), learnt };
  }

  /**
   * Begins a round for an item, later than `after`.
   *
   * @throws NoMajority
   * @throws Contested
   */
  async prepare(TableName: string, Place: string, after: bigint | undefined): Promise<Prepared> {
    const regions = await this.members(TableName);
    const own = await this.here("PrepareItem", {
      TableName,
      Place,
      ...(after !== undefined && { After: String(after) }),
    });
    const answer = readSeen(own);
    const ballot = ballotOf(answer, "Ballot", "Replica");
    if (answer["Promised"] !== true || ballot === undefined) throw new Contested(ballot?.clock ?? 0n);
    const learnt = ballotOf(answer, "LearntBallot", "LearntReplica");
    const request = written({ Place, ...namesOf(ballot), ...knownOf(learnt) });
    let latest: bigint | undefined;
    const votes = regions.map(async (region) => {
      const entries = entriesOf(await this.vote(region, TableName, "PrepareItem", request));
      const vote = readSeen(entries);
      if (vote["Promised"] === true) return entries;
      const clock = ballotOf(vote, "Ballot", "Replica")?.clock ?? 0n;
      if (latest === undefined || clock > latest) latest = clock;
      throw new Contested(clock);
    });
    const other = await Promise.any(votes).catch(() => {
      throw latest === undefined ? new NoMajority() : new Contested(latest);
    });
    return { ballot, best: later(seenOf(own), seenOf(other)), learnt };
  }

  /**
   * Has an item accepted with the ballot of a round. The others come first: when none of them has accepted it, it is nowhere.
   */
  accept(TableName: string, Place: string, ballot: Ballot, proposal: Proposal): Promise<Fate> {
    return this.#holds.during(TableName, Place, async () => {
      const own = readSeen(await this.here("PrepareItem", { TableName, Place, Peek: true, ...FOREVER }));
      // Promised to somebody else meanwhile.
      if (compare(ballotOf(own, "Ballot", "Replica"), ballot) !== 0) return "lost";
      return this.#accept(TableName, Place, ballot, proposal);
    });
  }

  async #accept(
    TableName: string,
    Place: string,
    ballot: Ballot,
    { entries, made, on }: Proposal,
  ): Promise<Fate> {
    const regions = await this.members(TableName);
    const document = {
      Place,
      ...namesOf(ballot),
      ...(made && { MadeBallot: String(made.clock), MadeReplica: made.replica }),
      ...(on && { OnBallot: String(on.clock), OnReplica: on.replica }),
    };
    const request = written(document, ...entries);
    const fates = regions.map((region) => this.#accepted(region, TableName, request));
    const first = await firstOf(fates, "chosen");
    if (first !== "chosen") return first;
    const own = await this.here("AcceptItem", { ...document, Learn: true, TableName }, ...entries);
    if (readSeen(own)["Accepted"] === true) return "chosen";
    // Another program that uses this database has promised it; it is chosen all the same if both others have accepted it.
    const all = await Promise.all(fates);
    if (all.filter((fate) => fate === "chosen").length < 2) return "doubtful";
    await this.here("AcceptItem", { ...document, Chosen: true, TableName }, ...entries);
    return "chosen";
  }

  async #accepted(region: string, table: string, request: Uint8Array): Promise<Fate> {
    try {
      const answer = readSeen(entriesOf(await this.vote(region, table, "AcceptItem", request)));
      return answer["Accepted"] === true ? "chosen" : "lost";
    } catch (error) {
      return error instanceof Unasked ? "lost" : "doubtful";
    }
  }
}

/** Resolves with a fate as soon as one is that; else, when all are known, with the worst of them. */
async function firstOf(fates: readonly Promise<Fate>[], wanted: Fate): Promise<Fate> {
  const found = fates.map(async (fate) => {
    if ((await fate) !== wanted) throw new Error("another one");
    return wanted;
  });
  return Promise.any(found).catch(async () =>
    (await Promise.all(fates)).includes("doubtful") ? "doubtful" : "lost",
  );
}

function readSeen(entries: Entries): Record<string, unknown> {
  return readWithout(entries, "Item", "Keys");
}

function seenOf(entries: Entries): Seen {
  const answer = readSeen(entries);
  return {
    accepted: ballotOf(answer, "AcceptedBallot", "AcceptedReplica"),
    made: ballotOf(answer, "MadeBallot", "MadeReplica"),
    on: ballotOf(answer, "OnBallot", "OnReplica"),
    entries,
  };
}

/** What was accepted later; of the same, that of which more is known. */
function later(one: Seen, other: Seen): Seen {
  const order = compare(one.accepted, other.accepted);
  return order > 0 || (order === 0 && one.made !== undefined) ? one : other;
}

/** A ballot of a document. */
export function ballotOf(
  document: Record<string, unknown>,
  clock: string,
  replica: string,
): Ballot | undefined {
  const given = document[clock];
  return given === undefined
    ? undefined
    : { clock: BigInt(String(given)), replica: Number(document[replica]) };
}

/** Which of two ballots is later: nothing comes before all. */
export function compare(one: Ballot | undefined, other: Ballot | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined);
  if (one.clock !== other.clock) return one.clock > other.clock ? 1 : -1;
  return one.replica - other.replica;
}

/** What an item is that was seen, for a proposal. */
export function contentOf({ entries }: Seen): Uint8Array[] {
  return ["Item", "Keys"].map((name) => entries.get(name)).filter((entry) => entry !== undefined);
}

function namesOf({ clock, replica }: Ballot): object {
  return { Ballot: String(clock), Replica: replica };
}

function knownOf(learnt: Ballot | undefined): object {
  return learnt ? { Known: String(learnt.clock), KnownReplica: learnt.replica } : {};
}
