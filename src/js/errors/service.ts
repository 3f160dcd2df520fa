/** The service's exceptions as the AWS SDK shows them: classes with `name`, `$fault`, `$metadata` and their members. */

/** What accompanies each answer. */
export interface ResponseMetadata {
  /** HTTP status that the service would have sent. */
  httpStatusCode?: number;
  requestId?: string;
  attempts?: number;
  totalRetryDelay?: number;
}

interface ExceptionOptions {
  name?: string;
  message?: string;
  $fault?: "client" | "server";
  $metadata?: ResponseMetadata;
}

/** Base of all exceptions of the service. */
export class DynamoDBServiceException extends Error {
  readonly $fault: "client" | "server";
  $metadata: ResponseMetadata;
  /** Kept for code that looks at it; nothing is retried inside. */
  readonly $retryable?: { readonly throttling?: boolean };

  constructor(options: ExceptionOptions) {
    super(options.message ?? "");
    Object.setPrototypeOf(this, new.target.prototype);
    this.name = options.name ?? "DynamoDBServiceException";
    this.$fault = options.$fault ?? "client";
    this.$metadata = options.$metadata ?? {};
  }
}

/** A request that the service would refuse with this text before looking at any table. */
export class ValidationException extends DynamoDBServiceException {
  constructor(options: ExceptionOptions) {
    super({ ...options, name: "ValidationException" });
  }
}
