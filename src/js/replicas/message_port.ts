/** Ways over message ports and broadcast channels: to a Worker, a frame, or another page of the origin. */

import { type Channel, type Ends, type Transport, Way } from "./transport.js";

/** What is used of an event. */
export interface Heard {
  readonly type?: string;
  readonly data?: unknown;
}

/** What is used of a `MessagePort`, a dedicated `Worker`, or the global scope of one. */
export interface PortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: string, listener: (event: Heard) => void): void;
  start?(): void;
}

/** What is used of a `BroadcastChannel`. */
export interface BroadcastLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data?: unknown }) => void): void;
  removeEventListener(type: "message", listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

/** Marks what belongs to sessions: a port may have other uses. */
const MARK = "hashrange-replica";

interface Posted {
  readonly kind: typeof MARK;
  readonly frame?: Uint8Array;
  readonly from?: string;
  readonly to?: string;
}

/**
 * A way over a `MessagePort`, the other one of which the other database has. A `Worker`, or `self` in one, does as well.
 * It belongs to one connection.
 */
export function messagePort(port: PortLike): Transport {
  let way: Way | undefined;
  port.addEventListener("message", ({ data }) => {
    const { kind, frame } = (data ?? {}) as Partial<Posted>;
    if (kind === MARK && frame instanceof Uint8Array) way?.arrived(frame);
  });
  port.addEventListener("close", () => way?.end(new Error("The port is closed.")));
  return {
    async open(): Promise<Channel> {
      way?.end();
      const own = new Way();
      way = own;
      port.start?.();
      return channelOf(own, (frame) => {
        const message: Posted = { kind: MARK, frame };
        port.postMessage(message, [frame.buffer as ArrayBuffer]);
      });
    },
  };
}

/**
 * A way over the `BroadcastChannel` of a name, to the database of another region that uses the same name in another page or
 * Worker of the origin. Any number of regions may use it.
 */
export function broadcastChannel(
  name: string,
  make: (name: string) => BroadcastLike = (given) => new BroadcastChannel(given) as BroadcastLike,
): Transport {
  return {
    async open({ own, peer }: Ends): Promise<Channel> {
      const broadcast = make(name);
      const way = new Way();
      const hear = ({ data }: { readonly data?: unknown }) => {
        const { kind, from, to, frame } = (data ?? {}) as Partial<Posted>;
        if (kind === MARK && from === peer && to === own && frame instanceof Uint8Array) way.arrived(frame);
      };
      broadcast.addEventListener("message", hear);
      const send = (frame: Uint8Array) => {
        const message: Posted = { kind: MARK, from: own, to: peer, frame };
        broadcast.postMessage(message);
      };
      return channelOf(way, send, () => {
        broadcast.removeEventListener("message", hear);
        // What was sent last goes out first.
        setTimeout(() => broadcast.close());
      });
    },
  };
}

/** A channel on a way. */
export function channelOf(
  way: Way,
  send: (frame: Uint8Array) => void | Promise<void>,
  closed: () => void = () => undefined,
): Channel {
  return {
    send: (frame) => (way.closed ? undefined : send(frame)),
    onFrame: (hear) => way.onFrame(hear),
    onClose: (hear) => way.onClose(hear),
    close() {
      if (way.end()) closed();
    },
  };
}
