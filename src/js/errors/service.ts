/** The service's exceptions as the AWS SDK shows them: classes with `name`, `$fault`, `$metadata` and their members. */

/** What accompanies each answer. */
export interface ResponseMetadata {
  /** HTTP status that the service would have sent. */
  httpStatusCode?: number;
  requestId?: string;
  extendedRequestId?: string;
  cfId?: string;
  attempts?: number;
  totalRetryDelay?: number;
}

/** What an exception is made of; everything else in it becomes a member of the exception. */
export interface ExceptionOptions {
  message?: string;
  $fault?: "client" | "server";
  $metadata?: ResponseMetadata;
  readonly [member: string]: unknown;
}

/** Base of all exceptions of the service; `name` tells them apart, and so do their classes. */
export class DynamoDBServiceException extends Error {
  /** As consoles and loggers show it; the build shortens the names of classes. */
  static override readonly name: string = "DynamoDBServiceException";

  readonly $fault: "client" | "server";
  readonly $metadata: ResponseMetadata;
  /** The SDK's, for programs that look at them; nothing here is sent over a network or asked for again. */
  declare readonly $response?: { statusCode: number; headers: Record<string, string> };
  declare readonly $retryable?: { readonly throttling?: boolean };
  declare readonly $service?: string;

  constructor(options: ExceptionOptions & { name?: string }) {
    const { name, message, $fault, $metadata, ...rest } = options;
    super(message ?? "");
    this.name = name ?? "DynamoDBServiceException";
    this.$fault = $fault ?? "client";
    // What is refused before it is sent looks like what the service refuses.
    const httpStatusCode = this.$fault === "client" ? 400 : 500;
    this.$metadata = $metadata ?? { httpStatusCode, attempts: 1, totalRetryDelay: 0 };
    Object.assign(this, rest);
  }
}

type Exception<Name extends string, Members> = DynamoDBServiceException & { name: Name } & Members;

/** A class of exceptions with a fixed name. */
export interface ExceptionClass<Name extends string, Members> {
  new (options: ExceptionOptions): Exception<Name, Members>;
  readonly prototype: Exception<Name, Members>;
}

/** Gives a class its name, which the build shortens. */
export function named<Class extends object>(name: string, made: Class): Class {
  return Object.defineProperty(made, "name", { value: name });
}

/** All classes made by {@link exception}, by name. */
const classes = /* @__PURE__ */ new Map<string, ExceptionClass<string, object>>();

function exception<Name extends string, Members extends object = object>(
  name: Name,
  $fault: "client" | "server" = "client",
): ExceptionClass<Name, Members> {
  const made = class extends DynamoDBServiceException {
    constructor(options: ExceptionOptions) {
      super({ $fault, ...options, name });
    }
  };
  classes.set(name, named(name, made as ExceptionClass<string, object>));
  return made as object as ExceptionClass<Name, Members>;
}

/** Why one action of a transaction did not go through; `None` for those that would have. */
export interface CancellationReason {
  Code?: string;
  Message?: string;
  /** The item as it is, in the caller's form of values, if it was asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: attribute values or plain values, as the client that threw it has them
  Item?: Record<string, any>;
}

export interface ThrottlingReason {
  reason?: string;
  resource?: string;
}

interface WithItem {
  /** The item that failed the condition, if `ReturnValuesOnConditionCheckFailure` asked for it. */
  // biome-ignore lint/suspicious/noExplicitAny: attribute values or plain values, as the client that threw it has them
  Item?: Record<string, any>;
}

interface WithThrottling {
  ThrottlingReasons?: ThrottlingReason[];
}

export const AccessDeniedException = exception("AccessDeniedException");
export type AccessDeniedException = InstanceType<typeof AccessDeniedException>;
export const BackupInUseException = exception("BackupInUseException");
export type BackupInUseException = InstanceType<typeof BackupInUseException>;
export const BackupNotFoundException = exception("BackupNotFoundException");
export type BackupNotFoundException = InstanceType<typeof BackupNotFoundException>;
export const ConditionalCheckFailedException = exception<"ConditionalCheckFailedException", WithItem>(
  "ConditionalCheckFailedException",
);
export type ConditionalCheckFailedException = InstanceType<typeof ConditionalCheckFailedException>;
export const ContinuousBackupsUnavailableException = exception("ContinuousBackupsUnavailableException");
export type ContinuousBackupsUnavailableException = InstanceType<
  typeof ContinuousBackupsUnavailableException
>;
export const DuplicateItemException = exception("DuplicateItemException");
export type DuplicateItemException = InstanceType<typeof DuplicateItemException>;
export const ExpiredIteratorException = exception("ExpiredIteratorException");
export type ExpiredIteratorException = InstanceType<typeof ExpiredIteratorException>;
export const IdempotentParameterMismatchException = exception("IdempotentParameterMismatchException");
export type IdempotentParameterMismatchException = InstanceType<typeof IdempotentParameterMismatchException>;
export const ExportConflictException = exception("ExportConflictException");
export type ExportConflictException = InstanceType<typeof ExportConflictException>;
export const ExportNotFoundException = exception("ExportNotFoundException");
export type ExportNotFoundException = InstanceType<typeof ExportNotFoundException>;
export const ImportConflictException = exception("ImportConflictException");
export type ImportConflictException = InstanceType<typeof ImportConflictException>;
export const ImportNotFoundException = exception("ImportNotFoundException");
export type ImportNotFoundException = InstanceType<typeof ImportNotFoundException>;
export const IndexNotFoundException = exception("IndexNotFoundException");
export type IndexNotFoundException = InstanceType<typeof IndexNotFoundException>;
export const InternalServerError = exception("InternalServerError", "server");
export type InternalServerError = InstanceType<typeof InternalServerError>;
export const InvalidExportTimeException = exception("InvalidExportTimeException");
export type InvalidExportTimeException = InstanceType<typeof InvalidExportTimeException>;
export const ItemCollectionSizeLimitExceededException = exception("ItemCollectionSizeLimitExceededException");
export type ItemCollectionSizeLimitExceededException = InstanceType<
  typeof ItemCollectionSizeLimitExceededException
>;
export const LimitExceededException = exception("LimitExceededException");
export type LimitExceededException = InstanceType<typeof LimitExceededException>;
export const PointInTimeRecoveryUnavailableException = exception("PointInTimeRecoveryUnavailableException");
export type PointInTimeRecoveryUnavailableException = InstanceType<
  typeof PointInTimeRecoveryUnavailableException
>;
export const ProvisionedThroughputExceededException = exception<
  "ProvisionedThroughputExceededException",
  WithThrottling
>("ProvisionedThroughputExceededException");
export type ProvisionedThroughputExceededException = InstanceType<
  typeof ProvisionedThroughputExceededException
>;
export const ReplicatedWriteConflictException = exception("ReplicatedWriteConflictException");
export type ReplicatedWriteConflictException = InstanceType<typeof ReplicatedWriteConflictException>;
export const RequestLimitExceeded = exception<"RequestLimitExceeded", WithThrottling>("RequestLimitExceeded");
export type RequestLimitExceeded = InstanceType<typeof RequestLimitExceeded>;
export const ResourceInUseException = exception("ResourceInUseException");
export type ResourceInUseException = InstanceType<typeof ResourceInUseException>;
export const ResourceNotFoundException = exception("ResourceNotFoundException");
export type ResourceNotFoundException = InstanceType<typeof ResourceNotFoundException>;
export const SerializationException = exception("SerializationException");
export type SerializationException = InstanceType<typeof SerializationException>;
export const TableInUseException = exception("TableInUseException");
export type TableInUseException = InstanceType<typeof TableInUseException>;
export const TableNotFoundException = exception("TableNotFoundException");
export type TableNotFoundException = InstanceType<typeof TableNotFoundException>;
export const ThrottlingException = exception<
  "ThrottlingException",
  { throttlingReasons?: ThrottlingReason[] }
>("ThrottlingException");
export type ThrottlingException = InstanceType<typeof ThrottlingException>;
export const TransactionCanceledException = exception<
  "TransactionCanceledException",
  { CancellationReasons?: CancellationReason[] }
>("TransactionCanceledException");
export type TransactionCanceledException = InstanceType<typeof TransactionCanceledException>;
export const TransactionConflictException = exception("TransactionConflictException");
export type TransactionConflictException = InstanceType<typeof TransactionConflictException>;
export const TransactionInProgressException = exception("TransactionInProgressException");
export type TransactionInProgressException = InstanceType<typeof TransactionInProgressException>;
export const TrimmedDataAccessException = exception("TrimmedDataAccessException");
export type TrimmedDataAccessException = InstanceType<typeof TrimmedDataAccessException>;
export const UnknownOperationException = exception("UnknownOperationException");
export type UnknownOperationException = InstanceType<typeof UnknownOperationException>;
export const ValidationException = exception("ValidationException");
export type ValidationException = InstanceType<typeof ValidationException>;

/** The exception of that name; one without a class of its own is of the base class. */
export function serviceException(name: string, options: ExceptionOptions): DynamoDBServiceException {
  const known = classes.get(name);
  return known === undefined ? new DynamoDBServiceException({ ...options, name }) : new known(options);
}
