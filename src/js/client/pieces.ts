/** Pieces of the package's script that are loaded when they are first needed. */

import { StorageUnavailableError } from "../errors/database.js";

/** For a piece that cannot be loaded. Some browsers ask for it again the next time, others only after a reload. */
export function noPiece({ message }: Error): never {
  throw new StorageUnavailableError(
    `A part of this package's script could not be loaded (${message}). Nothing was changed; serve all of its files of one version side by side, then call again, or reload the page.`,
  );
}
