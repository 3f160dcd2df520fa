/** What a mistake is answered with. */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../browser/published.js";

/** The error that work ends with, and the error's cause. */
export async function attempt(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    const { cause } = error as Error;
    return cause instanceof Error ? `${error}\n${cause.message}` : String(error);
  }
  throw new Error("It was taken");
}

/** Runs a program with the package; what it prints, however it ends. */
export function runInNewProcess(
  text: string,
  env: Readonly<Record<string, string>>,
): Promise<{ stdout: string; stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-program-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(ROOT, "pkg"), join(folder, "node_modules", "hashrange"), "junction");
  writeFileSync(join(folder, "program.mjs"), text);
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    execFile(process.execPath, ["program.mjs"], options, (_, stdout, stderr) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ stdout, stderr });
    });
  });
}
