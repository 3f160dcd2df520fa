/** Stands in for `@aws-sdk/lib-dynamodb`: an app swaps one import, or has its bundler do it by an alias. */

export * from "../client/commands.js";
export { NumberValue } from "../codec/number_value.js";
export type { NativeAttributeBinary, NativeAttributeValue } from "../codec/options.js";
export {
  DynamoDBDocument,
  DynamoDBDocumentClient,
  paginatedBatchGet,
  paginateQuery,
  paginateScan,
  type TranslateConfig,
} from "./document_client.js";
