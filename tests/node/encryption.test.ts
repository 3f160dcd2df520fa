/** Encryption at rest in files: nothing readable, wrong keys, rotation, other passphrases. */
import assert from "node:assert/strict";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { CorruptionError, type Database, EncryptionKeyError, type ExportedDatabase, open } from "hashrange";
import { type Encryption, key, passphrase, provider } from "hashrange/encryption";
import { shown } from "../edge/planted.js";

/** What an encrypted database must not show: an item's value, its key, names of attributes, tables and indexes. */
const PLANTED = ["quetzalcoatl", "keyofinterest", "attributename", "TableOfSecrets", "IndexOfSecrets"];

/** Weak on purpose, for tests that open often. */
const quick = provider({
  wrap: (raw) => raw.map((byte) => byte ^ 0x5a),
  unwrap: (raw) => raw.map((byte) => byte ^ 0x5a),
});

async function inFolder(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "hashrange-encryption-"));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function plant(db: Database, count = 300): Promise<void> {
  await db.ensureTable({
    TableName: "TableOfSecrets",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "attributename", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "IndexOfSecrets",
        KeySchema: [{ AttributeName: "attributename", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
  await db.client.updateContinuousBackups({
    TableName: "TableOfSecrets",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const doc = db.documentClient();
  for (let n = 0; n < count; n += 1) {
    await doc.put({
      TableName: "TableOfSecrets",
      Item: {
        id: `keyofinterest${n}`,
        attributename: `quetzalcoatl${n % 7}`,
        body: "quetzalcoatl ".repeat(40),
      },
    });
  }
}

async function count(db: Database): Promise<number> {
  const { Count } = await db.documentClient().scan({ TableName: "TableOfSecrets", Select: "COUNT" });
  return Count as number;
}

async function bytesIn(directory: string): Promise<Buffer> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

async function openFails(options: Parameters<typeof open>[0], expected: RegExp): Promise<void> {
  await assert.rejects(open(options), (error: Error) => {
    assert.ok(error instanceof EncryptionKeyError, `${error.name}: ${error.message}`);
    assert.match(error.message, expected);
    return true;
  });
}

test("nothing is readable in the file while the database is open, nor after it was closed", async () => {
  await inFolder(async (directory) => {
    // The words are found where nothing is encrypted: the search is a search.
    const plain = await open({ name: "plain", directory: join(directory, "plain") });
    await plant(plain, 20);
    await plain.close();
    assert.deepEqual(await shown(join(directory, "plain"), PLANTED), [...PLANTED].sort());

    const place = join(directory, "sealed");
    const options = { name: "vault", directory: place, encryption: quick, checkpointBytes: 64 << 10 };
    const db = await open(options);
    await plant(db);
    assert.deepEqual(await shown(place, PLANTED), []);
    await db.client.createBackup({ TableName: "TableOfSecrets", BackupName: "TableOfSecrets-backup" });
    // Deleted and overwritten items leave free space.
    const doc = db.documentClient();
    for (let n = 0; n < 150; n += 1) {
      await doc.delete({ TableName: "TableOfSecrets", Key: { id: `keyofinterest${n}` } });
    }
    await db.close();
    assert.deepEqual(await shown(place, PLANTED), []);
    const again = await open(options);
    assert.equal(await count(again), 150);
    assert.deepEqual(await shown(place, PLANTED), []);
    await again.close();
  });
});

test("every provider opens what it has made", async () => {
  const generate = (name: string, usages: KeyUsage[]) =>
    crypto.subtle.generateKey({ name, length: 256 }, false, usages) as Promise<CryptoKey>;
  const providers: Encryption[] = [
    passphrase("correct horse"),
    passphrase("correct horse", { kdf: "pbkdf2" }),
    key(await generate("AES-GCM", ["encrypt", "decrypt"])),
    key(await generate("AES-GCM", ["wrapKey", "unwrapKey"])),
    key(await generate("AES-KW", ["wrapKey", "unwrapKey"])),
    quick,
  ];
  for (const [n, encryption] of providers.entries()) {
    await inFolder(async (directory) => {
      const db = await open({ name: "vault", directory, encryption });
      await plant(db, 5);
      await db.close();
      const again = await open({ name: "vault", directory, encryption });
      assert.equal(await count(again), 5);
      await again.close();
      const before = await bytesIn(directory);
      for (const [m, other] of providers.entries()) {
        // One passphrase opens whatever the derivation is.
        if (m === n || (m < 2 && n < 2)) continue;
        if (n === 5) continue;
        await openFails({ name: "vault", directory, encryption: other }, /was not opened/);
      }
      assert.deepEqual(await bytesIn(directory), before);
    });
  }
});

test("a wrong or missing key is told, and nothing is changed", async () => {
  await inFolder(async (directory) => {
    const db = await open({ name: "vault", directory, encryption: passphrase("right") });
    await plant(db, 3);
    await db.close();
    const before = await bytesIn(directory);
    await openFails({ name: "vault", directory, encryption: passphrase("wrong") }, /not the passphrase/);
    await openFails({ name: "vault", directory, encryption: quick }, /wrapped by a passphrase/);
    await openFails({ name: "vault", directory }, /is encrypted: open it with `encryption`/);
    assert.deepEqual(await bytesIn(directory), before);

    const plain = await open({ name: "plain", directory });
    await plain.close();
    await openFails({ name: "plain", directory, encryption: quick }, /not encrypted/);
  });
});

test("what is no provider is refused, and not repeated", async () => {
  for (const given of ["topsecret", { passphrase: "topsecret" }, 12]) {
    const opening = open({ name: "none", storage: "memory", encryption: given as never });
    const stored = open({ name: "none", encryption: given as never });
    for (const refused of typeof given === "object" ? [stored] : [opening, stored]) {
      await assert.rejects(refused, (error: Error) => {
        assert.ok(error instanceof TypeError, error.name);
        assert.match(error.message, /passphrase\(\), key\(\)/);
        assert.doesNotMatch(error.message, /topsecret/);
        return true;
      });
    }
    await (await opening.catch(() => undefined))?.close();
  }
  assert.throws(() => passphrase(""), TypeError);
  assert.throws(() => key({} as never), TypeError);
});

test("an opening joins one in the same program only with encryption, as it is", async () => {
  await inFolder(async (directory) => {
    const db = await open({ name: "vault", directory, encryption: quick });
    const joined = await open({ name: "vault", directory, encryption: quick });
    await joined.close();
    await assert.rejects(open({ name: "vault", directory }), { name: "DatabaseInUseError" });
    await db.close();
  });
});

test("a flipped bit is a CorruptionError", async () => {
  await inFolder(async (directory) => {
    const options = { name: "vault", directory, encryption: quick, checkpointBytes: 32 << 10 };
    const db = await open(options);
    await plant(db, 200);
    await db.close();
    const [name] = (await readdir(directory)).filter((file) => file.endsWith(".hashrange"));
    const file = join(directory, name as string);
    const good = await readFile(file);
    let corrupt = 0;
    // Pages begin with their header: kind 3, codec 2.
    const mark = Buffer.from([0x48, 0x52, 1, 3, 2, 0]);
    for (let at = good.indexOf(mark); at >= 0; at = good.indexOf(mark, at + 1)) {
      const bad = Buffer.from(good);
      bad[at + 60] = (bad[at + 60] as number) ^ 4;
      await writeFile(file, bad);
      try {
        const again = await open(options);
        try {
          await again.documentClient().scan({ TableName: "TableOfSecrets" });
        } finally {
          await again.close();
        }
      } catch (error) {
        assert.ok(error instanceof CorruptionError, `${(error as Error).name}: ${(error as Error).message}`);
        corrupt += 1;
      }
    }
    assert.ok(corrupt > 0, "no page was met");
    await writeFile(file, good);
    const again = await open(options);
    assert.equal(await count(again), 200);
    await again.close();
  });
});

test("a rotation rewrites all that is stored and forgets the old key", async () => {
  await inFolder(async (directory) => {
    const keys: number[] = [];
    const encryption = provider({
      wrap: (raw, { key }) => {
        keys.push(key);
        return raw;
      },
      unwrap: (raw) => raw,
    });
    const options = { name: "vault", directory, encryption, checkpointBytes: 64 << 10 };
    const db = await open(options);
    await plant(db);
    await db.client.createBackup({ TableName: "TableOfSecrets", BackupName: "before" });
    await db.documentClient().put({ TableName: "TableOfSecrets", Item: { id: "more" } });
    let resealed = 0;
    const rotating = db.rotateKey({ onProgress: (progress) => (resealed = progress.resealed) });
    // Requests go on.
    for (let n = 0; n < 50; n += 1) {
      await db.documentClient().put({ TableName: "TableOfSecrets", Item: { id: `during${n}` } });
    }
    await rotating;
    assert.deepEqual(keys, [1, 2]);
    assert.ok(resealed > 0);
    await db.rotateKey();
    assert.deepEqual(keys, [1, 2, 3]);
    await db.close();
    const again = await open(options);
    assert.equal(await count(again), 351);
    await again.close();
    // Only the newest key is in the ring, and the others opened nothing: the header of each page that is read says 3.
    assert.deepEqual(await shown(directory, PLANTED), []);
  });
});

/** Of this package and of the Rust library, which reads them as well. To make those of Node again, set HASHRANGE_GOLDEN. */
test("files of Node and of Rust are read", async () => {
  const golden = fileURLToPath(new URL("../golden/", import.meta.url));
  const secret = "correct horse battery staple";
  const byNode = { encrypted_by_node: "argon2id", encrypted_by_node_pbkdf2: "pbkdf2" } as const;
  if (process.env["HASHRANGE_GOLDEN"] !== undefined) {
    for (const [name, kdf] of Object.entries(byNode)) {
      await rm(join(golden, `${name}.hashrange`), { force: true });
      const db = await open({ name, directory: golden, encryption: passphrase(secret, { kdf }) });
      await db.ensureTable({
        TableName: "TableOfSecrets",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      });
      const doc = db.documentClient();
      for (let n = 0; n < 40; n += 1) {
        const Item = { id: `keyofinterest${n}`, text: `quetzalcoatl ${n}` };
        await doc.put({ TableName: "TableOfSecrets", Item });
      }
      await db.close();
    }
  }
  await inFolder(async (directory) => {
    for (const name of [...Object.keys(byNode), "encrypted_by_rust"]) {
      await copyFile(join(golden, `${name}.hashrange`), join(directory, `${name}.hashrange`));
      const db = await open({ name, directory, encryption: passphrase(secret) });
      const found = await db
        .documentClient()
        .get({ TableName: "TableOfSecrets", Key: { id: "keyofinterest7" } });
      assert.deepEqual(found.Item, { id: "keyofinterest7", text: "quetzalcoatl 7" }, name);
      await db.close();
    }
  });
});

test("an exported file is encrypted with a key of its own", async () => {
  await inFolder(async (directory) => {
    const db = await open({ name: "vault", directory, encryption: quick });
    await plant(db, 200);
    const secret = passphrase("for the file", { kdf: "pbkdf2" });
    let bytes = 0;
    const stream = db.export({ key: secret, onProgress: (progress) => (bytes = progress.bytes) });
    const file = new Uint8Array(await new Response(stream).arrayBuffer());
    assert.equal(bytes, file.length);
    const readable = new Uint8Array(await new Response(db.export()).arrayBuffer());
    await db.close();
    const words = (data: Uint8Array) => PLANTED.filter((word) => Buffer.from(data).includes(word));
    assert.deepEqual(words(file), []);
    assert.deepEqual(words(readable), PLANTED);
    const restore = (from: ExportedDatabase, name = "copy") =>
      open({ name, directory, encryption: quick, from });
    const copy = await restore({ data: file, key: secret });
    assert.equal(await count(copy), 200);
    await copy.close();
    await assert.rejects(restore(file, "none"), { name: "EncryptionKeyError" });
    const wrong = passphrase("wrong", { kdf: "pbkdf2" });
    await assert.rejects(restore({ data: file, key: wrong }, "none"), { name: "EncryptionKeyError" });
    // A file that anybody may have made is not taken for one that is encrypted.
    await assert.rejects(restore({ data: readable, key: secret }, "none"), { name: "CorruptionError" });
    for (const at of [20, 100, file.length >> 1, file.length - 1]) {
      const bad = file.slice();
      bad[at] = (bad[at] as number) ^ 1;
      await assert.rejects(restore({ data: bad, key: secret }, "none"), { name: "CorruptionError" }, `${at}`);
    }
    await assert.rejects(restore({ data: file.slice(0, -30), key: secret }, "none"), {
      name: "CorruptionError",
    });
  });
});

test("another passphrase opens the database, and the one before does not", async () => {
  await inFolder(async (directory) => {
    const db = await open({ name: "vault", directory, encryption: passphrase("old") });
    await plant(db, 10);
    await db.rotateKey({ rewrap: passphrase("new") });
    await db.close();
    await openFails({ name: "vault", directory, encryption: passphrase("old") }, /not the passphrase/);
    const again = await open({ name: "vault", directory, encryption: passphrase("new") });
    assert.equal(await count(again), 10);
    await again.close();
    const plain = await open({ name: "plain", storage: "memory" });
    await assert.rejects(plain.rotateKey(), EncryptionKeyError);
    await plain.close();
  });
});

/** A provider that wraps when it may, and says when it was asked to. */
function gated() {
  let [ask, pass] = [() => {}, () => {}];
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  const flipped = (raw: Uint8Array) => raw.map((byte) => byte ^ 0x33);
  const encryption = provider({
    wrap: async (raw) => {
      const wrapped = flipped(raw);
      ask();
      await passed;
      return wrapped;
    },
    unwrap: flipped,
  });
  return { encryption, asked, pass };
}

test("a new provider and a new key wait for each other, whichever comes first", async (t) => {
  const [changing, rotating] = [gated(), gated()];
  // Nobody polls for ever where something fails.
  t.after(() => {
    for (const { pass } of [changing, rotating]) pass();
  });
  await inFolder(async (directory) => {
    const at = { name: "vault", directory };
    let db = await open({ ...at, encryption: quick });
    await plant(db, 50);
    const rewrapped = db.rotateKey({ rewrap: changing.encryption });
    await changing.asked;
    await assert.rejects(db.rotateKey(), {
      name: "EncryptionKeyError",
      message: /provider is being changed/,
    });
    await assert.rejects(db.rotateKey({ rewrap: quick }), { message: /or its provider changed/ });
    changing.pass();
    await rewrapped;
    await db.close();
    await openFails({ ...at, encryption: passphrase("other") }, /./);

    // The other way round. No page is lost to a key that the refused one would have forgotten.
    db = await open({ ...at, encryption: rotating.encryption });
    const rotated = db.rotateKey();
    await rotating.asked;
    await assert.rejects(db.rotateKey({ rewrap: quick }), {
      name: "EncryptionKeyError",
      message: /key is being rotated/,
    });
    rotating.pass();
    await rotated;
    assert.equal(await count(db), 50);
    await db.close();
    await assert.rejects(open({ ...at, encryption: quick }));
    db = await open({ ...at, encryption: rotating.encryption });
    assert.equal(await count(db), 50);
    await db.rotateKey({ rewrap: quick });
    await db.close();
    db = await open({ ...at, encryption: quick });
    assert.equal(await count(db), 50);
    await db.close();
  });
});
