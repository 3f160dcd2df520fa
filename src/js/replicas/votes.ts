/** The votes of a session: this side asks the other one for its, and gives its own. */

import type { DescribedReplica } from "../types/internal_model.js";
import { entriesOf, readWithout, written } from "./document.js";
import { statusOf } from "./groups.js";
import { holdsOf } from "./holds.js";
import type { ReplicaHost } from "./host.js";
import { replicaId } from "./keys.js";
import type { Message, MessageOf } from "./message.js";
import { SCALING } from "./scaling.js";

/** A vote that was never asked for: nothing of it can happen. */
export class Unasked extends Error {
  /** Whether the other side has refused it, and not that there is no session. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal = false) {
    super(message);
    this.isRefusal = isRefusal;
  }
}

/** What a peer may ask for. */
const OPERATIONS: readonly string[] = ["PrepareItem", "AcceptItem", "ListOpen"];
/** Members of requests that only this side gives. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  PrepareItem: ["After"],
  AcceptItem: ["Learn", "Chosen"],
};
/** Votes that are under way for a peer. */
const MOST = 1024;

export interface VotesOptions {
  readonly host: ReplicaHost;
  readonly peer: string;
  /** Milliseconds that a ballot may be ahead of this clock. */
  readonly ahead: number;
  send(message: Message): void;
  /** A global table as this side knows it. */
  group(table: string): DescribedReplica | undefined;
}

interface Waiting {
  resolve(answer: Uint8Array): void;
  reject(error: Error): void;
}

export class Votes {
  readonly #options: VotesOptions;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #giving = 0;
  #stopped = false;

  constructor(options: VotesOptions) {
    this.#options = options;
  }

  /** Asks the peer; rejects when the session ends before it has answered. */
  ask(table: string, operation: string, request: Uint8Array): Promise<Uint8Array> {
    if (this.#stopped) return Promise.reject(new Unasked("The session has ended."));
    this.#asked += 1;
    const Ask = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(Ask, { resolve, reject });
      this.#options.send({ Kind: "ask", Table: table, Ask, Operation: operation, Request: request });
    });
  }

  told({ Ask, Answer, Reason }: MessageOf<"told">): void {
    const waiting = this.#waiting.get(Ask);
    this.#waiting.delete(Ask);
    if (Answer instanceof Uint8Array) waiting?.resolve(Answer);
    else if (Reason !== undefined) waiting?.reject(new Unasked(String(Reason).slice(0, 500), true));
    else waiting?.reject(new Error("The other side has failed."));
  }

  /** Gives a vote, or what else is asked for. What is refused here has changed nothing. */
  async asked({ Table, Ask, Operation, Request }: MessageOf<"ask">): Promise<void> {
    const { send, host } = this.#options;
    let answer: { Answer?: Uint8Array; Reason?: string } = {};
    let isBegun = false;
    this.#giving += 1;
    try {
      if (this.#giving > MOST) throw new Error("Too many votes are asked for.");
      if (Operation === SCALING) answer = { Answer: await this.#scaled(Table, Request) };
      else {
        const { request, place } = this.#checked(Table, Operation, Request);
        if (place !== undefined) await holdsOf(host).free(Table, place);
        isBegun = true;
        answer = { Answer: await host.relay(Operation, request) };
      }
    } catch (error) {
      const { name, message } = error as Error;
      // What the engine refuses is not done; what it has failed at may be.
      if (!isBegun || name.endsWith("Exception")) answer = { Reason: message };
    } finally {
      this.#giving -= 1;
    }
    if (!this.#stopped) send({ Kind: "told", Table, Ask, ...answer });
  }

  /** The auto scaling of the replica here, which the peer wants to see or to change. */
  async #scaled(table: string, request: Uint8Array): Promise<Uint8Array> {
    const { host, peer, group } = this.#options;
    const shared = group(table);
    if (shared === undefined || statusOf(shared, peer) === undefined)
      throw new Error(`The table "${table}" is not shared here.`);
    return host.scaling(table, request);
  }

  stop(): void {
    this.#stopped = true;
    for (const { reject } of this.#waiting.values()) reject(new Error("The session has ended."));
    this.#waiting.clear();
  }

  /** The request as the engine takes it, and the item that it prepares a round for, if it does. */
  #checked(
    table: string,
    operation: string,
    request: Uint8Array,
  ): { request: Uint8Array; place: string | undefined } {
    const { group: groupOf, host, peer, ahead } = this.#options;
    const group = groupOf(table);
    if (group?.Mode !== "STRONG" || statusOf(group, peer) === undefined)
      throw new Error(`The table "${table}" is not shared by a majority here.`);
    if (!OPERATIONS.includes(operation) || !(request instanceof Uint8Array))
      throw new Error("This cannot be voted on.");
    const entries = entriesOf(request);
    const { TableName, Ballot, Replica, Peek, Place, ...others } = readWithout(entries, "Item", "Keys");
    const proposes = Ballot !== undefined && Replica === replicaId(peer);
    const isAllowed = operation === "ListOpen" || (operation === "PrepareItem" && Peek === true) || proposes;
    if (TableName !== undefined || !isAllowed || OURS[operation]?.some((name) => name in others))
      throw new Error("This cannot be voted on.");
    if (Ballot !== undefined && millisOf(String(Ballot)) > host.clock.now() + ahead)
      throw new Error("The clock of another replica is ahead of this one's.");
    const prepares = operation === "PrepareItem" && Peek !== true;
    return {
      request: written({ TableName: table }, ...entries.values()),
      place: prepares ? String(Place) : undefined,
    };
  }
}

/** The wall clock of a hybrid one, in epoch milliseconds. */
export function millisOf(clock: string): number {
  return Number(BigInt(clock) >> 12n) / 1000;
}
