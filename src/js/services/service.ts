/** A service of AWS that is answered here besides DynamoDB: its model, and a function for each operation. */

import type { Ask } from "../types/internal_model.js";
import type { Model } from "./model.js";

/** What services need of a database. */
export interface ServiceHost {
  readonly ask: Ask;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly region: string;
  readonly account: string;
}

/** Runs an operation; the input has the types that the model says. Dates in the answer are written as each wire has them. */
export type Handler = (host: ServiceHost, input: never) => Promise<object>;

export interface Service {
  readonly model: Model;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Of answers in JSON. */
  readonly jsonVersion: "1.0" | "1.1";
  /** Names the answers in XML. */
  readonly namespace: string;
}
