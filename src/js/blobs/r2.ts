/** Objects of an R2 bucket, by its binding in a Worker. */

import { type BlobBody, type BlobInfo, type BlobRange, type BlobStore, streamOf } from "./store.js";
import { upload } from "./upload.js";

/** What is used of a binding. */
export interface R2Bucket {
  put(key: string, value: Uint8Array): Promise<unknown>;
  get(
    key: string,
    options?: { range?: BlobRange },
  ): Promise<{ readonly body: ReadableStream<Uint8Array> } | null>;
  list(options: { prefix: string; cursor?: string }): Promise<{
    readonly objects: readonly BlobInfo[];
    readonly truncated: boolean;
    readonly cursor?: string;
  }>;
  delete(key: string): Promise<void>;
  createMultipartUpload(key: string): Promise<R2Upload>;
}

/** An upload in parts. */
export interface R2Upload {
  uploadPart(number: number, value: Uint8Array): Promise<object>;
  complete(parts: object[]): Promise<unknown>;
  abort(): Promise<void>;
}

/** The range begins behind the end: there is no other sign of it. */
const OUTSIDE = /\(10039\)|not satisfiable/;

export class R2Blobs implements BlobStore {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  put(key: string, body: BlobBody): Promise<void> {
    return upload(body, {
      whole: async (bytes) => void (await this.#bucket.put(key, bytes)),
      begin: async () => {
        const begun = await this.#bucket.createMultipartUpload(key);
        const parts: object[] = [];
        return {
          part: async (number, bytes) => void parts.push(await begun.uploadPart(number, bytes)),
          end: async () => void (await begun.complete(parts)),
          abort: () => begun.abort(),
        };
      },
    });
  }

  async get(key: string, range: BlobRange = {}): Promise<ReadableStream<Uint8Array> | undefined> {
    if (range.length === 0) return (await this.get(key)) && new Blob([]).stream();
    const whole = range.offset === undefined && range.length === undefined;
    try {
      const found = await this.#bucket.get(key, whole ? {} : { range: { offset: 0, ...range } });
      return found?.body;
    } catch (error) {
      if (whole || !OUTSIDE.test((error as Error).message)) throw error;
      return streamOf(new Uint8Array(0));
    }
  }

  async *list(prefix: string): AsyncGenerator<BlobInfo> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.#bucket.list({ prefix, ...(cursor !== undefined && { cursor }) });
      for (const { key, size } of page.objects) yield { key, size };
      if (!page.truncated || page.cursor === undefined) return;
      cursor = page.cursor;
    }
  }

  delete(key: string): Promise<void> {
    return this.#bucket.delete(key);
  }
}
