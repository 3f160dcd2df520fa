// What the other scripts share: running commands and finding out what has to be redone.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a command in the project's folder with its output shown; ends this process if it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** As `run`, beside what else goes on. */
export function start(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      process.exit(127);
    });
    child.on("close", (status) => (status === 0 ? resolve() : process.exit(status ?? 1)));
  });
}

/** Runs a command, shows its output and resolves to `{ status, output }`. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        process.stdout.write(text);
      });
    }
    child.on("error", (error) => resolve({ status: 127, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

function* files(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info?.isFile()) yield path;
  if (!info?.isDirectory()) return;
  for (const name of readdirSync(path).sort()) {
    if (name !== "node_modules" && name !== "dist") yield* files(join(path, name));
  }
}

/** Does `work` unless the inputs are the same as when it last came through and `output` is there. */
export async function whenChanged(name, inputs, output, work) {
  const hash = createHash("sha256").update(process.version);
  for (const input of inputs) {
    for (const file of files(join(root, input))) hash.update(relative(root, file)).update(readFileSync(file));
  }
  const digest = hash.digest("hex");
  const stamp = join(root, "target", "stamps", name);
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}
