/** What gives a client a method for each operation. */

import type { Answer, Callback, CallOptions, Reply, Request } from "../client/habits.js";
import type { Client } from "./base_client.js";
import type { Command, CommandInput, CommandOutput, OperationName } from "./command.js";

/** One method for each of some operations, named in camelCase. */
export type Methods<Operation extends OperationName> = {
  [Name in Operation as Uncapitalize<Name>]: (
    ...given: [...Request<CommandInput<Name>>, ...Reply<CommandOutput<Name>>]
  ) => Answer<CommandOutput<Name>>;
};

export function addMethods(prototype: Client, operations: readonly OperationName[]): void {
  for (const operation of operations) {
    Object.defineProperty(prototype, operation.charAt(0).toLowerCase() + operation.slice(1), {
      configurable: true,
      writable: true,
      value(
        this: Client,
        input = {} as never,
        options?: CallOptions,
        callback?: Callback<CommandOutput<OperationName>>,
      ) {
        const command: Command = { operation, input };
        return this.send(command, options, callback);
      },
    });
  }
}
