/** Writes without an end and rotates the key meanwhile, saying what it has come to; it is there to be killed. */
import { open } from "hashrange";
import { keeper, NAME, SETTINGS, TABLE } from "./rotation_scene.js";

const [, , directory = "", round = ""] = process.argv;
const encryption = keeper("correct");
const db = await open({ ...SETTINGS, name: NAME, directory, encryption });
await db.ensureTable({
  TableName: TABLE,
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
});
const doc = db.documentClient();
const say = (text: string) => process.stdout.write(`${text}\n`);

let n = 0;
async function put(): Promise<void> {
  const id = `keyofinterest-${round}-${n++}`;
  await doc.put({ TableName: TABLE, Item: { id, text: "quetzalcoatl ".repeat(200) } });
  say(`item ${id}`);
}

// Enough that a rotation has pages before it.
for (let some = 0; some < 20; some += 1) await Promise.all(Array.from({ length: 20 }, put));

async function write(): Promise<never> {
  for (;;) await put();
}

async function rotate(): Promise<never> {
  for (;;) {
    const rotating = db.rotateKey({ onProgress: ({ resealed }) => resealed > 0 && say(`pages ${resealed}`) });
    say("begun");
    await rotating;
    say("ended");
  }
}

await Promise.all([write(), write(), rotate()]);
