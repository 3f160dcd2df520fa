/** `DynamoDB`: the client with a method for each operation. */

import { OPERATIONS } from "../types/operations.js";
import type { DynamoDBClientConfig } from "./base_client.js";
import { DynamoDBClient } from "./client.js";
import { addMethods, type Methods } from "./with_methods.js";

class WithMethods extends DynamoDBClient {
  static override readonly name: string = "DynamoDB";
}

addMethods(WithMethods.prototype, OPERATIONS);

/** A {@link DynamoDBClient} with a method for each operation. */
export type DynamoDB = DynamoDBClient & Methods<(typeof OPERATIONS)[number]>;
export const DynamoDB = WithMethods as unknown as new (config?: DynamoDBClientConfig) => DynamoDB;
