/** What the work of exports, imports and bulk puts needs. */

import type { BlobStore } from "../../blobs/store.js";
import type { Ask } from "../../types/internal_model.js";

/** What this work is given by whoever has the engine. */
export interface Work {
  readonly ask: Ask;
  readonly bucket: (name: string) => Promise<BlobStore>;
  readonly engine: object;
}
