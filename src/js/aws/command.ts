/** A request of the low-level client as an object, as `@aws-sdk/client-dynamodb` has them. */

import type { Output, Request } from "../client/habits.js";
import type { EveryOperation } from "../types/every_operation.js";
import type { Operations } from "../types/model.js";
import type { StreamOperations } from "../types/stream_model.js";

/** An operation of the service or of its streams. */
export type OperationName = keyof EveryOperation;

/** What an operation takes. */
export type CommandInput<Name extends OperationName> = EveryOperation[Name]["input"];

/** What an operation answers. */
export type CommandOutput<Name extends OperationName> = Output<EveryOperation[Name]["output"]>;

export type ServiceInputTypes = CommandInput<keyof Operations>;
export type ServiceOutputTypes = CommandOutput<keyof Operations>;
export type StreamServiceInputTypes = CommandInput<keyof StreamOperations>;
export type StreamServiceOutputTypes = CommandOutput<keyof StreamOperations>;

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
