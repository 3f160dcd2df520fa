/** Compressed objects as they come: gzip by the host, Zstandard by a reader of its own that is loaded when it is needed. */

import { joined, pieces } from "../blobs/store.js";

export type Compression = "GZIP" | "ZSTD" | "NONE";

/** Memory that a frame may ask for, as other readers of Zstandard allow by default. */
const LARGEST_WINDOW = 128 << 20;
/** A frame's header is this long at most. */
const HEADER = 18;
const MAGIC = 0xfd2fb528;

/** An object that is not compressed as it was said to be, or is cut off. */
export class DamagedObject extends Error {}

/** The bytes in a compressed stream. */
export function unpacked(
  stream: ReadableStream<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  if (compression === "GZIP") return gunzipped(stream);
  return compression === "ZSTD" ? zstandard(stream) : pieces(stream);
}

async function* gunzipped(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  // What the store fails for is not the object's fault.
  let failed: { error: unknown } | undefined;
  const reader = stream.getReader();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        failed = { error };
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const unzip = new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  try {
    yield* pieces(source.pipeThrough(unzip));
  } catch (error) {
    if (failed !== undefined) throw failed.error;
    throw new DamagedObject(`The object is not whole gzip: ${(error as Error).message}`);
  }
}

/** Input of a step: four bytes of it may become 128 KB. */
const STEP = 1 << 10;

async function* zstandard(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  const ready: Uint8Array[] = [];
  const reader = new Decompress((bytes) => ready.push(bytes));
  let head: Uint8Array[] | undefined = [];
  let ended = false;
  const push = (bytes: Uint8Array, last: boolean) => {
    try {
      reader.push(bytes, last);
    } catch (error) {
      throw new DamagedObject(`The object is not whole Zstandard: ${(error as Error).message}`);
    }
  };
  for await (const piece of pieces(stream)) {
    let bytes = piece;
    if (head !== undefined) {
      head.push(piece);
      bytes = joined(head);
      if (bytes.length < HEADER) continue;
      checkWindow(bytes);
      head = undefined;
    }
    for (let at = 0; at < bytes.length; at += STEP) {
      push(bytes.slice(at, at + STEP), false);
      // Frames may follow one another.
      refuseWindow((reader as unknown as { s?: { w?: Uint8Array } }).s?.w?.length ?? 0);
      yield* ready.splice(0);
    }
  }
  if (head !== undefined) {
    const bytes = joined(head);
    checkWindow(bytes);
    push(bytes, true);
    ended = true;
  }
  if (!ended) push(new Uint8Array(0), true);
  yield* ready.splice(0);
}

/** Refuses what asks for more memory than a page can spare; the reader itself would give it. */
function checkWindow(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== MAGIC) {
    throw new DamagedObject("The object is not Zstandard.");
  }
  const descriptor = view.getUint8(4);
  const single = (descriptor & 0x20) !== 0;
  let window: number;
  if (single) {
    const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
    const width = [1, 2, 4, 8][descriptor >> 6] ?? 1;
    if (at + width > bytes.length) throw new DamagedObject("The object is cut off.");
    window =
      [
        () => view.getUint8(at),
        () => view.getUint16(at, true) + 256,
        () => view.getUint32(at, true),
        () => Number(view.getBigUint64(at, true)),
      ][descriptor >> 6]?.() ?? 0;
  } else {
    const size = view.getUint8(5);
    const base = 2 ** (10 + (size >> 3));
    window = base + (base / 8) * (size & 7);
  }
  refuseWindow(window);
}

function refuseWindow(window: number): void {
  if (window > LARGEST_WINDOW) {
    throw new DamagedObject(
      `The object asks for ${Math.round(window / 2 ** 20)} MB of memory to be unpacked.`,
    );
  }
}
