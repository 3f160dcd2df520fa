/** `DynamoDBStreamsClient` and `DynamoDBStreams`: the clients of streams in the shape of `@aws-sdk/client-dynamodb-streams`. */

import { DynamoDBServiceException } from "../errors/service.js";
import { STREAM_OPERATIONS } from "../types/operations.js";
import { Client, type DynamoDBClientConfig } from "./base_client.js";
import { addMethods, type Methods } from "./with_methods.js";

/** Sends commands to a database of this page or program, which is opened by the first of them. */
export class DynamoDBStreamsClient extends Client {
  static override readonly name: string = "DynamoDBStreamsClient";

  constructor(config: DynamoDBClientConfig = {}) {
    super({ serviceId: "DynamoDB Streams", ...config });
  }
}

class WithMethods extends DynamoDBStreamsClient {
  static override readonly name: string = "DynamoDBStreams";
}

addMethods(WithMethods.prototype, STREAM_OPERATIONS);

/** A {@link DynamoDBStreamsClient} with a method for each operation. */
export type DynamoDBStreams = DynamoDBStreamsClient & Methods<(typeof STREAM_OPERATIONS)[number]>;
export const DynamoDBStreams = WithMethods as unknown as new (
  config?: DynamoDBClientConfig,
) => DynamoDBStreams;

/** Base of the exceptions, under the name that it has in the SDK's package: those of all clients are the same here. */
export class DynamoDBStreamsServiceException extends DynamoDBServiceException {
  static override readonly name: string = "DynamoDBStreamsServiceException";

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof DynamoDBServiceException;
  }
}
