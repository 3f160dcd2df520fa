/** `DynamoDB`: the client with a method for each operation. */

import type { Answer, Callback, CallOptions, Reply, Request } from "../client/habits.js";
import { OPERATIONS } from "../types/operations.js";
import type { DynamoDBClientConfig } from "./base_client.js";
import { DynamoDBClient } from "./client.js";
import type { Command, CommandInput, CommandOutput, OperationName } from "./command.js";

type Methods = {
  [Name in OperationName as Uncapitalize<Name>]: (
    ...given: [...Request<CommandInput<Name>>, ...Reply<CommandOutput<Name>>]
  ) => Answer<CommandOutput<Name>>;
};

class WithMethods extends DynamoDBClient {
  static override readonly name: string = "DynamoDB";
}

for (const operation of OPERATIONS) {
  Object.defineProperty(WithMethods.prototype, operation.charAt(0).toLowerCase() + operation.slice(1), {
    configurable: true,
    writable: true,
    value(
      this: DynamoDBClient,
      input = {} as never,
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
