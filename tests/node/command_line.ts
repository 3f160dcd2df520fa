/** Runs the built program `hashrange` as a child process, to its end. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../pkg/cli.js", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string | Uint8Array;
  env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  node?: readonly string[];
  cwd?: string;
  /** Another script than the program. */
  program?: string;
}

/** The program started, and its end. */
export function start(
  args: readonly string[],
  options: RunOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const env: Record<string, string> = { PATH: process.env["PATH"] ?? "", ...options.env };
  const child = spawn(process.execPath, [...(options.node ?? []), options.program ?? CLI, ...args], {
    env,
    cwd: options.cwd,
    stdio: "pipe",
  });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  // The program may end without having read all of its input.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => {
      process.removeListener("exit", kill);
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { child, ended } = start(args, options);
  child.stdin?.end(options.input ?? "");
  return ended;
}

/** A folder that is gone after the test. */
export function temporary(t: TestContext): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}
