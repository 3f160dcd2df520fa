/** A request of the low-level client as an object, as `@aws-sdk/client-dynamodb` has them. */

import type { Output } from "../client/habits.js";
import type { Operations } from "../types/model.js";

/** An operation of the service. */
export type OperationName = keyof Operations;

/** What an operation takes. */
export type CommandInput<Name extends OperationName> = Operations[Name]["input"];

/** What an operation answers. */
export type CommandOutput<Name extends OperationName> = Output<Operations[Name]["output"]>;

/** Base of the command classes. */
export abstract class Command<Name extends OperationName = OperationName> {
  /** Name on the wire. */
  abstract readonly operation: Name;
  readonly input: CommandInput<Name>;

  constructor(input: CommandInput<Name>) {
    this.input = input;
  }
}
