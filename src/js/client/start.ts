/** Starts an engine, or finds the thread that has it. */

import type { CoreConfig } from "./boundary.js";
import { Engine } from "./engine.js";
import { lockDatabase } from "./lock.js";
import { noPiece } from "./pieces.js";
import type { Runtime } from "./runtime.js";
import type { Settings } from "./settings.js";
import type { Started } from "./shared.js";

/** Starts an engine in this thread, or finds the thread that has it. */
export async function startHere(runtime: Runtime, config: CoreConfig, asked: Settings): Promise<Started> {
  if (config.storage === "indexeddb" && typeof BroadcastChannel === "function") {
    const { Seat } = await import("./seat.js").catch(noPiece);
    return { access: await Seat.take(runtime, config, asked), release: () => undefined };
  }
  const release = config.storage === "indexeddb" ? await lockDatabase(config.name) : () => undefined;
  const access = new Engine(runtime, config);
  try {
    await access.open();
  } catch (error) {
    release();
    throw error;
  }
  return { access, release };
}
