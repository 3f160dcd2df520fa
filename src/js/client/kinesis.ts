/** Starts the delivery to Kinesis data streams: brings what it needs of a database. Loaded where there are sinks. */

import { type DeliveryHost, deliver, type Page } from "../kinesis/delivery.js";
import type { Destination } from "../kinesis/record.js";
import { checkSinks, type KinesisSinks } from "../kinesis/sinks.js";
import type { Ask } from "../types/internal_model.js";
import type { Beginning } from "./beginning.js";
import { asker } from "./low_level_client.js";
import { FORM, locksOf, statesOf } from "./trigger.js";
import { watchedAsk } from "./watched_ask.js";

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
  const watch = watchedAsk(sender, FORM, end.signal);
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
