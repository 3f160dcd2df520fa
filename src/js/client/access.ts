/** A way to a database's engine, wherever that is: what an open database needs of it. */

import type { EngineStatus } from "./boundary.js";
import type { Call, Relayed, Reply, Result } from "./calls.js";
import type { Watcher } from "./sender.js";

export interface Access extends Watcher {
  readonly region: string;
  /** Resolves with the reason when this way has ended, as when somebody else has destroyed the database. */
  readonly gone?: Promise<Error>;
  call(call: Call, input: object): Promise<Result>;
  /** Runs a request that is encoded already, for an answer as bytes; rejects when there is none. */
  relay(request: Relayed): Promise<Reply>;
  /** Everything answered so far is durable when this resolves. */
  flush(): Promise<void>;
  /** Asks the engine for what is no operation, see `portable.ts`. */
  ask(what: string, bytes: Uint8Array): Promise<Uint8Array>;
  status(): EngineStatus;
  /** Waits for what is under way, then lets go; calls made later are refused. */
  close(): Promise<void>;
  /** Closes and removes the stored data. */
  destroy(): Promise<void>;
}
