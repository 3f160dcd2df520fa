/** Work outside of the engine that its records call for (`Host::summon`): loaded and run where the engine is. */

import type { Ask } from "../types/internal_model.js";
import type { CoreConfig } from "./boundary.js";
import { asker } from "./low_level_client.js";
import { operationNumber } from "./operation_numbers.js";
import type { Sender } from "./sender.js";
import type { Runner } from "./summons.js";

/** Ways to the runners by their kinds. */
export const runners = new Map<string, () => Promise<Runner>>([
  ["transfer", async () => (await import("../transfer/jobs/run.js")).run],
  ["alarm", async () => (await import("./measuring.js")).alarms],
  ["scaling", async () => (await import("./measuring.js")).scaling],
]);

export async function summoned(
  kind: string,
  engine: Pick<Sender, "call" | "watch">,
  config: CoreConfig,
): Promise<void> {
  const run = await runners.get(kind)?.();
  const ask = asker({
    operationId: operationNumber,
    call: (call, input, signal) => engine.call(signal ? { ...call, signal } : call, input),
    watch: (call, request, changed) => engine.watch(call, request, changed),
  }) as Ask;
  const bucket = async (name: string) => (await import("./buckets.js")).bucketOf(config, name);
  await run?.({ ask, bucket, engine, config });
}
