/** Machines of the simulated network: real engines, storage that outlives crashes, and clocks that are off. */

import type { Database } from "hashrange";
import { open } from "hashrange";
import { StorageError } from "../../src/js/storage/adapter.js";
import { MemoryData, MemoryStorage } from "./memory_storage.js";
import type { Network } from "./replica_simulation.js";

const SECRET = "what all of the engines know";

/** A store whose machine may stop at any moment: what was written until then stays. */
class Mortal extends MemoryStorage {
  dead = false;

  protected override fence(epoch: number): void {
    if (this.dead) throw new StorageError("Fenced", "this machine is off");
    super.fence(epoch);
  }
}

export class Engine {
  db: Database | undefined;
  skew = 0;
  readonly #data = new MemoryData();
  #store: Mortal | undefined;

  constructor(
    readonly region: string,
    readonly network: Network,
    readonly asks: readonly string[],
  ) {}

  async start(): Promise<void> {
    if (this.db !== undefined) return;
    const { time } = this.network;
    this.#store = new Mortal(this.#data);
    const clock = {
      now: () => time.now + this.skew,
      sleep: (ms: number) => new Promise<void>((resolve) => time.after(ms, resolve)),
    };
    const name = `engines-${this.region}`;
    this.db = await open({ name, storage: this.#store, region: this.region, clock });
    await this.db.connect({ transport: this.network.entrance(this.region), secret: SECRET });
    for (const region of this.asks)
      await this.db.connect({ region, transport: this.network.transport(), secret: SECRET });
  }

  async kill(): Promise<void> {
    const { db } = this;
    if (this.#store) this.#store.dead = true;
    this.db = undefined;
    await db?.close().catch(() => undefined);
  }
}

/** Lets the engines do what they have begun. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export async function pass({ time }: Network, ms: number): Promise<void> {
  const until = time.now + ms;
  await settled();
  while (time.step(until)) await settled();
  time.now = until;
}

/** Lets time pass until something is done. */
export async function meanwhile<T>(network: Network, work: Promise<T>): Promise<T> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  done.catch(() => undefined);
  while (!over) await pass(network, 50);
  return done;
}
