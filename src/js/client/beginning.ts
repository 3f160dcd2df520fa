/** What an opening gives to what runs beside it. */

import type { Sender } from "./sender.js";
import type { Shared } from "./shared.js";
import type { StorageKind } from "./storage_state.js";

/** The last one takes what is to be called when the opening ends, and gives what takes that back. */
export type Beginning = [
  sender: Sender,
  name: string,
  shared: Shared,
  kind: StorageKind,
  onEnd: (stop: () => void) => () => void,
];
