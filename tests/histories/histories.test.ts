/** A short history of four tabs; `npm run test:histories -- minutes seed` goes on for longer. */
import assert from "node:assert/strict";
import { hiddenTest } from "../browser/hidden.js";
import { Histories } from "./tabs.js";

const SEED = 20_261;

hiddenTest(`four tabs under kills and freezes are linearizable, seed ${SEED}`, async (hiding) => {
  const histories = new Histories(hiding, SEED);
  await histories.open();
  assert.deepEqual(await histories.round(8000), []);
  assert.deepEqual(await histories.round(5000), []);
  const { operations, disturbed } = histories.summary;
  assert.ok(operations > 100, `${operations} operations`);
  assert.ok(Object.keys(disturbed).length > 1, JSON.stringify(disturbed));
});
