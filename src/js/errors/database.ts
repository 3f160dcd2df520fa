/** What only an embedded database can meet. Each message says what happened, what was kept, and what to do. */

import { DynamoDBServiceException, type ExceptionOptions, named } from "./service.js";

/** Base of the errors below; like the service's exceptions they have `$fault` and `$metadata`. */
export class DatabaseError extends DynamoDBServiceException {
  static override readonly name: string = "DatabaseError";

  constructor(name: string, message: string) {
    super({ name, message, $fault: "server" });
  }
}

type DatabaseErrorClass<Name extends string = string> = new (
  message: string,
) => DatabaseError & { name: Name };

const byName = new Map<string, DatabaseErrorClass>();

function databaseClass<Name extends string>(name: Name): DatabaseErrorClass<Name> {
  const made = class extends DatabaseError {
    constructor(message: string) {
      super(name, message);
    }
  };
  byName.set(name, named(name, made));
  return made as DatabaseErrorClass as DatabaseErrorClass<Name>;
}

/** The host's storage is full. Reads and deletes go on; the refused write was not applied. */
export const StorageQuotaExceededError = databaseClass("StorageQuotaExceededError");
export type StorageQuotaExceededError = InstanceType<typeof StorageQuotaExceededError>;

/** The user or the host removed the stored data while the database was open. */
export const StorageEvictedError = databaseClass("StorageEvictedError");
export type StorageEvictedError = InstanceType<typeof StorageEvictedError>;

/** The storage cannot be reached; whether the last unanswered writes were applied is unknown unless the message says. */
export const StorageUnavailableError = databaseClass("StorageUnavailableError");
export type StorageUnavailableError = InstanceType<typeof StorageUnavailableError>;

/** Stored bytes do not match their checksum; the message names them. */
export const CorruptionError = databaseClass("CorruptionError");
export type CorruptionError = InstanceType<typeof CorruptionError>;

/** Another tab, worker or process holds the database. */
export const DatabaseInUseError = databaseClass("DatabaseInUseError");
export type DatabaseInUseError = InstanceType<typeof DatabaseInUseError>;

/** A database that has tables already was to be restored from a file. Nothing was changed. */
export const DatabaseNotEmptyError = databaseClass("DatabaseNotEmptyError");
export type DatabaseNotEmptyError = InstanceType<typeof DatabaseNotEmptyError>;

/** The database was closed or destroyed by this program. */
export const DatabaseClosedError = databaseClass("DatabaseClosedError");
export type DatabaseClosedError = InstanceType<typeof DatabaseClosedError>;

/** A newer version of this library wrote the database. */
export const FormatTooNewError = databaseClass("FormatTooNewError");
export type FormatTooNewError = InstanceType<typeof FormatTooNewError>;

/** An encrypted database was opened without its key or with another one, or a plain one with a key. Nothing was changed. */
export const EncryptionKeyError = databaseClass("EncryptionKeyError");
export type EncryptionKeyError = InstanceType<typeof EncryptionKeyError>;

/** Kinds of the storage ports. */
const byKind: ReadonlyMap<string, DatabaseErrorClass> = new Map(
  Object.entries({
    Quota: StorageQuotaExceededError,
    Unavailable: StorageUnavailableError,
    Fenced: DatabaseInUseError,
    Corrupt: CorruptionError,
    Evicted: StorageEvictedError,
    InUse: DatabaseInUseError,
    TooNew: FormatTooNewError,
    Unsupported: StorageUnavailableError,
    Io: StorageUnavailableError,
  }),
);

/** The error for a name or a storage kind, if it is one of this file's. */
export function databaseError(name: string, options: ExceptionOptions): DatabaseError | undefined {
  const known = byName.get(name) ?? byKind.get(name);
  return known === undefined ? undefined : new known(options.message ?? "");
}
