/** What a bucket's name stands for. */

import type { S3Options } from "./s3.js";
import type { BlobStore } from "./store.js";

/** A store, a folder of this machine, or an S3-compatible endpoint. */
export type Bucket = BlobStore | string | S3Options;
