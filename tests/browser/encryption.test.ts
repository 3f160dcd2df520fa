/** Encryption in a browser: nothing readable in the profile's folder, for IndexedDB and OPFS; tabs, kills and rotation. */
import assert from "node:assert/strict";
import { type Encryption, passphrase } from "hashrange/encryption";
import { shown } from "../edge/planted.js";
import { chromiumTest, type Tab, type Visit } from "./tab.js";

const TABLE = {
  TableName: "TableOfSecrets",
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "attributename", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  GlobalSecondaryIndexes: [
    {
      IndexName: "IndexOfSecrets",
      KeySchema: [{ AttributeName: "attributename", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
};
const PLANTED = ["quetzalcoatl", "keyofinterest", "attributename", "TableOfSecrets", "IndexOfSecrets"];
/** The key itself must not be found either. */
const PASSPHRASE = "correcthorsebatterystaple";
const encryption: Encryption = passphrase(PASSPHRASE);

async function plant(tab: Tab, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const body = `quetzalcoatl ${Math.random()} `.repeat(60);
    const Item = { id: `keyofinterest${n}`, attributename: `quetzalcoatl${n % 9}`, body };
    await tab.send("put", { TableName: "TableOfSecrets", Item });
  }
}

async function count(tab: Tab): Promise<number> {
  return (await tab.all("scan", { TableName: "TableOfSecrets" })).count;
}

async function killed(visit: Visit): Promise<string[]> {
  await visit.kill();
  return shown(visit.profile, [...PLANTED, PASSPHRASE]);
}

for (const storage of ["indexeddb", "opfs"] as const) {
  chromiumTest(`nothing of an encrypted database in ${storage} is readable in the profile`, async (visit) => {
    const plain = await visit.tab("plain", storage);
    await plain.open();
    await plain.control("createTable", TABLE);
    await plant(plain, 0, 5);
    // The search finds what is there.
    assert.deepEqual(await killed(visit), [...PLANTED].sort());
  });

  chromiumTest(`an encrypted database in ${storage} outlives a kill and shows nothing`, async (visit) => {
    const tab = await visit.tab("vault", storage);
    await tab.open({ encryption });
    await tab.control("createTable", TABLE);
    await plant(tab, 0, 300);
    for (let n = 0; n < 100; n += 1) {
      await tab.send("delete", { TableName: "TableOfSecrets", Key: { id: `keyofinterest${n}` } });
    }
    assert.deepEqual(await killed(visit), []);
    const again = await visit.tab("vault", storage);
    const name = (options: object) =>
      again.open(options).then(
        () => "",
        (error: Error) => error.name,
      );
    assert.equal(await name({}), "EncryptionKeyError");
    assert.equal(await name({ encryption: passphrase("wrong") }), "EncryptionKeyError");
    await again.open({ encryption });
    assert.equal(await count(again), 200);
    await again.do("rotateKey", "vault");
    assert.equal(await count(again), 200);
    await again.close();
    assert.deepEqual(await killed(visit), []);
    const last = await visit.tab("vault", storage);
    await last.open({ encryption });
    assert.equal(await count(last), 200);
  });
}

chromiumTest("tabs share an encrypted database, in whichever of them it is", async (visit) => {
  const leader = await visit.tab("vault");
  await leader.open({ encryption });
  await leader.control("createTable", TABLE);
  await plant(leader, 0, 20);
  const follower = await visit.tab("vault");
  await follower.open({ encryption });
  assert.equal(await count(follower), 20);
  // From a tab that has not the engine.
  await follower.do("rotateKey", "vault");
  const stranger = await visit.tab("vault");
  await assert.rejects(stranger.open(), { name: "DatabaseInUseError" });
  await stranger.page.close();
  await leader.page.close();
  assert.equal(await count(follower), 20);
  await plant(follower, 20, 25);
  await follower.close();
  assert.deepEqual(await killed(visit), []);
});

chromiumTest("an engine in a Worker of the package encrypts, too", async (visit) => {
  const tab = await visit.tab("vault");
  await tab.open({ encryption, worker: true });
  await tab.control("createTable", TABLE);
  await plant(tab, 0, 20);
  await tab.do("rotateKey", "vault");
  assert.equal(await count(tab), 20);
  await tab.close();
  assert.deepEqual(await killed(visit), []);
});
