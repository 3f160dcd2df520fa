/** `Deno.serve` and `Bun.serve` with a database's `fetch`, spoken to by the AWS SDK. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tour } from "./sdk.js";

/** Where `npm test` puts Deno and Bun. */
const TOOLS = fileURLToPath(new URL("../../target/tools/servers/node_modules", import.meta.url));
const PKG = fileURLToPath(new URL("../../pkg", import.meta.url));

let folder = "";
const running = new Set<ChildProcess>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hashrange-servers-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(PKG, join(folder, "node_modules", "hashrange"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
});
after(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** The program in the package for this system, whichever of its variants npm has installed. */
function program(home: string, paths: readonly string[]): string {
  const packages = existsSync(home) ? readdirSync(home) : [];
  const found = packages.flatMap((name) => paths.map((path) => join(home, name, path))).find(existsSync);
  if (found === undefined) throw new Error(`${home} is not there: run npm test -- edge`);
  return found;
}

async function serves(file: string, command: string, words: readonly string[]): Promise<void> {
  await copyFile(fileURLToPath(new URL(`servers/${file}`, import.meta.url)), join(folder, file));
  const environment = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DENO_DIR: join(folder, "deno") };
  const child = spawn(command, [...words, file], { cwd: folder, env: environment });
  running.add(child);
  const gone = once(child, "exit").then(() => running.delete(child));
  let said = "";
  const port = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        said += part.toString("utf8");
        const found = /^port (\d+)$/m.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`${command} ended with code ${code}: ${said}`)));
  });
  try {
    await tour(`http://127.0.0.1:${port}`);
  } finally {
    child.kill("SIGKILL");
    await gone;
  }
}

test("Deno.serve answers the SDK", () =>
  serves("deno.js", program(join(TOOLS, "@deno"), ["deno", "deno.exe"]), ["run", "-A", "--no-remote"]));

test("Bun.serve answers the SDK", () =>
  serves("bun.js", program(join(TOOLS, "@oven"), ["bin/bun", "bin/bun.exe"]), []));
