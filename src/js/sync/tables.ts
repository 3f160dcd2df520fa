/** The local tables of a sync: made as the remote one is, if they are not there. */

import type { Ask } from "../types/internal_model.js";
import { StrangeAnswer } from "./items.js";
import { INDEX, recordsName } from "./mirror.js";
import type { Settings } from "./options.js";
import type { Remote } from "./remote.js";

interface KeyElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

interface Definition {
  KeySchema: KeyElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: KeyElement[]; Projection: object }[];
  LocalSecondaryIndexes?: { IndexName: string; KeySchema: KeyElement[]; Projection: object }[];
  LatestStreamArn?: string;
  StreamSpecification?: { StreamEnabled?: boolean };
}

/** The names of the key's attributes, and the stream that the remote table has. */
export interface Tables {
  readonly keys: readonly string[];
  readonly stream: string | undefined;
}

export async function tablesOf(ask: Ask, remote: Remote, settings: Settings): Promise<Tables> {
  const { Table } = await remote.ask("DescribeTable", { TableName: settings.remoteTable });
  const there = Table as Definition | undefined;
  if (!Array.isArray(there?.KeySchema) || !Array.isArray(there.AttributeDefinitions))
    throw new StrangeAnswer("The answer of a DescribeTable has no key schema.");
  const keys = keysOf(there.KeySchema);
  await make(ask, {
    TableName: settings.table,
    KeySchema: there.KeySchema,
    AttributeDefinitions: there.AttributeDefinitions,
    BillingMode: "PAY_PER_REQUEST",
    ...indexes("GlobalSecondaryIndexes", there),
    ...indexes("LocalSecondaryIndexes", there),
  });
  const here = (await ask("DescribeTable", { TableName: settings.table })).Table as unknown as Definition;
  const typesOf = ({ KeySchema, AttributeDefinitions }: Definition) =>
    keysOf(KeySchema).map((name) => [
      name,
      AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType,
    ]);
  if (JSON.stringify(typesOf(here)) !== JSON.stringify(typesOf(there)))
    throw new TypeError(
      `db.sync(): the local table "${settings.table}" has another key than the remote one.`,
    );
  const own = here.AttributeDefinitions.filter(({ AttributeName }) => keys.includes(AttributeName));
  await make(ask, {
    TableName: recordsName(settings.table),
    KeySchema: here.KeySchema,
    AttributeDefinitions: [
      ...own,
      { AttributeName: "sync:queue", AttributeType: "S" },
      { AttributeName: "sync:version", AttributeType: "N" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: INDEX,
        KeySchema: [
          { AttributeName: "sync:queue", KeyType: "HASH" },
          { AttributeName: "sync:version", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  const streams = there.StreamSpecification?.StreamEnabled === true;
  return { keys, stream: settings.streamArn ?? (streams ? there.LatestStreamArn : undefined) };
}

function keysOf(schema: readonly KeyElement[]): string[] {
  return ["HASH", "RANGE"].flatMap((type) => {
    const found = schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    return found === undefined ? [] : [found];
  });
}

function indexes(kind: "GlobalSecondaryIndexes" | "LocalSecondaryIndexes", table: Definition): object {
  const all = table[kind]?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  return all !== undefined && all.length > 0 ? { [kind]: all } : {};
}

/** Creates a table, unless it is there, and waits until it can be used. */
async function make(ask: Ask, definition: Parameters<typeof ask<"CreateTable">>[1]): Promise<void> {
  const { TableName = "" } = definition;
  try {
    await ask("CreateTable", definition);
  } catch (error) {
    if ((error as Error).name !== "ResourceInUseException") throw error;
  }
  for (;;) {
    const { Table } = await ask("DescribeTable", { TableName });
    if (Table?.TableStatus === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
