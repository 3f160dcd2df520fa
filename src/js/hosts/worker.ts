/**
 * The script of a Worker that has engines: `open({ worker: true })` starts it, and a Worker's script of one's own may
 * import it. Elsewhere nothing happens.
 */

import * as glue from "#wasm";
import { joinOn } from "../client/open.js";
import { serveWorker } from "../client/worker_server.js";
import { loaderOf } from "./load.js";

if ("DedicatedWorkerGlobalScope" in globalThis) {
  const load = loaderOf(glue, () => new URL("./hashrange_bg.wasm", import.meta.url));
  const join = joinOn({ load, defaultStorage: "indexeddb", files: () => import("./opfs.js") });
  serveWorker(join, globalThis as unknown as Parameters<typeof serveWorker>[1]);
}
