/** One shard: an engine, the ranges that it answers for, and what is asked of it. */

import type { Ask } from "../types/internal_model.js";
import { type Load, Sample } from "./balance.js";
import { Coordinator, REMEMBERED_MS } from "./coordinator.js";
import { Decisions } from "./decisions.js";
import { failureOf } from "./failures.js";
import { HASHES } from "./hash.js";
import {
  type Answered,
  answered,
  askerOf,
  type Concern,
  failedWith,
  type Outcome,
  type Range,
  type ShardClock,
  type ShardDatabase,
  type ShardMessage,
  type ShardPort,
  type ShardReply,
} from "./messages.js";
import { joined, without } from "./ranges.js";
import { fromWire, type Json, toWire } from "./wire.js";

/** What a shard keeps of itself. */
interface Own {
  readonly epoch: number;
  readonly ranges: readonly Range[];
  readonly ids: Readonly<Record<string, string>>;
}

export interface ShardOptions {
  readonly db: ShardDatabase;
  readonly port: ShardPort;
  readonly clock: ShardClock;
  /** Whether writes of one moment wait for each other where there are many, because keeping them is dear: off by default. */
  readonly gathers?: boolean | undefined;
}

/** After writes have met, so many later ones expect others. */
const CROWD = 16;
/** They wait for each other for such a part of the time that a write takes, and at most so many milliseconds. */
const PART = 8;
const LONGEST = 10;
/** How many writes a mean is of. */
const SMOOTH = 16;
/** In the answer to a preparation. */
const PREPARED = '"Outcome":"PREPARED"';
const STATE = { Kind: "shard", Name: "own" } as const;
/** Writes are counted by the first bits of the hash: enough to tell a transaction that its reads are of one moment. */
const COUNTED = 1 << 16;
/** A transaction that was prepared so long ago, and not decided, has lost its coordinator or the decision. */
export const ABANDONED_MS = 5000;
/** Operations of moves. */
const STEPS = new Set([
  "ReadReplica",
  "ReadChanges",
  "FollowReplica",
  "ApplyReplicated",
  "DropPart",
  "DescribeTable",
  "DescribeTimeToLive",
  "ListTagsOfResource",
]);

export class Shard {
  readonly #options: ShardOptions;
  readonly #ask: Ask;
  readonly #coordinator: Coordinator;
  readonly #boot: number;
  #loading: Promise<void> | undefined;
  #own: Own = { epoch: 0, ranges: [], ids: {} };
  /** While ranges are given up: those that stay. */
  #staying: readonly Range[] | undefined;
  /** One assignment after the other, and one change of tables. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #running = new Set<Promise<unknown>>();
  readonly #writes = new Uint32Array(COUNTED);
  readonly #writing = new Uint32Array(COUNTED);
  readonly #decisions: Decisions;
  /** Transactions whose coordinator is being asked how they ended. */
  readonly #asking = new Set<string>();
  /** Whether the ends are known of all transactions that were prepared in an earlier life and may have been answered. */
  #isSure = false;
  #assuring: Promise<boolean> | undefined;
  #isLoaded = false;
  #requests = 0;
  readonly #asked = new Sample();
  #writers = 0;
  #crowd = 0;
  /** About how many milliseconds a write takes. */
  #took = 0;
  #gathering: Promise<void> | undefined;

  constructor(options: ShardOptions) {
    this.#options = options;
    const { db, port, clock } = options;
    this.#ask = askerOf(db);
    this.#boot = clock.random();
    this.#decisions = new Decisions(this.#ask, clock);
    const own = (message: ShardMessage) => this.handle(message);
    this.#coordinator = new Coordinator({ ask: this.#ask, port, clock, own });
  }

  /** Answers a message. Rejects if the engine fails: then it may have been done or not. */
  async handle(message: ShardMessage): Promise<ShardReply> {
    if (!this.#isLoaded) await this.#load();
    switch (message.kind) {
      case "run":
        return this.#admitted(message.concern, () => this.#run(message.operation, message.body));
      case "part":
        return this.#admitted(message.concern, () => this.#part(message));
      case "snapshot":
        return this.#admitted(message.concern, () => this.#snapshot(message));
      case "prepare":
        return this.#admitted(message.concern, () => this.#prepare(message), message.id);
      case "decide":
        await this.#decisions.hear(message.id, message.commit);
        return { kind: "done" };
      case "settle":
        await this.#kept(message.ids);
        return { kind: "done" };
      case "vote":
        return { kind: "done", value: await this.#vote(message.id) };
      case "transact":
        return this.#coordinator.transact(message);
      case "outcome":
        return { kind: "done", value: await this.#coordinator.outcome(message.id, message.record) };
      case "assign":
        return this.#inTurn(() => this.#assign(message.epoch, message.ranges));
      case "tables":
        return this.#inTurn(() => this.#tables(message));
      case "ask":
        if (!STEPS.has(message.operation)) throw new Error(`${message.operation} is no step of a move`);
        return {
          kind: "done",
          value: await this.#ask(message.operation as "ReadReplica", message.input as never),
        };
      case "load":
        return { kind: "done", value: await this.#measured() };
    }
  }

  /** Ends what is left of transactions: to be called now and then. In how many milliseconds it is worth to look again. */
  async work(): Promise<number | undefined> {
    if (!this.#isLoaded) await this.#load();
    await this.#resolve({ from: 0, to: HASHES }, this.#options.clock.now() - ABANDONED_MS);
    const { Transactions } = await this.#ask("ListPrepared", {});
    const remembered = await this.#coordinator.work();
    if (Transactions.length > 0) return ABANDONED_MS;
    return remembered ? REMEMBERED_MS : undefined;
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loaded().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #loaded(): Promise<void> {
    const { Value } = await this.#ask("GetState", STATE);
    if (Value !== undefined) this.#own = JSON.parse(Value) as Own;
    this.#isLoaded = true;
  }

  async #keep(own: Own): Promise<void> {
    await this.#ask("PutState", { ...STATE, Value: JSON.stringify(own) });
    this.#own = own;
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Why a request is not for this shard now. */
  #refusal({ ids, hashes = [], range }: Concern): "moved" | "wait" | undefined {
    const { ranges, ids: own } = this.#own;
    const has = (all: readonly Range[]) =>
      hashes.every((hash) => all.some(({ from, to }) => from <= hash && hash < to)) &&
      (range === undefined || all.some(({ from, to }) => from <= range.from && range.to <= to));
    if (!Object.entries(ids).every(([name, id]) => own[name] === id) || !has(ranges)) return "moved";
    return this.#staying === undefined || has(this.#staying) ? undefined : "wait";
  }

  /** Between the look and the start of the work nothing else runs. */
  async #admitted(concern: Concern, work: () => Promise<ShardReply>, id?: string): Promise<ShardReply> {
    if (!this.#isSure && !(await this.#sure())) return { kind: "wait" };
    if (concern.writes && this.#options.gathers) await this.#gathered();
    for (;;) {
      const before = this.#decisions.before(concern, id);
      if (before === undefined) break;
      await before;
    }
    const refusal = this.#refusal(concern);
    if (refusal !== undefined) return { kind: refusal };
    this.#requests += 1;
    const [hash] = concern.hashes ?? [];
    if (hash !== undefined) this.#asked.add(hash);
    const counted = concern.writes ? (concern.hashes ?? []).map((hash) => hash >>> 16) : [];
    for (const place of counted) this.#counts(place, 1);
    const working = work();
    this.#running.add(working);
    const { clock } = this.#options;
    const begun = clock.now();
    if (concern.writes) this.#writers += 1;
    try {
      return await working;
    } finally {
      if (concern.writes) {
        this.#writers -= 1;
        this.#took += (clock.now() - begun - this.#took) / SMOOTH;
      }
      this.#running.delete(working);
      for (const place of counted) this.#counts(place, -1);
    }
  }

  /** Waits for the end of the moment, if there are others that write. */
  #gathered(): Promise<void> | undefined {
    this.#crowd = this.#writers > 0 ? CROWD : Math.max(0, this.#crowd - 1);
    if (this.#gathering === undefined && this.#crowd === 0) return undefined;
    const ms = Math.min(LONGEST, this.#took / PART);
    this.#gathering ??= this.#options.clock.pause(ms).then(() => {
      this.#gathering = undefined;
    });
    return this.#gathering;
  }

  #counts(place: number, writing: number): void {
    this.#writes[place] = (this.#writes[place] ?? 0) + 1;
    this.#writing[place] = (this.#writing[place] ?? 0) + writing;
  }

  /** Equal for two moments between which nothing was written to these partitions; empty while something is. */
  #seen(hashes: readonly number[]): string {
    const places = hashes.map((hash) => hash >>> 16);
    const { changes, running } = this.#decisions;
    if (running > 0 || places.some((place) => this.#writing[place] !== 0)) return "";
    return [this.#boot, changes, ...places.map((place) => this.#writes[place])].join();
  }

  async #run(operation: string, body: string): Promise<Answered & { kind: "answer" }> {
    const answer = await this.#options.db.http({
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body: new TextEncoder().encode(body),
    });
    return { kind: "answer", status: answer.status, body: new TextDecoder().decode(answer.body) };
  }

  async #part({ input, spent, concern }: ShardMessage & { kind: "part" }): Promise<ShardReply> {
    const { from: HashFrom, to: HashTo } = concern.range ?? { from: 0, to: HASHES };
    return this.#answered("ReadPart", { HashFrom, HashTo, Spent: spent, ...input });
  }

  async #snapshot({ body, concern }: ShardMessage & { kind: "snapshot" }): Promise<ShardReply> {
    const before = this.#seen(concern.hashes ?? []);
    const answer = await this.#run("TransactGetItems", body);
    return { ...answer, seen: `${before}/${this.#seen(concern.hashes ?? [])}` };
  }

  async #prepare(message: ShardMessage & { kind: "prepare" }): Promise<ShardReply> {
    const { id, coordinator, ms, input, concern } = message;
    // It may have been ended for want of a coordinator that knows it.
    if (this.#asking.has(id))
      return { kind: "answer", ...failedWith("InternalServerError", "It is over", 500) };
    const reply = await this.#answered("PrepareWrites", {
      TransactionId: id,
      Coordinator: coordinator,
      Timestamp: ms,
      ...input,
    });
    if (reply.status === 200 && reply.body.includes(PREPARED))
      this.#decisions.prepared(id, concern.hashes ?? []);
    return reply;
  }

  async #vote(id: string): Promise<Outcome | "PREPARED"> {
    await this.#decisions.flush();
    const { Outcome } = await this.#ask("DecideWrites", {
      TransactionId: id,
      Commit: false,
      IfUnknown: true,
    });
    return Outcome;
  }

  async #kept(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#decisions.apply(id, true, true)));
  }

  /** An internal operation, as if it were one of the service. */
  async #answered(operation: string, input: Json): Promise<Answered & { kind: "answer" }> {
    try {
      const output = await this.#ask(operation as "ReadPart", fromWire(input));
      const { $metadata, ...body } = output as unknown as Json;
      return { kind: "answer", ...answered(toWire<Json>(body)) };
    } catch (error) {
      return { kind: "answer", ...failureOf(error) };
    }
  }

  /** Ranges are given up when no request and no transaction is left in them, and taken as soon as that is durable. */
  async #assign(epoch: number, ranges: readonly Range[]): Promise<ShardReply> {
    if (epoch <= this.#own.epoch) return { kind: "done" };
    const lost = this.#own.ranges.flatMap((range) => without(range, ranges));
    if (lost.length > 0) {
      this.#staying = ranges;
      await Promise.allSettled([...this.#running]);
      for (const range of lost)
        if (!(await this.#resolve(range, this.#options.clock.now() + 1))) return { kind: "wait" };
    }
    await this.#keep({ ...this.#own, epoch, ranges: joined(ranges) });
    this.#staying = undefined;
    return { kind: "done" };
  }

  /**
   * Looks once, after a start, at what an earlier life has prepared: it may have known of decisions that it had not kept. Whether
   * all is known now.
   */
  #sure(): Promise<boolean> {
    this.#assuring ??= this.#assured().finally(() => {
      this.#assuring = undefined;
    });
    return this.#assuring;
  }

  async #assured(): Promise<boolean> {
    const { Transactions } = await this.#ask("ListPrepared", {});
    let isSure = true;
    for (const { TransactionId, Coordinator } of Transactions)
      if ((await this.#end(TransactionId, Coordinator)) === "UNKNOWN") isSure = false;
    this.#isSure = isSure;
    return isSure;
  }

  /** Decides what is prepared in a range as its coordinators say; whether nothing is left. */
  async #resolve({ from, to }: Range, before: number): Promise<boolean> {
    await this.#decisions.flush();
    const list = { HashFrom: from, HashTo: to, Before: before };
    const { Transactions } = await this.#ask("ListPrepared", list);
    let left = 0;
    for (const { TransactionId, Coordinator } of Transactions) {
      const outcome = await this.#end(TransactionId, Coordinator);
      if (outcome === "ACTIVE" || outcome === "UNKNOWN") left += 1;
    }
    return left === 0;
  }

  /** Ends a transaction as its coordinator says, if that knows how. */
  async #end(id: string, coordinator: string): Promise<Outcome> {
    const [shard = "", record = ""] = JSON.parse(coordinator) as string[];
    this.#asking.add(id);
    try {
      const reply = await this.#options.port
        .call(shard, { kind: "outcome", id, record })
        .catch(() => undefined);
      const outcome = reply?.kind === "done" ? (reply.value as Outcome) : "UNKNOWN";
      if (outcome === "COMMITTED" || outcome === "ABORTED")
        await this.#decisions.apply(id, outcome === "COMMITTED");
      return outcome;
    } finally {
      this.#asking.delete(id);
    }
  }

  async #tables({ operation, body = "{}", ids }: ShardMessage & { kind: "tables" }): Promise<ShardReply> {
    const reply: ShardReply = operation === undefined ? { kind: "done" } : await this.#run(operation, body);
    await this.#keep({ ...this.#own, ids: ids as Own["ids"] });
    return reply;
  }

  async #measured(): Promise<Load> {
    const [requests, middle] = [this.#requests, this.#asked.middle()];
    this.#requests = 0;
    this.#asked.clear();
    let bytes = 0;
    for (const TableName of Object.keys(this.#own.ids)) {
      const { Table } = await this.#ask("DescribeTable", { TableName });
      bytes += Table?.TableSizeBytes ?? 0;
      for (const index of Table?.GlobalSecondaryIndexes ?? []) bytes += index.IndexSizeBytes ?? 0;
    }
    return { bytes, requests, middle };
  }
}
