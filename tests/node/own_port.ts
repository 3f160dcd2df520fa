/** A Worker in this thread: its messages come in a later turn. */
import type { EngineWorker } from "../../src/js/client/open.js";
import { serveWorker } from "../../src/js/client/worker_server.js";

/** What a page has of a Worker that joins databases in this way. */
export function workerOf(join: Parameters<typeof serveWorker>[0]): EngineWorker {
  const listeners: ((event: MessageEvent) => void)[] = [];
  serveWorker(join, { addEventListener: (_, listener) => void listeners.push(listener) });
  globalThis.navigator ??= {} as Navigator;
  return {
    postMessage: (data, ports) =>
      void setImmediate(() => listeners[0]?.({ data, ports } as unknown as MessageEvent)),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    terminate: () => undefined,
  };
}
