/** What looks for a developer's slips: loaded with the first database, and not in production. */

import type { Node } from "../codec/nodes.js";

/** Refuses what would be ignored, each in a way that costs nothing once a kind of request is known. */
export interface Checks {
  /** The position of an operation's request, which then knows the names of its members. */
  request(operation: string, node: Node): Node;
  /** The options of a document client. */
  client(options: object): void;
  /** The options of one call. */
  call(options: object): void;
}

let checks: Checks | undefined;

/** The checks, if they are there. */
export const developing = (): Checks | undefined => checks;

/** Bundlers put the mode of the build in place of the variable; a page without one is developed on its own machine. */
function inDevelopment(): boolean {
  return typeof process === "object"
    ? process.env?.["NODE_ENV"] !== "production"
    : /^(localhost|127\.|\[)/.test(globalThis.location?.hostname);
}

/** Loads the checks where somebody develops. Without them all goes on as in production. */
export async function develop(): Promise<void> {
  if (!checks && inDevelopment()) checks = await import("../advice/checks.js").catch(() => undefined);
}
