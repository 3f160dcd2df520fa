/** A connection to the database of another region: opens ways again and again, and runs a session on each. */

import { type CopyBackupOptions, copyBackup } from "./backup_copy.js";
import { ReplicaError } from "./failures.js";
import type { ReplicaHost } from "./host.js";
import { Link, SILENCE } from "./link.js";
import { Session } from "./session.js";
import type { Channel, Transport } from "./transport.js";
import { Unasked } from "./votes.js";

/**
 * `CONNECTING`: asks for a session. `CONNECTED`: a session is under way. `WAITING`: the last try failed, and another one
 * follows. `STANDBY`: another tab has this connection, and this one takes over when that is gone. `CLOSED`: by `close()`, or
 * because the database was closed.
 */
export type ConnectionStatus = "CONNECTING" | "CONNECTED" | "WAITING" | "STANDBY" | "CLOSED";

export interface ConnectionOptions {
  readonly host: ReplicaHost;
  readonly region: string;
  /** Without one, the other side asks. */
  readonly transport: Transport | undefined;
  readonly secret: Uint8Array | undefined;
  readonly relay: boolean;
  readonly ahead: number;
  /** Bytes that the other side's backups may have here. */
  readonly backups: number;
  conflicted(table: string): void;
  /** It is over. */
  ended(): void;
}

/** The first rest between two tries, in milliseconds; each further one is twice as long. */
const FIRST_REST = 250;
const LONGEST_REST = 30_000;
/** A session that lasted so long makes the next rest the first one again. */
const LASTED = 5_000;

/** How a connection to another region is. */
export class Connection extends EventTarget {
  /** The other side's region. */
  readonly region: string;
  readonly #options: ConnectionOptions;
  readonly #ending = new AbortController();
  #state: ConnectionStatus = "CONNECTING";
  #lastError: Error | undefined;
  #latency: number | undefined;
  #session: Session | undefined;
  /** The one that the session is on, or is about to be. */
  #link: Link | undefined;
  /** All that have not ended: of those that others open only one has a session. */
  readonly #links = new Set<Link>();
  #over: Promise<void>;
  /** Ends the rest between two tries. */
  #wake: () => void = () => undefined;

  /** Use `db.connect()` instead. */
  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    this.region = options.region;
    this.#over = options.transport ? this.#dial(options.transport) : Promise.resolve();
  }

  /** What it does now. */
  get state(): ConnectionStatus {
    return this.#state;
  }

  /** The last failure: why a session was refused or broken off, or why a table cannot be shared. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** Changes of this side that the other side has not confirmed, of those that were read. */
  get pending(): number {
    return this.#session?.pending ?? 0;
  }

  /** Milliseconds from the newest write of this side that the other side has confirmed to its confirmation. */
  get latency(): number | undefined {
    return this.#latency;
  }

  /** Whether a session is under way or about to be. */
  get busy(): boolean {
    return this.#link !== undefined;
  }

  /** Whether no way is open at all. */
  get idle(): boolean {
    return this.#links.size === 0;
  }

  /** Whether this side opens ways. */
  get dials(): boolean {
    return this.#options.transport !== undefined;
  }

  /** Asks the other side for its vote on an item of a global table of strong consistency. */
  ask(table: string, operation: string, request: Uint8Array): Promise<Uint8Array> {
    const session = this.#session;
    return session?.ask(table, operation, request) ?? Promise.reject(new Unasked("There is no session."));
  }

  /**
   * Copies a backup to the other side's region, and gives the ARN that it has there. It goes on after the way was lost and after a
   * restart of either side; who calls again for the same backup meanwhile, or after a restart, is told how that copy ends.
   */
  copyBackup(BackupArn: string, options: CopyBackupOptions = {}): Promise<{ BackupArn: string }> {
    return copyBackup(this.#options.host, this.region, BackupArn, options);
  }

  /** Ends the session; resolves when nothing of it is under way. What was written meanwhile follows with the next one. */
  async close(): Promise<void> {
    if (this.#state !== "CLOSED") {
      this.#set("CLOSED");
      this.#ending.abort();
      for (const link of [...this.#links])
        link.refuse(new ReplicaError("Closed", "The connection was closed there."));
      this.#wake();
      this.#options.ended();
    }
    await this.#over;
  }

  /** Runs a session on a way that the other side has opened. Resolves when it has ended. */
  async take(channel: Channel): Promise<void> {
    if (this.#state === "CLOSED") return channel.close();
    // A session stays until the other one has proved the secret: anybody can open a way.
    if (!this.#link?.open) this.#link?.refuse(replaced());
    await this.#run(channel);
  }

  async #dial(transport: Transport): Promise<void> {
    const { host, region } = this.#options;
    const { signal } = this.#ending;
    this.#set("STANDBY");
    const release = await host.turn(region, signal).catch((error: Error) => this.#failed(error));
    try {
      for (let rest = FIRST_REST; !signal.aborted; ) {
        const began = host.clock.now();
        // While the other side's way is used there is no need of another.
        if (!this.busy) {
          this.#set("CONNECTING");
          await transport
            .open({ own: host.region, peer: region })
            .then((channel) => (signal.aborted ? channel.close() : this.#run(channel)))
            .catch((error: Error) => this.#failed(error));
        }
        if (signal.aborted) break;
        if (!this.busy) this.#set("WAITING");
        rest = host.clock.now() - began > LASTED ? FIRST_REST : Math.min(2 * rest, LONGEST_REST);
        await this.#rest(rest);
      }
    } finally {
      release?.();
    }
  }

  /** Two databases that have lost each other do not look for each other at the same moments. */
  async #rest(millis: number): Promise<void> {
    const { host } = this.#options;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const share = (host.random(1)[0] ?? 0) / 512;
    await Promise.race([host.clock.sleep(Math.round(millis * (0.5 + share))), woken]);
  }

  #run(channel: Channel): Promise<void> {
    const { host, region, secret } = this.#options;
    return new Promise((resolve) => {
      const own: { link?: Link; over?: boolean } = {};
      const closed = (reason: Error) => {
        own.over = true;
        if (own.link) this.#links.delete(own.link);
        if (this.#link === own.link) {
          this.#session?.stop();
          this.#session = undefined;
          this.#link = undefined;
        }
        if (this.#link === undefined && this.#state !== "CLOSED") {
          this.#failed(reason);
          this.#set("WAITING");
        }
        resolve();
      };
      const link = new Link({
        channel,
        ends: { own: host.region, peer: region },
        secret,
        clock: host.clock,
        random: (length) => host.random(length),
        opened: (opened) => {
          const earlier = this.#link;
          own.link = this.#link = opened;
          if (earlier !== opened) earlier?.refuse(replaced());
          this.#opened(opened);
        },
        hear: (message) => this.#session?.hear(message),
        closed,
      });
      own.link = link;
      if (own.over) return;
      this.#links.add(link);
      this.#link ??= link;
      void this.#tend(link, () => own.over === true);
    });
  }

  async #tend(link: Link, over: () => boolean): Promise<void> {
    while (!over()) {
      await this.#options.host.clock.sleep(SILENCE / 3);
      link.tend();
    }
  }

  #opened(link: Link): void {
    const { host, region, relay, ahead, backups, conflicted } = this.#options;
    this.#session?.stop();
    this.#set("CONNECTED");
    this.#session = new Session({
      host,
      peer: region,
      relay,
      ahead,
      backups,
      send: (message) => link.send(message),
      confirmed: (latency) => {
        this.#latency = latency;
      },
      conflicted,
      refused: (table, error) => {
        this.#failed(new ReplicaError("Table", `The table "${table}" is not shared: ${error.message}`));
      },
      failed: (error) => link.refuse(refusalOf(error)),
    });
  }

  #failed(error: Error): undefined {
    this.#lastError = error;
    this.dispatchEvent(new Event("error"));
    return undefined;
  }

  #set(state: ConnectionStatus): void {
    if (this.#state === state || this.#state === "CLOSED") return;
    this.#state = state;
    this.dispatchEvent(new Event("change"));
  }
}

function replaced(): ReplicaError {
  return new ReplicaError("Connected", "Another session has taken its place.");
}

function refusalOf(error: unknown): ReplicaError {
  if (error instanceof ReplicaError) return error;
  const { message = String(error) } = error as Partial<Error>;
  return new ReplicaError(/\bclock\b/.test(message) ? "Clock" : "Closed", message);
}
