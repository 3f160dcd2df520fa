/** What only an embedded database can meet. Each message says what happened, what was kept, and what to do. */

import { DynamoDBServiceException, type ExceptionOptions } from "./service.js";

/** Base of the errors below; like the service's exceptions they have `$fault` and `$metadata`. */
export class DatabaseError extends DynamoDBServiceException {
  constructor(name: string, message: string) {
    super({ name, message, $fault: "server" });
  }
}

/** The host's storage is full. Reads and deletes go on; the refused write was not applied. */
export class StorageQuotaExceededError extends DatabaseError {
  constructor(message: string) {
    super("StorageQuotaExceededError", message);
  }
}

/** The user or the host removed the stored data while the database was open. */
export class StorageEvictedError extends DatabaseError {
  constructor(message: string) {
    super("StorageEvictedError", message);
  }
}

/** The storage cannot be reached; whether the last unanswered writes were applied is unknown unless the message says. */
export class StorageUnavailableError extends DatabaseError {
  constructor(message: string) {
    super("StorageUnavailableError", message);
  }
}

/** Stored bytes do not match their checksum; the message names them. */
export class CorruptionError extends DatabaseError {
  constructor(message: string) {
    super("CorruptionError", message);
  }
}

/** Another tab, worker or process holds the database. */
export class DatabaseInUseError extends DatabaseError {
  constructor(message: string) {
    super("DatabaseInUseError", message);
  }
}

/** A database that has tables already was to be restored from a file. Nothing was changed. */
export class DatabaseNotEmptyError extends DatabaseError {
  constructor(message: string) {
    super("DatabaseNotEmptyError", message);
  }
}

/** The database was closed or destroyed by this program. */
export class DatabaseClosedError extends DatabaseError {
  constructor(message: string) {
    super("DatabaseClosedError", message);
  }
}

/** A newer version of this library wrote the database. */
export class FormatTooNewError extends DatabaseError {
  constructor(message: string) {
    super("FormatTooNewError", message);
  }
}

type DatabaseErrorClass = new (message: string) => DatabaseError;

const byName: Readonly<Record<string, DatabaseErrorClass>> = {
  StorageQuotaExceededError,
  StorageEvictedError,
  StorageUnavailableError,
  CorruptionError,
  DatabaseInUseError,
  DatabaseNotEmptyError,
  DatabaseClosedError,
  FormatTooNewError,
};

/** Kinds of the storage ports. */
const byKind: Readonly<Record<string, DatabaseErrorClass>> = {
  Quota: StorageQuotaExceededError,
  Unavailable: StorageUnavailableError,
  Fenced: DatabaseInUseError,
  Corrupt: CorruptionError,
  Evicted: StorageEvictedError,
  InUse: DatabaseInUseError,
  TooNew: FormatTooNewError,
  Unsupported: StorageUnavailableError,
  Io: StorageUnavailableError,
};

/** The error for a name or a storage kind, if it is one of this file's. */
export function databaseError(name: string, options: ExceptionOptions): DatabaseError | undefined {
  const known = byName[name] ?? byKind[name];
  return known === undefined ? undefined : new known(options.message ?? "");
}
