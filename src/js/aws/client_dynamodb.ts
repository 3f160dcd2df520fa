/** Stands in for `@aws-sdk/client-dynamodb`: an app swaps one import, or has its bundler do it by an alias. */

export * from "../errors/service.js";
export type { AttributeValue } from "../types/form.js";
export type * from "../types/model.js";
export {
  Client as __Client,
  type DynamoDBClientConfig,
  type DynamoDBClientConfig as DynamoDBClientConfigType,
  type DynamoDBClientResolvedConfig,
  type DynamoDBClientResolvedConfig as DynamoDBClientResolvedConfigType,
} from "./base_client.js";
export { DynamoDBClient } from "./client.js";
export { Command as $Command, type ServiceInputTypes, type ServiceOutputTypes } from "./command.js";
export * from "./commands.js";
export { DynamoDB } from "./dynamodb.js";
export * from "./enums.js";
export {
  type DynamoDBPaginationConfiguration,
  paginateListTables,
  paginateQuery,
  paginateScan,
} from "./paginators.js";
export {
  waitForTableExists,
  waitForTableNotExists,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "./waiters.js";
