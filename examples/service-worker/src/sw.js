/** The service worker: what pages send to the endpoint is answered here, from a database in IndexedDB. */
import { open } from "hashrange/inline";

const ENDPOINT = "https://dynamodb.local";

const Notes = {
  TableName: "Notes",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "owner", KeyType: "HASH" },
    { AttributeName: "at", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "owner", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
  ],
};

let opening;

/** The browser stops this worker when it likes: every start opens the database anew, at the first request. */
function database() {
  if (opening === undefined) {
    opening = start();
    // What failed may work the next time.
    opening.catch(() => {
      opening = undefined;
    });
  }
  return opening;
}

async function start() {
  const db = await open("notes");
  await db.ensureTable(Notes);
  return db;
}

async function answer(request) {
  try {
    const db = await database();
    return await db.fetch(request);
  } catch (error) {
    // The SDK tries again, and then throws this.
    return Response.json({ __type: "InternalServerError", message: String(error) }, { status: 500 });
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (new URL(event.request.url).origin === ENDPOINT) event.respondWith(answer(event.request));
});
