/** Stands in for `@aws-sdk/lib-dynamodb`: an app swaps one import, or has its bundler do it by an alias. */

export * from "../client/commands.js";
export { DocumentCommand as DynamoDBDocumentClientCommand } from "../client/commands.js";
export type { Pages as Paginator, PaginatorConfig as PaginationConfiguration } from "../client/paginate.js";
export { NumberValue } from "../codec/number_value.js";
export type {
  MarshallOptions as marshallOptions,
  NativeAttributeBinary,
  NativeAttributeValue,
  NativeScalarAttributeValue,
  UnmarshallOptions as unmarshallOptions,
} from "../codec/options.js";
export { Client as __Client, type TranslateConfig } from "./base_client.js";
export { Command as $Command } from "./command.js";
export {
  DynamoDBDocument,
  DynamoDBDocumentClient,
  type DynamoDBDocumentPaginationConfiguration,
  paginatedBatchGet,
  paginateQuery,
  paginateScan,
} from "./document_client.js";
export type * from "./document_types.js";
