/** Runs what has been begun of exports, imports and bulk puts, one after the other, until nothing is left or the database closes. */

import type { Transfer } from "../../types/internal_model.js";
import { mayPass } from "./failing.js";
import type { Work } from "./work.js";

/** How long to wait for storage that does not answer, in milliseconds. */
const FIRST_REST = 1_000;
const LONGEST_REST = 60_000;

/** Engines that are being worked for; whether there was another call meanwhile. */
const working = new WeakMap<object, { again: boolean }>();

export async function run(work: Work): Promise<void> {
  const known = working.get(work.engine);
  if (known !== undefined) {
    known.again = true;
    return;
  }
  const state = { again: true };
  working.set(work.engine, state);
  try {
    for (let rest = FIRST_REST; state.again; ) {
      state.again = false;
      try {
        const { Transfers } = await work.ask("ListTransfers", {});
        const [first, ...more] = Transfers;
        if (first === undefined) continue;
        await one(work, first);
        state.again ||= more.length > 0;
        rest = FIRST_REST;
      } catch (error) {
        if (!mayPass(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, rest));
        rest = Math.min(2 * rest, LONGEST_REST);
        state.again = true;
      }
    }
  } finally {
    working.delete(work.engine);
  }
}

async function one(work: Work, transfer: Transfer): Promise<void> {
  if (transfer.Kind === "export") return (await import("./export.js")).runExport(work, transfer);
  return (await import("./puts.js")).runPuts(work, transfer);
}
