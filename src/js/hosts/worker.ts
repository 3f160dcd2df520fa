/**
 * The script of a Worker that has engines: `open({ worker: true })` starts it, and a Worker's script of one's own may
 * import it. Elsewhere nothing happens.
 */

import { joinOn } from "../client/open.js";
import { serveWorker } from "../client/worker_server.js";
import { load } from "./in_parts.js";

if ("DedicatedWorkerGlobalScope" in globalThis) {
  const join = joinOn({ load, defaultStorage: "indexeddb", files: () => import("./opfs.js") });
  serveWorker(join, globalThis as unknown as Parameters<typeof serveWorker>[1]);
}
