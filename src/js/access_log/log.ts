/** Brings records of requests to a sink, some at a time. */

import type { AccessRecord, Place } from "./record.js";

/** Takes records; what it throws or rejects with makes them come again. */
export type AccessLogCallback = (records: readonly AccessRecord[]) => unknown;

/** Takes each batch as an object of gzipped JSON, `{ "Records": [..] }`, as a `BlobStore` does. */
export interface AccessLogBlobs {
  put(key: string, body: Uint8Array): Promise<unknown>;
}

export type AccessLogSink = AccessLogCallback | AccessLogBlobs;

/** So long records wait for others, in milliseconds. */
const GATHERING = 200;
const AFTER_FAILURE = 5_000;
const BATCH = 1000;
/** So long a closing waits for the sink, in milliseconds. */
const PATIENCE = 5_000;
/** Records that wait for a sink that fails; older ones go. */
const MOST = 20_000;

export class AccessLog {
  readonly #sink: AccessLogSink;
  readonly #place: Place;
  readonly #now: () => number;
  #waiting: AccessRecord[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delivering: Promise<void> | undefined;
  #failing = false;
  #ended = false;

  constructor(sink: AccessLogSink, place: Place, now: () => number) {
    this.#sink = sink;
    this.#place = place;
    this.#now = now;
  }

  add(record: AccessRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length > MOST) this.#waiting.splice(0, this.#waiting.length - MOST);
    if (this.#waiting.length >= BATCH && !this.#failing) void this.flush();
    else this.#later(this.#failing ? AFTER_FAILURE : GATHERING);
  }

  #later(ms: number): void {
    if (this.#ended) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, ms);
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
      const batch = this.#waiting.slice(0, BATCH);
      try {
        await this.#put(batch);
        this.#failing = false;
        const taken = new Set(batch);
        this.#waiting = this.#waiting.filter((record) => !taken.has(record));
      } catch (error) {
        if (!this.#failing)
          console.error("hashrange: the sink of the access log failed, and is tried again:", error);
        this.#failing = true;
        this.#later(AFTER_FAILURE);
        return;
      }
    }
  }

  async #put(batch: readonly AccessRecord[]): Promise<void> {
    if (typeof this.#sink === "function") return void (await this.#sink(batch));
    const text = new TextEncoder().encode(JSON.stringify({ Records: batch }));
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
