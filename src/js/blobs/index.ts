/** `hashrange/blobs`: stores for exports, imports and bulk puts. */

export { MemoryBlobs, memoryBucket } from "./memory.js";
export { OpfsBlobs } from "./opfs.js";
export { R2Blobs, type R2Bucket, type R2Upload } from "./r2.js";
export { S3Blobs, S3Error, type S3Options } from "./s3.js";
export { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, bytesOf } from "./store.js";
