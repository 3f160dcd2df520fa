/** A request of the low-level client as an object, as `@aws-sdk/client-dynamodb` has them. */

import type { Output, Request } from "../client/habits.js";
import type { Operations } from "../types/model.js";

/** An operation of the service. */
export type OperationName = keyof Operations;

/** What an operation takes. */
export type CommandInput<Name extends OperationName> = Operations[Name]["input"];

/** What an operation answers. */
export type CommandOutput<Name extends OperationName> = Output<Operations[Name]["output"]>;

export type ServiceInputTypes = CommandInput<OperationName>;
export type ServiceOutputTypes = CommandOutput<OperationName>;

/** Base of the command classes. */
export abstract class Command<Name extends OperationName = OperationName> {
  /** As programs see it that tell commands apart by it; the build shortens the names of classes. */
  static readonly name: string = "Command";

  /** Name on the wire. */
  abstract readonly operation: Name;
  readonly input: CommandInput<Name>;

  constructor(...[input]: Request<CommandInput<Name>>) {
    this.input = input ?? ({} as CommandInput<Name>);
  }
}
