/** The database in a folder, and who has it when it is taken. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Database } from "../client/database.js";
import type { OpenOptions } from "../client/open.js";
import { DatabaseInUseError } from "../errors/database.js";
import { open } from "../hosts/node.js";
import { databaseFile } from "../storage/file_name.js";

export async function openFolder(
  directory: string,
  name: string,
  region: string,
  more: Pick<
    OpenOptions,
    "account" | "buckets" | "checkpointBytes" | "metrics" | "capacity" | "accessLog" | "encryption"
  > = {},
): Promise<Database> {
  try {
    return await open({ storage: "file", directory, name, region, ...more });
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    const pid = /process (\d+) has/.exec(error.message)?.[1];
    const holder = pid === undefined ? "another process" : `process ${pid}${await programOf(pid)}`;
    throw new Error(
      `${directory} is in use: ${holder} has the database open. Stop it, or reach its tables with --endpoint http://HOST:PORT if it is a server. If it has not the database open, remove ${databaseFile(directory, name)}.lock`,
    );
  }
}

/**
 * The program that a process runs, where the system tells: its first two words without folders, as in `node cli.js`. The
 * others may hold anything, access keys among them.
 */
async function programOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const words = text
    .split("\0")
    .slice(0, 2)
    .map((word) => basename(word));
  const plain = words.findIndex((word) => !/^[\w.][\w.-]{0,40}$/.test(word));
  const program = words.slice(0, plain < 0 ? words.length : plain).join(" ");
  return program === "" ? "" : ` (${program})`;
}
