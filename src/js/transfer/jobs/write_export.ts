/** Writes an export in the service's layout: data files one after the other, then the manifests. */

import type { BlobStore } from "../../blobs/store.js";
import { base64 } from "../wire_form.js";
import { dataFile } from "./data_file.js";
import { inBucket } from "./failing.js";
import type { Layout } from "./layout.js";
import { type FileEntry, filesManifest, md5Of, summary } from "./manifests.js";
import { TooManyChanges } from "./net_changes.js";
import type { Page } from "./pages.js";

/** How far the work is: the files that are whole, and where the next one begins. */
export interface Progress {
  files: FileEntry[];
  /** The place of the next page; nothing at the beginning and when all was read. */
  next?: string;
  read: boolean;
  items: number;
  bytes: number;
  /** In how many parts the items of an incremental export are taken, each of which is a file. */
  parts?: number;
}

/** What is written, and where. */
export interface Target {
  readonly store: BlobStore;
  readonly layout: Layout;
  /** How far it is; changed by the work. */
  readonly progress: Progress;
  /** The pages from where the progress is. */
  pages(progress: Progress): AsyncIterable<Page>;
  /** Notes how far it is, whenever a file is whole. */
  keep(progress: Progress): Promise<void>;
}

/** Letters of a file before it is compressed. */
const FILE = 96 << 20;

/** The progress of an export that begins. */
export function beginning(): Progress {
  return { files: [], read: false, items: 0, bytes: 0 };
}

export async function writeExport(target: Target): Promise<void> {
  const { progress, store } = target;
  const { bucket, folder } = target.layout;
  if (progress.files.length === 0)
    await inBucket(bucket, () => store.put(`${folder}_started`, new Uint8Array(0)));
  while (!progress.read) {
    try {
      await writeFile(target);
    } catch (error) {
      if (!(error instanceof TooManyChanges)) throw error;
      // The files that are there are written over.
      Object.assign(progress, { files: [], items: 0, bytes: 0, parts: 2 * (progress.parts ?? 1) });
    }
  }
  await manifests(target);
}

/** One file, and the note that it is whole. One that was begun before a restart is written again. */
async function writeFile(target: Target): Promise<void> {
  const { layout, progress, store } = target;
  const { bucket } = layout;
  const key = layout.dataFile(progress.files.length);
  const file = dataFile();
  const writing = inBucket(bucket, () => store.put(key, file.stream));
  let refused: { error: unknown } | undefined;
  writing.catch((error) => {
    refused = { error };
    return file.abort(error);
  });
  const pages = target.pages(progress);
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
  await target.keep(progress);
}

async function manifests({ layout, progress, store }: Target): Promise<void> {
  const { bucket, folder, manifest } = layout;
  const { files, items, bytes } = progress;
  const put = async (name: string, text: string) => {
    const content = new TextEncoder().encode(text);
    await store.put(`${folder}${name}.json`, content);
    await store.put(`${folder}${name}.checksum`, new TextEncoder().encode(base64(md5Of(content))));
  };
  await inBucket(bucket, async () => {
    await put("manifest-files", filesManifest(files));
    // The last: whoever sees it finds everything else.
    await put(manifest.slice(folder.length).replace(/\.json$/, ""), summary(layout, items, bytes));
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
