/** Makes the module's instance, from wherever a host finds the module. */

import type { Binding, Host, Loader } from "../client/boundary.js";
import { pause } from "../client/pause.js";

/** The module: compiled, as bytes, or to be fetched. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL | string;

/** What wasm-bindgen generates for a module, as far as it is used here; published types cannot name the module itself. */
export interface Glue extends Pick<Binding, "open" | "operationId"> {
  default(source: { module_or_path: WasmSource }): Promise<{ readonly memory: WebAssembly.Memory }>;
  __wbg_reset_state(): void;
}

/** A loader that finds the module once; called again, after a trap, it makes a fresh instance of it. */
export function loaderOf(glue: Glue, find: () => WasmSource | Promise<WasmSource>): Loader {
  let loaded = false;
  return async (): Promise<Binding> => {
    if (loaded) glue.__wbg_reset_state();
    // The source is looked at the first time only.
    const { memory } = await glue.default({ module_or_path: loaded ? "" : await find() });
    loaded = true;
    return {
      memory,
      operationId: glue.operationId,
      open: (config, host) => glue.open(config, withWaits(host)),
    };
  };
}

interface Waits {
  pause(): Promise<void>;
  rest(millis: number): Promise<void>;
}

/** Also what every JavaScript host gives the engine: a turn of the event loop between slices of its jobs, and a timer. */
function withWaits(host: Host): Host & Waits {
  return { ...host, pause, rest };
}

/** A timer that keeps no process running. */
function rest(millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, millis);
    (timer as { unref?: () => void }).unref?.();
  });
}
