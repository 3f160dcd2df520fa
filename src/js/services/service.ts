/** A service of AWS that is answered here besides DynamoDB: its model, and a function for each operation. */

import type { Ask, Authorization } from "../types/internal_model.js";
import type { Model } from "./model.js";

/** What services need of a database. */
export interface ServiceHost {
  readonly ask: Ask;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly region: string;
  readonly account: string;
  /** Asks another region about the auto scaling of its replica of a table; absent without `db.connect()`. */
  readonly scalingThere?:
    | ((region: string, table: string, request: Uint8Array) => Promise<Uint8Array>)
    | undefined;
  /** Rejects where the policies of whoever asks do not allow something; the owner has none. */
  readonly authorize?: ((question: Authorization) => Promise<unknown>) | undefined;
}

/** Runs an operation; the input has the types that the model says. Dates in the answer are written as each wire has them. */
export type Handler = (host: ServiceHost, input: never) => Promise<object>;

/** A question to the engine. */
export interface Permission extends Authorization {
  /** The exception that a refusal is, where it is none of access. */
  otherwise?: string;
}

/** The questions of an operation by its name, for input that the service's model allows. */
export type Permissions = (
  host: ServiceHost,
  input: never,
  operation: string,
) => Promise<Permission[]> | Permission[];

/** What runs an operation, and what callers have to be allowed for it. */
export interface Operation {
  readonly run: Handler;
  readonly asks: Permissions;
}

export interface Service {
  readonly model: Model;
  /** Those that are answered. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** What policies write before the names of operations. */
  readonly prefix: string;
  /** Status of refusals, and what codes of theirs end with. */
  readonly denials: { readonly status: number; readonly ending: string };
  /** Of answers in JSON. */
  readonly jsonVersion: "1.0" | "1.1";
  /** Names the answers in XML. */
  readonly namespace: string;
}
