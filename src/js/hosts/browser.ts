/** Entry for browsers and bundlers: IndexedDB by default. */

import { openOn } from "../client/open.js";
import { noPiece } from "../client/pieces.js";
import { load } from "./in_parts.js";

export * from "./names.js";

/** Opens a database, by name or with options; nothing happens before. */
export const open = /* @__PURE__ */ openOn({
  load,
  defaultStorage: "indexeddb",
  files: () => import("./opfs.js").catch(noPiece),
  workers: () => import("./own_worker.js").catch(noPiece),
});
