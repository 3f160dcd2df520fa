/** Entry for hosts that bring the module along themselves: `openWith(module)`. */

import * as glue from "#wasm";
import { type Open, openOn } from "../client/open.js";
import { loaderOf, type WasmSource } from "./load.js";

export type { WasmSource } from "./load.js";
export * from "./names.js";

/** The `open` function for this module; call it once and keep it. In memory unless a storage is named. */
export function openWith(module: WasmSource): Open {
  return openOn({ load: loaderOf(glue, () => module), defaultStorage: "memory" });
}
