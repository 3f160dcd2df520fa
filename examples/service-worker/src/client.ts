/** The AWS SDK as it is, with an endpoint that only the service worker knows. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Resolves when requests of this page go through the service worker. */
export async function serviceWorker(): Promise<void> {
  const { serviceWorker: workers } = navigator;
  const controlled = new Promise((resolve) => {
    workers.addEventListener("controllerchange", resolve, { once: true });
  });
  await workers.register("sw.js");
  const { active } = await workers.ready;
  if (workers.controller !== null) return;
  // The first load: the worker takes the page when asked to.
  active?.postMessage("claim");
  await controlled;
}

export const client = new DynamoDBClient({
  endpoint: "https://dynamodb.local",
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

export const documents = DynamoDBDocumentClient.from(client);
