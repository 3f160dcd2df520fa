// `npm test`: sets up, builds, and runs every gate and test. Ends with the line "N passed, N failed".
// Arguments choose suites by name: `npm test -- rust node`. Names: lint, rust, node,
// corpus, edge, clients, python, fuzz, browser, histories, webkit, hosts.
//
// Two suites run at a time, each shown when it ends, but never two of one kind: cargo's have locks on what they build, and browsers
// feel the load that others make. Compilers give way to what is measured in moments, such as kills and frozen tabs.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { simulation } from "./simulate.mjs";
import { inTurns, table } from "./suites.mjs";
import { capture, root, run } from "./tools.mjs";

const chosen = process.argv.slice(2);
const wanted = (suite) => chosen.length === 0 || chosen.includes(suite);
const suites = [];
/** Optional natively, and part of what is tested. */
const ENCRYPTION = ["--features", "encryption"];

/** One command is one suite; `count` reads its output, and without a count the exit code is one test. */
function suite(name, command, args, count, options) {
  suites.push({ name, command, args, count, ...options });
}

/** What compiles Rust needs no package, and gives way to everything else. */
const CARGO = { kind: "cargo", patient: true };
const PACKAGE = { after: "build" };
const BROWSER = { kind: "browser", ...PACKAGE };

function sum(output, pattern) {
  return [...output.matchAll(pattern)].reduce((all, match) => all + Number(match[1]), 0);
}

const cargoCount = (output) => ({
  passed: sum(output, /^test result: .*? (\d+) passed/gm),
  failed: sum(output, /^test result: .*? (\d+) failed/gm),
});
const nodeCount = (output) => ({
  passed: sum(output, /^. pass (\d+)$/gmu),
  failed: sum(output, /^. fail (\d+)$/gmu),
});

const pythonCount = (output) => {
  const failed = sum(output, /(?:failures|errors)=(\d+)/g);
  return { passed: sum(output, /^Ran (\d+) tests?/gm) - failed, failed };
};

const fuzzCount = (output) => ({
  passed: sum(output, /^fuzz: (\d+) passed/gm),
  failed: sum(output, /^fuzz: .*? (\d+) failed/gm),
});

const hostsCount = (output) => ({
  passed: sum(output, /^hosts: (\d+) passed/gm),
  failed: sum(output, /^hosts: .*? (\d+) failed/gm),
});

function testFiles(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}

/** The packages of Deno and Bun name variants for systems that not every registry has, at which `npm ci` gives up. */
async function bringServers() {
  const folder = join("target", "tools", "servers");
  if (existsSync(join(root, folder, "node_modules", "@oven"))) return { status: 0, output: "" };
  mkdirSync(join(root, folder), { recursive: true });
  const quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
  const words = ["install", "--prefix", ".", ...quiet, "deno@2.9.6", "bun@1.4.5"];
  return capture("npm", words, { cwd: join(root, folder), shell: process.platform === "win32" });
}

function nodeSuite(name, folder, options = PACKAGE) {
  const { atOnce = 1, ...rest } = options;
  const files = testFiles(folder);
  const flags = [
    "--import",
    "tsx",
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${atOnce}`,
    "--test-timeout=480000",
  ];
  if (files.length > 0) suite(name, process.execPath, [...flags, ...files], nodeCount, rest);
}

function lintOfRust() {
  const deny = ["--", "-D", "warnings"];
  suite("rustfmt", "cargo", ["fmt", "--check"], undefined, CARGO);
  for (const other of ["fuzz", "scripts/bindgen"]) {
    const words = ["fmt", "--check", "--manifest-path", `${other}/Cargo.toml`];
    suite(`rustfmt of ${other}`, "cargo", words, undefined, CARGO);
  }
  const all = ["clippy", "--quiet", "--all-targets", ...ENCRYPTION, ...deny];
  suite("clippy", "cargo", all, undefined, CARGO);
  const wasm = ["clippy", "--quiet", "--target", "wasm32-unknown-unknown", ...deny];
  suite("clippy for wasm32", "cargo", wasm, undefined, CARGO);
}

function lintOfScripts() {
  suite("biome", "npx", ["biome", "check", "."], undefined, PACKAGE);
  suite("size", process.execPath, ["scripts/size.mjs"], undefined, PACKAGE);
  for (const project of [".", "www", "bench"])
    suite(`tsc ${project}`, "npx", ["tsc", "--noEmit", "-p", project], undefined, PACKAGE);
}

run(process.execPath, ["scripts/setup.mjs"]);

// In this order, as soon as there is room: first what takes longest or what others wait for.
if (!chosen.length || chosen.some((name) => name !== "rust" && name !== "fuzz"))
  suite("build", process.execPath, ["scripts/build.mjs", "--if-changed"], () => ({ passed: 0, failed: 0 }));
if (wanted("lint")) lintOfRust();
if (wanted("browser")) nodeSuite("browser", "tests/browser", BROWSER);
if (wanted("rust")) {
  suite("cargo test", "cargo", ["test", "--quiet", ...ENCRYPTION], cargoCount, CARGO);
  suite("simulation", "cargo", simulation(1000, 1), cargoCount, CARGO);
}
if (wanted("fuzz")) suite("fuzz", process.execPath, ["scripts/fuzz.mjs"], fuzzCount, CARGO);
if (wanted("histories")) nodeSuite("histories", "tests/histories", BROWSER);
if (wanted("webkit")) nodeSuite("webkit", "tests/webkit", BROWSER);
if (wanted("hosts"))
  suite(
    "hosts that need no tools of their own",
    process.execPath,
    ["--import", "tsx", "scripts/hosts.mjs", "--quick"],
    hostsCount,
    BROWSER,
  );
if (wanted("node")) nodeSuite("node", "tests/node", { atOnce: 2, ...PACKAGE });
if (wanted("python"))
  suite("boto3, AWS CLI and PynamoDB", process.execPath, ["scripts/python.mjs"], pythonCount, PACKAGE);
if (wanted("corpus")) nodeSuite("corpus", "tests/corpus");
if (wanted("edge")) nodeSuite("edge", "tests/edge", { before: bringServers, ...PACKAGE });
if (wanted("clients")) nodeSuite("clients", "tests/clients", { atOnce: 2, ...PACKAGE });
if (wanted("node")) nodeSuite("console", "www/tests", { atOnce: 2, ...PACKAGE });
if (wanted("lint")) lintOfScripts();

const results = await inTurns(suites);
const sumOf = (what) => results.reduce((all, result) => all + result[what], 0);
const broken = results.filter(({ failed }) => failed > 0).map(({ name }) => name);
console.log(`\n${table(results)}`);
if (broken.length > 0) console.log(`\nfailed: ${broken.join(", ")}`);
console.log(`\n${sumOf("passed")} passed, ${sumOf("failed")} failed`);
process.exit(sumOf("failed") === 0 && sumOf("passed") > 0 ? 0 : 1);
