/** What a handler's answer says of a batch. */

import type { TriggerRecord } from "./event.js";

/**
 * Where in a batch the first record stands that failed; the batch's length if all is done. As Lambda reads it: no list,
 * an empty one and no answer are success, and an identifier that is missing, empty or not of this batch fails all of it.
 */
export function firstFailure(records: readonly TriggerRecord[], answer: unknown): number {
  if (answer === null || answer === undefined) return records.length;
  if (typeof answer !== "object") return 0;
  const { batchItemFailures: failures = null } = answer as { batchItemFailures?: unknown };
  if (failures === null) return records.length;
  if (!Array.isArray(failures)) return 0;
  let first = records.length;
  for (const failure of failures) {
    const identifier: unknown = failure?.itemIdentifier;
    const place = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === identifier);
    if (place < 0) return 0;
    first = Math.min(first, place);
  }
  return first;
}
