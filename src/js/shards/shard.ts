/** One shard: an engine, the ranges that it answers for, and what is asked of it. */

import type { Ask } from "../types/internal_model.js";
import { Coordinator, REMEMBERED_MS } from "./coordinator.js";
import { HASHES } from "./hash.js";
import {
  type Answered,
  answered,
  askerOf,
  type Concern,
  failedWith,
  type Range,
  type ShardClock,
  type ShardDatabase,
  type ShardMessage,
  type ShardPort,
  type ShardReply,
} from "./messages.js";
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
}

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
  #loading: Promise<Own> | undefined;
  #own: Own = { epoch: 0, ranges: [], ids: {} };
  /** While ranges are given up: those that stay. */
  #staying: readonly Range[] | undefined;
  /** One assignment after the other, and one change of tables. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #running = new Set<Promise<unknown>>();
  readonly #writes = new Uint32Array(COUNTED);
  readonly #writing = new Uint32Array(COUNTED);
  #decisions = 0;
  #deciding = 0;
  #requests = 0;

  constructor(options: ShardOptions) {
    this.#options = options;
    const { db, port, clock } = options;
    this.#ask = askerOf(db);
    this.#boot = clock.random();
    this.#coordinator = new Coordinator(this.#ask, port, clock);
  }

  /** Answers a message. Rejects if the engine fails: then it may have been done or not. */
  async handle(message: ShardMessage): Promise<ShardReply> {
    this.#loading ??= this.#load();
    await this.#loading;
    switch (message.kind) {
      case "run":
        return this.#admitted(message.concern, () => this.#run(message.operation, message.body));
      case "part":
        return this.#admitted(message.concern, () => this.#part(message));
      case "snapshot":
        return this.#admitted(message.concern, () => this.#snapshot(message));
      case "prepare":
        return this.#admitted(message.concern, () => this.#prepare(message));
      case "decide":
        await this.#decide(message.id, message.commit);
        return { kind: "done" };
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
    this.#loading ??= this.#load();
    await this.#loading;
    await this.#resolve({ from: 0, to: HASHES }, this.#options.clock.now() - ABANDONED_MS);
    const { Transactions } = await this.#ask("ListPrepared", {});
    const remembered = await this.#coordinator.work();
    if (Transactions.length > 0) return ABANDONED_MS;
    return remembered ? REMEMBERED_MS : undefined;
  }

  async #load(): Promise<Own> {
    try {
      const { Value } = await this.#ask("GetState", STATE);
      if (Value !== undefined) this.#own = JSON.parse(Value) as Own;
      return this.#own;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
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
  async #admitted(concern: Concern, work: () => Promise<ShardReply>): Promise<ShardReply> {
    const refusal = this.#refusal(concern);
    if (refusal !== undefined) return { kind: refusal };
    this.#requests += 1;
    const counted = concern.writes ? (concern.hashes ?? []).map((hash) => hash >>> 16) : [];
    for (const place of counted) this.#counts(place, 1);
    const working = work();
    this.#running.add(working);
    try {
      return await working;
    } finally {
      this.#running.delete(working);
      for (const place of counted) this.#counts(place, -1);
    }
  }

  #counts(place: number, writing: number): void {
    this.#writes[place] = (this.#writes[place] ?? 0) + 1;
    this.#writing[place] = (this.#writing[place] ?? 0) + writing;
  }

  /** Equal for two moments between which nothing was written to these partitions; empty while something is. */
  #seen(hashes: readonly number[]): string {
    const places = hashes.map((hash) => hash >>> 16);
    if (this.#deciding > 0 || places.some((place) => this.#writing[place] !== 0)) return "";
    return [this.#boot, this.#decisions, ...places.map((place) => this.#writes[place])].join();
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

  #prepare({ id, coordinator, ms, input }: ShardMessage & { kind: "prepare" }): Promise<ShardReply> {
    return this.#answered("PrepareWrites", {
      TransactionId: id,
      Coordinator: coordinator,
      Timestamp: ms,
      ...input,
    });
  }

  async #decide(id: string, commit: boolean): Promise<void> {
    this.#decisions += 1;
    this.#deciding += 1;
    const working = this.#ask("DecideWrites", { TransactionId: id, Commit: commit });
    this.#running.add(working);
    try {
      await working;
    } finally {
      this.#running.delete(working);
      this.#deciding -= 1;
      this.#decisions += 1;
    }
  }

  /** An internal operation, as if it were one of the service. */
  async #answered(operation: string, input: Json): Promise<ShardReply> {
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

  /** Decides what is prepared in a range as its coordinators say; whether nothing is left. */
  async #resolve({ from, to }: Range, before: number): Promise<boolean> {
    const list = { HashFrom: from, HashTo: to, Before: before };
    const { Transactions } = await this.#ask("ListPrepared", list);
    let left = 0;
    for (const { TransactionId: id, Coordinator } of Transactions) {
      const [shard = "", record = ""] = JSON.parse(Coordinator) as string[];
      const reply = await this.#options.port
        .call(shard, { kind: "outcome", id, record })
        .catch(() => undefined);
      const outcome = reply?.kind === "done" ? reply.value : "ACTIVE";
      if (outcome === "ACTIVE") left += 1;
      else await this.#decide(id, outcome === "COMMITTED");
    }
    return left === 0;
  }

  async #tables({ operation, body = "{}", ids }: ShardMessage & { kind: "tables" }): Promise<ShardReply> {
    const reply: ShardReply = operation === undefined ? { kind: "done" } : await this.#run(operation, body);
    await this.#keep({ ...this.#own, ids: ids as Own["ids"] });
    return reply;
  }

  async #measured(): Promise<{ bytes: number; requests: number }> {
    const requests = this.#requests;
    this.#requests = 0;
    let bytes = 0;
    for (const TableName of Object.keys(this.#own.ids)) {
      const { Table } = await this.#ask("DescribeTable", { TableName });
      bytes += Table?.TableSizeBytes ?? 0;
      for (const index of Table?.GlobalSecondaryIndexes ?? []) bytes += index.IndexSizeBytes ?? 0;
    }
    return { bytes, requests };
  }
}

function failureOf(error: unknown): Answered {
  const { name, message, $fault, $metadata, ...members } = error as Error & Record<string, unknown>;
  // What the engine itself could not do may be done or not.
  if ($fault !== "client") throw error;
  const failed = failedWith(name, message);
  return {
    ...failed,
    body: JSON.stringify({ ...JSON.parse(failed.body), Message: message, ...toWire(members) }),
  };
}

/** What of a range is in none of others. */
export function without(range: Range, others: readonly Range[]): Range[] {
  let left = [range];
  for (const other of others)
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, other.from) },
        { from: Math.max(from, other.to), to },
      ].filter((part) => part.from < part.to),
    );
  return left;
}

/** Ranges in their order, with those joined that follow each other. */
export function joined(ranges: readonly Range[]): Range[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((one, two) => one.from - two.from)) {
    const last = result.at(-1);
    if (last?.to === from) last.to = to;
    else result.push({ from, to });
  }
  return result;
}
