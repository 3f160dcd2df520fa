/** Exports: what a table was, or what has changed, as files of a bucket in the service's layout. */

import type { BlobStore } from "../../blobs/store.js";
import type { Transfer } from "../../types/internal_model.js";
import { base64 } from "../wire_text.js";
import { dataFile } from "./data_file.js";
import { type Failed, failureOf, inBucket } from "./failing.js";
import { type Layout, layoutOf } from "./layout.js";
import { type FileEntry, filesManifest, md5Of, summary } from "./manifests.js";
import { TooManyChanges } from "./net_changes.js";
import { changePages, type Page, pagesOf } from "./pages.js";
import type { Work } from "./run.js";

/** How far the work is: the files that are whole, and where the next one begins. */
interface Progress {
  files: FileEntry[];
  /** The place of the next page; nothing at the beginning and when all was read. */
  next?: string;
  read: boolean;
  items: number;
  bytes: number;
  /** In how many parts the items of an incremental export are taken, each of which is a file. */
  parts?: number;
}

/** Letters of a file before it is compressed. */
const FILE = 96 << 20;

export async function runExport(work: Work, transfer: Transfer): Promise<void> {
  const layout = layoutOf(transfer);
  const progress: Progress =
    transfer.Progress === ""
      ? { files: [], read: false, items: 0, bytes: 0 }
      : (JSON.parse(transfer.Progress) as Progress);
  let failed: Failed | undefined;
  try {
    await new Export(work, layout, progress).run();
  } catch (error) {
    failed = failureOf(error);
    if (failed === undefined) throw error;
  }
  await work.ask("AdvanceTransfer", {
    Arn: layout.arn,
    Members: {
      ExportStatus: { S: failed === undefined ? "COMPLETED" : "FAILED" },
      EndTime: { N: (Date.now() / 1000).toFixed(3) },
      ...(failed === undefined
        ? {
            ExportManifest: { S: layout.manifest },
            ItemCount: { N: String(progress.items) },
            BilledSizeBytes: { N: String(progress.bytes) },
          }
        : { FailureCode: { S: failed.code }, FailureMessage: { S: failed.message } }),
    },
    Progress: JSON.stringify(progress),
    Ended: true,
  });
}

class Export {
  readonly #work: Work;
  readonly #layout: Layout;
  readonly #progress: Progress;

  constructor(work: Work, layout: Layout, progress: Progress) {
    this.#work = work;
    this.#layout = layout;
    this.#progress = progress;
  }

  async run(): Promise<void> {
    const { bucket, folder } = this.#layout;
    const store = await inBucket(bucket, () => this.#work.bucket(bucket));
    const progress = this.#progress;
    if (progress.files.length === 0)
      await inBucket(bucket, () => store.put(`${folder}_started`, new Uint8Array(0)));
    while (!progress.read) {
      try {
        await this.#file(store);
      } catch (error) {
        if (!(error instanceof TooManyChanges)) throw error;
        // The files that are there are written over.
        Object.assign(progress, { files: [], items: 0, bytes: 0, parts: 2 * (progress.parts ?? 1) });
      }
    }
    await this.#manifests(store);
  }

  /** One file, and the note that it is whole. One that was begun before a restart is written again. */
  async #file(store: BlobStore): Promise<void> {
    const { bucket, arn } = this.#layout;
    const progress = this.#progress;
    const key = this.#layout.dataFile(progress.files.length);
    const file = dataFile();
    const writing = inBucket(bucket, () => store.put(key, file.stream));
    let refused: { error: unknown } | undefined;
    writing.catch((error) => {
      refused = { error };
      return file.abort(error);
    });
    const pages = this.#pages();
    let [length, items, next]: [number, number, string | undefined] = [0, 0, undefined];
    let read = progress.files.length + 1 >= (progress.parts ?? 1);
    try {
      for await (const page of pages) {
        await file.write(page.text);
        length += page.text.length;
        items += page.count;
        progress.bytes += page.text.length;
        next = page.next;
        if (length >= FILE && next !== undefined) {
          read = false;
          break;
        }
      }
      await file.end();
    } catch (error) {
      // A store that fails ends the stream a little earlier than it says why.
      await new Promise((resolve) => setTimeout(resolve));
      const { error: reason } = refused ?? { error };
      await file.abort(reason);
      await writing.catch(() => undefined);
      throw reason;
    }
    await writing;
    const { md5 } = file.digest();
    progress.files.push({ itemCount: items, md5Checksum: base64(md5), etag: hex(md5), dataFileS3Key: key });
    progress.items += items;
    progress.read = read;
    if (next === undefined) delete progress.next;
    else progress.next = next;
    await this.#work.ask("AdvanceTransfer", {
      Arn: arn,
      Members: { ItemCount: { N: String(progress.items) } },
      Progress: JSON.stringify(progress),
    });
  }

  #pages(): AsyncGenerator<Page> {
    const { ask } = this.#work;
    const { files, next, parts = 1 } = this.#progress;
    const { window } = this.#layout;
    if (window !== undefined) return changePages(ask, this.#layout, window, [files.length, parts]);
    return pagesOf(ask, this.#layout, next);
  }

  async #manifests(store: BlobStore): Promise<void> {
    const { bucket, folder, manifest } = this.#layout;
    const { files, items, bytes } = this.#progress;
    const put = async (name: string, text: string) => {
      const content = new TextEncoder().encode(text);
      await store.put(`${folder}${name}.json`, content);
      await store.put(`${folder}${name}.checksum`, new TextEncoder().encode(base64(md5Of(content))));
    };
    await inBucket(bucket, async () => {
      await put("manifest-files", filesManifest(files));
      // The last: whoever sees it finds everything else.
      await put(manifest.slice(folder.length).replace(/\.json$/, ""), summary(this.#layout, items, bytes));
    });
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
