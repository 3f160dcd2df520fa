/** The source "This browser": a Hashrange database of the console's own, in this origin's IndexedDB. */
import { open } from "hashrange";
import type { Operations, Source, StorageUse } from "./types";

export const databaseName = "console";

export async function openBrowser(): Promise<Source> {
  const database = await open({ name: databaseName, storage: "indexeddb" });
  return {
    kind: "browser",
    place: databaseName,
    // As the SDK, the package types members of an answer as optional that the service always sends.
    operations: database.client as Operations,
    storage: originStorage,
  };
}

async function originStorage(): Promise<StorageUse | null> {
  // Only secure contexts have navigator.storage: plain http from another machine does not.
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return { usage, quota, persisted };
}
