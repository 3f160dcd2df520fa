// `npm run simulate -- COUNT [FIRST SEED]`: runs the engine under as many seeds, in an optimized build and on all cores.
// Each seed that fails is printed with the command that runs it alone.
import { pathToFileURL } from "node:url";
import { run } from "./tools.mjs";

/** What cargo is to be called with. */
export function simulation(count, first) {
  process.env.SIMULATION_RUNS = String(count);
  process.env.SIMULATION_SEED = String(first);
  const target = ["--features", "contract", "--test", "simulation"];
  return ["test", "--quiet", "--profile", "simulation", ...target, "--", "--nocapture"];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [count = "1000", first = "1"] = process.argv.slice(2);
  run("cargo", simulation(count, first));
}
