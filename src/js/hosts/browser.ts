/** Entry for browsers and bundlers: IndexedDB by default. */

import * as glue from "#wasm";
import { openOn } from "../client/open.js";
import { loaderOf } from "./load.js";

export * from "./names.js";

const load = loaderOf(glue, () => new URL("./hashrange_bg.wasm", import.meta.url));

/** Opens a database, by name or with options; nothing happens before. */
export const open = /* @__PURE__ */ openOn({
  load,
  defaultStorage: "indexeddb",
  files: () => import("./opfs.js"),
  workers: () => import("./own_worker.js"),
});
