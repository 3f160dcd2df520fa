/** Entry for storage of one's own: the interfaces that the engine can stand on, their errors, and OPFS as one of them. */

export {
  type Awaitable,
  type FileAdapter,
  type LogChunk,
  type LogPosition,
  type OpenedStorage,
  type StorageAdapter,
  StorageError,
  type StorageErrorCode,
  type StorageLimits,
} from "../storage/adapter.js";
export { OpfsFile } from "../storage/opfs_file.js";
