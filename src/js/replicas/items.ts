/** Items of global tables of strong consistency: what is read was chosen, and what is written is. */

import { type Entries, entriesOf, read, readWithout, valuesOf, written } from "./document.js";
import {
  type Ballot,
  ballotOf,
  Contested,
  compare,
  contentOf,
  type Majority,
  type Prepared,
  type Seen,
} from "./majority.js";

/** What an operation does on what is here: `Answer`, or a failure's `Name`, `Message` and `Detail`. */
export interface Outcome {
  readonly Answer?: Uint8Array;
  readonly Name?: string;
  readonly Message?: string;
  readonly Detail?: Uint8Array;
}

/** An item or a table that a majority has to agree on. */
export interface Met {
  readonly table: string;
  /** Without it, any item of the table. */
  readonly place: string | undefined;
  readonly learnt: Ballot | undefined;
  /** What follows: `Item` and `Keys`; nothing if the item stays as it is. */
  readonly write: readonly Uint8Array[] | undefined;
}

/** A request as the engine would answer it alone. */
export interface Evaluated {
  readonly outcome: Outcome;
  readonly met: readonly Met[];
}

/** Nobody knows whether the write is done. */
export class Doubtful extends Error {}

/** Rounds that a write tries before it gives way to others, and the longest rest between two, in milliseconds. */
const ROUNDS = 8;
const REST = 100;

export class Items {
  readonly #majority: Majority;
  /** Writes of one item follow each other. */
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(majority: Majority) {
    this.#majority = majority;
  }

  async evaluate(Operation: string, Request: string): Promise<Evaluated> {
    const entries = await this.#majority.here("EvaluateItem", { Operation, Request });
    const { Answer, Name, Message, Detail } = readWithout(entries, "Met") as Outcome;
    const list = entries.get("Met");
    return {
      outcome: Answer ? { Answer } : { Name: Name ?? "", Message: Message ?? "", ...(Detail && { Detail }) },
      met: (list ? valuesOf(list) : []).map(metOf),
    };
  }

  /**
   * Runs a write of one item.
   *
   * @throws NoMajority
   * @throws Contested
   * @throws Doubtful
   */
  write(operation: string, request: string, first: Evaluated, { table, place = "" }: Met): Promise<Outcome> {
    return this.#inLine(`${table}/${place}`, () =>
      this.#again(async (after) => {
        const evaluated = after === undefined ? first : await this.evaluate(operation, request);
        return this.#round(table, place, after, evaluated, () => this.evaluate(operation, request));
      }),
    );
  }

  /**
   * Has what a majority has chosen of an item in the table here.
   *
   * @throws NoMajority
   * @throws Contested
   */
  async settle(table: string, place: string): Promise<void> {
    const { best, learnt } = await this.#majority.peek(table, place);
    if (compare(best.accepted, learnt) <= 0) return;
    await this.#inLine(`${table}/${place}`, () =>
      this.#again(async (after) => {
        const prepared = await this.#majority.prepare(table, place, after);
        if (compare(prepared.best.accepted, prepared.learnt) <= 0) return true;
        return (await this.#writeBack(table, place, prepared)) ? true : undefined;
      }),
    );
  }

  /** One try; nothing if it has to be done again. */
  async #round(
    table: string,
    place: string,
    after: bigint | undefined,
    given: Evaluated,
    again: () => Promise<Evaluated>,
  ): Promise<Outcome | undefined> {
    const prepared = await this.#majority.prepare(table, place, after);
    const { best, ballot } = prepared;
    let evaluated = given;
    if (compare(best.accepted, evaluated.met[0]?.learnt) !== 0) {
      if (compare(best.accepted, prepared.learnt) > 0) {
        await this.#writeBack(table, place, prepared);
        return undefined;
      }
      evaluated = await again();
    }
    const met = evaluated.met[0];
    // Somebody else's write has come meanwhile, or it is another item now.
    if (met?.place !== place || compare(best.accepted, met.learnt) !== 0) return undefined;
    if (met.write === undefined) return evaluated.outcome;
    const proposal = { entries: met.write, made: ballot, on: best.made ?? best.accepted };
    const fate = await this.#majority.accept(table, place, ballot, proposal);
    if (fate === "chosen") return evaluated.outcome;
    if (fate === "doubtful" && (await this.#isDone(table, place, ballot, met.write)))
      return evaluated.outcome;
    return undefined;
  }

  /** Has accepted again what was accepted last. Whether it is chosen. */
  async #writeBack(
    table: string,
    place: string,
    { ballot, best }: Prepared,
    other?: readonly Uint8Array[],
  ): Promise<boolean> {
    const entries = await this.#content(table, place, best, other);
    const { made, on } = best;
    return (await this.#majority.accept(table, place, ballot, { entries, made, on })) === "chosen";
  }

  /** What was accepted last, whose content is not sent where it is known. */
  async #content(
    TableName: string,
    Place: string,
    best: Seen,
    other: readonly Uint8Array[] | undefined,
  ): Promise<readonly Uint8Array[]> {
    const content = contentOf(best);
    if (content.length > 0) return content;
    const own = await this.#majority.here("PrepareItem", { TableName, Place, Peek: true });
    const known = contentOf({ ...best, entries: own });
    if (known.length > 0) return known;
    // There never was an item: it stays deleted.
    return (other ?? []).filter((entry) => nameOf(entry) === "Keys");
  }

  /**
   * What became of a write that somebody may have accepted: whether it is done. When it is not, it never will be.
   *
   * @throws Doubtful
   */
  async #isDone(table: string, place: string, tried: Ballot, write: readonly Uint8Array[]): Promise<boolean> {
    const found = await this.#again(async (after) => {
      const prepared = await this.#majority.prepare(table, place, after);
      const { accepted, made, on } = prepared.best;
      const isOurs = compare(made ?? accepted, tried) === 0 || compare(on, tried) === 0;
      const isBefore = compare(accepted, tried) < 0;
      const passedOver = made !== undefined && compare(made, tried) > 0 && compare(on, tried) < 0;
      if (!isOurs && !isBefore && !passedOver) throw new Doubtful();
      if (!(await this.#writeBack(table, place, prepared, write))) return undefined;
      return { isOurs };
    }).catch((error) => {
      throw error instanceof Doubtful ? error : new Doubtful();
    });
    return found.isOurs;
  }

  /** Tries until there is a result; gives way for a while when others are in the way. */
  async #again<Result>(work: (after: bigint | undefined) => Promise<Result | undefined>): Promise<Result> {
    const { clock, random } = this.#majority.host;
    let after: bigint | undefined;
    for (let round = 0; round < ROUNDS; round += 1) {
      try {
        const result = await work(after);
        if (result !== undefined) return result;
        after ??= 0n;
      } catch (error) {
        if (!(error instanceof Contested)) throw error;
        after = error.after;
      }
      const share = (random(1)[0] ?? 0) / 256;
      await clock.sleep(Math.ceil(Math.min(REST, 4 * 2 ** round) * share));
    }
    throw new Contested(after ?? 0n);
  }

  #inLine<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#lines.get(name) ?? Promise.resolve();
    const result = before.then(work, work);
    const over = result.then(
      () => undefined,
      () => undefined,
    );
    this.#lines.set(name, over);
    void over.then(() => {
      if (this.#lines.get(name) === over) this.#lines.delete(name);
    });
    return result;
  }
}

function metOf(value: Uint8Array): Met {
  const entries = mapOf(value);
  const { TableName, Place, Writes, ...stamp } = readWithout(entries, "Item", "Keys");
  const parts = ["Item", "Keys"].map((name) => entries.get(name)).filter((entry) => entry !== undefined);
  return {
    table: String(TableName),
    place: Place === undefined ? undefined : String(Place),
    learnt: ballotOf(stamp, "LearntBallot", "LearntReplica"),
    write: Writes === true ? parts : undefined,
  };
}

/** The entries of a value that is a map: behind its tag and its length. */
export function mapOf(value: Uint8Array): Entries {
  return entriesOf(value.subarray(5));
}

/** The name of an entry. */
function nameOf(entry: Uint8Array): string {
  return Object.keys(read(written({}, entry)))[0] ?? "";
}
