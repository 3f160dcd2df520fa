/** Entry for hosts that bring the module along themselves: `openWith(module)`. */

import { type Open, openOn } from "../client/open.js";
import { glue } from "./glue.js";
import { loaderOf, type WasmSource } from "./load.js";

export type { WasmSource } from "./load.js";
export * from "./names.js";

const workers = () =>
  Promise.reject(
    new TypeError(
      "A module of your own cannot be sent to a Worker. Nothing was opened; leave out `worker`, or call openWith() in a Worker of your own.",
    ),
  );

/** The `open` function for this module; call it once and keep it. In memory unless a storage is named. */
export function openWith(module: WasmSource): Open {
  return openOn({ load: loaderOf(glue, () => module), defaultStorage: "memory", workers });
}
