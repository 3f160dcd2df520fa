/** What a rotation needs of the keys of a database, and of the engine that has it. */

import type { Encryption } from "./providers.js";

/** The keys of one database, as far as a rotation puts them in order. */
export interface Keys {
  /** Whether the stored ring has a key besides the newest. */
  readonly isRotating: boolean;
  /** Whether the next superblock has a ring to take along. */
  readonly isReady: boolean;
  /** Hears of pages looked at, and of those sealed again. */
  progress: (seen: number, resealed: number) => void;
  /** Has a new key ready for the next superblock. */
  rotate(): Promise<void>;
  /** Has a ring ready that holds nothing but the newest key. */
  forget(): void;
  /** Has a ring ready whose keys another provider wraps. */
  rewrap(to: Encryption): Promise<void>;
}

/** An engine. */
export interface Rotating {
  /** Has the key ring stored; or, with the keys, seals pages again that an older one has sealed. */
  rotate?(keys?: object): Promise<void>;
}

/** A way to an engine, wherever that is. */
export interface Asking {
  ask(what: string, bytes: Uint8Array): Promise<Uint8Array>;
}
