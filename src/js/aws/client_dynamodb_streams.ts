/** Stands in for `@aws-sdk/client-dynamodb-streams`: an app swaps one import, or has its bundler do it by an alias. */

export {
  ExpiredIteratorException,
  InternalServerError,
  LimitExceededException,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from "../errors/service.js";
export type { AttributeValue } from "../types/form.js";
export type * from "../types/stream_model.js";
export {
  Client as __Client,
  type DynamoDBClientConfig as DynamoDBStreamsClientConfig,
  type DynamoDBClientConfig as DynamoDBStreamsClientConfigType,
  type DynamoDBClientResolvedConfig as DynamoDBStreamsClientResolvedConfig,
  type DynamoDBClientResolvedConfig as DynamoDBStreamsClientResolvedConfigType,
} from "./base_client.js";
export {
  Command as $Command,
  type StreamServiceInputTypes as ServiceInputTypes,
  type StreamServiceOutputTypes as ServiceOutputTypes,
} from "./command.js";
export * from "./stream_commands.js";
export * from "./stream_enums.js";
export { DynamoDBStreams, DynamoDBStreamsClient, DynamoDBStreamsServiceException } from "./streams_client.js";
