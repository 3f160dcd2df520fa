/** Errors with codes that the engine understands. */

/** The database stays closed: there is no key for it, or not the right one. */
export function locked(message: string): Error {
  return Object.assign(new Error(message), { code: "Locked" });
}

/** Whoever has the key cannot be reached; it may be tried again. */
export function unreachable(message: string): Error {
  return Object.assign(new Error(message), { code: "Unavailable" });
}

export function tooNew(message: string): Error {
  return Object.assign(new Error(message), { code: "TooNew" });
}
