/** What a browser loads only for engines in Workers. */

import type { OpenOptions } from "../client/open.js";
import type { Shared } from "../client/shared.js";
import { joinWorker } from "../client/worker_access.js";

export function join(options: OpenOptions): Promise<Shared> {
  // Bundlers look for exactly these words.
  return joinWorker(options, () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
}
