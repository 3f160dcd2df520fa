/** What clients and live queries send their requests through. */

import type { Call, Result, Watched } from "./calls.js";

/** Runs encoded reads; `changed` is called at most once, when what was read is no longer so. */
export interface Watcher {
  watch(call: Call, request: Uint8Array, changed: () => void): Watched;
}

/** What a client sends its requests through. */
export interface Sender extends Watcher {
  operationId(name: string): number;
  call(call: Call, input: object, signal?: AbortSignal): Promise<Result>;
}
