/**
 * Decides transactions over several shards, in two phases. What is not recorded as committed is aborted: before the record there
 * is nothing to remember, and behind it the decision is told until all have it.
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

/** A transaction that is committed. */
interface Recorded {
  readonly id: string;
  readonly ms: number;
  /** Of the request, if it has a token. */
  readonly print?: string | undefined;
  readonly shards: readonly string[];
  readonly answer: string;
}

type Transact = ShardMessage & { kind: "transact" };

const KIND = "transaction";
/** How long a token is remembered. */
export const REMEMBERED_MS = 600_000;
const ATTEMPTS = 4;
const TELLS = 12;
/** What a record keeps of an answer; the rest is left out when it is asked for again. */
const ANSWER = 16_384;

export class Coordinator {
  readonly #ask: Ask;
  readonly #port: ShardPort;
  readonly #clock: ShardClock;
  readonly #active = new Set<string>();
  readonly #running = new Map<string, { print: string; reply: Promise<ShardReply> }>();

  constructor(ask: Ask, port: ShardPort, clock: ShardClock) {
    this.#ask = ask;
    this.#port = port;
    this.#clock = clock;
  }

  /** Runs a transaction, or gives the answer that it had under its token. */
  async transact(message: Transact): Promise<ShardReply> {
    const token = message.input["ClientRequestToken"];
    const record = typeof token === "string" ? `token/${token}` : `id/${message.id}`;
    const print = fingerprint(message.input["TransactItems"]);
    const running = this.#running.get(record);
    if (running !== undefined) return running.print === print ? running.reply : mismatch();
    const reply = this.#recorded(message, record, print);
    this.#running.set(record, { print, reply });
    try {
      return await reply;
    } finally {
      this.#running.delete(record);
    }
  }

  /** How a transaction ended. */
  async outcome(id: string, record: string): Promise<Outcome> {
    if (this.#active.has(id)) return "ACTIVE";
    const { Value } = await this.#ask("GetState", { Kind: KIND, Name: record });
    // It may have become active, and been recorded, meanwhile.
    if (this.#active.has(id)) return "ACTIVE";
    return Value !== undefined && (JSON.parse(Value) as Recorded).id === id ? "COMMITTED" : "ABORTED";
  }

  /** Tells decisions again that not all may have, and forgets tokens. Whether some are left. */
  async work(): Promise<boolean> {
    let [After, left] = [undefined as string | undefined, 0];
    do {
      const page = await this.#ask("ListStates", { Kind: KIND, ...(After !== undefined && { After }) });
      for (const { Name, Value } of page.States) {
        const recorded = JSON.parse(Value) as Recorded;
        const age = this.#clock.now() - recorded.ms;
        if (this.#running.has(Name) || (Name.startsWith("token/") && age < REMEMBERED_MS)) {
          left += 1;
          continue;
        }
        await this.#tell(recorded.id, true, recorded.shards);
        await this.#ask("DeleteState", { Kind: KIND, Name });
      }
      After = page.LastName;
    } while (After !== undefined);
    return left > 0;
  }

  async #recorded(message: Transact, record: string, print: string): Promise<ShardReply> {
    const { Value, Version = 0 } = await this.#ask("GetState", { Kind: KIND, Name: record });
    if (Value !== undefined) {
      const known = JSON.parse(Value) as Recorded;
      if (this.#clock.now() - known.ms < REMEMBERED_MS) {
        if (known.print !== print) return mismatch();
        await this.#tell(known.id, true, known.shards);
        return { kind: "answer", status: 200, body: known.answer };
      }
      // Whoever has prepared it finds its end in this record.
      await this.#tell(known.id, true, known.shards);
    }
    this.#active.add(message.id);
    const shards = message.participants.map(({ shard }) => shard);
    const prepared = await this.#prepare(message, record);
    if ("kind" in prepared) {
      this.#active.delete(message.id);
      await Promise.allSettled(shards.map((shard) => this.#decide(shard, message.id, false)));
      return prepared;
    }
    const answer = prepared.body;
    const { id } = message;
    const kept = answer.length > ANSWER ? "{}" : answer;
    const recorded: Recorded = { id, ms: this.#clock.now(), print, shards, answer: kept };
    await this.#ask("PutState", {
      Kind: KIND,
      Name: record,
      Value: JSON.stringify(recorded),
      IfVersion: Version,
    });
    this.#active.delete(id);
    await this.#tell(id, true, shards);
    // Nobody asks for it again; if it stays, `work` finds it.
    if (record.startsWith("id/"))
      this.#ask("DeleteState", { Kind: KIND, Name: record }).catch(() => undefined);
    return { kind: "answer", status: 200, body: answer };
  }

  /** The answer if all are prepared, else what to reply. */
  async #prepare(message: Transact, record: string): Promise<Answered | ShardReply> {
    const { participants, input } = message;
    const items = input["TransactItems"] as readonly Json[];
    const replies = await Promise.all(participants.map((one) => this.#ofOne(message, record, one)));
    const moved = replies.find((reply) => reply?.kind === "moved" || reply?.kind === "wait");
    if (moved !== undefined) return moved;
    const answers: { places: readonly number[]; status: number; body: Json }[] = [];
    for (const [place, reply] of replies.entries()) {
      if (reply?.kind !== "answer")
        return { kind: "answer", ...failedWith("InternalServerError", "A shard could not be reached", 500) };
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
    const coordinator = JSON.stringify([coordinatorOf(message), record]);
    const { id, ms } = message;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#port.call(shard, { kind: "prepare", id, coordinator, ms, input, concern });
      } catch {
        if (attempt === ATTEMPTS) return undefined;
        await this.#clock.pause(20 * 2 ** attempt);
      }
    }
  }

  /** Tells all of a decision, and again who does not answer. */
  async #tell(id: string, commit: boolean, shards: readonly string[]): Promise<void> {
    let left = shards;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const told = await Promise.allSettled(left.map((shard) => this.#decide(shard, id, commit)));
      left = left.filter((_, place) => told[place]?.status === "rejected");
      if (left.length === 0) return;
      if (attempt === TELLS) throw new Error(`${left.join()} cannot be told how a transaction ended`);
      await this.#clock.pause(Math.min(1000, 10 * 2 ** attempt));
    }
  }

  #decide(shard: string, id: string, commit: boolean): Promise<ShardReply> {
    return this.#port.call(shard, { kind: "decide", id, commit, concern: { ids: {} } });
  }
}

/** How many shards without ranges decide transactions. */
export const COORDINATORS = 8;

/** Who decides: by the token, so that a repeated request comes to the same one. */
export function coordinatorOf({ id, input }: { readonly id: string; readonly input: Json }): string {
  const text = String(input["ClientRequestToken"] ?? id);
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) >>> 0;
  return `coordinator-${sum % COORDINATORS}`;
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
