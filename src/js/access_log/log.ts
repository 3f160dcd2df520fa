/** Brings records of requests to a sink, some at a time. */

import { Backlog } from "./backlog.js";
import type { AccessRecord, Place } from "./record.js";

/** Takes records; what it throws or rejects with makes them come again. */
export type AccessLogCallback = (records: readonly AccessRecord[]) => unknown;

/** Takes each batch as an object of gzipped JSON, `{ "Records": [..] }`, as a `BlobStore` does. */
export interface AccessLogBlobs {
  put(key: string, body: Uint8Array): Promise<unknown>;
}

export type AccessLogSink = AccessLogCallback | AccessLogBlobs;

/** A sink, and how much it gets at a time. */
export interface AccessLogOptions {
  readonly sink: AccessLogSink;
  /** So long records wait for others, in milliseconds: 200 for a function, and five minutes for a blob store, as CloudTrail's. */
  readonly intervalMs?: number | undefined;
  /** Most bytes of an object before it is compressed; 5 MB by default. */
  readonly bytes?: number | undefined;
}

/** So long records wait for others, in milliseconds. */
const GATHERING = 200;
const OF_OBJECTS = 300_000;
const BYTES = 5 << 20;
const AFTER_FAILURE = 5_000;
/** Most records of a batch for a function. */
const BATCH = 1000;
/** So long a closing waits for the sink, in milliseconds. */
const PATIENCE = 5_000;
/** Records, and characters of theirs, that wait for a sink that fails; older ones go. */
const MOST = 20_000;
const MOST_SIZE = 64 << 20;

export class AccessLog {
  readonly #sink: AccessLogSink;
  readonly #place: Place;
  readonly #now: () => number;
  readonly #gathering: number;
  readonly #bytes: number;
  /** Of texts, as objects have them, or of records for a function. */
  readonly #waiting: Backlog<AccessRecord | string>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delivering: Promise<void> | undefined;
  #failing = false;
  #ended = false;

  constructor({ sink, intervalMs, bytes = BYTES }: AccessLogOptions, place: Place, now: () => number) {
    this.#sink = sink;
    this.#gathering = intervalMs ?? (typeof sink === "function" ? GATHERING : OF_OBJECTS);
    this.#bytes = bytes;
    this.#waiting = new Backlog({ count: MOST, size: Math.max(MOST_SIZE, 2 * bytes) });
    this.#place = place;
    this.#now = now;
  }

  add(record: AccessRecord): void {
    if (typeof this.#sink === "function") this.#waiting.add(record, 0);
    else {
      const text = JSON.stringify(record);
      this.#waiting.add(text, text.length);
    }
    const { length, size } = this.#waiting;
    // A sink that works gets all, however large its objects may be.
    const isFull =
      typeof this.#sink === "function" ? length >= BATCH : size >= this.#bytes || length >= MOST / 2;
    if (isFull && !this.#failing) void this.flush();
    else this.#later(this.#failing ? AFTER_FAILURE : this.#gathering);
  }

  #later(ms: number): void {
    if (this.#ended) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, ms);
    // A program that has nothing else to do may end: whoever wants the last records closes the database.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Delivers what waits; resolves when the sink has taken it, or has failed. */
  flush(): Promise<void> {
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined;
    });
    return this.#delivering;
  }

  async #deliver(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#ended) {
      const { entries, end } =
        typeof this.#sink === "function"
          ? this.#waiting.first(BATCH, 0)
          : this.#waiting.first(MOST, this.#bytes);
      try {
        await this.#put(entries);
        this.#failing = false;
        this.#waiting.remove(end);
      } catch (error) {
        if (!this.#failing)
          console.error("hashrange: the sink of the access log failed, and is tried again:", error);
        this.#failing = true;
        this.#later(AFTER_FAILURE);
        return;
      }
    }
  }

  async #put(batch: readonly (AccessRecord | string)[]): Promise<void> {
    if (typeof this.#sink === "function") return void (await this.#sink(batch as readonly AccessRecord[]));
    const text = new TextEncoder().encode(`{"Records":[${batch.join(",")}]}`);
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    const body = new Uint8Array(await new Response(packed).arrayBuffer());
    await this.#sink.put(this.#key(), body);
  }

  /** As CloudTrail names objects in S3. */
  #key(): string {
    const { region, account } = this.#place;
    const time = new Date(this.#now()).toISOString();
    const day = time.slice(0, 10).replace(/-/g, "/");
    const minute = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
    const unique = crypto.randomUUID().replace(/-/g, "").slice(0, 16);
    return `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${minute}_${unique}.json.gz`;
  }

  /** The last records are delivered, unless the sink takes too long, and no timer is left. */
  async end(): Promise<void> {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<"late">((resolve) => {
      patience = setTimeout(() => resolve("late"), PATIENCE);
    });
    const delivered = (this.#delivering ?? Promise.resolve()).then(() => this.flush());
    const late = await Promise.race([delivered, waited]);
    clearTimeout(patience);
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (late)
      console.error(
        `hashrange: the sink of the access log has not answered for ${PATIENCE / 1000} seconds, and it misses records: ${this.#waiting.length}.`,
      );
  }
}
