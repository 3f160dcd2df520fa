// `npm test`: sets up, builds, and runs every gate and test. Ends with the line "N passed, N failed".
// Arguments choose suites by name: `npm test -- rust node`. Names: lint, rust, node,
// corpus, edge, clients, python, fuzz, browser, histories, webkit, hosts.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { simulation } from "./simulate.mjs";
import { capture, root, run } from "./tools.mjs";

const chosen = process.argv.slice(2);
const wanted = (suite) => chosen.length === 0 || chosen.includes(suite);
const total = { passed: 0, failed: 0 };
const broken = [];

run(process.execPath, ["scripts/setup.mjs"]);
if (
  ["lint", "node", "corpus", "edge", "clients", "python", "browser", "histories", "webkit", "hosts"].some(
    wanted,
  )
)
  run(process.execPath, ["scripts/build.mjs", "--if-changed"]);

/** Runs one command as one suite; `count` reads its output, and without a count the exit code is one test. */
async function suite(name, command, args, count) {
  console.log(`\n== ${name}`);
  const { status, output } = await capture(command, args);
  const counted = count?.(output) ?? { passed: status === 0 ? 1 : 0, failed: 0 };
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  total.passed += counted.passed;
  total.failed += counted.failed;
  if (counted.failed > 0) broken.push(name);
}

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
function bringServers() {
  const folder = join("target", "tools", "servers");
  if (existsSync(join(root, folder, "node_modules", "@oven"))) return;
  mkdirSync(join(root, folder), { recursive: true });
  const options = { cwd: join(root, folder), shell: process.platform === "win32" };
  const words = [
    "install",
    "--prefix",
    ".",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
  ];
  run("npm", [...words, "deno@2.9.6", "bun@1.4.5"], options);
}

async function nodeSuite(name, folder) {
  const files = testFiles(folder);
  const flags = [
    "--import",
    "tsx",
    "--test",
    "--test-reporter=spec",
    "--test-concurrency=1",
    "--test-timeout=240000",
  ];
  if (files.length > 0) await suite(name, process.execPath, [...flags, ...files], nodeCount);
}

if (wanted("lint")) {
  const clippy = ["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"];
  await suite("rustfmt", "cargo", ["fmt", "--check"]);
  for (const other of ["fuzz", "scripts/bindgen"])
    await suite(`rustfmt of ${other}`, "cargo", ["fmt", "--check", "--manifest-path", `${other}/Cargo.toml`]);
  await suite("clippy", "cargo", clippy);
  await suite("clippy for wasm32", "cargo", [
    "clippy",
    "--quiet",
    "--target",
    "wasm32-unknown-unknown",
    "--",
    "-D",
    "warnings",
  ]);
  await suite("biome", "npx", ["biome", "check", "."]);
  await suite("size", process.execPath, ["scripts/size.mjs"]);
  for (const project of [".", "www", "bench"])
    await suite(`tsc ${project}`, "npx", ["tsc", "--noEmit", "-p", project]);
}
if (wanted("rust")) {
  await suite("cargo test", "cargo", ["test", "--quiet"], cargoCount);
  await suite("simulation", "cargo", simulation(1000, 1), cargoCount);
}
if (wanted("node")) await nodeSuite("node", "tests/node");
if (wanted("node")) await nodeSuite("console", "www/tests");
if (wanted("corpus")) await nodeSuite("corpus", "tests/corpus");
if (wanted("edge")) {
  bringServers();
  await nodeSuite("edge", "tests/edge");
}
if (wanted("clients")) await nodeSuite("clients", "tests/clients");
if (wanted("python"))
  await suite("boto3, AWS CLI and PynamoDB", process.execPath, ["scripts/python.mjs"], pythonCount);
if (wanted("fuzz")) await suite("fuzz", process.execPath, ["scripts/fuzz.mjs"], fuzzCount);
if (wanted("browser")) await nodeSuite("browser", "tests/browser");
if (wanted("histories")) await nodeSuite("histories", "tests/histories");
if (wanted("webkit")) await nodeSuite("webkit", "tests/webkit");
if (wanted("hosts"))
  await suite(
    "hosts that need no tools of their own",
    process.execPath,
    ["--import", "tsx", "scripts/hosts.mjs", "--quick"],
    hostsCount,
  );

if (broken.length > 0) console.log(`\nfailed: ${broken.join(", ")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
