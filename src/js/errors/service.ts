/** The service's exceptions as the AWS SDK shows them: classes with `name`, `$fault`, `$metadata` and their members. */

/** What accompanies each answer. */
export interface ResponseMetadata {
  /** HTTP status that the service would have sent. */
  httpStatusCode?: number;
  requestId?: string;
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
  readonly $fault: "client" | "server";
  readonly $metadata: ResponseMetadata;

  constructor(options: ExceptionOptions & { name?: string }) {
    const { name, message, $fault, $metadata, ...rest } = options;
    super(message ?? "");
    this.name = name ?? "DynamoDBServiceException";
    this.$fault = $fault ?? "client";
    this.$metadata = $metadata ?? {};
    Object.assign(this, rest);
  }
}

/** A class of exceptions with a fixed name. */
export interface ExceptionClass<Members> {
  new (options: ExceptionOptions): DynamoDBServiceException & Readonly<Members>;
  readonly prototype: DynamoDBServiceException & Readonly<Members>;
}

/** All classes made by {@link exception}, by name. */
const classes = /* @__PURE__ */ new Map<string, ExceptionClass<object>>();

function exception<Members extends object = object>(
  name: string,
  $fault: "client" | "server" = "client",
): ExceptionClass<Members> {
  const made = class extends DynamoDBServiceException {
    constructor(options: ExceptionOptions) {
      super({ $fault, ...options, name });
    }
  };
  Object.defineProperty(made, "name", { value: name });
  const typed = made as ExceptionClass<object> as ExceptionClass<Members>;
  classes.set(name, typed);
  return typed;
}

/** Why one action of a transaction did not go through; `None` for those that would have. */
export interface CancellationReason {
  Code?: string;
  Message?: string;
  /** The item as it is, in the caller's form of values, if it was asked for. */
  Item?: Record<string, unknown>;
}

export interface ThrottlingReason {
  reason?: string;
  resource?: string;
}

interface WithItem {
  /** The item that failed the condition, if `ReturnValuesOnConditionCheckFailure` asked for it. */
  Item?: Record<string, unknown>;
}

interface WithThrottling {
  ThrottlingReasons?: ThrottlingReason[];
}

export const AccessDeniedException = exception("AccessDeniedException");
export const BackupInUseException = exception("BackupInUseException");
export const BackupNotFoundException = exception("BackupNotFoundException");
export const ConditionalCheckFailedException = exception<WithItem>("ConditionalCheckFailedException");
export const ContinuousBackupsUnavailableException = exception("ContinuousBackupsUnavailableException");
export const DuplicateItemException = exception("DuplicateItemException");
export const IdempotentParameterMismatchException = exception("IdempotentParameterMismatchException");
export const IndexNotFoundException = exception("IndexNotFoundException");
export const InternalServerError = exception("InternalServerError", "server");
export const ItemCollectionSizeLimitExceededException = exception("ItemCollectionSizeLimitExceededException");
export const LimitExceededException = exception("LimitExceededException");
export const ProvisionedThroughputExceededException = exception<WithThrottling>(
  "ProvisionedThroughputExceededException",
);
export const ReplicatedWriteConflictException = exception("ReplicatedWriteConflictException");
export const RequestLimitExceeded = exception<WithThrottling>("RequestLimitExceeded");
export const ResourceInUseException = exception("ResourceInUseException");
export const ResourceNotFoundException = exception("ResourceNotFoundException");
export const SerializationException = exception("SerializationException");
export const TableInUseException = exception("TableInUseException");
export const TableNotFoundException = exception("TableNotFoundException");
export const ThrottlingException = exception<{ throttlingReasons?: ThrottlingReason[] }>(
  "ThrottlingException",
);
export const TransactionCanceledException = exception<{ CancellationReasons?: CancellationReason[] }>(
  "TransactionCanceledException",
);
export const TransactionConflictException = exception("TransactionConflictException");
export const TransactionInProgressException = exception("TransactionInProgressException");
export const UnknownOperationException = exception("UnknownOperationException");
export const ValidationException = exception("ValidationException");

/** The exception of that name; one without a class of its own is of the base class. */
export function serviceException(name: string, options: ExceptionOptions): DynamoDBServiceException {
  const known = classes.get(name);
  return known === undefined ? new DynamoDBServiceException({ ...options, name }) : new known(options);
}
