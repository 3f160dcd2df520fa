/** The stores that stand for buckets: those that a database was opened with, or a place beside its data. */

import { memoryBucket } from "../blobs/memory.js";
import { OpfsBlobs } from "../blobs/opfs.js";
import { S3Blobs } from "../blobs/s3.js";
import type { BlobStore } from "../blobs/store.js";
import type { CoreConfig } from "./boundary.js";

/** Names as the service takes them, which are safe as names of folders, too. */
const NAME = /^[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/;

/** Any name will do. */
export async function bucketOf(config: CoreConfig, name: string): Promise<BlobStore> {
  const given = Object.hasOwn(config.buckets ?? {}, name) ? config.buckets?.[name] : undefined;
  if (typeof given === "object") return "list" in given ? given : new S3Blobs({ bucket: name, ...given });
  const { folders } = config;
  if (typeof given === "string") {
    if (folders === undefined) throw new Error(`The bucket ${name} cannot be a folder here.`);
    return folders(given);
  }
  if (!NAME.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a bucket.`);
  if (config.storage === "memory") return memoryBucket(name);
  if (config.path !== undefined && folders !== undefined) return folders(`${config.path}/buckets/${name}`);
  if (globalThis.navigator?.storage?.getDirectory !== undefined) return OpfsBlobs.bucket(name);
  throw new Error(
    `There is no place for the bucket ${name} here: name its store, as in open({ buckets: { "${name}": store } }).`,
  );
}
