/** Signals that end requests: nobody waits for their answers any more, and what is not sent yet never is. */

/** A signal, also one of a library that has only a part of what there is. */
type Signal = Pick<AbortSignal, "aborted"> & Partial<AbortSignal>;

export function abortError(what = "Request"): Error {
  return Object.assign(new Error(`${what} aborted`), { name: "AbortError" });
}

/** Throws for a request that nobody waits for. */
export function checkSignal(signal: Signal | undefined): void {
  if (signal?.aborted) throw abortError();
}

/** Runs what a signal ends at once, unless it is aborted already. */
export function abortable<T>(run: () => Promise<T>, signal: Signal, what?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(what));
    if (signal.aborted) return abort();
    signal.addEventListener?.("abort", abort, { once: true });
    run()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener?.("abort", abort));
  });
}
