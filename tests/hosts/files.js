/** What every program with files has to be able to do, in its own process and against a second one. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dropIn, smoke } from "./smoke.js";

const HELD = { name: "held", directory: "data" };

/** How a second process fares with a database that this one has open. */
async function second(open) {
  const db = await open(HELD);
  const [program, ...args] = JSON.parse(process.env.HOST_COMMAND);
  const child = spawn(program, [...args, "second"], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  await db.close();
  return output.trim();
}

const WORDS = ["quetzalcoatl", "keyofinterest", "TableOfSecrets"];

/** The planted words that files of this app hold. */
function shown(directory) {
  const files = readdirSync(directory).map((name) => join(directory, name));
  const bytes = Buffer.concat(
    files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)),
  );
  if (bytes.length === 0) throw new Error("nothing is stored");
  return WORDS.filter((word) => bytes.includes(word));
}

/** An encrypted database: what it shows, how it fares with other keys, and what it holds with its own. */
async function sealed(open) {
  const { passphrase } = await import("hashrange/encryption");
  const TableName = "TableOfSecrets";
  const Key = { id: "keyofinterest" };
  const use = async (options) => {
    const db = await open({ name: "vault", ...options });
    const doc = db.documentClient();
    return { db, doc };
  };
  const plant = async (options) => {
    const { db, doc } = await use(options);
    await db.ensureTable({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    });
    for (let n = 0; n < 50; n += 1)
      await doc.put({ TableName, Item: { id: `keyofinterest${n}`, text: "quetzalcoatl ".repeat(50) } });
    await doc.put({ TableName, Item: { ...Key, text: "quetzalcoatl" } });
    await db.close();
  };
  // The search finds what is there.
  await plant({ directory: "plain" });
  const encryption = passphrase("correct horse");
  await plant({ directory: "sealed", encryption });
  const refusal = (more) =>
    use({ directory: "sealed", ...more }).then(
      () => "opened",
      (error) => error.name,
    );
  const refusals = [await refusal({}), await refusal({ encryption: passphrase("wrong") })];
  const { db, doc } = await use({ directory: "sealed", encryption });
  const { Item } = await doc.get({ TableName, Key });
  await db.rotateKey();
  await db.close();
  return { plain: shown("plain").length, sealed: shown("sealed"), refusals, text: Item.text };
}

export async function main(open, sdk) {
  if (process.argv[2] === "second") {
    const outcome = await open(HELD).then(
      () => "opened",
      (error) => error.name,
    );
    console.log(outcome);
    process.exit(0);
  }
  const result = {
    memory: await smoke(open, { storage: "memory" }),
    file: await smoke(open, { name: "smoke", directory: "data" }),
    tables: await dropIn(open, sdk),
    second: await second(open),
    encrypted: await sealed(open),
  };
  console.log(JSON.stringify({ result }));
}
