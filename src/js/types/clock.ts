/** What time it is, for those who want to say so themselves. */

/** A clock of one's own, for tests: a minute passes when the test says so. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves when so many milliseconds have passed; by default after so many of the host's. */
  sleep?(ms: number): Promise<void>;
}
