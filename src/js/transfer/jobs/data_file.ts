/** A data file in the making: text goes in, and a compressed stream with its checksum comes out. */

import { Md5 } from "../md5.js";

export interface DataFile {
  /** What a store is given. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>;
  end(): Promise<void>;
  abort(reason: unknown): Promise<void>;
  /** Of what has come out, once all has. */
  digest(): { md5: Uint8Array; length: number };
}

export function dataFile(): DataFile {
  const zip = new CompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  const input = zip.writable.getWriter();
  const encoder = new TextEncoder();
  const md5 = new Md5();
  let length = 0;
  const stream = zip.readable.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        md5.update(bytes);
        length += bytes.length;
        controller.enqueue(bytes);
      },
    }),
  );
  // Whoever writes is told by the next write.
  input.closed.catch(() => undefined);
  return {
    stream,
    async write(text) {
      await input.ready;
      if (text !== "") input.write(encoder.encode(text)).catch(() => undefined);
    },
    end: () => input.close(),
    abort: (reason) => input.abort(reason).catch(() => undefined),
    digest: () => ({ md5: md5.digest(), length }),
  };
}
