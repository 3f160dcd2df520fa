/** What a trigger is asked to be like: the contract of Lambda's event source mappings for streams of DynamoDB. */

import type { TriggerEvent, TriggerRecord } from "./event.js";
import { compilePattern } from "./pattern.js";

/** What a handler is given beside the event, as far as it means something here. */
export interface TriggerContext {
  /** The trigger's name. */
  functionName: string;
  functionVersion: "$LATEST";
  invokedFunctionArn: string;
  /** Of this call. */
  awsRequestId: string;
  /** Lambda's longest time: nothing ends a handler here. */
  getRemainingTimeInMillis(): number;
  /** Aborted when the trigger is stopped or the database closed. */
  signal: AbortSignal;
}

/** What a handler answers if failures of single records are reported. */
export interface BatchResponse {
  /** The sequence numbers of what failed. What comes before the lowest of them is done. */
  batchItemFailures?: { itemIdentifier?: string | null }[] | null;
}

/** Does the work of a trigger. A batch whose handler throws or rejects is tried again. */
export type TriggerHandler = (event: TriggerEvent, context: TriggerContext) => unknown;

/** What Lambda sends to the destination of failed batches: where the records are, not the records. */
export interface FailedBatch {
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
    approximateInvokeCount: number;
  };
  /** Absent if the handler was never called with these records. */
  responseContext?: { statusCode: 200; executedVersion: "$LATEST"; functionError: "Unhandled" };
  version: "1.0";
  timestamp: string;
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
}

/** Options of `db.trigger()`. Where Lambda has an option its values, limits and defaults are Lambda's. */
export interface TriggerOptions {
  /** The table, by its name or its `table()`. It needs a stream. */
  table: string | { readonly TableName: string };
  /** Called with batches of changes. */
  handler: TriggerHandler;
  /** Tells triggers apart, and names the durable position. The table's name by default. */
  name?: string | undefined;
  /** Most records of a batch, 1 to 10,000; 100 by default. */
  batchSize?: number | undefined;
  /** For how many seconds records are gathered, unless a batch is full before: 0 (the default) to 300. */
  window?: number | undefined;
  /** Which records are wanted. Others are passed over, and count as done. */
  filterCriteria?: FilterCriteria | undefined;
  /** Whether a batch that failed is split into two. Splitting does not count as a retry. */
  bisectOnError?: boolean | undefined;
  /** How often a batch that failed is tried again; -1, the default, until it succeeds or its records are too old. */
  retries?: number | undefined;
  /** After how many seconds a record is given up; -1, the default, never. */
  maxRecordAge?: number | undefined;
  /** How many batches of a shard are under way at once, 1 (the default) to 10. Changes of one partition keep their order. */
  parallelism?: number | undefined;
  /** Told of each batch that is given up. */
  onFailure?: ((failed: FailedBatch, records: readonly TriggerRecord[]) => unknown) | undefined;
  /** Whether the handler's answer says which records failed (Lambda's `ReportBatchItemFailures`). */
  reportBatchItemFailures?: boolean | undefined;
  /**
   * Where a trigger begins that has no position yet: `LATEST` (the default) with what is written from now on,
   * `TRIM_HORIZON` with all that is kept, a `Date` (or `AT_TIMESTAMP` and `startingPositionTimestamp`) with that time.
   */
  startingPosition?: "LATEST" | "TRIM_HORIZON" | "AT_TIMESTAMP" | Date | undefined;
  startingPositionTimestamp?: Date | undefined;
  /** Whether to wait for a table and a stream that are not there yet; else `db.trigger()` rejects. */
  wait?: boolean | undefined;
}

/** Lambda's filter criteria: a record is wanted if one of the patterns fits it. */
export interface FilterCriteria {
  /** At most ten. A pattern is an object, or its JSON as text. */
  Filters: readonly { readonly Pattern: string | object }[];
}

/** The options, checked, with what is left out filled in. */
export interface Settings {
  readonly table: string;
  readonly name: string;
  readonly handler: TriggerHandler;
  readonly batchSize: number;
  readonly windowMillis: number;
  /** Whether a record is wanted. */
  readonly wants: (record: TriggerRecord) => boolean;
  readonly bisect: boolean;
  /** Infinity without a limit. */
  readonly retries: number;
  readonly ageMillis: number;
  readonly parallelism: number;
  readonly onFailure: TriggerOptions["onFailure"];
  readonly report: boolean;
  readonly begin: "latest" | "start" | Date;
  readonly wait: boolean;
}

const KNOWN: Readonly<Record<keyof TriggerOptions, string>> = {
  table: "string object",
  handler: "function",
  name: "string",
  batchSize: "number",
  window: "number",
  filterCriteria: "object",
  bisectOnError: "boolean",
  retries: "number",
  maxRecordAge: "number",
  parallelism: "number",
  onFailure: "function",
  reportBatchItemFailures: "boolean",
  startingPosition: "string object",
  startingPositionTimestamp: "object",
  wait: "boolean",
};
const MOST_FILTERS = 10;

/** @throws TypeError naming the option that is wrong. */
export function readSettings(options: TriggerOptions): Settings {
  checkNames(options);
  const { table, filterCriteria, retries = -1, maxRecordAge = -1 } = options;
  const tableName = typeof table === "object" ? table.TableName : table;
  if (typeof tableName !== "string" || tableName === "") throw wrong("table", "is the name of a table");
  const name = options.name ?? tableName;
  if (!/^[\w.-]{1,255}$/.test(name)) throw wrong("name", "has 1 to 255 letters, digits, and _ - .");
  return {
    table: tableName,
    name,
    handler: options.handler,
    batchSize: within("batchSize", options.batchSize ?? 100, 1, 10_000),
    windowMillis: 1000 * between("window", options.window ?? 0, 0, 300),
    wants: readFilters(filterCriteria),
    bisect: options.bisectOnError ?? false,
    retries: retries === -1 ? Number.POSITIVE_INFINITY : within("retries", retries, 0, 10_000),
    ageMillis:
      maxRecordAge === -1
        ? Number.POSITIVE_INFINITY
        : 1000 * between("maxRecordAge", maxRecordAge, 0, 604_800),
    parallelism: within("parallelism", options.parallelism ?? 1, 1, 10),
    onFailure: options.onFailure,
    report: options.reportBatchItemFailures ?? false,
    begin: readBegin(options),
    wait: options.wait ?? false,
  };
}

function checkNames(options: TriggerOptions): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError("db.trigger() takes an object with a table and a handler.");
  for (const [name, value] of Object.entries(options)) {
    if (/tumbling/i.test(name))
      throw new TypeError(
        `Tumbling windows are not supported: leave out ${name}, and keep the sums in a table.`,
      );
    const forms = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof TriggerOptions] : undefined;
    if (forms === undefined)
      throw new TypeError(`db.trigger() has no option "${name}". It has ${Object.keys(KNOWN).join(", ")}.`);
    if (value === undefined) continue;
    if (value === null || !forms.split(" ").includes(typeof value))
      throw wrong(
        name,
        `is a ${forms.replace(" ", " or an ")}, not ${value === null ? "null" : typeof value}`,
      );
  }
  if (typeof options.handler !== "function") throw wrong("handler", "is a function");
}

function readFilters(criteria: FilterCriteria | undefined): (record: TriggerRecord) => boolean {
  if (criteria === undefined) return () => true;
  const { Filters, ...others } = criteria;
  if (!Array.isArray(Filters) || Object.keys(others).length > 0)
    throw wrong("filterCriteria", "has the form { Filters: [{ Pattern }] }");
  if (Filters.length > MOST_FILTERS) throw wrong("filterCriteria", `has at most ${MOST_FILTERS} filters`);
  const tests = Filters.map((filter: { Pattern?: unknown }) => compilePattern(filter?.Pattern));
  return tests.length === 0 ? () => true : (record) => tests.some((test) => test(record));
}

function readBegin({ startingPosition = "LATEST", startingPositionTimestamp: at }: TriggerOptions) {
  const time = startingPosition instanceof Date ? startingPosition : at;
  if (time !== undefined && !(time instanceof Date && Number.isFinite(time.getTime())))
    throw wrong("startingPositionTimestamp", "is a valid Date");
  if (startingPosition instanceof Date) return startingPosition;
  if (startingPosition === "AT_TIMESTAMP") {
    if (time === undefined)
      throw wrong("startingPosition", "AT_TIMESTAMP needs startingPositionTimestamp, a Date");
    return time;
  }
  if (time !== undefined) throw wrong("startingPositionTimestamp", "belongs to AT_TIMESTAMP");
  if (startingPosition === "LATEST") return "latest";
  if (startingPosition === "TRIM_HORIZON") return "start";
  throw wrong("startingPosition", "is LATEST, TRIM_HORIZON, AT_TIMESTAMP or a Date");
}

function within(option: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value))
    throw wrong(option, `is a whole number from ${least} to ${most}, not ${value}`);
  return between(option, value, least, most);
}

function between(option: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw wrong(option, `is a number from ${least} to ${most}, not ${value}`);
}

function wrong(option: string, problem: string): TypeError {
  return new TypeError(`The option ${option} of db.trigger() ${problem}.`);
}
