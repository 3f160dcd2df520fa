/** The server's certificate: files that were named, or one for this machine that is made at the first start. */
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** What a TLS server shows, and what it keeps to itself. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The file for clients that are to trust it, of a certificate that was made here. */
  readonly file?: string;
}

const DAY = 86_400_000;
/** Browsers refuse longer ones. */
const VALID_DAYS = 800;
/** So long before its end a new one is made. */
const SPARE_DAYS = 30;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** The certificate that was named, or the one of this machine, which lies beside the data. */
export async function certificateFor(
  files: { cert: string; key: string } | undefined,
  names: readonly string[],
  folder: string | undefined,
): Promise<Certificate> {
  if (files) return readCertificate(files.cert, files.key);
  const own = names.filter((name) => !["0.0.0.0", "::", "*"].includes(name));
  return localCertificate(join(folder ?? resolve(".hashrange"), "tls"), own);
}

/** @throws Error with what is wrong with the files. */
async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const read = (file: string, option: string) =>
    readFile(file, "utf8").catch((error: Error) => {
      throw new Error(`${option} cannot be read: ${file}: ${error.message}`);
    });
  const [cert, key] = [await read(certFile, "--cert"), await read(keyFile, "--key")];
  const { X509Certificate, createPrivateKey } = await import("node:crypto");
  const parsed = <Value>(parse: () => Value, flaw: string): Value => {
    try {
      return parse();
    } catch {
      throw new Error(flaw);
    }
  };
  const shown = parsed(
    () => new X509Certificate(cert),
    `--cert needs a file with a certificate in PEM form, and ${certFile} is none.`,
  );
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    throw new Error(`--key needs a private key without a passphrase, and that in ${keyFile} is encrypted.`);
  }
  const secret = parsed(
    () => createPrivateKey(key),
    `--key needs a file with a private key in PEM form, and ${keyFile} is none.`,
  );
  if (!shown.checkPrivateKey(secret)) {
    throw new Error(
      `--key does not fit --cert: the private key in ${keyFile} is not that of the certificate in ${certFile}. If there are several certificates, that of the server comes first.`,
    );
  }
  checkTime(shown, certFile);
  return { cert, key };
}

function checkTime({ validFrom, validTo }: { validFrom: string; validTo: string }, file: string): void {
  const now = Date.now();
  if (Date.parse(validTo) < now) {
    throw new Error(`--cert has expired: the certificate in ${file} was valid until ${validTo}.`);
  }
  if (Date.parse(validFrom) > now) {
    throw new Error(`--cert is not valid yet: the certificate in ${file} is valid from ${validFrom}.`);
  }
}

/** The certificate in a folder, for these names besides those of this machine; made if there is none that lasts. */
async function localCertificate(folder: string, names: readonly string[]): Promise<Certificate> {
  const [file, keyFile] = [join(folder, "localhost.pem"), join(folder, "localhost-key.pem")];
  const all = [...new Set(["localhost", "127.0.0.1", "::1", ...names])];
  const [cert, key] = await Promise.all(
    [file, keyFile].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  if (cert && key && (await lasts(cert, all))) return { cert, key, file };
  const made = await selfSigned(all);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await keep(keyFile, made.key);
  await keep(file, made.cert);
  return { ...made, file };
}

/** Nobody else may read it, not even for a moment. */
async function keep(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, text, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, path);
}

async function lasts(cert: string, names: readonly string[]): Promise<boolean> {
  const { X509Certificate } = await import("node:crypto");
  try {
    const found = new X509Certificate(cert);
    const matches = (name: string) =>
      /^[\d.]+$|:/.test(name) ? found.checkIP(name) !== undefined : found.checkHost(name) !== undefined;
    // Earlier ones were authorities, whose key could have signed certificates for any name.
    return !found.ca && Date.parse(found.validTo) - Date.now() > SPARE_DAYS * DAY && names.every(matches);
  } catch {
    return false;
  }
}

async function selfSigned(names: readonly string[]): Promise<{ cert: string; key: string }> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = (await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as CryptoKeyPair;
  const serial = crypto.getRandomValues(new Uint8Array(16));
  // Positive, as serial numbers have to be.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 1;
  const now = Date.now();
  const usage = x509.KeyUsageFlags;
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(serial).toString("hex"),
    name: "CN=localhost, O=Hashrange on this machine",
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + VALID_DAYS * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      // Whoever trusts it trusts this certificate, and none that is made with its key.
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usage.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value): { type: "ip" | "dns"; value: string } => ({
          type: /^[\d.]+$|:/.test(value) ? "ip" : "dns",
          value,
        })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const lines = key.match(/.{1,64}/g) ?? [];
  return {
    cert: `${cert.toString("pem").trim()}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`,
  };
}
