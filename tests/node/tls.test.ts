/** `hashrange serve --tls` and `--passphrase-file`: https, HTTP/2, certificates, and encrypted data behind it. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run } from "./command_line.js";
import { type RunningServer, startServer } from "./served.js";

const TABLE = {
  TableName: "TableOfSecrets",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  BillingMode: "PAY_PER_REQUEST",
};
const ITEM = { id: { S: "keyofinterest" }, text: { S: "quetzalcoatl" } };

function headersOf(operation: string): Record<string, string> {
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    authorization:
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    "x-amz-date": "20260101T000000Z",
  };
}

interface Answered {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** As boto3 asks, which speaks HTTP/1.1. */
function ask(port: number, ca: string, operation: string, input: object, more = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, ca, method: "POST", headers: { ...headersOf(operation), ...more } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          body += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(input));
  });
}

function askOver(session: ClientHttp2Session, operation: string, input: object): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": "/", ...headersOf(operation) });
    let answered: Record<string, unknown> = {};
    let body = "";
    stream.on("response", (headers) => {
      answered = headers;
    });
    stream.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    stream.on("end", () => resolve({ status: Number(answered[":status"]), headers: answered, body }));
    stream.on("error", reject);
    stream.end(JSON.stringify(input));
  });
}

describe("the server with TLS and a passphrase", () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-tls-"));
  const data = join(folder, "data");
  const secret = join(folder, "passphrase");
  const file = join(data, "tls", "localhost.pem");
  let server: RunningServer;
  let ca = "";

  const start = () => startServer(data, ["--tls", "--passphrase-file", secret]);

  before(async () => {
    writeFileSync(secret, "correct horse battery staple\nnot this line\n");
    server = await start();
    ca = readFileSync(file, "utf8");
  });

  after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a certificate for this machine is made once, and its key is for nobody else", async () => {
    const certificate = new X509Certificate(ca);
    assert.ok(certificate.checkHost("localhost"));
    assert.ok(certificate.checkIP("127.0.0.1"));
    assert.ok(certificate.checkIP("::1"));
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(statSync(join(data, "tls", "localhost-key.pem")).mode & 0o777, 0o600);
  });

  test("https is served to clients that trust it, and to no others", async () => {
    const made = await ask(server.port, ca, "CreateTable", TABLE);
    assert.equal(made.status, 200, made.body);
    assert.match(server.output(), /https:\/\/127\.0\.0\.1:\d+/);
    assert.match(server.output(), /The data is encrypted/);
    assert.match(server.output(), new RegExp(`Certificate for clients to trust: ${file}`));
    const put = await ask(server.port, ca, "PutItem", { TableName: "TableOfSecrets", Item: ITEM });
    assert.equal(put.status, 200, put.body);
    const got = await ask(server.port, ca, "GetItem", { TableName: "TableOfSecrets", Key: { id: ITEM.id } });
    assert.deepEqual(JSON.parse(got.body).Item, ITEM);
    assert.equal(got.headers["server"], "Server");
    await assert.rejects(ask(server.port, "", "ListTables", {}), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    // A page of this server may ask, and one of a stranger may not.
    const own = await ask(server.port, ca, "ListTables", {}, { origin: `https://127.0.0.1:${server.port}` });
    assert.equal(own.status, 200);
    const strange = await ask(server.port, ca, "ListTables", {}, { origin: "https://evil.example" });
    assert.equal(strange.status, 403);
  });

  test("HTTP/2 answers the same, many at a time, and refuses the same", async () => {
    const session = connect(`https://localhost:${server.port}`, { ca });
    try {
      const asked = { TableName: "TableOfSecrets", Key: { id: ITEM.id } };
      const all = await Promise.all(Array.from({ length: 60 }, () => askOver(session, "GetItem", asked)));
      for (const { status, body, headers } of all) {
        assert.equal(status, 200, body);
        assert.deepEqual(JSON.parse(body).Item, ITEM);
        assert.ok(headers["x-amzn-requestid"]);
        assert.ok(headers["x-amz-crc32"]);
      }
      assert.equal(session.alpnProtocol, "h2");
      const missing = await askOver(session, "DescribeTable", { TableName: "Nowhere" });
      assert.equal(missing.status, 400);
      assert.match(missing.body, /ResourceNotFoundException/);
      const large = await askOver(session, "PutItem", { TableName: "x".repeat(17 << 20) }).catch(
        (error: Error) => ({ status: 413, body: error.message }),
      );
      assert.equal(large.status, 413);
      // The session is as good as before.
      assert.equal((await askOver(session, "ListTables", {})).status, 200);
    } finally {
      session.close();
    }
    const stranger = connect(`https://127.0.0.1:${server.port}`, { ca });
    try {
      const refused = await new Promise<number>((resolve, reject) => {
        const stream = stranger.request({ ":method": "POST", ":path": "/", ":authority": "evil.example" });
        stream.on("response", (headers) => resolve(Number(headers[":status"])));
        stream.on("error", reject);
        stream.end("{}");
      });
      assert.equal(refused, 403);
    } finally {
      stranger.close();
    }
  });

  test("it stops while clients keep connections, and starts again with what it had", async () => {
    const session = connect(`https://localhost:${server.port}`, { ca });
    await askOver(session, "ListTables", {});
    await server.stop();
    session.destroy();
    const bytes = Buffer.concat(
      readdirSync(data)
        .filter((name) => statSync(join(data, name)).isFile())
        .map((name) => readFileSync(join(data, name))),
    );
    for (const word of ["quetzalcoatl", "keyofinterest", "TableOfSecrets"]) assert.ok(!bytes.includes(word));
    server = await start();
    assert.equal(readFileSync(file, "utf8"), ca);
    const got = await ask(server.port, ca, "GetItem", { TableName: "TableOfSecrets", Key: { id: ITEM.id } });
    assert.deepEqual(JSON.parse(got.body).Item, ITEM);
    await server.stop();
    const other = join(folder, "other");
    writeFileSync(other, "wrong\n");
    for (const [options, expected] of [
      [["--passphrase-file", other], /not the passphrase/],
      [[], /encrypted/],
    ] as const) {
      const refused = await run(["serve", "--port", "0", "--storage", data, ...options]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, expected);
    }
    // A certificate of one's own: here the one that was made.
    const key = join(data, "tls", "localhost-key.pem");
    server = await startServer(undefined, ["--tls", "--cert", file, "--key", key]);
    assert.equal((await ask(server.port, ca, "ListTables", {})).status, 200);
    assert.doesNotMatch(server.output(), /Certificate for clients/);
  });

  test("what cannot be is told", async () => {
    const nowhere = join(folder, "nowhere");
    for (const [options, code, expected] of [
      [["--cert", file], 2, /--cert and --key are for --tls/],
      [["--tls", "--cert", file], 2, /go together/],
      [["--tls", "--cert", nowhere, "--key", nowhere], 1, /--cert cannot be read/],
      [["--tls", "--cert", secret, "--key", secret], 1, /certificate in PEM form/],
      [["--passphrase-file", nowhere], 1, /--passphrase-file cannot be read/],
      [["--memory", "--passphrase-file", secret], 2, /nothing for --passphrase-file to encrypt/],
    ] as const) {
      const ended = await run(["serve", "--port", "0", ...options], { cwd: folder });
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, expected);
    }
  });
});
