/** Entry for Node: a file by default. */

import { openOn } from "../client/open.js";
import { loaderOf } from "./load.js";

export * from "./names.js";

const load = loaderOf(async () => {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL("./hashrange_bg.wasm", import.meta.url));
});

/** Opens a database, by name or with options; nothing happens before. */
export const open = /* @__PURE__ */ openOn({ load, defaultStorage: "file", file: nodeFile });

async function nodeFile(directory: string, name: string): Promise<{ path: string; adapter: object }> {
  const { resolve } = await import("node:path");
  const { NodeFile } = await import("../storage/node_file.js");
  const path = resolve(directory, `${encodeURIComponent(name)}.hashrange`);
  return { path, adapter: new NodeFile(path) };
}
