/** Answers of the engine: documents to results, failure documents to exceptions. */

import { Decoder } from "../codec/decoder.js";
import type { Node } from "../codec/nodes.js";
import type { UnmarshallOptions } from "../codec/options.js";
import { databaseError } from "../errors/database.js";
import { serviceException } from "../errors/service.js";

/** Where attribute values are in an answer, and how they are wanted. */
export interface AnswerForm {
  readonly node: Node | undefined;
  readonly unmarshall: UnmarshallOptions | undefined;
  /** Whether members that are times become dates. */
  readonly times: boolean;
}

/** A function that maps numbers is the user's code, which may call the engine and so let the decoder be entered twice. */
let decoder: Decoder | undefined;

/** Reads a result or failure in the engine's memory, which is not touched afterwards. */
export function readDocument(
  memory: Uint8Array,
  start: number,
  length: number,
  form: AnswerForm,
): Record<string, unknown> {
  const { node, unmarshall, times } = form;
  if (typeof unmarshall?.wrapNumbers === "function") {
    return new Decoder().document(memory.slice(start, start + length), 0, length, node, unmarshall, times);
  }
  decoder ??= new Decoder();
  return decoder.document(memory, start, start + length, node, unmarshall, times);
}

/** The exception that a failure document describes. It has no stack yet: `failing.ts` gives it one that tells something. */
export function failure(document: Record<string, unknown>): Error {
  const { name, message, status, ...members } = document;
  const options = {
    ...members,
    message: typeof message === "string" ? message : "",
    $metadata: { httpStatusCode: Number(status), attempts: 1, totalRetryDelay: 0 },
  };
  const limit = "captureStackTrace" in Error ? Error.stackTraceLimit : undefined;
  if (limit) Reflect.set(Error, "stackTraceLimit", 0);
  const made = databaseError(String(name), options) ?? serviceException(String(name), options);
  if (limit) Reflect.set(Error, "stackTraceLimit", limit);
  return made;
}
