/** Starts the delivery to Kinesis data streams: brings what it needs of a database. Loaded where there are sinks. */

import { type DeliveryHost, deliver, type Page } from "../kinesis/delivery.js";
import type { Destination } from "../kinesis/record.js";
import { checkSinks, type KinesisSinks } from "../kinesis/sinks.js";
import type { Ask } from "../types/internal_model.js";
import type { Beginning } from "./beginning.js";
import { encodeRequest, resultOf } from "./calls.js";
import { asker } from "./low_level_client.js";
import { pause } from "./pause.js";
import { FORM, locksOf, statesOf } from "./trigger.js";

export { checkSinks };

/** Delivers until the database is closed. */
export function startDelivery(
  { kinesis: sinks = {}, metrics }: { kinesis?: KinesisSinks | undefined; metrics?: boolean | undefined },
  ...[sender, name, shared, kind, onEnd]: Beginning
): void {
  const end = new AbortController();
  const abort = () => end.abort();
  shared.access.gone?.then(abort);
  const unhook = onEnd(abort);
  const watch = async <Answer>(operation: string, input: object, changed: () => void) => {
    const call = { ...FORM, operation: sender.operationId(operation) };
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
        if (!heard || end.signal.aborted) throw error;
        return undefined;
      });
      const reply = await Promise.race([given, early.then(pause) as Promise<undefined>]);
      if (reply === undefined) continue;
      return { answer: resultOf(reply.status, reply.bytes, 0, reply.bytes.length, call) as Answer, stop };
    }
  };
  const host: DeliveryHost = {
    states: statesOf(sender, "kinesis"),
    async destinations(changed) {
      const { answer, stop } = await watch<{ Destinations: Destination[] }>("ListDestinations", {}, changed);
      return { found: answer.Destinations, stop };
    },
    async changes({ TableName, TableId, StreamArn }, From, changed) {
      const input = { TableName, TableId, StreamArn, ...(From !== undefined && { From }) };
      const { answer, stop } = await watch<Page>("GetChanges", input, changed);
      return { page: answer, stop };
    },
    ...(metrics && { count: (outcome) => (asker(sender) as Ask)("CountDelivery", outcome) }),
    name,
    database: shared,
    locks: locksOf(kind),
    signal: end.signal,
  };
  void deliver(host, sinks).finally(unhook);
}
