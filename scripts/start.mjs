// `npm start`: sets up, builds what has changed, and serves console and endpoint. Arguments go to `hashrange serve`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, run } from "./tools.mjs";

run(process.execPath, ["scripts/setup.mjs"]);
run(process.execPath, ["scripts/build.mjs", "--if-changed"]);
const server = spawn(process.execPath, [join(root, "pkg/cli.js"), "serve", ...process.argv.slice(2)], {
  stdio: "inherit",
});
// The terminal sends Ctrl-C to the whole group; a signal sent to this process alone is passed on.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("close", (status, signal) => process.exit(signal ? 1 : (status ?? 1)));
