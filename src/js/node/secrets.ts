/** What `serve` reads from files that others should not read: a passphrase, a certificate's key. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Encryption, passphrase } from "../encryption/providers.js";
import { type Certificate, localCertificate, readCertificate } from "./certificate.js";
import type { ServeArguments } from "./serve_arguments.js";

/** @throws Error with what is wrong with the file. */
export async function readPassphrase(file: string): Promise<Encryption> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`--passphrase-file cannot be read: ${error.message}`);
  });
  const [line = ""] = text.split(/\r?\n/, 1);
  if (line === "") throw new Error(`--passphrase-file needs a passphrase in the first line of ${file}.`);
  return passphrase(line);
}

/** The certificate that was named, or the one of this machine, which lies beside the data. */
export async function certificateFor(
  { tls, host, allowHosts }: Pick<ServeArguments, "tls" | "host" | "allowHosts">,
  folder: string | undefined,
): Promise<Certificate> {
  if (tls?.files) return readCertificate(tls.files.cert, tls.files.key);
  const names = [host, ...allowHosts].filter((name) => !["0.0.0.0", "::", "*"].includes(name));
  return localCertificate(join(folder ?? resolve(".hashrange"), "tls"), names);
}
