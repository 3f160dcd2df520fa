/** One table of a session: its stream to the peer, and the one from it. */

import type { ReplicaHost } from "./host.js";
import { forgetPlace, Incoming, notePlace } from "./incoming.js";
import type { Message, MessageOf } from "./message.js";
import { Outgoing } from "./outgoing.js";

export interface TableSessionOptions {
  readonly host: ReplicaHost;
  readonly table: string;
  /** The id of the global table. */
  readonly group: string;
  readonly peer: string;
  readonly peerId: number;
  readonly relay: boolean;
  readonly ahead: number;
  send(message: Message, changes?: Uint8Array): void;
  moved(): void;
  /** The peer's whole table is here. */
  completed(): void;
  confirmed(latency: number): void;
  conflicted(): void;
  failed(error: unknown): void;
}

export class TableSession {
  readonly #options: TableSessionOptions;
  #outgoing: Outgoing | undefined;
  #incoming: Incoming | undefined;
  #streams = 0;
  #stopped = false;

  constructor(options: TableSessionOptions) {
    this.#options = options;
    this.#receive();
  }

  get group(): string {
    return this.#options.group;
  }

  /** Whether the peer's whole table is here. */
  get complete(): boolean {
    return this.#incoming?.complete === true;
  }

  /** Whether the peer has all that was ever written here. */
  get drained(): boolean {
    return this.#outgoing?.drained === true;
  }

  get pending(): number {
    return this.#outgoing?.pending ?? 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#outgoing?.stop();
    this.#incoming?.stop();
  }

  /** The peer has made the table anew: there is nothing to copy. */
  async joined(position: string | undefined): Promise<void> {
    if (position === undefined || this.#stopped) return;
    this.#incoming?.stop();
    const { host, table, peer } = this.#options;
    await notePlace(host, table, peer, position);
    this.#receive();
  }

  /** The peer wants changes. */
  wanted({ Stream, Position, After, Copying }: MessageOf<"want">): void {
    if (this.#stopped) return;
    this.#outgoing?.stop();
    this.#outgoing = new Outgoing({
      ...this.#options,
      stream: Stream,
      place: { Position, After, Copying },
    });
  }

  hear(message: MessageOf<"changes" | "done" | "trimmed">, changes: Uint8Array | undefined): void {
    if (this.#stopped) return;
    const { clock } = this.#options.host;
    if (message.Kind === "done") {
      if (this.#outgoing?.stream !== message.Stream) return;
      this.#outgoing.done(message);
      if (message.Ms !== undefined) this.#options.confirmed(Math.max(0, clock.now() - message.Ms));
    } else if (this.#incoming?.stream === message.Stream) {
      if (message.Kind === "changes") this.#incoming.hear(message, changes);
      else this.#again().catch((error) => this.#options.failed(error));
    }
  }

  /** The peer has trimmed what comes next: the table is copied again. */
  async #again(): Promise<void> {
    const { host, table, peer } = this.#options;
    this.#incoming?.stop();
    this.#incoming = undefined;
    await forgetPlace(host, table, peer);
    this.#receive();
  }

  #receive(): void {
    if (this.#stopped) return;
    const { conflicted } = this.#options;
    this.#streams += 1;
    this.#incoming = new Incoming({
      ...this.#options,
      stream: this.#streams,
      applied: (conflicts) => {
        if (conflicts > 0) conflicted();
      },
    });
  }
}
