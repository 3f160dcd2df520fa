/** The directory: who answers for which partitions, the tables, and the work of changing either. */

import type { Ask } from "../types/internal_model.js";
import { Balance, type Load, type Loaded, type SplitPolicy } from "./balance.js";
import { HASHES } from "./hash.js";
import {
  askerOf,
  type DirectoryMessage,
  type DirectoryReply,
  failedWith,
  type Owned,
  type ShardClock,
  type ShardDatabase,
  type ShardMap,
  type ShardPort,
  type ShardReply,
  type TableKey,
} from "./messages.js";
import { type Move, type MoveView, step } from "./moves.js";
import { described, keyOf, named } from "./tables.js";
import type { Json } from "./wire.js";

export interface DirectoryOptions extends SplitPolicy {
  readonly db: ShardDatabase;
  readonly port: ShardPort;
  readonly clock: ShardClock;
  /** How many shards there are in the beginning, 1 by default. */
  readonly shards?: number | undefined;
}

/** An operation on tables that not all shards may have done. */
interface Job {
  readonly operation: string;
  readonly body: string;
  readonly table: string;
  /** What the table is afterwards; nothing if it is deleted. */
  readonly key?: TableKey | undefined;
}

interface State {
  readonly version: number;
  readonly epoch: number;
  /** Number of the next new shard. */
  readonly next: number;
  readonly ranges: readonly Owned[];
  readonly isReady: boolean;
  readonly move?: Move | undefined;
  readonly job?: Job | undefined;
}

interface Kept {
  readonly key: TableKey;
  /** What descriptions show of it, whichever shard they are from. */
  readonly shown: Json;
}

const STATE = { Kind: "shard-map", Name: "map" } as const;
const TABLES = "shard-table";
/** How many steps of a move a change of tables waits for. */
const STEPS = 100;
const BUSY = "A range is being moved: try again later";

export class Directory {
  readonly #options: DirectoryOptions;
  readonly #ask: Ask;
  #loading: Promise<void> | undefined;
  #state: State | undefined;
  readonly #tables = new Map<string, Kept>();
  #turn: Promise<unknown> = Promise.resolve();
  /** How many wait for the work on a move to pause. */
  #waiting = 0;
  #measured = 0;
  readonly #balance: Balance;

  constructor(options: DirectoryOptions) {
    this.#balance = new Balance(options);
    this.#options = options;
    this.#ask = askerOf(options.db);
  }

  async handle(message: DirectoryMessage): Promise<DirectoryReply> {
    await this.#loaded();
    switch (message.kind) {
      case "map":
        return { kind: "map", ...this.#map() };
      case "tables":
        return this.#onTables(message.operation, message.body);
      case "split":
      case "merge":
        await this.#inTurn(() => this.#begin(message.kind === "split", message.at));
        return { kind: "done" };
      case "work":
        return { kind: "done", value: await this.work() };
    }
  }

  /** Goes on with what has been begun; whether there is more to do. */
  async work(): Promise<boolean> {
    await this.#loaded();
    return this.#inTurn(async () => {
      if (this.#known.job !== undefined) await this.#finish(this.#known.job);
      const { move } = this.#known;
      if (move === undefined) return false;
      await step(this.#view(), move);
      return this.#known.move !== undefined;
    });
  }

  /**
   * Begins to split what has become too large or too busy, or to merge what has become small, by what the shards have counted
   * since it was asked last. Whether any of them was asked for anything.
   */
  async balance(): Promise<boolean> {
    await this.#loaded();
    const { port, clock } = this.#options;
    const since = clock.now() - this.#measured;
    this.#measured = clock.now();
    const loaded: Loaded[] = [];
    for (const range of this.#known.ranges) {
      const reply = await port.call(range.shard, { kind: "load" }).catch(() => undefined);
      loaded.push({ ...range, load: reply?.kind === "done" ? (reply.value as Load) : undefined });
    }
    const change = this.#balance.change(loaded, since);
    if (change !== undefined)
      await this.#inTurn(async () => {
        // Somebody may have begun something meanwhile: then the next look decides.
        const isNow = loaded.every(({ epoch }, n) => this.#known.ranges[n]?.epoch === epoch);
        if (isNow && this.#known.move === undefined) await this.#begin(change.kind === "split", change.at);
      });
    return loaded.some(({ load }) => (load?.requests ?? 0) > 0);
  }

  get #known(): State {
    if (this.#state === undefined) throw new Error("the directory is not loaded");
    return this.#state;
  }

  #map(): ShardMap {
    const tables = Object.fromEntries([...this.#tables].map(([name, { key }]) => [name, key]));
    const { version, ranges } = this.#known;
    return { version, ranges, tables };
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #loaded(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { Value } = await this.#ask("GetState", STATE);
    this.#state = Value === undefined ? undefined : (JSON.parse(Value) as State);
    this.#tables.clear();
    let After: string | undefined;
    do {
      const page = await this.#ask("ListStates", { Kind: TABLES, ...(After !== undefined && { After }) });
      for (const { Name, Value } of page.States) this.#tables.set(Name, JSON.parse(Value) as Kept);
      After = page.LastName;
    } while (After !== undefined);
    if (this.#state === undefined) await this.#keep(beginning(this.#options.shards ?? 1));
    if (this.#known.isReady) return;
    // Nobody is shown a map before the shards know it.
    for (const { shard, from, to, epoch } of this.#known.ranges)
      await this.#options.port.call(shard, { kind: "assign", epoch, ranges: [{ from, to }] });
    await this.#keep({ ...this.#known, isReady: true });
  }

  async #keep(state: State): Promise<void> {
    await this.#ask("PutState", { ...STATE, Value: JSON.stringify(state) });
    this.#state = state;
  }

  #view(): MoveView {
    return {
      ...this.#options,
      ranges: () => this.#known.ranges,
      tables: () => [...this.#tables.keys()],
      ids: () => this.#ids(),
      isWanted: () => this.#waiting > 0,
      keep: (move, ranges) =>
        this.#keep({
          ...this.#known,
          move,
          ...(ranges && { ranges, version: this.#known.version + 1 }),
        }),
    };
  }

  async #begin(isSplit: boolean, at: number): Promise<void> {
    const { ranges, move, epoch, next } = this.#known;
    if (move !== undefined) throw new Error("A range is being moved already");
    const place = ranges.findIndex(({ from, to }) =>
      isSplit ? from < at && at < to : from === at && from > 0,
    );
    const range = ranges[place];
    if (range === undefined)
      throw new RangeError(`There is no range to ${isSplit ? "split" : "merge"} at ${at}`);
    const to = isSplit ? `shard-${next}` : (ranges[place - 1]?.shard ?? "");
    const begun: Move = {
      id: `move-${epoch + 1}`,
      epoch: epoch + 1,
      source: range.shard,
      target: to,
      from: isSplit ? at : range.from,
      to: range.to,
      step: "copy",
    };
    await this.#keep({ ...this.#known, epoch: epoch + 1, next: isSplit ? next + 1 : next, move: begun });
  }

  #ids(): Record<string, string> {
    return Object.fromEntries([...this.#tables].map(([name, { key }]) => [name, key.id]));
  }

  #owners(): string[] {
    return [...new Set(this.#known.ranges.map(({ shard }) => shard))];
  }

  /** Those whose tables have to be the same. */
  #involved(): string[] {
    const { move } = this.#known;
    return [...new Set([...this.#owners(), ...(move ? [move.source, move.target] : [])])];
  }

  async #onTables(operation: string, body: string): Promise<ShardReply> {
    if (operation === "DescribeTable") return this.#describe(body);
    this.#waiting += 1;
    try {
      return await this.#inTurn(() => this.#change(operation, body));
    } finally {
      this.#waiting -= 1;
    }
  }

  async #describe(body: string): Promise<ShardReply> {
    const replies: ShardReply[] = [];
    for (const shard of this.#owners()) replies.push(await this.#options.port.call(shard, read(body)));
    return described(replies, this.#tables.get(named(body))?.shown);
  }

  /** Changes the tables of all shards. The first one's refusal is the answer; once it has agreed, the others follow. */
  async #change(operation: string, body: string): Promise<ShardReply> {
    const { job, epoch } = this.#known;
    if (job !== undefined) await this.#finish(job);
    for (let steps = 0; this.#known.move?.step === "stop"; steps += 1) {
      if (steps === STEPS) return { kind: "answer", ...failedWith("LimitExceededException", BUSY) };
      await step(this.#view(), this.#known.move);
    }
    const table = named(body);
    const [first = "", ...others] = this.#involved();
    const id = `${epoch}-${this.#options.clock.now()}-${Math.floor(this.#options.clock.random() * 1e9)}`;
    const ids = this.#ids();
    const isNew = operation === "CreateTable" && ids[table] === undefined;
    if (isNew) ids[table] = id;
    const begun: Job = { operation, body, table, ...(isNew && { key: { id } as TableKey }) };
    await this.#keep({ ...this.#known, job: begun });
    const reply = await this.#options.port.call(first, told(operation, body, ids));
    if (reply.kind !== "answer" || reply.status !== 200) {
      const left = this.#ids();
      await this.#options.port.call(first, { kind: "tables", ids: left });
      await this.#keep({ ...this.#known, job: undefined });
      return reply;
    }
    await this.#spread(begun, first, others);
    return reply;
  }

  /** A job that was begun before this directory was: its first shard may have done it or not, so it is asked what it has. */
  async #finish(job: Job): Promise<void> {
    const [first = "", ...others] = this.#involved();
    const ids = { ...this.#ids(), ...(job.key && { [job.table]: job.key.id }) };
    await this.#options.port.call(first, told(job.operation, job.body, ids));
    await this.#spread(job, first, others);
  }

  async #spread(job: Job, first: string, others: readonly string[]): Promise<void> {
    const { port } = this.#options;
    const ids = { ...this.#ids(), ...(job.key && { [job.table]: job.key.id }) };
    const shown = await this.#shown(first, job.table);
    const isDone = (shown === undefined) === (job.operation === "DeleteTable");
    if (!isDone) return this.#keep({ ...this.#known, job: undefined });
    if (job.operation === "DeleteTable") delete ids[job.table];
    // A shard that has done it before refuses, which is as good.
    for (const shard of others) await port.call(shard, told(job.operation, job.body, ids));
    await port.call(first, { kind: "tables", ids });
    const name = { Kind: TABLES, Name: job.table };
    if (job.operation === "DeleteTable") {
      await this.#ask("DeleteState", name);
      this.#tables.delete(job.table);
    } else if (job.operation === "CreateTable" || job.operation === "UpdateTable") {
      const known = this.#tables.get(job.table);
      const id = job.key?.id ?? known?.key.id;
      if (id !== undefined && shown !== undefined) {
        const kept: Kept = { key: keyOf(id, shown), shown: known?.shown ?? identity(shown) };
        await this.#ask("PutState", { ...name, Value: JSON.stringify(kept) });
        this.#tables.set(job.table, kept);
      }
    }
    await this.#keep({ ...this.#known, job: undefined, version: this.#known.version + 1 });
  }

  async #shown(shard: string, TableName: string): Promise<Json | undefined> {
    const reply = await this.#options.port.call(shard, read(JSON.stringify({ TableName })));
    if (reply.kind !== "answer" || reply.status !== 200) return undefined;
    return (JSON.parse(reply.body) as { Table: Json }).Table;
  }
}

function read(body: string) {
  return { kind: "run", operation: "DescribeTable", body, concern: { ids: {} } } as const;
}

function told(operation: string, body: string, ids: Json) {
  return { kind: "tables", operation, body, ids } as const;
}

function beginning(count: number): State {
  const bound = (place: number) => Math.floor((HASHES * place) / count);
  const ranges = Array.from({ length: count }, (_, place) => ({
    from: bound(place),
    to: bound(place + 1),
    shard: `shard-${place}`,
    epoch: 1,
  }));
  return { version: 1, epoch: 1, next: count, ranges, isReady: false };
}

/** What stays the same of a table wherever its first range goes. */
function identity({ TableId, TableArn, CreationDateTime }: Json): Json {
  return { TableId, TableArn, CreationDateTime };
}
