/** Entry for Node: a file by default. Its module is the one with databases in files, which a browser need not load. */

import * as glue from "#wasm/files";
import type { BlobStore } from "../blobs/store.js";
import { openOn } from "../client/open.js";
import { loaderOf } from "./load.js";

export * from "./names.js";

const load = loaderOf(glue, async () => {
  const { readFile } = await import("node:fs/promises");
  const beside = new URL("./hashrange_files_bg.wasm", import.meta.url);
  if (beside.protocol === "file:") return readFile(beside);
  // A bundler for servers and pages (Turbopack) gives the address that a page would use: the package has the file.
  const { fileURLToPath } = await import("node:url");
  const { dirname, join } = await import("node:path");
  return readFile(join(dirname(fileURLToPath(import.meta.url)), "hashrange_files_bg.wasm"));
});

/** Opens a database, by name or with options; nothing happens before. */
export const open = /* @__PURE__ */ openOn({ load, defaultStorage: "file", file: nodeFile, folders });

async function folders(path: string): Promise<BlobStore> {
  const { DirectoryBlobs } = await import("../blobs/directory.js");
  return new DirectoryBlobs(path);
}

async function nodeFile(directory: string, name: string): Promise<{ path: string; adapter: object }> {
  const { resolve } = await import("node:path");
  const { databaseFile } = await import("../storage/file_name.js");
  const { NodeFile } = await import("../storage/node_file.js");
  const path = databaseFile(resolve(directory), name);
  return { path, adapter: new NodeFile(path) };
}
