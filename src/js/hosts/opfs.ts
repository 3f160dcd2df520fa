/** What a browser loads only for databases in files: the module that has them, and the adapter for OPFS. */

import * as glue from "#wasm/files";
import type { FileAdapter } from "../storage/adapter.js";
import { OpfsFile } from "../storage/opfs_file.js";
import { loaderOf } from "./load.js";

/** A reload starts the new page before the old one has let go. */
const PATIENCE = 3000;

export const load = loaderOf(glue, () => new URL("./hashrange_files_bg.wasm", import.meta.url));

export function opfsFile(name: string): FileAdapter {
  return new OpfsFile(`${encodeURIComponent(name)}.hashrange`, PATIENCE);
}
