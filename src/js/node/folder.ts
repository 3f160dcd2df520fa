/** The database in a folder, and who has it when it is taken. */
import { readFile } from "node:fs/promises";
import type { Database } from "../client/database.js";
import { DatabaseInUseError } from "../errors/database.js";
import { open } from "../hosts/node.js";
import { databaseFile } from "../storage/file_name.js";

export async function openFolder(
  directory: string,
  name: string,
  region: string,
  checkpointBytes?: number,
): Promise<Database> {
  try {
    return await open({ storage: "file", directory, name, region, checkpointBytes });
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    const pid = /process (\d+) has/.exec(error.message)?.[1];
    const holder = pid === undefined ? "another process" : `process ${pid}${await commandOf(pid)}`;
    throw new Error(
      `${directory} is in use: ${holder} has the database open. Stop it, or reach its tables with --endpoint http://HOST:PORT if it is a server. If it has not the database open, remove ${databaseFile(directory, name)}.lock`,
    );
  }
}

/** The command line of a process, where the system tells. */
async function commandOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const command = text.split("\0").join(" ").trim();
  return command === "" ? "" : ` (${command})`;
}
