/** Runners: what does work outside of the engine that its records call for. */

import type { BlobStore } from "../blobs/store.js";
import type { Ask } from "../types/internal_model.js";
import type { CoreConfig } from "./boundary.js";

/** What a runner is given. */
export interface Summons {
  readonly ask: Ask;
  /** The store that stands for a bucket. */
  readonly bucket: (name: string) => Promise<BlobStore>;
  /** Tells engines apart. */
  readonly engine: object;
  readonly config: CoreConfig;
}

/**
 * Does what there is to do of a kind, as its states say. It is called once after opening and whenever a state with a summons is
 * written, and may be called while it runs. It ends when a request fails because the database is closed.
 */
export type Runner = (summons: Summons) => Promise<void>;
