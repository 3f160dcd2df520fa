/** Databases whose engine counts the evaluations of live queries. */

import { readFile } from "node:fs/promises";
import * as glue from "#wasm/files";
import { type Core, WATCHED } from "../../src/js/client/boundary.js";
import type { Database } from "../../src/js/client/database.js";
import { type OpenOptions, openOn } from "../../src/js/client/open.js";
import { loaderOf } from "../../src/js/hosts/load.js";

const load = loaderOf(glue, () => readFile("pkg/hashrange_files_bg.wasm"));

export interface Counted {
  db: Database;
  evaluations(): number;
}

let evaluations = 0;

const watching = (core: Core): Core =>
  new Proxy(core, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (name !== "call") return typeof member === "function" ? member.bind(target) : member;
      return (operation: number, mode: number, length: number, ticket: number) => {
        if (mode & WATCHED) evaluations += 1;
        return target.call(operation, mode, length, ticket);
      };
    },
  });

/** One for all, as loading again ends the instance that was there. */
const open = openOn({
  load: async (broke) => {
    const binding = await load(broke);
    return { ...binding, open: async (config, host) => watching(await binding.open(config, host)) };
  },
  defaultStorage: "memory",
});

export async function counted(options: OpenOptions = {}): Promise<Counted> {
  const before = evaluations;
  return { db: await open(options), evaluations: () => evaluations - before };
}

/** Until all that was started by now has settled: a few turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Until something is so; what helps with a failure is loaded when the first one is met. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Until something that has to be asked for is so. */
export async function untilAsync(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000 && !(await holds()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

export async function makeSongs(db: Database): Promise<void> {
  await db.client.createTable({
    TableName: "Songs",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "artist", KeyType: "HASH" },
      { AttributeName: "year", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "artist", AttributeType: "S" },
      { AttributeName: "year", AttributeType: "N" },
      { AttributeName: "genre", AttributeType: "S" },
      { AttributeName: "title", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "byGenre",
        KeySchema: [
          { AttributeName: "genre", KeyType: "HASH" },
          { AttributeName: "year", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "byTitle",
        KeySchema: [
          { AttributeName: "artist", KeyType: "HASH" },
          { AttributeName: "title", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
}
