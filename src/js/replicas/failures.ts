/** What ends a session, and what whoever looks at a connection is told of it. */

import { DatabaseError } from "../errors/database.js";

/** Why a session was refused or broken off. */
export class ReplicaError extends DatabaseError {
  /** What went wrong, in one word. */
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super("ReplicaError", message);
    this.code = code;
  }
}

/** The kinds of refusals. */
export type RefusalCode =
  /** The secrets differ, or only one side has one. */
  | "Secret"
  /** The other side speaks another version of the protocol. */
  | "Version"
  /** The other side is another region than the one that was asked for. */
  | "Region"
  /** Bytes that are no frame, or one that is too large. */
  | "Frame"
  /** A frame was lost, doubled or came out of its order. */
  | "Order"
  /** Nothing was heard for too long. */
  | "Silence"
  /** A clock is too far ahead. */
  | "Clock"
  /** Another session joins the same two databases. */
  | "Connected"
  /** A table cannot be shared. */
  | "Table"
  /** A backup cannot be copied. */
  | "Backup"
  /** The way ended. */
  | "Closed";

const CODES: readonly string[] = [
  "Secret",
  "Version",
  "Region",
  "Frame",
  "Order",
  "Silence",
  "Clock",
  "Connected",
  "Table",
  "Backup",
  "Closed",
];

/** A refusal as the other side has written it. */
export function told(code: unknown, message: unknown): ReplicaError {
  const known = CODES.includes(String(code)) ? (String(code) as RefusalCode) : "Closed";
  return new ReplicaError(known, `The other side refused: ${String(message).slice(0, 500)}`);
}
