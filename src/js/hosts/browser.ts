/** Entry for browsers and bundlers: IndexedDB by default. */

import { type Open, openOn } from "../client/open.js";
import { noPiece } from "../client/pieces.js";
import { load } from "./in_parts.js";

export * from "./names.js";

let here: Open | undefined;

/** Opens a database, by name or with options; nothing happens before. */
export function open(...given: Parameters<Open>): ReturnType<Open> {
  // Made by the first call: what is made at import stays in every bundle.
  here ??= openOn({
    load,
    defaultStorage: "indexeddb",
    files: () => import("./opfs.js").catch(noPiece),
    workers: () => import("./own_worker.js").catch(noPiece),
  });
  return here(...given);
}
