/** Imports and bulk puts: the objects under a prefix become items, in the order of their keys. */

import { type BlobInfo, type BlobStore, byKey } from "../../blobs/store.js";
import type { Transfer, TransferPut } from "../../types/internal_model.js";
import { type Format, type Found, reader } from "../records.js";
import { DamagedObject, unpacked } from "../unpack.js";
import { Breath } from "./breath.js";
import { type Failed, Failed as Failure, failureOf, inBucket } from "./failing.js";
import { flush, isFull, note, type Report } from "./reports.js";
import { type Source, sourceOf } from "./source.js";
import type { Work } from "./work.js";

/** How far the work is. Everything before is done, and counted. */
interface Progress {
  /** The object that is being read, and how many of its records are done. */
  key: string;
  records: number;
  /** Bytes of the objects before it, and of this one as far as it was read. */
  done: number;
  bytes: number;
  total: number;
  processed: number;
  put: number;
  errors: number;
  refusals: number;
  /** Reports of errors and of conditions that did not hold. */
  reports: { errors: Report; conditions: Report };
}

/** A record on its way, with what the progress is once it is done. */
interface Placed {
  found: Found;
  index: number;
  bytes: number;
}

/** Items of one commit, and letters of their records: the engine takes a few megabytes at a time. */
const MOST = 400;
const LARGEST = 1 << 20;
const CONDITION = "ConditionalCheckFailedException";
const DUPLICATE = "DuplicateItemException";
/** What is wrong with an item rather than with the request, the table or the database. */
const OF_ITEMS = new Set([
  "ValidationException",
  "SerializationException",
  "ItemCollectionSizeLimitExceededException",
]);

export async function runPuts(work: Work, transfer: Transfer): Promise<void> {
  const puts = new Puts(work, transfer);
  let failed: Failed | undefined;
  try {
    await puts.run();
  } catch (error) {
    failed = failureOf(error);
    if (failed === undefined) throw error;
  }
  await puts.end(failed);
}

class Cancelled extends Error {}

class Puts {
  readonly #work: Work;
  readonly #source: Source;
  readonly #format: Format;
  readonly #progress: Progress;
  readonly #breath = new Breath();
  #store: BlobStore | undefined;
  #cancelled = false;

  constructor(work: Work, transfer: Transfer) {
    this.#work = work;
    this.#source = sourceOf(transfer);
    this.#format = this.#source.format;
    this.#cancelled = this.#source.cancelling;
    this.#progress = transfer.Progress === "" ? beginning() : (JSON.parse(transfer.Progress) as Progress);
  }

  async run(): Promise<void> {
    const { bucket } = this.#source;
    try {
      if (this.#cancelled) return;
      this.#store = await inBucket(bucket, () => this.#work.bucket(bucket));
      const objects = await inBucket(bucket, () => this.#objects());
      if (objects.length === 0)
        throw new Failure(
          "S3NoSuchKey",
          `The bucket ${bucket} has no objects under ${JSON.stringify(this.#source.prefix)}.`,
        );
      const progress = this.#progress;
      progress.total = objects.reduce((sum, { size }) => sum + size, 0);
      for (const object of objects) {
        const order = byKey(object.key, progress.key);
        if (order < 0) continue;
        if (order > 0) Object.assign(progress, { key: object.key, records: 0, bytes: progress.done });
        await this.#read(object);
        progress.done += object.size;
        // What comes behind it has a later key.
        Object.assign(progress, { key: `${object.key}\u0000`, records: 0, bytes: progress.done });
        await this.#advance([], []);
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }

  /** The objects to read; what exports write beside their data is none of it. */
  async #objects(): Promise<BlobInfo[]> {
    const found: BlobInfo[] = [];
    for await (const object of (this.#store as BlobStore).list(this.#source.prefix)) {
      if (!isBeside(object.key)) found.push(object);
    }
    return found.sort((one, other) => byKey(one.key, other.key));
  }

  async #read(object: BlobInfo): Promise<void> {
    const progress = this.#progress;
    const { bucket, compression } = this.#source;
    const stream = await inBucket(bucket, () => (this.#store as BlobStore).get(object.key));
    if (stream === undefined)
      throw new Failure(
        "S3NoSuchKey",
        `The object ${object.key} of the bucket ${bucket} is not there any more.`,
      );
    let read = 0;
    const counted = stream.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(bytes, controller) {
          read += bytes.length;
          controller.enqueue(bytes);
        },
      }),
    );
    const records = reader(this.#format);
    const skip = progress.records;
    let [index, batch, size]: [number, Placed[], number] = [0, [], 0];
    // The next records are read while those before are being put.
    let under: Promise<void> = Promise.resolve();
    const send = async () => {
      await under;
      const placed = batch;
      [batch, size] = [[], 0];
      under = this.#put(placed);
      under.catch(() => undefined);
    };
    const take = async (found: readonly Found[]) => {
      for (const one of found) {
        index += 1;
        if (index <= skip) continue;
        batch.push({ found: one, index, bytes: progress.done + Math.min(read, object.size) });
        size += "put" in one ? one.length : one.problem.length;
        if (batch.length >= MOST || size >= LARGEST) await send();
      }
    };
    const bytes = unpacked(counted, compression)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await inBucket(bucket, async () => damaged(() => bytes.next()));
        if (next instanceof DamagedObject) {
          await take([...records.end(), { problem: next.message }]);
          break;
        }
        if (next.done) {
          await take(records.end());
          break;
        }
        await take(records.take(next.value));
      }
      await send();
    } finally {
      try {
        await under;
      } finally {
        // Whoever leaves early has the object closed.
        await bytes.return?.(undefined);
      }
    }
  }

  /** Puts records in the order in which they were read; each commit says how far that is. */
  async #put(placed: readonly Placed[]): Promise<void> {
    if (placed.length === 0) return;
    const good: Placed[] = [];
    const bad: { placed: Placed; problem: string }[] = [];
    for (const one of placed) {
      if ("put" in one.found) good.push(one);
      else bad.push({ placed: one, problem: one.found.problem });
    }
    await this.#try(placed, good, bad);
  }

  async #try(
    placed: readonly Placed[],
    good: readonly Placed[],
    bad: readonly { placed: Placed; problem: string; condition?: boolean }[],
  ): Promise<void> {
    const refused = await this.#advance(placed, good, bad).catch((error: unknown) => {
      // A request that is too large has an item that is.
      const blames = OF_ITEMS.has((error as Error).name) || error instanceof RangeError;
      if (!blames || good.length === 0) throw error;
      return error as Error;
    });
    if (refused === undefined) return;
    const halved = (at: number) => this.#halves(placed, bad, at);
    if (refused instanceof Error) {
      // The engine did not even read it: one of the items is to blame.
      const [only, second] = good;
      if (only !== undefined && second === undefined)
        return this.#try(placed, [], [...bad, { placed: only, problem: refused.message }]);
      return halved(placed.indexOf(good[good.length >> 1] as Placed));
    }
    const again = refused.find(({ Code }) => Code === DUPLICATE);
    if (again !== undefined) return halved(placed.indexOf(good[again.Index] as Placed));
    const reasons = new Map(refused.map((one) => [good[one.Index] as Placed, one]));
    const more = refused.map(({ Index, Code, Message }) => ({
      placed: good[Index] as Placed,
      problem: Message,
      condition: Code === CONDITION,
    }));
    const rest = good.filter((one) => !reasons.has(one));
    await this.#try(placed, rest, [...bad, ...more]);
  }

  async #halves(
    placed: readonly Placed[],
    bad: readonly { placed: Placed; problem: string; condition?: boolean }[],
    at: number,
  ): Promise<void> {
    const known = new Set(bad.map((one) => one.placed));
    for (const part of [placed.slice(0, at), placed.slice(at)]) {
      const own = new Set(part);
      const good = part.filter((one) => "put" in one.found && !known.has(one));
      await this.#try(
        part,
        good,
        bad.filter((one) => own.has(one.placed)),
      );
    }
  }

  /** One commit: items and how far the work is with them. Gives what was refused, and nothing is done then. */
  async #advance(
    placed: readonly Placed[],
    good: readonly Placed[],
    bad: readonly { placed: Placed; problem: string; condition?: boolean }[] = [],
  ): Promise<readonly { Index: number; Code: string; Message: string }[] | undefined> {
    const next = structuredClone(this.#progress);
    const last = placed.at(-1);
    if (last !== undefined) Object.assign(next, { records: last.index, bytes: last.bytes });
    next.processed += placed.length;
    next.put += good.length;
    const { bucket, arn, table } = this.#source;
    for (const { placed: one, problem, condition } of bad) {
      if (condition) next.refusals += 1;
      else next.errors += 1;
      const report = condition ? next.reports.conditions : next.reports.errors;
      if (!(condition ? this.#source.reportsConditions : this.#source.reportsErrors)) continue;
      const itemS3Pointer = { bucket, key: next.key, itemIndex: one.index - 1 };
      note(report, { itemS3Pointer, [this.#source.arnName]: arn, errorMessages: [problem.slice(0, 1000)] });
    }
    await this.#flush(next, false);
    await this.#breath.take();
    const { Refused, Status } = await this.#work.ask("AdvanceTransfer", {
      Arn: arn,
      Members: this.#members(next),
      Progress: JSON.stringify(next),
      ...(good.length > 0 && {
        TableName: table,
        Items: good.map(({ found }) => (found as { put: TransferPut }).put),
      }),
    });
    if (Refused !== undefined) return Refused;
    Object.assign(this.#progress, next);
    this.#cancelled = Status === "CANCELLING";
    if (this.#cancelled) throw new Cancelled();
    return undefined;
  }

  async #flush(progress: Progress, all: boolean): Promise<void> {
    const { reports } = progress;
    for (const [kind, folder] of [
      ["errors", "errors"],
      ["conditions", "condition-check-failures"],
    ] as const) {
      if (!(all ? reports[kind].lines.length > 0 : isFull(reports[kind]))) continue;
      const { output } = this.#source;
      const store = await inBucket(output.bucket, () => this.#work.bucket(output.bucket));
      reports[kind] = await inBucket(output.bucket, () =>
        flush(reports[kind], store, `${output.prefix}${folder}/`),
      );
    }
  }

  #members({ bytes, total, processed, put, errors, refusals }: Progress) {
    const N = (value: number) => ({ N: String(value) });
    if (this.#source.kind === "import") {
      const counts = {
        ProcessedItemCount: N(processed),
        ImportedItemCount: N(put),
        ErrorCount: N(errors + refusals),
      };
      return { ProcessedSizeBytes: N(bytes), ...counts };
    }
    const counts = { ProcessedItemCount: N(processed), FailedItemCount: N(errors + refusals) };
    return { ProcessedInputBytes: N(bytes), TotalInputBytes: N(total), ...counts };
  }

  /** Writes what is left of the reports, and how it ended. */
  async end(failed: Failed | undefined): Promise<void> {
    const progress = structuredClone(this.#progress);
    let failure = failed;
    try {
      await this.#flush(progress, true);
    } catch (error) {
      failure ??= failureOf(error);
      if (failure === undefined) throw error;
    }
    const { errors } = progress;
    const { status, itemErrors } = this.#source;
    let ended = "COMPLETED";
    if (this.#cancelled) ended = "CANCELLED";
    else if (failure !== undefined) ended = "FAILED";
    else if (errors > 0) [ended, failure] = itemErrors;
    await this.#work.ask("AdvanceTransfer", {
      Arn: this.#source.arn,
      Members: {
        ...this.#members(progress),
        [status]: { S: ended },
        EndTime: { N: (Date.now() / 1000).toFixed(3) },
        ...(failure && { FailureCode: { S: failure.code }, FailureMessage: { S: failure.message } }),
      },
      Progress: JSON.stringify(progress),
      Ended: true,
    });
  }
}

function beginning(): Progress {
  const report = { parts: 0, lines: [] };
  const counts = { processed: 0, put: 0, errors: 0, refusals: 0 };
  const place = { key: "", records: 0, done: 0, bytes: 0, total: 0 };
  return { ...place, ...counts, reports: { errors: report, conditions: { ...report, lines: [] } } };
}

/** What is wrong with the object is no failure of the transfer. */
async function damaged<Result>(read: () => Promise<Result>): Promise<Result | DamagedObject> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedObject) return error;
    throw error;
  }
}

/** Manifests, marks and reports of exports and imports. */
function isBeside(key: string): boolean {
  return /(?:^|\/)(?:_started|manifest-(?:summary|files)\.(?:json|checksum|md5))$|(?:^|\/)AWSDynamoDB\/[^/]+\/(?:errors|condition-check-failures)\/\d+\.json$|\/$/.test(
    key,
  );
}
