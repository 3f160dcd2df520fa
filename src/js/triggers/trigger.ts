/** A trigger: where it stands in line, which stream and shards it follows, and what can be known of it. */

import { DatabaseClosedError } from "../errors/database.js";
import { TrimmedDataAccessException } from "../errors/service.js";
import type { StreamDescription } from "../types/stream_model.js";
import { checkStopped, Stopped, sleep } from "./batches.js";
import type { TriggerRecord } from "./event.js";
import { readSettings, type Settings, type TriggerOptions } from "./options.js";
import { claim, type Release } from "./places.js";
import { FINISHED, type Position, Positions } from "./positions.js";
import { ShardRun } from "./shard_run.js";
import type { Source, TriggerHost } from "./source.js";

/** What a trigger does now. */
export interface TriggerState {
  name: string;
  table: string;
  /**
   * `RUNNING`: here. `STANDBY`: another place runs it, and this one takes over when that is gone. `WAITING`: the table has
   * no stream, and it goes on when there is one. `STOPPED`: by `stop()`, or because the database was closed.
   */
  status: "RUNNING" | "STANDBY" | "WAITING" | "STOPPED";
  /** The stream that it follows. */
  streamArn?: string;
  /** The last sequence number up to which everything is done, by shards; "" where it begins at the shard's beginning. */
  position: Record<string, string>;
  /** How old the oldest record is that is not done; 0 if all is done. Known where it runs. */
  iteratorAge?: number;
  /** The last failure that was met here. */
  lastError?: { error: unknown; at: Date };
}

/** How to listen, in types that every host has. */
export interface ListenerOptions {
  once?: boolean;
  signal?: AbortSignal;
}

/** A failure: of the handler, with the records of its batch, or of what the trigger itself does. */
export class TriggerErrorEvent extends Event {
  constructor(
    readonly error: unknown,
    readonly records: readonly TriggerRecord[],
  ) {
    super("error");
  }
}

/** After a failure that is not the handler's it begins anew. */
const RESTART_MILLIS = 1000;
const LONGEST_RESTART_MILLIS = 60_000;

/** Runs a handler with the changes of a table. Events of type `error` tell of failures; without listeners the console does. */
export class Trigger extends EventTarget {
  readonly name: string;
  readonly table: string;
  readonly #host: TriggerHost;
  readonly #settings: Settings;
  readonly #shards: Source;
  readonly #positions: Positions;
  readonly #stop = new AbortController();
  readonly #runs = new Map<string, ShardRun>();
  #status: TriggerState["status"] = "STANDBY";
  #streamArn: string | undefined;
  #lastError: TriggerState["lastError"];
  #heard = false;
  #ending: Promise<void> = Promise.resolve();

  private constructor(host: TriggerHost, settings: Settings) {
    super();
    this.name = settings.name;
    this.table = settings.table;
    this.#host = host;
    this.#settings = settings;
    this.#shards = host.shards;
    this.#positions = new Positions(host.states, settings.name);
  }

  /** Resolves when the trigger has a position: what is written afterwards is heard. */
  static async start(host: TriggerHost, options: TriggerOptions): Promise<Trigger> {
    const trigger = new Trigger(host, readSettings(options));
    await trigger.#begin();
    const unhook = host.onEnd(() => trigger.#stop.abort());
    trigger.#ending = trigger.#work().finally(() => {
      trigger.#status = "STOPPED";
      unhook();
    });
    return trigger;
  }

  override addEventListener(
    type: "error",
    listener: ((event: TriggerErrorEvent) => void) | null,
    options?: boolean | ListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | ListenerOptions,
  ): void;
  override addEventListener(type: string, ...more: unknown[]): void {
    if (type === "error") this.#heard = true;
    super.addEventListener(type, ...(more as [EventListener]));
  }

  /**
   * Ends it here; another place that has registered it takes over. Resolves when a handler that runs has ended. Its own
   * handler and `onFailure` must not await this, as they would wait for themselves: they write `void trigger.stop()`.
   */
  async stop(options: { /** Whether its position is forgotten. */ forget?: boolean } = {}): Promise<void> {
    this.#stop.abort();
    await this.#ending;
    if (options.forget) await this.#positions.forget();
  }

  /** What it does now, and how far it is. */
  async state(): Promise<TriggerState> {
    const position = await this.#positions.load();
    const ages = [...this.#runs.values()].map(
      ({ oldestSeconds }) => oldestSeconds ?? Number.POSITIVE_INFINITY,
    );
    const oldest = Math.min(...ages) * 1000;
    const marks = Object.entries(position?.shards ?? {}).filter(([, mark]) => mark !== FINISHED);
    return {
      name: this.name,
      table: this.table,
      status: this.#status,
      ...(this.#streamArn !== undefined && { streamArn: this.#streamArn }),
      position: Object.fromEntries(marks.map(([shard, mark]) => [shard, mark.slice(1)])),
      ...(this.#status === "RUNNING" && {
        iteratorAge: Number.isFinite(oldest) ? Math.max(0, Date.now() - oldest) : 0,
      }),
      ...(this.#lastError && { lastError: this.#lastError }),
    };
  }

  /** Writes where it begins, if that is not known. */
  async #begin(): Promise<void> {
    const known = await this.#positions.load();
    if (known !== undefined && known.table !== this.table)
      throw new TypeError(
        `The trigger "${this.name}" belongs to the table "${known.table}". Choose another name for one of "${this.table}", or call stop({ forget: true }) on the other one first.`,
      );
    const stream = (await this.#shards.streams()).at(-1);
    const described = stream?.StreamArn && (await this.#shards.describe(stream.StreamArn));
    const enabled = described && described.StreamStatus === "ENABLED" ? described : undefined;
    if (enabled === undefined && !this.#settings.wait) throw await this.#shards.noStream();
    if (known !== undefined) return;
    const shards = enabled ? await this.#firstMarks(enabled) : {};
    // A stream that comes later is read from its beginning: nothing of it was written before now.
    const label = enabled ? enabled.StreamLabel : stream?.StreamLabel;
    await this.#positions.begin({ table: this.table, stream: label ?? "", shards });
  }

  async #firstMarks({ StreamArn = "", Shards = [] }: StreamDescription): Promise<Record<string, string>> {
    const { begin } = this.#settings;
    if (begin === "start") return {};
    const marks = Shards.map(async ({ ShardId = "", SequenceNumberRange }) => {
      const ended = SequenceNumberRange?.EndingSequenceNumber !== undefined;
      if (begin === "latest" && ended) return [ShardId, FINISHED] as const;
      return [ShardId, await this.#shards.mark(StreamArn, ShardId, begin)] as const;
    });
    return Object.fromEntries(await Promise.all(marks));
  }

  /** Waits for its turn, then follows the table until it is stopped. */
  async #work(): Promise<void> {
    const { signal } = this.#stop;
    const { database, name, locks } = this.#host;
    const lock = `hashrange-trigger:${name}:${this.name}`;
    for (let rest = RESTART_MILLIS; !signal.aborted; rest = Math.min(rest * 2, LONGEST_RESTART_MILLIS)) {
      this.#status = "STANDBY";
      let release: Release | undefined;
      try {
        release = await claim(database, this.name, lock, locks, signal);
        if (release === undefined) return;
        await this.#lead();
      } catch (error) {
        if (error instanceof Stopped || error instanceof DatabaseClosedError || signal.aborted) return;
        this.#fail(error, []);
      } finally {
        release?.();
      }
      await sleep(rest, signal);
    }
  }

  /** Follows the streams of the table, one after the other. */
  async #lead(): Promise<never> {
    const { signal } = this.#stop;
    const position = (await this.#positions.load()) ?? { table: this.table, stream: "", shards: {} };
    for (;;) {
      checkStopped(signal);
      let hear: () => void = () => undefined;
      const changed = new Promise<void>((resolve) => {
        hear = resolve;
      });
      const { armed, stop } = this.#shards.watchStreams(hear);
      signal.addEventListener("abort", hear);
      try {
        await Promise.race([armed, changed]);
        const streams = await this.#shards.streams();
        const current = streams.find(({ StreamLabel }) => StreamLabel === position.stream);
        if (current?.StreamArn !== undefined) await this.#follow(current.StreamArn, position);
        const next = streams.find(({ StreamLabel = "" }) => StreamLabel > position.stream);
        if (next !== undefined) {
          this.#lookForLoss(position);
          position.stream = next.StreamLabel ?? "";
          position.shards = {};
          await this.#positions.save(position);
          continue;
        }
        this.#status = "WAITING";
        await changed;
      } finally {
        signal.removeEventListener("abort", hear);
        stop();
      }
    }
  }

  /** Follows the shards of a stream until all are read to their ends. */
  async #follow(streamArn: string, position: Position): Promise<void> {
    this.#status = "RUNNING";
    this.#streamArn = streamArn;
    const stop = new AbortController();
    const abort = () => stop.abort();
    this.#stop.signal.addEventListener("abort", abort);
    const running = new Map<string, Promise<string>>();
    try {
      for (;;) {
        checkStopped(this.#stop.signal);
        const described = await this.#shards.describe(streamArn);
        this.#startRuns(described, position, running, stop.signal);
        if (running.size === 0) return;
        const shard = await Promise.race(running.values());
        running.delete(shard);
        this.#runs.delete(shard);
        position.shards[shard] = FINISHED;
        await this.#positions.save(position);
      }
    } finally {
      abort();
      await Promise.allSettled(running.values());
      this.#runs.clear();
      this.#stop.signal.removeEventListener("abort", abort);
      // What was done last, if the database can still be written.
      await this.#positions.save(position).catch(() => undefined);
    }
  }

  /** Starts shards whose parents are done, and forgets those that are not kept any more. */
  #startRuns(
    described: StreamDescription,
    position: Position,
    running: Map<string, Promise<string>>,
    signal: AbortSignal,
  ): void {
    const { Shards: shards = [], StreamArn: streamArn = "", KeySchema } = described;
    const partitionKey = KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "";
    const kept = new Set(shards.map(({ ShardId }) => ShardId));
    this.#lookForLoss(position, kept);
    for (const { ShardId: shard = "", ParentShardId: parent } of shards) {
      const mark = position.shards[shard] ?? "";
      const waits = parent !== undefined && kept.has(parent) && position.shards[parent] !== FINISHED;
      if (mark === FINISHED || waits || running.has(shard)) continue;
      const run = new ShardRun({
        settings: this.#settings,
        shards: this.#shards,
        functionArn: functionArn(streamArn, this.name),
        streamArn,
        shard,
        mark,
        partitionKey,
        signal,
        moved: (to) => {
          position.shards[shard] = to;
          // A failure shows in the next operation of the run.
          this.#positions.save(position).catch(() => undefined);
        },
        failed: (error, records) => this.#fail(error, records),
      });
      this.#runs.set(shard, run);
      running.set(
        shard,
        run.run().then(() => shard),
      );
    }
  }

  /** Tells of shards that went before they were read to their ends, and forgets the marks of those that went. */
  #lookForLoss(position: Position, kept: ReadonlySet<string | undefined> = new Set()): void {
    for (const [shard, mark] of Object.entries(position.shards)) {
      if (kept.has(shard)) continue;
      if (mark !== FINISHED) this.#fail(lost(this.table), []);
      delete position.shards[shard];
    }
  }

  #fail(error: unknown, records: readonly TriggerRecord[]): void {
    this.#lastError = { error, at: new Date() };
    if (!this.#heard) console.error(`hashrange: the trigger "${this.name}" failed:`, error);
    this.dispatchEvent(new TriggerErrorEvent(error, records));
  }
}

function functionArn(streamArn: string, name: string): string {
  const [, partition, , region, account] = streamArn.split(":");
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

function lost(table: string): Error {
  return new TrimmedDataAccessException({
    message: `Changes of the table "${table}" were not kept until the trigger came to them: they can be read for a day. It goes on with what is kept; look for what was missed in the table itself.`,
  });
}
