// Brings the tools in that are not there yet: Rust's wasm32 target, and node_modules as package-lock.json says.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./tools.mjs";

const TARGET = "wasm32-unknown-unknown";
const STAMP = join(root, "node_modules", ".hashrange-lock");

function say(text) {
  console.error(text);
  process.exit(1);
}

const [major] = process.versions.node.split(".");
if (Number(major) < 20) say(`Node 20 or newer is needed; this is ${process.version}.`);

const library = spawnSync("rustc", ["--print", "target-libdir", "--target", TARGET], {
  cwd: root,
  encoding: "utf8",
});
if (library.error) say("Rust is needed: install it with rustup (https://rustup.rs), then run this again.");
if (!existsSync(library.stdout.trim())) {
  const rustup = spawnSync("rustup", ["target", "add", TARGET], { cwd: root, stdio: "inherit" });
  if (rustup.error) say(`Rust's target ${TARGET} is needed, and rustup is not there to add it.`);
  if (rustup.status !== 0) process.exit(rustup.status ?? 1);
}

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== lock) {
  run("npm", ["ci", "--no-audit", "--no-fund"], { shell: process.platform === "win32" });
  writeFileSync(STAMP, lock);
}
