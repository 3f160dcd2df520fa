/** Reads a shard and runs its batches, several at once if that is asked for, and tells how far everything is done. */

import { checkStopped, runBatch, type Surroundings, sleep } from "./batches.js";
import { eventRecord, type TriggerRecord } from "./event.js";
import { type Cursor, cursorAt, type Source } from "./source.js";

/** Bytes of a batch, about; Lambda takes 6 MB with everything around the records. */
const BATCH_BYTES = 5 << 20;
/** Bytes that wait, about. */
const WAITING_BYTES = 24 << 20;
/** Records that wait beside those of full batches. */
const AHEAD = 1000;
/**
 * Records that are done or not wanted, behind one that is not done. All of them come again if the trigger begins anew, and
 * all of them are kept until then: a record that fails for ever must not let them grow.
 */
const DONE_AHEAD = 10_000;

/** A record on its way. */
interface Entry {
  readonly number: string;
  readonly seconds: number;
  done: boolean;
}

interface Waiting {
  readonly record: TriggerRecord;
  readonly bytes: number;
}

/** What a shard's run needs. */
export interface ShardPlace extends Omit<Surroundings, "done"> {
  readonly shards: Source;
  /** Where it begins. */
  readonly mark: string;
  /** The attribute that tells partitions apart. */
  readonly partitionKey: string;
  /** Everything up to this mark is done. */
  moved(mark: string): void;
}

export class ShardRun {
  readonly #place: ShardPlace;
  readonly #cursor: Cursor;
  readonly #lanes: Lane[];
  /** By number, for those that wait for a batch or are in one. */
  readonly #entries = new Map<string, Entry>();
  /** In the order of the shard, from the first that is not done. */
  #order: Entry[] = [];
  #bytes = 0;
  #wake: () => void = () => undefined;

  constructor(place: ShardPlace) {
    this.#place = place;
    this.#cursor = cursorAt(place.shard, place.mark);
    const around: Surroundings = { ...place, done: (records) => this.#done(records) };
    this.#lanes = Array.from({ length: place.settings.parallelism }, () => new Lane(around));
  }

  /** Epoch seconds of the oldest record that is not done; `undefined` if there is none. */
  get oldestSeconds(): number | undefined {
    return this.#order[0]?.seconds;
  }

  /**
   * Resolves when the shard is read to its end and all is done.
   *
   * @throws Stopped when the trigger was stopped before.
   */
  async run(): Promise<void> {
    const { signal } = this.#place;
    const stop = () => {
      this.#cursor.stop();
      this.#wake();
      for (const lane of this.#lanes) lane.wake();
    };
    signal.addEventListener("abort", stop);
    const working = this.#lanes.map((lane) => lane.run());
    const failing = Promise.all(working);
    // What ends a lane ends the reading.
    const broken = failing.then(() => new Promise<never>(() => undefined));
    try {
      await Promise.race([this.#read(), broken]);
      for (const lane of this.#lanes) lane.end();
      await failing;
    } finally {
      for (const lane of this.#lanes) lane.end();
      this.#cursor.stop();
      // A handler that still runs is waited for: nobody else may begin before it has ended.
      await Promise.allSettled(working);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Reads to the end of the shard, never further ahead than there is room for. */
  async #read(): Promise<void> {
    const { shards, streamArn, signal, settings } = this.#place;
    const most = settings.batchSize * settings.parallelism + AHEAD;
    for (;;) {
      checkStopped(signal);
      const full =
        this.#entries.size >= most || this.#order.length >= most + DONE_AHEAD || this.#bytes >= WAITING_BYTES;
      if (full || !this.#cursor.fresh) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const page = await shards.page(streamArn, this.#cursor, () => this.#wake());
      checkStopped(signal);
      if (page === undefined) continue;
      const records = page.Records ?? [];
      for (const record of records) this.#take(eventRecord(record, streamArn));
      const last = records.at(-1)?.dynamodb?.SequenceNumber;
      if (last !== undefined) {
        this.#cursor.mark = `>${last}`;
        this.#cursor.fresh = true;
        this.#advance();
      }
      if (page.NextShardIterator === undefined) return;
    }
  }

  #take(record: TriggerRecord): void {
    const { settings, partitionKey } = this.#place;
    const { SequenceNumber: number, ApproximateCreationDateTime: seconds, SizeBytes } = record.dynamodb;
    const entry = { number, seconds, done: !settings.wants(record) };
    this.#order.push(entry);
    if (entry.done) return;
    this.#entries.set(number, entry);
    // Names and types of values, and what is around them in JSON.
    const bytes = 500 + 2 * SizeBytes;
    this.#bytes += bytes;
    const lane = this.#lanes[laneOf(record.dynamodb.Keys[partitionKey], this.#lanes.length)];
    lane?.add({ record, bytes });
  }

  #done(records: readonly TriggerRecord[]): void {
    for (const { dynamodb } of records) {
      const entry = this.#entries.get(dynamodb.SequenceNumber);
      if (entry === undefined) continue;
      entry.done = true;
      this.#entries.delete(entry.number);
      this.#bytes -= 500 + 2 * dynamodb.SizeBytes;
    }
    this.#advance();
    this.#wake();
  }

  #advance(): void {
    const first = this.#order.findIndex(({ done }) => !done);
    const count = first < 0 ? this.#order.length : first;
    const last = this.#order[count - 1];
    if (last === undefined) return;
    this.#order = this.#order.slice(count);
    this.#place.moved(`>${last.number}`);
  }
}

/** What runs one batch after another. */
class Lane {
  readonly #around: Surroundings;
  #waiting: Waiting[] = [];
  #bytes = 0;
  /** When the first of those that wait came. */
  #since = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  add(waiting: Waiting): void {
    if (this.#waiting.length === 0) this.#since = Date.now();
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
    if (this.#waiting.length === 1 || this.#full) this.#wake();
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  wake(): void {
    this.#wake();
  }

  get #full(): boolean {
    return this.#waiting.length >= this.#around.settings.batchSize || this.#bytes >= BATCH_BYTES;
  }

  async run(): Promise<void> {
    const { signal } = this.#around;
    for (;;) {
      checkStopped(signal);
      if (this.#waiting.length === 0) {
        if (this.#ended) return;
        await this.#awake();
        continue;
      }
      await this.#gather();
      checkStopped(signal);
      await runBatch(this.#around, this.#batch());
    }
  }

  /** Waits until a batch is full or its window has passed. */
  async #gather(): Promise<void> {
    const { settings, signal } = this.#around;
    for (;;) {
      const left = this.#since + settings.windowMillis - Date.now();
      if (this.#full || this.#ended || signal.aborted || left <= 0) return;
      const awake = new AbortController();
      await Promise.race([sleep(left, awake.signal), this.#awake()]);
      awake.abort();
    }
  }

  #awake(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #batch(): TriggerRecord[] {
    const { batchSize } = this.#around.settings;
    let [count, bytes] = [0, 0];
    for (const waiting of this.#waiting) {
      if (count === batchSize || (count > 0 && bytes + waiting.bytes > BATCH_BYTES)) break;
      count += 1;
      bytes += waiting.bytes;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#bytes -= bytes;
    this.#since = Date.now();
    return batch.map(({ record }) => record);
  }
}

/** Which lane the changes of a partition take: always the same one. */
function laneOf(key: unknown, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(key)) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % lanes;
}
