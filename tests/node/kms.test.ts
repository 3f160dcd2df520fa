/** Keys of AWS KMS: a small one in this process, which verifies signatures as AWS does and encrypts what it is given. */
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { EncryptionKeyError, open, StorageUnavailableError } from "hashrange";
import { kms } from "hashrange/encryption";
import { canonicalRequest } from "../../src/js/http/canonical.js";
import { hex, hmac, hmacKey, sha256 } from "../../src/js/http/digest.js";

const REGION = "eu-west-1";
const ARN = `arn:aws:kms:${REGION}:123456789012:key/11111111-2222-3333-4444-555555555555`;
const KEY_ID = "AKIDEXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

type Asked = Readonly<Record<string, unknown>>;

/** KMS with one key. What is encrypted is bound to its context, as there. */
class FakeKms {
  readonly calls: string[] = [];
  /** Fails everything with this error. */
  refusal: { status: number; type: string } | undefined;
  readonly #master = randomBytes(32);
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      const headers = request.headers as Record<string, string>;
      const answer = (status: number, document: object) =>
        response
          .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
          .end(JSON.stringify(document));
      if (!(await signedWell(headers, body))) return answer(400, { __type: "InvalidSignatureException" });
      if (this.refusal) return answer(this.refusal.status, { __type: this.refusal.type, message: "as told" });
      const operation = (headers["x-amz-target"] ?? "").replace("TrentService.", "");
      const asked = JSON.parse(body.toString("utf8")) as Asked;
      this.calls.push(operation);
      if (operation === "DescribeKey") return answer(200, { KeyMetadata: { Arn: ARN } });
      if (asked["KeyId"] !== ARN) return answer(400, { __type: "NotFoundException", message: "no such key" });
      const context = JSON.stringify(Object.entries(asked["EncryptionContext"] as object).sort());
      try {
        answer(200, this.#run(operation, asked, context));
      } catch {
        answer(400, { __type: "InvalidCiphertextException" });
      }
    });
  }

  #run(operation: string, asked: Asked, context: string): object {
    if (operation === "Decrypt") {
      const blob = Buffer.from(asked["CiphertextBlob"] as string, "base64");
      const cipher = createDecipheriv("aes-256-gcm", this.#master, blob.subarray(0, 12));
      cipher.setAAD(Buffer.from(context)).setAuthTag(blob.subarray(-16));
      const plain = Buffer.concat([cipher.update(blob.subarray(12, -16)), cipher.final()]);
      return { KeyId: ARN, Plaintext: plain.toString("base64") };
    }
    const plain =
      operation === "Encrypt" ? Buffer.from(asked["Plaintext"] as string, "base64") : randomBytes(32);
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#master, iv);
    cipher.setAAD(Buffer.from(context));
    const blob = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { KeyId: ARN, Plaintext: plain.toString("base64"), CiphertextBlob: blob.toString("base64") };
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Signature Version 4 of what has come, calculated anew. */
async function signedWell(headers: Record<string, string>, body: Uint8Array): Promise<boolean> {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/;
  const [, id, date = "", region = "", service = "", names = "", signature] =
    pattern.exec(headers["authorization"] ?? "") ?? [];
  if (id !== KEY_ID || region !== REGION || service !== "kms") return false;
  const list = names.split(";");
  if (!["host", "x-amz-date", "x-amz-target"].every((name) => list.includes(name))) return false;
  const canonical = canonicalRequest({ method: "POST", path: "/" }, headers, list, hex(await sha256(body)));
  const scope = `${date}/${region}/${service}/aws4_request`;
  const hashed = hex(await sha256(new TextEncoder().encode(canonical)));
  let key: Uint8Array = new TextEncoder().encode(`AWS4${SECRET}`);
  for (const part of [date, region, service, "aws4_request"]) key = await hmac(await hmacKey(key), part);
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashed].join("\n");
  return hex(await hmac(await hmacKey(key), text)) === signature;
}

describe("a database whose key is AWS KMS's", () => {
  const fake = new FakeKms();
  const directory = mkdtempSync(join(tmpdir(), "hashrange-kms-"));
  let endpoint = "";
  const credentials = { accessKeyId: KEY_ID, secretAccessKey: SECRET };
  const encryption = (more = {}) => kms({ keyId: ARN, region: REGION, credentials, endpoint, ...more });

  before(async () => {
    endpoint = await fake.listen();
  });
  after(() => {
    fake.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("KMS makes the key and decrypts it at each opening", async () => {
    fake.calls.length = 0;
    const db = await open({ name: "vault", directory, encryption: encryption() });
    assert.deepEqual(fake.calls, ["GenerateDataKey"]);
    await db.ensureTable({
      TableName: "Things",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    await db.documentClient().put({ TableName: "Things", Item: { id: "a" } });
    await db.close();
    // Credentials may come from a function, and the key by an alias.
    const again = await open({
      name: "vault",
      directory,
      encryption: encryption({ keyId: "alias/mine", credentials: async () => credentials }),
    });
    assert.deepEqual(fake.calls, ["GenerateDataKey", "Decrypt"]);
    const { Item } = await again.documentClient().get({ TableName: "Things", Key: { id: "a" } });
    assert.deepEqual(Item, { id: "a" });
    await again.rotateKey();
    assert.deepEqual(fake.calls, ["GenerateDataKey", "Decrypt", "GenerateDataKey"]);
    await again.rotateKey({ rewrap: encryption() });
    await again.close();
    assert.deepEqual(fake.calls.slice(3), ["Decrypt", "Encrypt"]);
  });

  test("tables say which key it is", async () => {
    const db = await open({ name: "described", directory, encryption: encryption() });
    const table = {
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" as const }],
      BillingMode: "PAY_PER_REQUEST" as const,
    };
    await db.client.createTable({ TableName: "Asked", ...table, SSESpecification: { Enabled: true } });
    await db.client.createTable({ TableName: "Quiet", ...table });
    const described = async (TableName: string) =>
      (await db.client.describeTable({ TableName })).Table?.SSEDescription;
    assert.deepEqual(await described("Asked"), { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: ARN });
    // As the service has it: without a specification nothing is said.
    assert.equal(await described("Quiet"), undefined);
    await db.close();
  });

  test("refusals of KMS are told, and nothing is changed", async () => {
    const options = { name: "vault", directory };
    const failure = async (encryption: ReturnType<typeof kms>): Promise<Error> => {
      const db = await open({ ...options, encryption }).catch((error: Error) => error);
      assert.ok(db instanceof Error);
      return db;
    };
    for (const [type, status, expected] of [
      ["AccessDeniedException", 400, EncryptionKeyError],
      ["DisabledException", 400, EncryptionKeyError],
      ["KMSInternalException", 500, StorageUnavailableError],
      ["ThrottlingException", 400, StorageUnavailableError],
    ] as const) {
      fake.refusal = { status, type };
      const error = await failure(encryption());
      assert.ok(error instanceof expected, `${type}: ${error.name}`);
      assert.match(error.message, new RegExp(type));
    }
    fake.refusal = undefined;
    const badly = await failure(encryption({ credentials: { ...credentials, secretAccessKey: "other" } }));
    assert.ok(badly instanceof EncryptionKeyError);
    assert.match(badly.message, /InvalidSignatureException/);
    const away = await failure(encryption({ endpoint: "http://127.0.0.1:9" }));
    assert.ok(away instanceof StorageUnavailableError, away.name);
    const other = await failure(encryption({ encryptionContext: { team: "other" } }));
    assert.ok(other instanceof EncryptionKeyError);
    const db = await open({ ...options, encryption: encryption() });
    await db.close();
  });

  test("a KMS key that goes away while the database is open is missed at the next opening", async () => {
    const options = { name: "gone", directory, encryption: encryption() };
    const db = await open(options);
    const TableName = "Things";
    await db.ensureTable({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    const doc = db.documentClient();
    fake.refusal = { status: 400, type: "DisabledException" };
    try {
      fake.calls.length = 0;
      await doc.put({ TableName, Item: { id: "after" } });
      assert.deepEqual((await doc.get({ TableName, Key: { id: "after" } })).Item, { id: "after" });
      const { Table } = await db.client.describeTable({ TableName });
      assert.equal(Table?.TableStatus, "ACTIVE");
      assert.deepEqual(fake.calls, [], "nobody asks KMS");
      await assert.rejects(db.rotateKey(), {
        name: "EncryptionKeyError",
        message: /DisabledException as told\. The keys are as they were\.$/,
      });
      fake.refusal = { status: 500, type: "KMSInternalException" };
      await assert.rejects(db.rotateKey(), StorageUnavailableError);
      await assert.rejects(db.rotateKey({ rewrap: encryption() }), StorageUnavailableError);
      fake.refusal = { status: 400, type: "DisabledException" };
      await doc.put({ TableName, Item: { id: "later" } });
      await db.close();
      await assert.rejects(open(options), EncryptionKeyError);
    } finally {
      fake.refusal = undefined;
    }
    const again = await open(options);
    assert.equal((await again.documentClient().scan({ TableName })).Count, 2);
    await again.close();
  });

  test("a database that names another KMS key than the one that was given is not opened", async () => {
    const name = "own";
    const db = await open({ name, directory, encryption: encryption() });
    await db.close();
    fake.calls.length = 0;
    for (const keyId of [
      `${ARN}0`,
      ARN.replace(REGION, "us-west-2"),
      ARN.replace(/:\d{12}:/, ":999999999999:"),
    ]) {
      assert.notEqual(keyId, ARN);
      const error = await open({ name, directory, encryption: encryption({ keyId }) }).catch(
        (error: Error) => error,
      );
      assert.ok(error instanceof EncryptionKeyError, keyId);
      assert.match(error.message, /is not the KMS key that was given/);
    }
    // Nothing that the storage names was asked of KMS.
    assert.deepEqual(fake.calls, []);
    // An alias names no key; the encryption context keeps to the database.
    const again = await open({ name, directory, encryption: encryption({ keyId: "alias/mine" }) });
    await again.close();
    assert.deepEqual(fake.calls, ["Decrypt"]);
  });
});
