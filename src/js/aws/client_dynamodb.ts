/** Stands in for `@aws-sdk/client-dynamodb`: an app swaps one import, or has its bundler do it by an alias. */

export * from "../errors/service.js";
export type { AttributeValue } from "../types/form.js";
export type * from "../types/model.js";
export { DynamoDBClient, type DynamoDBClientConfig } from "./client.js";
export { Command as $Command } from "./command.js";
export * from "./commands.js";
export { DynamoDB } from "./dynamodb.js";
export * from "./enums.js";
export { paginateListTables, paginateQuery, paginateScan } from "./paginators.js";
export {
  waitForTableExists,
  waitForTableNotExists,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "./waiters.js";
