/** What a shard answers when its engine refuses a request. */

import { type Answered, failedWith } from "./messages.js";
import { toWire } from "./wire.js";

/** @throws The error itself where it is not known whether the request was done. */
export function failureOf(error: unknown): Answered {
  const { name, message, $fault, $metadata, ...members } = error as Error & Record<string, unknown>;
  // What the engine itself could not do may be done or not.
  if ($fault !== "client") throw error;
  const failed = failedWith(name, message);
  return {
    ...failed,
    body: JSON.stringify({ ...JSON.parse(failed.body), Message: message, ...toWire(members) }),
  };
}
