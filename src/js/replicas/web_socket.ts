/** Ways over WebSockets: one binary message is one frame. */

import { channelOf, type Heard } from "./message_port.js";
import { type Channel, type Ends, LARGEST_FRAME, type Transport, Way } from "./transport.js";
import { addressOf } from "./wire.js";

/** What is used of a `WebSocket`. */
export interface SocketLike {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: Heard) => void): void;
}

const OPENING_LIMIT = 15_000;

/**
 * A way over a WebSocket, to a Durable Object or a server that answers them.
 *
 * @param url Where the other database is, such as `wss://host/shop`.
 * @param make Makes the socket, where the host has no `WebSocket` of its own.
 */
export function webSocket(
  url: string,
  make: (url: string) => SocketLike = (given) => new WebSocket(given) as unknown as SocketLike,
): Transport {
  return {
    open(ends: Ends): Promise<Channel> {
      const socket = make(addressOf(url, ends).href.replace(/^http/, "ws"));
      return new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          socket.close();
          reject(new Error("The WebSocket did not open."));
        }, OPENING_LIMIT);
        const channel = socketChannel(socket);
        socket.addEventListener("open", () => {
          clearTimeout(limit);
          resolve(channel);
        });
        const fail = () => {
          clearTimeout(limit);
          reject(new Error("The WebSocket could not be opened."));
        };
        socket.addEventListener("error", fail);
        socket.addEventListener("close", fail);
      });
    },
  };
}

/** A channel over a socket that is open, or about to be. */
export function socketChannel(socket: SocketLike): Channel {
  const way = new Way();
  socket.binaryType = "arraybuffer";
  socket.addEventListener("message", ({ data }) => {
    if (data instanceof ArrayBuffer && data.byteLength <= LARGEST_FRAME) way.arrived(new Uint8Array(data));
    else if (way.end(new Error("The other side sent what is no frame."))) socket.close(1009);
  });
  const ended = () => way.end(new Error("The WebSocket was closed."));
  socket.addEventListener("close", ended);
  socket.addEventListener("error", ended);
  return channelOf(
    way,
    (frame) => socket.send(frame as Uint8Array<ArrayBuffer>),
    () => socket.close(),
  );
}
