/** Batches of a shard and what becomes of them: tried again, split, reported or given up. */

import type { TriggerRecord } from "./event.js";
import { firstFailure } from "./failures.js";
import type { FailedBatch, Settings, TriggerContext } from "./options.js";

/** The first rest between two tries, in milliseconds; each further one is twice as long. */
const FIRST_REST = 200;
const LONGEST_REST = 60_000;
/** How often a destination is called for one batch. */
const DESTINATION_TRIES = 3;

/** What a batch is run with. */
export interface Surroundings {
  readonly settings: Settings;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shard: string;
  readonly signal: AbortSignal;
  /** Records that are done, or given up. */
  done(records: readonly TriggerRecord[]): void;
  /** Tells of a failure. */
  failed(error: unknown, records: readonly TriggerRecord[]): void;
}

/** Ends what is under way after the trigger was stopped. */
export class Stopped extends Error {}

/**
 * Runs a batch until all of its records are done or given up, in order.
 *
 * @throws Stopped when the trigger was stopped before.
 */
export async function runBatch(
  around: Surroundings,
  batch: readonly TriggerRecord[],
  called = 0,
): Promise<void> {
  const { settings } = around;
  let records = batch;
  let calls = called;
  for (let retried = 0; ; ) {
    records = await dropOld(around, records, calls);
    if (records.length === 0) return;
    const first = await call(around, records);
    calls += 1;
    around.done(records.slice(0, first));
    records = records.slice(first);
    if (records.length === 0) return;
    if (settings.bisect && first === 0 && records.length > 1) {
      await rest(around, 0);
      const middle = records.length >> 1;
      await runBatch(around, records.slice(0, middle), calls);
      return runBatch(around, records.slice(middle), calls);
    }
    // Where batches are split, what was not reached is the second half of one.
    if (settings.bisect && first > 0) {
      retried = 0;
      continue;
    }
    if (retried >= settings.retries) return giveUp(around, records, "RetryAttemptsExhausted", calls);
    await rest(around, retried);
    retried += 1;
  }
}

/** Calls the handler, and gives where in the batch it failed first. */
async function call(around: Surroundings, records: readonly TriggerRecord[]): Promise<number> {
  const { settings, signal } = around;
  checkStopped(signal);
  const { name: functionName } = settings;
  const context: TriggerContext = {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: around.functionArn,
    awsRequestId: uuid(),
    getRemainingTimeInMillis: () => 900_000,
    signal,
  };
  try {
    // What a handler does to its event must not reach the next try.
    const answer = await settings.handler({ Records: structuredClone(records) as TriggerRecord[] }, context);
    const first = settings.report ? firstFailure(records, answer) : records.length;
    if (first < records.length)
      around.failed(new Error(`The handler reported failures from the record ${first + 1} on.`), records);
    return first;
  } catch (error) {
    // One that was told to stop and did not finish is no failure; the batch comes again.
    checkStopped(signal);
    around.failed(error, records);
    return 0;
  }
}

/** Gives up the records at the beginning that are too old. */
async function dropOld(
  around: Surroundings,
  records: readonly TriggerRecord[],
  calls: number,
): Promise<readonly TriggerRecord[]> {
  const { ageMillis } = around.settings;
  if (ageMillis === Number.POSITIVE_INFINITY) return records;
  // Times are whole seconds, cut off: no record is given up before its age is reached.
  const oldest = Date.now() - ageMillis - 1000;
  const first = records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime * 1000 >= oldest);
  const kept = first < 0 ? records.length : first;
  if (kept > 0) await giveUp(around, records.slice(0, kept), "RecordAgeExceeded", calls);
  return records.slice(kept);
}

async function giveUp(
  around: Surroundings,
  records: readonly TriggerRecord[],
  condition: FailedBatch["requestContext"]["condition"],
  calls: number,
): Promise<void> {
  const { onFailure } = around.settings;
  const failed = failedBatch(around, records, condition, calls);
  for (let tries = 1; onFailure !== undefined; tries += 1) {
    checkStopped(around.signal);
    try {
      await onFailure(failed, records);
      break;
    } catch (error) {
      around.failed(error, records);
      if (tries === DESTINATION_TRIES) break;
      await rest(around, tries);
    }
  }
  around.done(records);
}

function failedBatch(
  { functionArn, streamArn, shard }: Surroundings,
  records: readonly TriggerRecord[],
  condition: FailedBatch["requestContext"]["condition"],
  approximateInvokeCount: number,
): FailedBatch {
  const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
  return {
    requestContext: { requestId: uuid(), functionArn, condition, approximateInvokeCount },
    ...(approximateInvokeCount > 0 && {
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    }),
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: shard,
      startSequenceNumber: first?.SequenceNumber ?? "",
      endSequenceNumber: last?.SequenceNumber ?? "",
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn,
    },
  };
}

/** As the service writes it, to the second. */
function arrival(seconds = 0): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** Rests before another try; longer after each. */
function rest({ signal }: Surroundings, tries: number): Promise<void> {
  return sleep(Math.min(FIRST_REST * 2 ** Math.min(tries, 20), LONGEST_REST), signal);
}

/** Resolves after a time, at once when the trigger is stopped. */
export function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}

export function checkStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Stopped();
}

/** Not `crypto.randomUUID`, which pages without HTTPS lack. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const [, ...parts] = /(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digits) ?? [];
  return `${parts[0]}-${parts[1]}-4${parts[2]}-a${parts[3]}-${parts[4]}`;
}
