/** Brings the changes of tables to the sinks of their Kinesis data streams: at least once, in order per item. */

import { DatabaseClosedError } from "../errors/database.js";
import { checkStopped, Stopped, sleep } from "../triggers/batches.js";
import { claim } from "../triggers/places.js";
import type { Locks, States } from "../triggers/source.js";
import { type Change, type Destination, kinesisRecord } from "./record.js";
import { type KinesisCallback, type KinesisSinks, sinkOf } from "./sinks.js";

/** Records from a place on, and what comes behind them. */
export interface Page {
  Records?: Change[];
  Next: string;
  /** Nothing can follow. */
  Ended: boolean;
}

/** What became of a batch that was sent. */
export interface Outcome {
  TableName: string;
  /** When its oldest change happened, in epoch milliseconds. */
  OldestMs: number;
  /** Records that the stream throttled, and others that it did not take. All are sent again. */
  Throttled: number;
  Failed: number;
}

const THROTTLED = /ProvisionedThroughputExceeded|LimitExceeded|Throttl/;

/** What the delivery needs of a database. */
export interface DeliveryHost {
  readonly states: States;
  /** Calls `changed` once when there may be others. */
  destinations(changed: () => void): Promise<{ found: Destination[]; stop(): void }>;
  /** Calls `changed` once when there may be more. */
  changes(
    destination: Destination,
    from: string | undefined,
    changed: () => void,
  ): Promise<{ page: Page; stop(): void }>;
  /** Counts what became of a batch, where metrics are on. */
  count?(outcome: Outcome): Promise<unknown>;
  readonly name: string;
  readonly database: object;
  readonly locks: Locks | undefined;
  readonly signal: AbortSignal;
}

const FIRST_REST = 200;
const LONGEST_REST = 60_000;
/** Kinesis takes as many at once. */
const BATCH = 500;

/** Runs until the database is closed. Of all that have the database open, one delivers. */
export async function deliver(host: DeliveryHost, sinks: KinesisSinks): Promise<void> {
  const { signal } = host;
  const lock = `hashrange-trigger:${host.name}:kinesis:`;
  for (let rest = FIRST_REST; !signal.aborted; rest = Math.min(2 * rest, LONGEST_REST)) {
    const release = await claim(host.database, "kinesis:", lock, host.locks, signal);
    try {
      if (release !== undefined) await new Delivery(host, sinks).run();
    } catch (error) {
      if (isEnd(error) || signal.aborted) return;
      console.error("hashrange: the delivery to Kinesis data streams failed:", error);
    } finally {
      release?.();
    }
    await sleep(rest, signal);
  }
}

function isEnd(error: unknown): boolean {
  return error instanceof Stopped || error instanceof DatabaseClosedError;
}

class Delivery {
  readonly #host: DeliveryHost;
  readonly #sinks: KinesisSinks;
  /** Destinations by their keys, as they are now. */
  readonly #known = new Map<string, Destination>();
  readonly #running = new Set<string>();
  #failed: unknown;
  #wake: () => void = () => undefined;

  constructor(host: DeliveryHost, sinks: KinesisSinks) {
    this.#host = host;
    this.#sinks = sinks;
  }

  /** Looks after destinations that come and go. */
  async run(): Promise<void> {
    const { signal } = this.#host;
    const abort = () => this.#wake();
    signal.addEventListener("abort", abort);
    try {
      for (;;) {
        checkStopped(signal);
        if (this.#failed !== undefined) throw this.#failed;
        const changed = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        const { found, stop } = await this.#host.destinations(() => this.#wake());
        this.#known.clear();
        for (const destination of found) this.#begin(destination);
        await changed;
        stop();
      }
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  #begin(destination: Destination): void {
    const key = `${destination.TableId}/${destination.StreamArn}`;
    const sink = sinkOf(this.#sinks, destination.StreamArn);
    this.#known.set(key, destination);
    if (sink === undefined || this.#running.has(key)) return;
    this.#running.add(key);
    this.#follow(key, sink)
      .catch((error) => {
        this.#failed = error;
        this.#wake();
      })
      .finally(() => this.#running.delete(key));
  }

  /** Delivers what a destination gets, until nothing can follow. */
  async #follow(key: string, sink: KinesisCallback): Promise<void> {
    const { signal, states } = this.#host;
    let from = await states.get(key);
    for (;;) {
      checkStopped(signal);
      // Its precision may have changed.
      const destination = this.#known.get(key);
      if (destination === undefined) return states.remove(key);
      let hear: () => void = () => undefined;
      const changed = new Promise<void>((resolve) => {
        hear = resolve;
      });
      signal.addEventListener("abort", hear);
      const { page, stop } = await this.#host.changes(destination, from, hear);
      const records = page.Records ?? [];
      if (records.length > 0) await this.#put(records, destination, sink);
      const moved = page.Next !== from;
      from = page.Next;
      if (records.length > 0) await states.put(key, from);
      if (!page.Ended && !moved) await changed;
      signal.removeEventListener("abort", hear);
      stop();
      if (page.Ended) return;
    }
  }

  /** Puts records until the sink has taken them. */
  async #put(changes: readonly Change[], destination: Destination, sink: KinesisCallback): Promise<void> {
    const { StreamArn: streamArn, TableName: tableName } = destination;
    for (let at = 0; at < changes.length; at += BATCH) {
      const batch = changes.slice(at, at + BATCH);
      const records = batch.map((change) => kinesisRecord(change, destination));
      const id = batch[0]?.dynamodb?.SequenceNumber ?? "";
      // Where metrics are off nothing of it is worked out.
      const count = (Throttled: number, Failed: number) =>
        this.#host.count?.({ TableName: tableName, OldestMs: oldestOf(batch), Throttled, Failed });
      for (let tries = 0; ; tries += 1) {
        checkStopped(this.#host.signal);
        try {
          await sink(records, { streamArn, tableName, id });
        } catch (error) {
          const isThrottled = THROTTLED.test(String(error));
          await count(isThrottled ? batch.length : 0, isThrottled ? 0 : batch.length);
          if (tries === 0)
            console.error(`hashrange: the sink of ${streamArn} failed, and is tried again:`, error);
          await sleep(Math.min(FIRST_REST * 2 ** Math.min(tries, 20), LONGEST_REST), this.#host.signal);
          continue;
        }
        await count(0, 0);
        break;
      }
    }
  }
}

/** Changes are in the order of their writes, while the clock that they were timed by may have been set back in between. */
function oldestOf(batch: readonly Change[]): number {
  return Math.floor(Math.min(...batch.map(({ Micros }) => Micros)) / 1000);
}
