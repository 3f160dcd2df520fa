/** Certificates of the server: one that is made is good for this machine only, and files that do not fit are told. */
import "reflect-metadata";
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as x509 from "@peculiar/x509";
import { certificateFor } from "../../src/js/node/certificate.js";

const folder = mkdtempSync(join(tmpdir(), "hashrange-certificate-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

const newKeys = () =>
  crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

const keyOf = async ({ privateKey }: CryptoKeyPair) =>
  pem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", privateKey));

/** A certificate from so many days ago until so many from now. */
async function certificate(
  keys: CryptoKeyPair,
  from: number,
  until: number,
  more: object = {},
): Promise<string> {
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=example",
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + until * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    ...more,
  });
  return made.toString("pem");
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Whether a client that trusts `ca` talks to a server with a certificate, under a name. */
async function isTrusted(server: { cert: string; key: string }, ca: string, name: string): Promise<boolean> {
  const listening = createServer(server, (_, response) => response.end());
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  const options: RequestOptions = { host: "127.0.0.1", port, ca, servername: name, agent: false };
  try {
    return await new Promise<boolean>((resolve) => {
      get({ ...options, headers: { host: name } }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      }).on("error", () => resolve(false));
    });
  } finally {
    listening.close();
  }
}

test("the certificate that is made is no authority", async () => {
  const made = await certificateFor(undefined, ["db.test"], folder);
  const shown = new x509.X509Certificate(made.cert);
  const basic = shown.getExtension(x509.BasicConstraintsExtension);
  assert.deepEqual([basic?.ca, basic?.critical], [false, true]);
  const usage = shown.getExtension(x509.KeyUsagesExtension);
  assert.deepEqual([usage?.usages, usage?.critical], [x509.KeyUsageFlags.digitalSignature, true]);
  const extended = shown.getExtension(x509.ExtendedKeyUsageExtension);
  assert.deepEqual([...(extended?.usages ?? [])], [x509.ExtendedKeyUsage.serverAuth]);
  const parsed = new X509Certificate(made.cert);
  assert.equal(parsed.ca, false);
  assert.equal(
    parsed.subjectAltName,
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:db.test",
  );
  assert.equal(await isTrusted(made, made.cert, "localhost"), true);
  assert.equal(await isTrusted(made, made.cert, "evil.test"), false);
});

test("nobody is trusted with a certificate that its key has signed", async () => {
  const made = await certificateFor(undefined, [], folder);
  const own = new x509.X509Certificate(made.cert);
  const bytes = Buffer.from(made.key.replace(/-----.*-----|\n/g, ""), "base64");
  const signingKey = await crypto.subtle.importKey("pkcs8", bytes, ALGORITHM, false, ["sign"]);
  const keys = await newKeys();
  const forged = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=evil.test",
    issuer: own.subject,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "evil.test" }])],
  });
  const cert = `${forged.toString("pem")}\n${made.cert}`;
  assert.equal(await isTrusted({ cert, key: await keyOf(keys) }, made.cert, "evil.test"), false);
});

test("one of before that was an authority is made anew", async () => {
  const keys = await newKeys();
  const old = mkdtempSync(join(folder, "old-"));
  const first = await certificateFor(undefined, [], old);
  assert.equal((await certificateFor(undefined, [], old)).cert, first.cert);
  const names = ["localhost", "127.0.0.1", "::1"];
  const extensions = [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.SubjectAlternativeNameExtension(
      names.map((value, place) => ({ type: place === 0 ? ("dns" as const) : ("ip" as const), value })),
    ),
  ];
  writeFileSync(join(old, "tls", "localhost.pem"), await certificate(keys, -1, 700, { extensions }));
  writeFileSync(join(old, "tls", "localhost-key.pem"), await keyOf(keys));
  const fresh = await certificateFor(undefined, [], old);
  assert.equal(new X509Certificate(fresh.cert).ca, false);
  assert.equal(readFileSync(join(old, "tls", "localhost.pem"), "utf8"), fresh.cert);
});

test("files that do not do are told by their names", async () => {
  const [keys, others] = [await newKeys(), await newKeys()];
  const key = file("key.pem", await keyOf(keys));
  const otherKey = file("other-key.pem", await keyOf(others));
  const cert = file("cert.pem", await certificate(keys, -1, 1));
  const over = file("over.pem", await certificate(keys, -9, -2));
  const early = file("early.pem", await certificate(keys, 2, 9));
  const garbled = file("garbled.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  const noKey = file("no-key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  const locked = file(
    "locked.pem",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
  );
  const nowhere = join(folder, "nowhere.pem");
  for (const [certFile, keyFile, message] of [
    [
      cert,
      otherKey,
      `--key does not fit --cert: the private key in ${otherKey} is not that of the certificate in ${cert}`,
    ],
    [over, key, `--cert has expired: the certificate in ${over} was valid until`],
    [early, key, `--cert is not valid yet: the certificate in ${early} is valid from`],
    [nowhere, key, `--cert cannot be read: ${nowhere}: ENOENT`],
    [cert, nowhere, `--key cannot be read: ${nowhere}: ENOENT`],
    [folder, key, `--cert cannot be read: ${folder}: EISDIR`],
    [garbled, key, `--cert needs a file with a certificate in PEM form, and ${garbled} is none`],
    [key, key, `--cert needs a file with a certificate in PEM form, and ${key} is none`],
    [cert, noKey, `--key needs a file with a private key in PEM form, and ${noKey} is none`],
    [cert, cert, `--key needs a file with a private key in PEM form, and ${cert} is none`],
    [cert, locked, `--key needs a private key without a passphrase, and that in ${locked} is encrypted`],
  ] as const) {
    const error = await certificateFor({ cert: certFile, key: keyFile }, [], folder).then(
      () => assert.fail(message),
      (error: Error) => error,
    );
    assert.ok(error.message.startsWith(message), error.message);
  }
  const fine = await certificateFor({ cert, key }, [], folder);
  assert.equal(fine.cert, readFileSync(cert, "utf8"));
});
