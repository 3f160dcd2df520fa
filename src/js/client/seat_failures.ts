/** Why a request between pages has no answer, and how that is told from page to page. */

import { STRUCTURE } from "../codec/nodes.js";
import {
  DatabaseClosedError,
  DatabaseInUseError,
  databaseError,
  StorageEvictedError,
  StorageUnavailableError,
} from "../errors/database.js";
import { FAILED, PLAIN } from "./boundary.js";
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

/** What a request has failed with, if it has. */
export function failureIn({ status, bytes }: Reply): unknown {
  if (status !== FAILED) return undefined;
  try {
    resultOf(status, bytes, 0, bytes.length, DOCUMENT);
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The engine was closed, or the database taken over by another one: it did not apply it. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DatabaseInUseError || error instanceof DatabaseClosedError;
}

/** An error in a text. */
export function told(error: unknown): string {
  const { name, message } = error as Error;
  return `${name}: ${message}`;
}

/** What another page has {@link told}. */
export function heard(text: string): Error {
  const [name = "", ...rest] = text.split(": ");
  const message = rest.join(": ");
  return databaseError(name, { message }) ?? new StorageUnavailableError(text);
}

/** Tells another page why there is no answer. */
export function lost(error: unknown): Reply {
  return { status: LOST, bytes: new TextEncoder().encode(told(error)) };
}

/** What another page has told with {@link lost}. */
export function lostError(bytes: Uint8Array): Error {
  return heard(new TextDecoder().decode(bytes));
}

export function newerError(name: string): DatabaseInUseError {
  return new DatabaseInUseError(
    `The database "${name}" is open in a tab with a newer version of this library. Nothing was changed; reload this page to get that version.`,
  );
}

export function evictedError(name: string): StorageEvictedError {
  return new StorageEvictedError(
    `The host has removed the data of the database "${name}", and nothing of it is left. Open it again for an empty one.`,
  );
}

export function slowError(name: string): StorageUnavailableError {
  return new StorageUnavailableError(
    `The database "${name}" could not be opened within half a minute: the engine's module or the browser's storage does not answer. Open it again later, or restart the browser.`,
  );
}

/** The request was sent, and nobody can be asked what has become of it. */
export function unknownFate(cause: string): StorageUnavailableError {
  return new StorageUnavailableError(
    `${cause} Whether the request that was under way was applied is not known.`,
  );
}
