/** The module in Cloudflare's runtime, which compiles modules when it deploys them and gives time by request. */

import { initSync } from "#wasm";
import type { Binding, Loader } from "../client/boundary.js";
import { glue } from "./glue.js";
import module from "./hashrange_bg.wasm";
import { bindingOf, revived } from "./load.js";

/** What a storage may have besides: it wakes its object at a time, also one that is not in memory any more. */
export interface Alarm {
  /** Resolves when the object was woken, which may be earlier. */
  wake(due: number): Promise<void>;
}

/**
 * Instantiated in one go: a promise of a compilation under way would belong to the request that began it.
 *
 * A timer belongs to its request as well and ends with it, so a database in memory, which any request may use, waits
 * for nothing. One with a storage is a Durable Object's, whose timers last; but a long one would keep it from sleeping, so
 * that a storage has to have an alarm for it.
 */
export function isolateLoader(): Loader {
  return async (broke): Promise<Binding> => {
    await revived(glue, broke);
    return {
      ...bindingOf(glue, initSync({ module })),
      open: (config, host) => {
        const rest =
          config.storage === "memory"
            ? () => Promise.resolve()
            : (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));
        return glue.open(config, {
          ...host,
          rest,
          sleep: (_millis: number, due: number) =>
            (config.adapter as Partial<Alarm> | undefined)?.wake?.(due),
          pause: () => rest(0),
          whole: async () => undefined,
        } as typeof host);
      },
    };
  };
}
