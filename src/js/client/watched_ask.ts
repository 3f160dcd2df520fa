/** Operations whose answers tell of their own end: what they have read is no longer so. */

import { type Call, encodeRequest, resultOf } from "./calls.js";
import { pause } from "./pause.js";
import type { Sender } from "./sender.js";

/** Runs an operation, and calls `changed` once when its answer would be another. */
export type WatchedAsk = <Answer>(
  operation: string,
  input: object,
  changed: () => void,
) => Promise<{ answer: Answer; stop(): void }>;

export function watchedAsk(sender: Sender, form: Omit<Call, "operation">, signal: AbortSignal): WatchedAsk {
  return async <Answer>(operation: string, input: object, changed: () => void) => {
    const call = { ...form, operation: sender.operationId(operation) };
    const request = encodeRequest(call, input);
    for (;;) {
      let hear: () => void = () => undefined;
      let heard = false;
      const early = new Promise<void>((resolve) => {
        hear = resolve;
      });
      const { answer, stop } = sender.watch(call, request, () => {
        heard = true;
        hear();
        changed();
      });
      // What has changed before may have no answer, or a failure: the tab that was asked is gone.
      const given = answer.catch((error) => {
        if (!heard || signal.aborted) throw error;
        return undefined;
      });
      const reply = await Promise.race([given, early.then(pause) as Promise<undefined>]);
      if (reply === undefined) continue;
      return { answer: resultOf(reply.status, reply.bytes, 0, reply.bytes.length, call) as Answer, stop };
    }
  };
}
