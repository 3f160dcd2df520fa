/** Entry for workerd: in memory unless a storage is given. `hashrange/workers` has the one that lasts. */

import { openOn } from "../client/open.js";
import { isolateLoader } from "./isolate.js";

export * from "./names.js";

/** Opens a database, by name or with options; nothing happens before. Not in the global scope, which has no clock. */
export const open = /* @__PURE__ */ openOn({
  load: /* @__PURE__ */ isolateLoader(),
  defaultStorage: "memory",
});
