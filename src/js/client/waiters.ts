/** Waiting for a state by asking again. */

/** Times in seconds. Tables here change state at once or after a short job, so the delays are short by default. */
export interface WaiterConfig {
  maxWaitTime: number;
  minDelay?: number | undefined;
  maxDelay?: number | undefined;
  abortSignal?: AbortSignal | undefined;
}

export interface WaiterResult {
  state: "SUCCESS";
}

/**
 * Asks until the answer is yes. `missing` names an exception that means "gone": it counts as yes; without it,
 * `ResourceNotFoundException` counts as "not yet".
 */
export async function waitUntil(
  config: WaiterConfig,
  ask: () => Promise<boolean>,
  missing?: string,
): Promise<WaiterResult> {
  const end = Date.now() + config.maxWaitTime * 1000;
  let delay = (config.minDelay ?? 0.02) * 1000;
  const longest = (config.maxDelay ?? 1) * 1000;
  for (;;) {
    if (config.abortSignal?.aborted) throw named("AbortError", "Waiter aborted");
    try {
      if (await ask()) return { state: "SUCCESS" };
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === missing) return { state: "SUCCESS" };
      if (name !== "ResourceNotFoundException") throw error;
    }
    const rest = end - Date.now();
    if (rest <= 0) throw named("TimeoutError", `Waiter has timed out after ${config.maxWaitTime} s`);
    const pause = Math.min(delay, rest);
    await new Promise((resolve) => setTimeout(resolve, pause));
    delay = Math.min(delay * 2, longest);
  }
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
