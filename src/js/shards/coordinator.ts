/**
 * Decides transactions over several shards. A transaction is committed as soon as all participants keep what they have prepared and
 * its record is kept here, which happens at the same time: nothing more has to be written before the answer. Whoever comes later,
 * and finds the record, asks the participants; without the record it is aborted.
 *
 * The participants are told before the answer, and keep the decision when it suits them. The record stays until all say that they
 * have kept it.
 */

import type { Ask } from "../types/internal_model.js";
import { murmur } from "./hash.js";
import {
  type Answered,
  answered,
  failedWith,
  type Outcome,
  type Participant,
  type ShardClock,
  type ShardMessage,
  type ShardPort,
  type ShardReply,
} from "./messages.js";
import { mergedAnswer, mergedFailure } from "./reasons.js";
import type { Json } from "./wire.js";

/** A transaction that is committed, if its participants say so. */
interface Recorded {
  readonly id: string;
  readonly ms: number;
  /** Of the request, if it has a token. */
  readonly print: string;
  readonly shards: readonly string[];
  /** Once all participants keep that it is committed. */
  readonly isSettled?: boolean;
  readonly answer?: string | undefined;
}

type Transact = ShardMessage & { kind: "transact" };

const KIND = "transaction";
/** How long a token is remembered. */
export const REMEMBERED_MS = 600_000;
const ATTEMPTS = 4;
const TELLS = 12;
/** What a record keeps of an answer; the rest is left out when it is asked for again. */
const ANSWER = 16_384;
/** When there are so many more, they are settled without waiting to be called. */
const MANY = 256;

export interface CoordinatorOptions {
  readonly ask: Ask;
  readonly port: ShardPort;
  readonly clock: ShardClock;
  /** The shard that it is part of: what is for that needs no message. */
  own(message: ShardMessage): Promise<ShardReply>;
}

export class Coordinator {
  readonly #ask: Ask;
  readonly #options: CoordinatorOptions;
  readonly #clock: ShardClock;
  readonly #active = new Set<string>();
  readonly #running = new Map<string, { print: string; reply: Promise<ShardReply> }>();
  /** Those that are known to be committed, with their answers, by the names of their records. */
  readonly #committed = new Map<string, Recorded>();
  /** Whoever looks at a record, or changes it, waits for who does. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #settling: Promise<boolean> | undefined;

  constructor(options: CoordinatorOptions) {
    this.#ask = options.ask;
    this.#options = options;
    this.#clock = options.clock;
  }

  /** Runs a transaction, or gives the answer that it had under its token. */
  async transact(message: Transact): Promise<ShardReply> {
    const token = message.input["ClientRequestToken"];
    const record = typeof token === "string" ? `token/${token}` : `id/${message.id}`;
    const print = fingerprint(message.input["TransactItems"]);
    const running = this.#running.get(record);
    if (running !== undefined) return running.print === print ? running.reply : mismatch();
    const reply = this.#inTurn(record, () => this.#known(message, record, print));
    this.#running.set(record, { print, reply });
    try {
      return await reply;
    } finally {
      this.#running.delete(record);
      const { size } = this.#committed;
      if (size > 0 && size % MANY === 0) this.work().catch(() => undefined);
    }
  }

  /** How a transaction ended. */
  async outcome(id: string, record: string): Promise<Outcome> {
    if (this.#active.has(id)) return "ACTIVE";
    if (this.#committed.get(record)?.id === id) return "COMMITTED";
    return this.#inTurn(record, async () => {
      // It may have been committed meanwhile.
      if (this.#committed.get(record)?.id === id) return "COMMITTED";
      const { Value } = await this.#ask("GetState", { Kind: KIND, Name: record });
      const recorded = Value === undefined ? undefined : (JSON.parse(Value) as Recorded);
      return recorded?.id === id ? this.#ended(recorded, record) : "ABORTED";
    });
  }

  /** Sees to it that all keep what is decided, and forgets tokens. Whether some are left. */
  async work(): Promise<boolean> {
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #settle(): Promise<boolean> {
    let [After, left] = [undefined as string | undefined, false];
    do {
      const page = await this.#ask("ListStates", { Kind: KIND, ...(After !== undefined && { After }) });
      const found = page.States.map(({ Name, Value }) => [Name, JSON.parse(Value) as Recorded] as const);
      if (await this.#settled(found.filter(([record]) => !this.#running.has(record)))) left = true;
      After = page.LastName;
    } while (After !== undefined);
    return left || this.#running.size > 0;
  }

  /** Settles what is not, all participants' in one message each; whether records are left. */
  async #settled(found: readonly (readonly [string, Recorded])[]): Promise<boolean> {
    const open: (readonly [string, Recorded])[] = [];
    let left = false;
    for (const [record, recorded] of found) {
      if (recorded.isSettled) {
        if (this.#clock.now() - recorded.ms < REMEMBERED_MS) left = true;
        else await this.#forget(record);
        continue;
      }
      const outcome = await this.outcome(recorded.id, record);
      if (outcome === "COMMITTED") open.push([record, this.#committed.get(record) ?? recorded]);
      else if (outcome !== "ABORTED") left = true;
    }
    const ids = new Map<string, string[]>();
    for (const [, { id, shards }] of open)
      for (const shard of shards) ids.set(shard, [...(ids.get(shard) ?? []), id]);
    const missed = new Set<string>();
    await Promise.all(
      [...ids].map(([shard, of]) =>
        this.#options.port.call(shard, { kind: "settle", ids: of }).catch(() => missed.add(shard)),
      ),
    );
    await Promise.all(
      open.map(async ([record, recorded]) => {
        if (recorded.shards.some((shard) => missed.has(shard))) left = true;
        else if (await this.#keepSettled(record, recorded)) left = true;
      }),
    );
    return left;
  }

  /** A token is remembered with its answer, anything else forgotten; whether it is remembered. */
  async #keepSettled(record: string, recorded: Recorded): Promise<boolean> {
    const remembers = record.startsWith("token/");
    if (!remembers) await this.#forget(record);
    else {
      const Value = JSON.stringify({ ...recorded, isSettled: true });
      await this.#ask("PutState", { Kind: KIND, Name: record, Value });
    }
    if (this.#committed.get(record)?.id === recorded.id) this.#committed.delete(record);
    return remembers;
  }

  async #forget(record: string): Promise<void> {
    await this.#ask("DeleteState", { Kind: KIND, Name: record });
  }

  #inTurn<Value>(record: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#turns.get(record);
    const turn = before === undefined ? work() : before.then(work, work);
    this.#turns.set(record, turn);
    const end = () => {
      if (this.#turns.get(record) === turn) this.#turns.delete(record);
    };
    turn.then(end, end);
    return turn;
  }

  /** How a transaction ended that has a record: as its participants say, of whom none can prepare it any more. */
  async #ended(recorded: Recorded, record: string): Promise<Outcome> {
    const { id, shards } = recorded;
    if (recorded.isSettled) return "COMMITTED";
    const votes = await Promise.all(
      shards.map((shard) => this.#options.port.call(shard, { kind: "vote", id }).catch(() => undefined)),
    );
    const said = votes.map((reply) => (reply?.kind === "done" ? reply.value : undefined));
    if (said.includes("ABORTED")) {
      await this.#forget(record);
      return "ABORTED";
    }
    if (said.some((vote) => vote !== "PREPARED" && vote !== "COMMITTED")) return "UNKNOWN";
    this.#committed.set(record, recorded);
    return "COMMITTED";
  }

  async #known(message: Transact, record: string, print: string): Promise<ShardReply> {
    const { Value, Version = 0 } = await this.#ask("GetState", { Kind: KIND, Name: record });
    if (Value === undefined) return this.#run(message, record, print, 0);
    const known = this.#committed.get(record) ?? (JSON.parse(Value) as Recorded);
    const outcome = this.#committed.has(record) ? "COMMITTED" : await this.#ended(known, record);
    if (outcome === "ABORTED") return this.#run(message, record, print, 0);
    if (outcome !== "COMMITTED") return unreached();
    if (this.#clock.now() - known.ms < REMEMBERED_MS) {
      if (known.print !== print) return mismatch();
      await this.#tell(known.id, known.shards);
      return { kind: "answer", status: 200, body: known.answer ?? "{}" };
    }
    // Whoever has prepared that one finds its end in this record.
    for (const shard of known.shards)
      await this.#options.port.call(shard, { kind: "settle", ids: [known.id] });
    this.#committed.delete(record);
    return this.#run(message, record, print, Version);
  }

  async #run(message: Transact, record: string, print: string, version: number): Promise<ShardReply> {
    const { id, participants } = message;
    this.#active.add(id);
    try {
      const shards = participants.map(({ shard }) => shard);
      const recorded: Recorded = { id, ms: this.#clock.now(), print, shards };
      const preparing = this.#prepare(message, record);
      const Value = JSON.stringify(recorded);
      const keeping = this.#ask("PutState", { Kind: KIND, Name: record, Value, IfVersion: version });
      const [prepared, kept] = await Promise.all([preparing, keeping.catch(() => undefined)]);
      if ("kind" in prepared || kept === undefined) {
        const [forgotten] = await Promise.allSettled([
          this.#forget(record),
          ...shards.map((shard) => this.#decide(message, shard, false)),
        ]);
        // As long as there is a record, it may still be committed.
        return "kind" in prepared && forgotten.status === "fulfilled" ? prepared : unreached();
      }
      const { body } = prepared;
      this.#committed.set(record, { ...recorded, answer: body.length > ANSWER ? undefined : body });
      this.#active.delete(id);
      await this.#tell(id, shards, message);
      return { kind: "answer", status: 200, body };
    } finally {
      this.#active.delete(id);
    }
  }

  /** The answer if all are prepared, else what to reply. */
  async #prepare(message: Transact, record: string): Promise<Answered | ShardReply> {
    const { participants, input, home } = message;
    const items = input["TransactItems"] as readonly Json[];
    // Messages leave before this shard writes anything: behind that they would wait until it is kept.
    const asked = new Map<Participant, Promise<ShardReply | undefined>>();
    for (const one of [...participants].sort((one, two) => +(one.shard === home) - +(two.shard === home)))
      asked.set(one, this.#ofOne(message, record, one));
    const replies = await Promise.all(participants.map((one) => asked.get(one)));
    const moved = replies.find((reply) => reply?.kind === "moved" || reply?.kind === "wait");
    if (moved !== undefined) return moved;
    const answers: { places: readonly number[]; status: number; body: Json }[] = [];
    for (const [place, reply] of replies.entries()) {
      if (reply?.kind !== "answer") return unreached();
      const { status, body } = reply;
      answers.push({ status, body: JSON.parse(body) as Json, places: participants[place]?.places ?? [] });
    }
    if (answers.some(({ status }) => status !== 200))
      return { kind: "answer", ...mergedFailure(answers, items.length) };
    if (answers.some(({ body }) => body["Outcome"] !== "PREPARED"))
      return { kind: "answer", ...failedWith("InternalServerError", "The transaction was ended", 500) };
    return answered(mergedAnswer(answers.map(({ body }) => body)));
  }

  /** Asks one participant, again if no answer comes: what is prepared stays prepared. */
  async #ofOne(message: Transact, record: string, { shard, places, concern }: Participant) {
    const items = message.input["TransactItems"] as readonly Json[];
    const { ReturnConsumedCapacity, ReturnItemCollectionMetrics } = message.input;
    const input: Json = { TransactItems: places.map((place) => items[place]) };
    if (ReturnConsumedCapacity !== undefined) input["ReturnConsumedCapacity"] = ReturnConsumedCapacity;
    if (ReturnItemCollectionMetrics !== undefined)
      input["ReturnItemCollectionMetrics"] = ReturnItemCollectionMetrics;
    const { id, ms, home } = message;
    const coordinator = JSON.stringify([home, record]);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#call(message, shard, { kind: "prepare", id, coordinator, ms, input, concern });
      } catch {
        if (attempt === ATTEMPTS) return undefined;
        await this.#clock.pause(20 * 2 ** attempt);
      }
    }
  }

  /** Tells all that a transaction is committed, and again who does not answer. */
  async #tell(id: string, shards: readonly string[], message?: Transact): Promise<void> {
    let left = shards;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const told = await Promise.allSettled(
        left.map((shard) => this.#decide({ id, home: message?.home }, shard, true)),
      );
      left = left.filter((_, place) => told[place]?.status === "rejected");
      if (left.length === 0) return;
      if (attempt === TELLS) throw new Error(`${left.join()} cannot be told how a transaction ended`);
      await this.#clock.pause(Math.min(1000, 10 * 2 ** attempt));
    }
  }

  #decide(
    { id, home }: { readonly id: string; readonly home?: string | undefined },
    shard: string,
    commit: boolean,
  ): Promise<ShardReply> {
    return this.#call({ home }, shard, { kind: "decide", id, commit });
  }

  #call(
    { home }: { readonly home?: string | undefined },
    shard: string,
    message: ShardMessage,
  ): Promise<ShardReply> {
    return shard === home ? this.#options.own(message) : this.#options.port.call(shard, message);
  }
}

/** How many shards without ranges decide transactions that have a token. */
export const COORDINATORS = 8;

/** Who decides a transaction with a token, so that a repeated request comes to the same one. */
export function coordinatorOf(token: string): string {
  let sum = 0;
  for (let at = 0; at < token.length; at += 1) sum = (Math.imul(sum, 31) + token.charCodeAt(at)) >>> 0;
  return `coordinator-${sum % COORDINATORS}`;
}

function unreached(): ShardReply & { kind: "answer" } {
  return { kind: "answer", ...failedWith("InternalServerError", "A shard could not be reached", 500) };
}

function mismatch(): ShardReply {
  const message = "The provided client request token was used with different request parameters";
  return { kind: "answer", ...failedWith("IdempotentParameterMismatchException", message) };
}

/** Of a request's actions, whatever the order of their members. */
function fingerprint(items: unknown): string {
  const sorted = JSON.stringify(items, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      : value,
  );
  const bytes = new TextEncoder().encode(`0${sorted}`);
  return [0, 1, 2, 3]
    .map((first) => {
      bytes[0] = first;
      return murmur(bytes).toString(16);
    })
    .concat(String(bytes.length))
    .join("-");
}
