/** Waiting for a state by asking again. */

import { abortable, checkSignal } from "./aborting.js";

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
  const { abortSignal } = config;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = (millis: number) =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, millis);
    });
  const run = () => askAgain(config, ask, pause, missing);
  try {
    return await (abortSignal ? abortable(run, abortSignal, "Waiter") : run());
  } finally {
    clearTimeout(timer);
  }
}

async function askAgain(
  config: WaiterConfig,
  ask: () => Promise<boolean>,
  pause: (millis: number) => Promise<void>,
  missing: string | undefined,
): Promise<WaiterResult> {
  const end = Date.now() + config.maxWaitTime * 1000;
  let delay = (config.minDelay ?? 0.02) * 1000;
  const longest = (config.maxDelay ?? 1) * 1000;
  for (;;) {
    try {
      if (await ask()) return { state: "SUCCESS" };
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === missing) return { state: "SUCCESS" };
      if (name !== "ResourceNotFoundException") throw error;
    }
    const rest = end - Date.now();
    if (rest <= 0) {
      const message = `Waiter has timed out after ${config.maxWaitTime} s`;
      throw Object.assign(new Error(message), { name: "TimeoutError" });
    }
    checkSignal(config.abortSignal);
    await pause(Math.min(delay, rest));
    delay = Math.min(delay * 2, longest);
  }
}
