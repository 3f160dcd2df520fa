/** A way over HTTP at the side that asks: what it keeps of its requests. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchPeer } from "hashrange/replicas";
import { packed } from "../../src/js/replicas/wire.js";

test("a way keeps nothing of requests that were answered, and ends those that are not", async () => {
  const listening = new Map<AbortSignal, number>();
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  const count = (signal: AbortSignal, more: number) =>
    listening.set(signal, (listening.get(signal) ?? 0) + more);
  AbortSignal.prototype.addEventListener = function (this: AbortSignal, ...given: never[]) {
    count(this, 1);
    return addEventListener.apply(this, given as never);
  } as never;
  AbortSignal.prototype.removeEventListener = function (this: AbortSignal, ...given: never[]) {
    count(this, -1);
    return removeEventListener.apply(this, given as never);
  } as never;
  let waits = 0;
  let aborted = 0;
  const fetch = async (request: Request): Promise<Response> => {
    if (new URL(request.url).searchParams.get("verb") !== "wait") return new Response(null);
    waits += 1;
    if (waits <= 50) return new Response(packed([new Uint8Array([waits])]));
    return new Promise((_, reject) => {
      request.signal.onabort = () => {
        aborted += 1;
        reject(request.signal.reason);
      };
    });
  };
  try {
    const channel = await fetchPeer("http://peer.test", { fetch }).open({
      own: "eu-west-1",
      peer: "us-east-1",
    });
    const heard: number[] = [];
    await new Promise<void>((resolve) => {
      channel.onFrame((frame) => {
        heard.push(frame[0] as number);
        if (heard.length === 50) resolve();
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(Math.max(...listening.values()) <= 2, "listeners stay");
    channel.close();
    while (aborted === 0) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    // Those of EventTarget count again.
    for (const name of ["addEventListener", "removeEventListener"])
      Reflect.deleteProperty(AbortSignal.prototype, name);
  }
});
