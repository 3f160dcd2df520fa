import { open, table } from "hashrange";

export const Songs = table({
  TableName: "Songs",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "artist", KeyType: "HASH" },
    { AttributeName: "title", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "artist", AttributeType: "S" },
    { AttributeName: "title", AttributeType: "S" },
  ],
});

/** @type {ReturnType<typeof start> | undefined} */
let opening;

/** The document client, when the database is open: once, however many components ask for it. */
export const openSongs = () => {
  opening ??= start();
  return opening;
};

async function start() {
  const db = await open("songs");
  await db.ensureTable(Songs);
  return db.documentClient();
}

/** @param {string} artist */
export const songsOf = (artist) => ({
  TableName: Songs.TableName,
  KeyConditionExpression: "artist = :artist",
  ExpressionAttributeValues: { ":artist": artist },
});
