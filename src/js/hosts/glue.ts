/** What wasm-bindgen generates for the browser's module, as one object: a namespace would bring along what nobody uses. */

import init, { __wbg_reset_state, broken, giveUp, instance, open, operationId, traps } from "#wasm";
import type { Glue } from "./load.js";

export const glue: Glue = {
  default: init,
  __wbg_reset_state,
  get broken() {
    return broken;
  },
  traps,
  instance,
  giveUp,
  open,
  operationId,
};
