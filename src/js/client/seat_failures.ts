/** Why a request between pages has no answer, and how that is told from page to page. */

import { STRUCTURE } from "../codec/nodes.js";
import {
  DatabaseClosedError,
  DatabaseInUseError,
  databaseError,
  StorageUnavailableError,
} from "../errors/database.js";
import { PLAIN } from "./boundary.js";
import { type Call, type Reply, resultOf } from "./calls.js";
import { LOST } from "./post.js";

/** Reads any answer as a plain document. */
export const DOCUMENT: Call = {
  operation: 0,
  mode: PLAIN,
  input: STRUCTURE,
  marshall: undefined,
  answer: { node: undefined, unmarshall: undefined, times: false },
};

/** The engine did not apply it, for another one has opened the database, or it was closing. */
export function isTakenOver({ status, bytes }: Reply): boolean {
  try {
    resultOf(status, bytes, 0, bytes.length, DOCUMENT);
  } catch (error) {
    return isGivenUp(error);
  }
  return false;
}

/** The engine was closed, or the database taken over by another one. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DatabaseInUseError || error instanceof DatabaseClosedError;
}

/** Tells another page why there is no answer. */
export function lost(error: unknown): Reply {
  const { name, message } = error as Error;
  return { status: LOST, bytes: new TextEncoder().encode(`${name}: ${message}`) };
}

/** What another page has told with {@link lost}. */
export function lostError(bytes: Uint8Array): Error {
  const text = new TextDecoder().decode(bytes);
  const [name = "", ...rest] = text.split(": ");
  const message = rest.join(": ");
  return databaseError(name, { message }) ?? new StorageUnavailableError(text);
}

export function newerError(name: string): DatabaseInUseError {
  return new DatabaseInUseError(
    `The database "${name}" is open in a tab with a newer version of this library. Nothing was changed; reload this page to get that version.`,
  );
}

export function unknownFate(): StorageUnavailableError {
  return new StorageUnavailableError(
    "This page was suspended while the request was under way. Whether it was applied is not known; what was acknowledged before is not changed by it.",
  );
}
