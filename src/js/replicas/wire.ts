/** How frames travel over HTTP: where they are sent, and several of them in one body. */

import { type Ends, LARGEST_FRAME } from "./transport.js";

/** The path under an origin that other databases ask. */
export const PATH = "/.hashrange/replicas";

/** Bytes of a request's or an answer's body. */
export const LARGEST_BODY = 4 * (LARGEST_FRAME + 4);
/** The name of a way: nobody guesses one. */
const NAME = /^[\da-f]{32}$/;
/** Names of regions. */
const REGION = /^[\w.-]{1,64}$/;

/** The address of another database. A path in front is kept, as that of a Worker that has many databases. */
export function addressOf(url: string, { own, peer }: Ends): URL {
  const address = new URL(url);
  if (!address.pathname.endsWith(PATH)) address.pathname = address.pathname.replace(/\/$/, "") + PATH;
  address.searchParams.set("from", own);
  address.searchParams.set("to", peer);
  return address;
}

/** What a request over HTTP asks for. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly way: string;
  /** `begin` a way, `send` frames, `wait` for frames, or `end` the way. */
  readonly verb: string;
}

/** Reads an address; nothing if it is none. */
export function askedOf({ pathname, searchParams }: URL): Asked | undefined {
  if (!pathname.endsWith(PATH)) return undefined;
  const [from = "", to = "", way = "", verb = ""] = ["from", "to", "way", "verb"].map(
    (name) => searchParams.get(name) ?? "",
  );
  return REGION.test(from) && REGION.test(to) && (way === "" || NAME.test(way))
    ? { from, to, way, verb }
    : undefined;
}

/** Frames as a body: each behind its length. Takes as many from the front of `frames` as there is room for. */
export function packed(frames: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let [count, bytes] = [0, 0];
  for (const { length } of frames) {
    if (count > 0 && bytes + 4 + length > LARGEST_BODY) break;
    count += 1;
    bytes += 4 + length;
  }
  const body = new Uint8Array(bytes);
  const view = new DataView(body.buffer);
  let at = 0;
  for (const frame of frames.splice(0, count)) {
    view.setUint32(at, frame.length);
    body.set(frame, at + 4);
    at += 4 + frame.length;
  }
  return body;
}

/** The frames of a body; nothing if it is not made of them. */
export function unpacked(body: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    if (at + 4 > body.length) return undefined;
    const length = view.getUint32(at);
    if (length > LARGEST_FRAME || at + 4 + length > body.length) return undefined;
    frames.push(body.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return frames;
}
