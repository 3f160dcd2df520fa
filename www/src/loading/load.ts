/** Writes a file's items in batches, with retries of what the service left over, and says what became of each. */
import type { Keys } from "../requests/schema";
import { keyAttributes, keyNames } from "../requests/schema";
import { failureOf, isNamed } from "../source/failure";
import type { Operations } from "../source/types";
import { attribute, type Item, pick, tagOf, typeNames } from "../values/attribute";
import { printItem } from "../values/text";
import type { Entry } from "./read";

export interface LoadFailure {
  position: number;
  name: string;
  message: string;
}

export interface LoadProgress {
  done: number;
  written: number;
  total: number;
  failures: LoadFailure[];
}

interface Load {
  operations: Operations;
  table: string;
  keys: Keys;
  entries: readonly Entry[];
  signal: AbortSignal;
  report: (progress: LoadProgress) => void;
}

type Good = { position: number; item: Item };

/** BatchWriteItem's limit. */
const batchSize = 25;
/** Batches under way at the same time: enough for a shared commit, few enough to stop at once. */
const batchesAtOnce = 4;
const attempts = 8;
const unprocessed = "UnprocessedItems";

/** Resolves when all is written, or after the batches under way if the signal aborts. */
export async function load({
  operations,
  table,
  keys,
  entries,
  signal,
  report,
}: Load): Promise<LoadProgress> {
  const progress: LoadProgress = { done: 0, written: 0, total: entries.length, failures: [] };
  const fail = (position: number, error: unknown) => {
    progress.failures.push({ position, ...failureOf(error) });
  };
  const settle = (count: number, written: number) => {
    progress.done += count;
    progress.written += written;
    report({ ...progress, failures: [...progress.failures] });
  };

  const write = async (batch: Good[]): Promise<void> => {
    const failed = await writeBatch(operations, table, batch);
    for (const { position, error } of failed) fail(position, error);
    settle(batch.length, batch.length - failed.length);
  };

  for (const wave of waves(entries, keys, (position, problem) => {
    fail(position, Object.assign(new Error(problem), { name: "Not an item" }));
    progress.done += 1;
  })) {
    if (signal.aborted) break;
    await Promise.all(chunks(wave, batchSize).map(write));
  }
  settle(0, 0);
  return progress;
}

/** Runs of items with different keys: a batch must not name a key twice, and of two equal keys the later item has to win. */
function* waves(
  entries: readonly Entry[],
  keys: Keys,
  reject: (position: number, problem: string) => void,
): Generator<Good[]> {
  let wave: Good[] = [];
  let seen = new Set<string>();
  for (const entry of entries) {
    const problem = "problem" in entry ? entry.problem : keyProblem(entry.item, keys);
    if (problem !== null || "problem" in entry) {
      reject(entry.position, problem ?? "");
      continue;
    }
    const key = printItem(pick(entry.item, keyNames(keys)), "typed");
    if (seen.has(key) || wave.length === batchSize * batchesAtOnce) {
      yield wave;
      wave = [];
      seen = new Set();
    }
    seen.add(key);
    wave.push(entry);
  }
  if (wave.length > 0) yield wave;
}

function keyProblem(item: Item, keys: Keys): string | null {
  for (const { name, type } of keyAttributes(keys)) {
    const value = attribute(item, name);
    if (value === undefined) return `The key attribute ${name} is missing`;
    if (tagOf(value) !== type) {
      return `The key attribute ${name} is a ${typeNames[tagOf(value)]}, the table wants a ${typeNames[type]}`;
    }
  }
  return null;
}

type Failed = { position: number; error: unknown };

async function writeBatch(operations: Operations, table: string, batch: Good[]): Promise<Failed[]> {
  try {
    await writeAll(operations, table, batch);
    return [];
  } catch (error) {
    if (!isNamed(error, "ValidationException", unprocessed)) {
      return batch.map(({ position }) => ({ position, error }));
    }
  }
  // One bad item makes the service refuse its whole batch: written one by one, only that item fails.
  const failed: Failed[] = [];
  for (const { position, item } of batch) {
    try {
      await operations.putItem({ TableName: table, Item: item });
    } catch (error) {
      failed.push({ position, error });
    }
  }
  return failed;
}

async function writeAll(operations: Operations, table: string, batch: Good[]): Promise<void> {
  let requests = batch.map(({ item }) => ({ PutRequest: { Item: item } }));
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await pause(25 * 2 ** attempt * (0.5 + Math.random()));
    try {
      const { UnprocessedItems } = await operations.batchWriteItem({ RequestItems: { [table]: requests } });
      const left = (UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) =>
        PutRequest ? [{ PutRequest }] : [],
      );
      if (left.length === 0) return;
      requests = left;
    } catch (error) {
      const last = attempt === attempts - 1;
      if (last || !isNamed(error, "ProvisionedThroughputExceededException", "ThrottlingException"))
        throw error;
    }
  }
  throw Object.assign(new Error(`${requests.length} items of a batch were left unprocessed`), {
    name: unprocessed,
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function chunks<Member>(list: Member[], size: number): Member[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}
