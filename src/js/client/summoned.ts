/** Work outside of the engine that its records call for (`Host::summon`): loaded and run where the engine is. */

import type { CoreConfig } from "./boundary.js";
import type { Engine } from "./engine.js";
import { type Ask, internal } from "./internal.js";
import { operationNumber } from "./operation_numbers.js";

/** What a runner is given. */
export interface Summons {
  readonly ask: Ask;
  readonly config: CoreConfig;
  /** Tells engines apart; a runner that is at work for one need not begin again, but has to look again before it ends. */
  readonly engine: object;
}

/**
 * Does what there is to do of a kind, as its states say. It is called once after opening and whenever a state with a summons is
 * written, and may be called while it runs. It ends when a request fails because the database is closed.
 */
export type Runner = (summons: Summons) => Promise<void>;

/** Ways to the runners by their kinds. */
export const runners = new Map<string, () => Promise<Runner>>();

export async function summoned(kind: string, engine: Engine, config: CoreConfig): Promise<void> {
  const run = await runners.get(kind)?.();
  const ask = internal({
    operationId: operationNumber,
    call: (call, input, signal) => engine.call(signal ? { ...call, signal } : call, input),
    watch: (call, request, changed) => engine.watch(call, request, changed),
  });
  await run?.({ ask, config, engine });
}
