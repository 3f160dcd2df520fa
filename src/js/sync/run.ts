/** A sync where it runs: notes local changes, pushes them, and takes remote ones, until it is stopped. */

import { DatabaseClosedError } from "../errors/database.js";
import type { Ask, InternalOperations } from "../types/internal_model.js";
import { Follow, Trimmed } from "./follow.js";
import { StrangeAnswer } from "./items.js";
import { membersOf } from "./members.js";
import { Mirror } from "./mirror.js";
import type { Settings, SyncConflict, SyncItem } from "./options.js";
import type { ProgressRecord } from "./progress.js";
import { Pull } from "./pull.js";
import { Push } from "./push.js";
import { Ended, everyOf, type Notes, Remote, rest } from "./remote.js";
import { tablesOf } from "./tables.js";

type Page = InternalOperations["ReadChanges"]["output"];

/** What a run is given, and tells. */
export interface RunHost extends Notes {
  readonly ask: Ask;
  /** Calls `changed` once when there may be more behind the place. */
  changes(input: object, changed: () => void): Promise<{ page: Page; stop(): void }>;
  readonly signal: AbortSignal;
  /** Something of the counters is another. */
  changed(): void;
  read(lag?: number): void;
  conflict(conflict: SyncConflict): void;
  refused(key: SyncItem, error: unknown): void;
  queued(pending: number, parked: number): void;
}

/** The reader's name in the local history. */
export const READER = "hashrange-sync";
/** Items that are pushed at once. */
const CONCURRENCY = 8;
/** A queue may have been filled by another tab. */
const LOOK = 1000;

export class Run {
  readonly #host: RunHost;
  readonly #settings: Settings;
  readonly #record: ProgressRecord;
  readonly #remote: Remote;
  #wake: () => void = () => undefined;

  constructor(host: RunHost, settings: Settings, record: ProgressRecord) {
    this.#host = host;
    this.#settings = settings;
    this.#record = record;
    this.#remote = new Remote(settings, host.signal, host);
  }

  /** Ends with a failure, or with {@link Ended}, when nothing runs any more; `abort` aborts the signal. */
  async run(abort: () => void): Promise<void> {
    const { ask } = this.#host;
    const { value } = this.#record;
    let stream: string | undefined;
    const describe = async () => {
      const tables = await this.#patiently(() => tablesOf(ask, this.#remote, this.#settings));
      stream = tables.stream;
      value.keys = tables.keys;
      await this.#follow();
    };
    // What is known already needs no remote side: local changes are counted while there is none.
    if (value.keys === undefined) await describe();
    const mirror = new Mirror(ask, this.#settings.table, value.keys ?? []);
    const describing = stream === undefined ? describe() : Promise.resolve();
    const works = [
      describing.then(() => this.#pull(mirror, stream)),
      ...(this.#settings.push ? [this.#notice(mirror), this.#push(mirror)] : []),
    ];
    await everyOf(works, abort);
  }

  /** Has the history of the local table kept for this sync. */
  async #follow(): Promise<void> {
    const { value } = this.#record;
    if (!this.#settings.push) return;
    const { Position } = await this.#host.ask("FollowReplica", {
      TableName: this.#settings.table,
      Reader: READER,
    });
    if (value.place === undefined) {
      value.place = Position;
      // All that is written to an empty table from here on is in its history.
      const { Count } = await this.#host.ask("Scan", { TableName: this.#settings.table, Limit: 1 });
      value.compare = Count !== 0;
    }
    await this.#record.save();
  }

  /** Does something again, after rests, as long as answers are strange. */
  async #patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    const { first, longest } = this.#settings;
    for (let failures = 0; ; failures += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StrangeAnswer)) throw error;
        this.#host.trouble(error);
        await rest(Math.min(longest, first * 2 ** Math.min(failures, 20)), this.#host.signal);
      }
    }
  }

  /** Queues local changes as they come. */
  async #notice(mirror: Mirror): Promise<void> {
    const { value } = this.#record;
    const { signal } = this.#host;
    for (let acknowledged = value.place; ; ) {
      if (signal.aborted) throw new Ended();
      if (value.compare && !value.hydrating) {
        await mirror.compare();
        value.compare = false;
        await this.#record.save();
        await this.recount(mirror);
      }
      let hear: () => void = () => undefined;
      const woken = new Promise<void>((resolve) => {
        hear = resolve;
      });
      const { page, stop } = await this.#host.changes(
        { TableName: this.#settings.table, Reader: READER, Foreign: true, From: value.place },
        hear,
      );
      try {
        const more = await this.#take(mirror, page);
        if (more) continue;
        if (acknowledged !== value.place) {
          acknowledged = value.place;
          const reader = { TableName: this.#settings.table, Reader: READER };
          await this.#host.ask("FollowReplica", { ...reader, ...(acknowledged && { From: acknowledged }) });
        }
        await rest(value.compare ? LOOK : 60_000, signal, woken);
      } finally {
        stop();
      }
    }
  }

  /** Notes a page of changes; whether there may be another at once. */
  async #take(mirror: Mirror, page: Page): Promise<boolean> {
    const { value } = this.#record;
    const noted = page.Changes.length > 0 ? await mirror.note(page.Changes.map(({ Keys }) => Keys)) : 0;
    const moved = page.Next !== value.place;
    value.place = page.Next;
    if (page.Trimmed) {
      value.place = undefined;
      await this.#follow();
      value.compare = true;
    }
    if (moved || page.Trimmed) await this.#record.save();
    if (noted > 0) await this.recount(mirror);
    return page.More || page.Trimmed === true || page.Changes.length > 0;
  }

  /** Counts what waits, and wakes the push. */
  async recount(mirror: Mirror): Promise<void> {
    const [pending, parked] = await Promise.all([mirror.count("out"), mirror.count("parked")]);
    this.#host.queued(pending, parked);
    if (pending > 0) this.#wake();
  }

  async #push(mirror: Mirror): Promise<void> {
    const { value } = this.#record;
    const { signal } = this.#host;
    const push = new Push(this.#remote, mirror, this.#settings, {
      pushed: () => {
        value.pushed += 1;
      },
      conflict: (conflict) => {
        value.conflicts += 1;
        this.#host.conflict(conflict);
      },
      refused: (key, error) => this.#host.refused(key, error),
    });
    await this.recount(mirror);
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const keys = value.hydrating ? [] : await mirror.queued("out");
      if (keys.length === 0) {
        await rest(LOOK, signal, woken);
        continue;
      }
      const waiting = [...keys];
      const worker = async () => {
        for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
          const one = key;
          await this.#patiently(() => push.push(one));
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, worker));
      await this.#record.save();
      await this.recount(mirror);
      this.#host.changed();
    }
  }

  async #pull(mirror: Mirror, stream: string | undefined): Promise<void> {
    const { value } = this.#record;
    const { signal } = this.#host;
    const settings = this.#settings;
    const remote = this.#remote;
    const pull = new Pull(remote, mirror, settings, this.#record, () => this.#host.changed());
    const parts = { remote, mirror, settings, record: this.#record, pull, signal };
    const follow = new Follow(
      parts,
      settings.queries === undefined ? () => true : membersOf(settings.queries),
      () => this.#host.read(follow.lag),
    );
    // A stream that was not followed before has nothing of what came before it.
    let compare = !value.hydrating && stream !== value.stream;
    if (value.hydrating) {
      if (stream !== undefined && value.stream !== stream) await this.#patiently(() => follow.begin(stream));
      const late = await this.#patiently(() => pull.hydrate());
      compare ||= late;
      value.hydrating = false;
      await this.#record.save();
      this.#wake();
      if (!compare) this.#host.read();
    }
    for (let current = stream; ; ) {
      const arn = current;
      if (compare || arn === undefined) {
        if (arn !== undefined) await this.#patiently(() => follow.begin(arn));
        await this.#patiently(() => pull.compare());
        compare = false;
        await this.#record.save();
        this.#host.read();
      }
      if (arn === undefined) {
        await rest(settings.interval, signal);
        continue;
      }
      try {
        await this.#patiently(() => follow.run(arn));
        // The stream has ended: there may be another.
        await rest(LOOK, signal);
        const tables = await this.#patiently(() => tablesOf(this.#host.ask, remote, settings));
        compare = tables.stream !== arn;
        current = tables.stream;
      } catch (error) {
        if (!(error instanceof Trimmed)) throw error;
        compare = true;
      }
    }
  }
}

/** Whether a failure means that all of this has ended, and was meant to. */
export function isEnd(error: unknown): boolean {
  return error instanceof Ended || error instanceof DatabaseClosedError;
}
