/** `hashrange/blobs`: stores for exports, imports and bulk puts. */

export { MemoryBlobs, memoryBucket } from "../blobs/memory.js";
export { OpfsBlobs } from "../blobs/opfs.js";
export { R2Blobs, type R2Bucket, type R2Upload } from "../blobs/r2.js";
export { S3Blobs, S3Error, type S3Options } from "../blobs/s3.js";
export { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, bytesOf } from "../blobs/store.js";
