/** Many who wait for the end of one signal, by one listener: hosts take more than ten for a leak. */

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `run` when the signal is aborted; what it gives takes that back. */
export function whenAborted(signal: AbortSignal, run: () => void): () => void {
  let all = waiting.get(signal);
  if (all === undefined) {
    const runs = new Set<() => void>();
    signal.addEventListener("abort", () => {
      for (const one of [...runs]) one();
    });
    waiting.set(signal, runs);
    all = runs;
  }
  all.add(run);
  return () => void all.delete(run);
}
