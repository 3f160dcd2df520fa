/** The ways between two replicas: what carries frames from one database to another. */

/** The regions at the two ends of a way. */
export interface Ends {
  readonly own: string;
  readonly peer: string;
}

/**
 * One way between two databases. Frames arrive whole, and in the order in which they were sent. One that is lost, doubled or out
 * of its order is noticed: the session then begins anew.
 */
export interface Channel {
  /** Sends a frame of at most 1 MiB. Whoever sends does not touch its bytes afterwards. */
  send(frame: Uint8Array): void | Promise<void>;
  /** Takes what hears the frames. There is one listener; what came before it waits for it. */
  onFrame(hear: (frame: Uint8Array) => void): void;
  /** Takes what is told when the way has ended, and why if that is known. */
  onClose(hear: (reason?: Error) => void): void;
  /** Ends the way. Closing twice is no mistake. */
  close(): void;
}

/** Opens ways to one other database. */
export interface Transport {
  /** Opens a way; called again after the last one has ended. Rejects if there is none now. */
  open(ends: Ends): Promise<Channel>;
}

/** Hands over the ways that other databases open to this one. */
export interface Entrance {
  /** Takes what is given each new way and the region that it says it is from. What it gives back ends that. */
  listen(accept: (channel: Channel, peer: string) => void): () => void;
}

/** Bytes of the largest frame, with everything in it. */
export const LARGEST_FRAME = 1 << 20;

/** The part of a channel that is the same everywhere: listeners, what waits for them, and an end that comes once. */
export class Way {
  #hear: ((frame: Uint8Array) => void) | undefined;
  #ended: ((reason?: Error) => void) | undefined;
  #waiting: Uint8Array[] = [];
  #closed = false;
  #reason: Error | undefined;

  get closed(): boolean {
    return this.#closed;
  }

  onFrame(hear: (frame: Uint8Array) => void): void {
    this.#hear = hear;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) hear(frame);
  }

  onClose(hear: (reason?: Error) => void): void {
    this.#ended = hear;
    if (this.#closed) hear(this.#reason);
  }

  /** A frame has arrived. */
  arrived(frame: Uint8Array): void {
    if (this.#closed) return;
    if (this.#hear) this.#hear(frame);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(frame);
    else this.end(new Error("The other side sent frames before anybody listened."));
  }

  /** The way has ended; false if it had before. */
  end(reason?: Error): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#reason = reason;
    this.#waiting = [];
    this.#ended?.(reason);
    return true;
  }
}

/** Frames that wait for a listener. */
const MOST_WAITING = 64;
