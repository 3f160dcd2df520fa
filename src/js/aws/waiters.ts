/** Waiters with the names of `@aws-sdk/client-dynamodb`. */

import type { WaiterConfig, WaiterResult } from "../client/waiters.js";
import type { Client } from "./base_client.js";
import type { CommandInput } from "./command.js";

/** Configuration of the waiters. */
interface WithClient extends WaiterConfig {
  client: Client;
}

type OfTable = CommandInput<"DescribeTable">;

/** Resolves when the table is `ACTIVE`. */
export async function waitUntilTableExists(config: WithClient, input: OfTable): Promise<WaiterResult> {
  return (await config.client.database()).client.waitUntilTableExists(config, input);
}

/** Resolves when the table is gone. */
export async function waitUntilTableNotExists(config: WithClient, input: OfTable): Promise<WaiterResult> {
  return (await config.client.database()).client.waitUntilTableNotExists(config, input);
}

/** The SDK's older names. */
export { waitUntilTableExists as waitForTableExists, waitUntilTableNotExists as waitForTableNotExists };
