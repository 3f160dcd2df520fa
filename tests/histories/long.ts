/** `npm run test:histories -- MINUTES SEED`: histories of four tabs for as long as one likes, each seed in a new browser. */
import { Hiding } from "../browser/hidden.js";
import { Histories } from "./tabs.js";

const ROUNDS = 8;
const ROUND_MILLIS = 8000;

const minutes = Number(process.argv[2] ?? 10);
const first = Number(process.argv[3] ?? Date.now() % 1_000_000);
const end = Date.now() + minutes * 60_000;
let [operations, failed] = [0, 0];
for (let seed = first; Date.now() < end; seed += 1) {
  const hiding = await Hiding.begin();
  const loud = process.env["LOUD"] === undefined ? undefined : console.log;
  const histories = new Histories(hiding, seed, loud);
  try {
    await histories.open();
    for (let round = 0; round < ROUNDS && Date.now() < end; round += 1) {
      for (const wrong of await histories.round(ROUND_MILLIS)) {
        failed += 1;
        console.error(`seed ${seed}, round ${round + 1}: ${wrong}`);
      }
    }
  } catch (error) {
    failed += 1;
    console.error(`seed ${seed}:`, error);
  } finally {
    await hiding.end();
  }
  operations += histories.summary.operations;
  console.log(`seed ${seed}: ${JSON.stringify(histories.summary)}`);
}
console.log(`histories: ${operations} operations, ${failed} failed`);
process.exit(failed === 0 && operations > 0 ? 0 : 1);
