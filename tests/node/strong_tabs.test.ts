/** Tabs of one database ask for votes by the one that has the sessions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { BroadcastLike } from "../../src/js/replicas/message_port.js";
import { Neighbours } from "../../src/js/replicas/neighbours.js";
import { Unasked } from "../../src/js/replicas/votes.js";

const channel = () => new BroadcastChannel("strong tabs") as unknown as BroadcastLike;
const ask = ["us-east-1", "Stock", "PrepareItem", new Uint8Array([1, 2])] as const;

test("a tab without sessions gets the votes of the one that has them, and its refusals", async (t) => {
  let refuses = false;
  const asked: unknown[] = [];
  const none = () => Promise.reject(new Unasked("There is no session."));
  const [here, idle, there] = [
    new Neighbours(channel(), none),
    new Neighbours(channel(), none),
    new Neighbours(channel(), async (...given) => {
      asked.push(given);
      if (refuses) throw new Unasked("This cannot be voted on.", true);
      return new Uint8Array([3]);
    }),
  ];
  t.after(() => {
    for (const one of [here, idle, there]) one.close();
  });
  assert.deepEqual([...(await here.ask(...ask))], [3]);
  assert.deepEqual(asked, [[...ask]]);
  refuses = true;
  await assert.rejects(here.ask(...ask), (error) => error instanceof Unasked && error.isRefusal);
  // What fails on its way is not answered: nobody knows what became of it.
  assert.equal(asked.length, 2);
});
