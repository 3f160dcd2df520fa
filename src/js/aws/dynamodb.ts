/** `DynamoDB`: the client with a method for each operation. */

import type { Answer, Callback, CallOptions } from "../client/habits.js";
import { OPERATIONS } from "../types/operations.js";
import { DynamoDBClient, type DynamoDBClientConfig } from "./client.js";
import type { Command, CommandInput, CommandOutput, OperationName } from "./command.js";

type Methods = {
  [Name in OperationName as Uncapitalize<Name>]: (
    input: CommandInput<Name>,
    options?: CallOptions | Callback<CommandOutput<Name>>,
    callback?: Callback<CommandOutput<Name>>,
  ) => Answer<CommandOutput<Name>>;
};

class WithMethods extends DynamoDBClient {}

for (const operation of OPERATIONS) {
  Object.defineProperty(WithMethods.prototype, operation.charAt(0).toLowerCase() + operation.slice(1), {
    configurable: true,
    writable: true,
    value(
      this: DynamoDBClient,
      input: never,
      options?: CallOptions,
      callback?: Callback<CommandOutput<OperationName>>,
    ) {
      const command: Command = { operation, input };
      return this.send(command, options, callback);
    },
  });
}

/** A {@link DynamoDBClient} with a method for each operation. */
export type DynamoDB = DynamoDBClient & Methods;
export const DynamoDB = WithMethods as unknown as new (config?: DynamoDBClientConfig) => DynamoDB;
