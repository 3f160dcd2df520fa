/** Entry that is one file, for pages and tools that cannot serve or find a second one: the module is in its text. */

import packed from "#wasm/packed";
import { openOn } from "../client/open.js";
import { glue } from "./glue.js";
import { loaderOf } from "./load.js";

export * from "./names.js";

const load = loaderOf(glue, unpack);

const workers = () =>
  Promise.reject(
    new TypeError(
      "hashrange/inline is one file, without the script of a Worker. Nothing was opened; leave out `worker`, or import `hashrange`.",
    ),
  );

/** Opens a database, by name or with options, in IndexedDB by default; nothing is unpacked before. */
export const open = /* @__PURE__ */ openOn({ load, defaultStorage: "indexeddb", workers });

function unpack(): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const module = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(module).arrayBuffer();
}
