/** What stores in folders share: the walk over their files in the order of keys. */

import { segmentOf } from "./names.js";
import { type BlobInfo, byKey } from "./store.js";

/** A folder's entry. */
export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Folders as a host has them; names lead from the store's own folder on. */
export interface Folders {
  /** Entries in any order; none if there is no such folder. */
  entries(path: readonly string[]): Promise<Entry[]>;
  /** The length of a file, unless it is gone. */
  size(path: readonly string[]): Promise<number | undefined>;
}

/** The objects whose keys begin with a prefix, in order, of which no more than a folder's names are in memory. */
export async function* walk(
  folders: Folders,
  prefix: string,
  path: readonly string[] = [],
  key = "",
): AsyncGenerator<BlobInfo> {
  const found: { key: string; name: string; isFolder: boolean }[] = [];
  for (const { name, isFolder } of await folders.entries(path)) {
    const segment = segmentOf(name);
    if (segment === undefined) continue;
    const whole = `${key}${segment}${isFolder ? "/" : ""}`;
    if (whole.startsWith(prefix) || (isFolder && prefix.startsWith(whole)))
      found.push({ key: whole, name, isFolder });
  }
  found.sort((one, other) => byKey(one.key, other.key));
  for (const { key: whole, name, isFolder } of found) {
    const deeper = [...path, name];
    if (isFolder) yield* walk(folders, prefix, deeper, whole);
    else {
      const size = await folders.size(deeper);
      if (size !== undefined) yield { key: whole, size };
    }
  }
}
