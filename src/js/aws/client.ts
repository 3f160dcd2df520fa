/** `DynamoDBClient`: the low-level client in the shape of `@aws-sdk/client-dynamodb`. */

import { Client, type DynamoDBClientConfig } from "./base_client.js";

/** Sends commands to a database of this page or program, which is opened by the first of them. */
export class DynamoDBClient extends Client {
  static override readonly name: string = "DynamoDBClient";

  constructor(config: DynamoDBClientConfig = {}) {
    super(config);
  }
}
