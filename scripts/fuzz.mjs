// `npm run fuzz -- [seconds] [target ..]`: fuzzes the parsers and readers, two targets at a time, a minute each unless told.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, run } from "./tools.mjs";

const TARGETS = ["expression", "partiql", "json", "item", "policy"];
/** How much longer than asked a target may take before it counts as stalled: minimizing takes its time. */
const PATIENCE = 120;
const AT_ONCE = 2;
/** The exit code that says that the build has nothing to fuzz under a name. */
const ABSENT = 3;

const words = process.argv.slice(2);
const seconds = Number(words.find((word) => /^\d+$/.test(word)) ?? 60);
const chosen = TARGETS.filter((name) => words.includes(name));

// The counters of LLVM's coverage pass need no nightly compiler. Naming the host as target keeps them out of build scripts.
const host =
  /^host: (.+)$/m.exec(spawnSync("rustc", ["-vV"], { cwd: root, encoding: "utf8" }).stdout)?.[1] ?? "";
const flags = [
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=3",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Ccodegen-units=1",
];
const built = join(root, "target", "fuzz");
run("cargo", ["build", "--release", "--quiet", "--manifest-path", "fuzz/Cargo.toml", "--target", host], {
  env: { ...process.env, CARGO_TARGET_DIR: built, CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") },
});
const program = join(built, host, "release", "hashrange-fuzz");

/** Fuzzes one target and resolves to its exit code. */
function fuzz(name) {
  const folder = join(built, "work", name);
  const child = spawn(program, [name, String(seconds), "tests/corpus/cases", folder], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), (seconds + PATIENCE) * 1000);
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const note = signal ? `ended by ${signal}; the input under way is ${join(folder, "current")}` : "";
      console.log(`${name}: ${output.trim()} ${note}`);
      resolve(code);
    });
  });
}

const waiting = chosen.length > 0 ? chosen : [...TARGETS];
const codes = [];
async function worker() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    codes.push(await fuzz(name));
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, worker));
const passed = codes.filter((code) => code === 0).length;
const failed = codes.filter((code) => code !== 0 && code !== ABSENT).length;
console.log(`fuzz: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
