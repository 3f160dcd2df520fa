/** A passphrase in a file that others should not read. */
import { readFile } from "node:fs/promises";
import { type Encryption, passphrase } from "../encryption/providers.js";

/** @throws Error with what is wrong with the file. */
export async function readPassphrase(file: string): Promise<Encryption> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`--passphrase-file cannot be read: ${error.message}`);
  });
  const [line = ""] = text.split(/\r?\n/, 1);
  if (line === "") throw new Error(`--passphrase-file needs a passphrase in the first line of ${file}.`);
  return passphrase(line);
}
