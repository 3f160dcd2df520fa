/** Failures on their way to whoever asked: with the place of the request in their stack, and with a hint where one helps. */

import { type Mode, PLAIN } from "./boundary.js";
import { askedOf } from "./habits.js";

/** What is known of the request that failed. */
interface Failed {
  readonly mode?: Mode;
  /** Asks the engine itself, for hints that tell of tables; only requests of clients have it. */
  readonly ask?: ((operation: string, input: object) => Promise<object>) | undefined;
}

/** Failures of requests that were sent, and of which more can be told than the service does. */
const TELLING = /resource not found$| key|^Serial|error; token/;

type Capture = (error: unknown, above?: unknown) => void;

/**
 * Rejects with the error. `asked` is the request: its bytes once it is encoded, else the object that could not be.
 * Nothing of this is done for a request that succeeds.
 */
export async function failed(call: Failed, error: unknown, asked: object): Promise<never> {
  const capture = (Error as { captureStackTrace?: Capture }).captureStackTrace;
  const here = askedOf();
  // Whoever asked is on the stack of an answer in the same turn, and later only at the end of a chain of promises.
  if (here) capture?.(error, here);
  const encoded = asked instanceof Uint8Array;
  if (call.ask && (!encoded || TELLING.test(String(error)))) {
    const request = encoded ? asked.slice() : asked;
    const advice = await import("../advice/explain.js").catch(() => undefined);
    await advice
      ?.explain(error as Error, { ...call, plain: call.mode === PLAIN } as never, request)
      .catch(() => undefined);
  } else await undefined;
  if (!here) capture?.(error);
  throw error;
}
