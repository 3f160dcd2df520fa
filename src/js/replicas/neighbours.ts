/** Votes for the tabs of a database whose connections stand by: the tab that has the sessions asks for them. */

import type { AskRegion } from "./majority.js";
import type { BroadcastLike } from "./message_port.js";
import { Unasked } from "./votes.js";

const MARK = "hashrange-vote";

interface Posted {
  readonly kind: typeof MARK;
  /** The tab that asks, and its number for the vote. */
  readonly from: string;
  readonly id: number;
  readonly ask?: readonly [region: string, table: string, operation: string, request: Uint8Array];
  readonly answer?: Uint8Array;
  /** Why it was not asked for. */
  readonly reason?: string;
}

interface Waiting {
  resolve(answer: Uint8Array): void;
  reject(error: Error): void;
}

export class Neighbours {
  readonly #own: AskRegion;
  readonly #broadcast: BroadcastLike;
  readonly #id = crypto.randomUUID();
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  readonly #hear = ({ data }: { readonly data?: unknown }): void => {
    const posted = (data ?? {}) as Partial<Posted>;
    if (posted.kind !== MARK) return;
    if (posted.ask) void this.#serve(posted as Posted);
    else if (posted.from === this.#id) this.#told(posted as Posted);
  };

  /** `own` asks by the sessions of this tab. */
  constructor(broadcast: BroadcastLike, own: AskRegion) {
    this.#own = own;
    this.#broadcast = broadcast;
    broadcast.addEventListener("message", this.#hear);
  }

  /** Asks here; where there is no session, whoever has one. It is not known whether anybody has: no answer may come. */
  readonly ask: AskRegion = async (...ask) => {
    try {
      return await this.#own(...ask);
    } catch (error) {
      if (!(error instanceof Unasked) || error.isRefusal) throw error;
    }
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: MARK, from: this.#id, id, ask });
    });
  };

  close(): void {
    this.#broadcast.removeEventListener("message", this.#hear);
    this.#broadcast.close();
  }

  async #serve({ from, id, ask }: Posted): Promise<void> {
    if (ask === undefined || from === this.#id) return;
    try {
      this.#post({ kind: MARK, from, id, answer: await this.#own(...ask) });
    } catch (error) {
      // Another tab may have the session. Of what has failed on its way nobody knows what became of it.
      if (error instanceof Unasked && error.isRefusal)
        this.#post({ kind: MARK, from, id, reason: error.message });
    }
  }

  #told({ id, answer, reason }: Posted): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer instanceof Uint8Array) waiting?.resolve(answer);
    else waiting?.reject(new Unasked(String(reason), true));
  }

  #post(message: Posted): void {
    this.#broadcast.postMessage(message);
  }
}
