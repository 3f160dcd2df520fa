/** Makes a table what its definition says, whoever else is at it; loaded when it is first used. */

import { DatabaseError } from "../errors/database.js";
import type {
  CreateTableInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  Projection,
  TableDescription,
  TimeToLiveSpecification,
  UpdateTableInput,
} from "../types/model.js";
import type { EnsureTableInput } from "./define.js";
import type { LowLevelClient } from "./low_level_client.js";

/** One request that brings a table closer to its definition. */
type Step = () => Promise<unknown>;

interface IndexLike {
  IndexName?: string | undefined;
  KeySchema?: KeySchemaElement[] | undefined;
  Projection?: Projection | undefined;
}

type Definitions = CreateTableInput["AttributeDefinitions"];

/** What others may have caused who change the same table at the same time. */
const RACES = /^(?:ResourceInUse|ResourceNotFound|LimitExceeded)Exception$/;
/** A table that needs more has somebody else who wants it otherwise. */
const MOST_STEPS = 200;
const LONGEST_PAUSE = 500;

/** The table as it is in the end: active, with the indexes, the expiry and the stream of the definition. */
export async function ensureTable(
  client: LowLevelClient,
  given: EnsureTableInput,
): Promise<TableDescription> {
  if (typeof given?.TableName !== "string")
    throw new TypeError(
      "ensureTable() takes a definition: { TableName, KeySchema, AttributeDefinitions, .. }. Nothing was changed.",
    );
  const { TimeToLiveSpecification: expiry, ...definition } = given;
  // The service would ask for figures that mean nothing here.
  if (!definition.ProvisionedThroughput) definition.BillingMode ??= "PAY_PER_REQUEST";
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const table = await settled(client, definition.TableName);
    if (table === undefined) {
      await client.createTable(definition).catch(unlessRaced);
      continue;
    }
    const step = difference(client, definition, table) ?? (await expiryStep(client, definition, expiry));
    if (step === undefined) return table;
    try {
      await step();
    } catch (error) {
      const { name } = error as Error;
      if (RACES.test(name)) continue;
      // A change that somebody else has made already is refused as invalid.
      const now = await settled(client, definition.TableName);
      const raced = name === "ValidationException" && JSON.stringify(now) !== JSON.stringify(table);
      if (!raced && !(await isDone(client, definition, expiry, now))) throw error;
    }
  }
  throw new DatabaseError(
    "TableDiffersError",
    `The table "${definition.TableName}" does not stay as this definition wants it. Somebody else changes it at the same time: use one definition everywhere.`,
  );
}

function unlessRaced(error: Error): void {
  if (error.name !== "ResourceInUseException") throw error;
}

async function isDone(
  client: LowLevelClient,
  definition: CreateTableInput,
  expiry: TimeToLiveSpecification | undefined,
  table: TableDescription | undefined,
): Promise<boolean> {
  return (
    table !== undefined &&
    difference(client, definition, table) === undefined &&
    (await expiryStep(client, definition, expiry)) === undefined
  );
}

/** The table when nothing of it is on its way any more; undefined if there is none. */
async function settled(
  client: LowLevelClient,
  TableName: string | undefined,
): Promise<TableDescription | undefined> {
  for (let pause = 5; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const table = await client.describeTable({ TableName }).then(
      ({ Table }) => Table,
      (error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error;
      },
    );
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    if (!table) return undefined;
    if (table.TableStatus === "ACTIVE" && indexes.every(({ IndexStatus }) => IndexStatus === "ACTIVE"))
      return table;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** The next change of the table itself: indexes go before others come, one at a time. */
function difference(
  client: LowLevelClient,
  definition: CreateTableInput,
  table: TableDescription,
): Step | undefined {
  const { TableName, AttributeDefinitions } = definition;
  checkFixed(definition, table);
  const update = (change: Omit<UpdateTableInput, "TableName">) => () =>
    client.updateTable({ TableName, ...change });
  const wanted = byName(definition.GlobalSecondaryIndexes, AttributeDefinitions);
  const present = byName(table.GlobalSecondaryIndexes, table.AttributeDefinitions);
  for (const [IndexName, { text }] of present) {
    if (wanted.get(IndexName)?.text !== text)
      return update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
  }
  for (const [name, { index }] of wanted) {
    if (present.has(name)) continue;
    const keys = new Set(index.KeySchema?.map(({ AttributeName }) => AttributeName));
    return update({
      AttributeDefinitions: AttributeDefinitions?.filter(({ AttributeName }) => keys.has(AttributeName)),
      GlobalSecondaryIndexUpdates: [{ Create: index as GlobalSecondaryIndex }],
    });
  }
  const [stream, current] = [definition.StreamSpecification, table.StreamSpecification].map((given) =>
    given?.StreamEnabled ? given.StreamViewType : undefined,
  );
  if (stream === current) return undefined;
  // A view is changed by ending the stream first.
  const next = current === undefined ? definition.StreamSpecification : { StreamEnabled: false };
  return update({ StreamSpecification: next });
}

async function expiryStep(
  client: LowLevelClient,
  { TableName }: CreateTableInput,
  given: TimeToLiveSpecification | undefined,
): Promise<Step | undefined> {
  const wanted = given?.Enabled ? given.AttributeName : undefined;
  const { TimeToLiveDescription: there } = await client.describeTimeToLive({ TableName });
  const current = there?.TimeToLiveStatus === "ENABLED" ? there.AttributeName : undefined;
  if (wanted === current) return undefined;
  // Another attribute is taken after the old one is given up.
  const [Enabled, AttributeName] = current === undefined ? [true, wanted] : [false, current];
  return () => client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
}

/** What no request can change has to be right. */
function checkFixed(definition: CreateTableInput, table: TableDescription): void {
  const parts = ({
    KeySchema,
    AttributeDefinitions,
    LocalSecondaryIndexes,
  }: CreateTableInput | TableDescription) => ({
    key: keyText(KeySchema, AttributeDefinitions),
    "local indexes": [...byName<IndexLike>(LocalSecondaryIndexes, AttributeDefinitions)]
      .map(([name, { text }]) => `${name}: ${text}`)
      .sort()
      .join("; "),
  });
  const [wanted, there] = [parts(definition), parts(table)];
  for (const part of ["key", "local indexes"] as const) {
    if (wanted[part] === there[part]) continue;
    const [is, was] = part === "key" ? ["is", "a key"] : ["are", "local indexes"];
    throw new DatabaseError(
      "TableDiffersError",
      `The ${part} of the table "${definition.TableName}" ${is} ${there[part] || "none"}, and the definition has ${wanted[part] || "none"}. Nothing was changed: ${was} cannot be changed in a table that exists. Give the new table another name, or delete the old one with its items: db.client.deleteTable({ TableName: "${definition.TableName}" }).`,
    );
  }
}

/** Indexes by name, each with all that tells it from another one as text. */
function byName<Index extends IndexLike>(
  indexes: readonly Index[] | undefined,
  definitions: Definitions,
): Map<string, { index: Index; text: string }> {
  return new Map(
    indexes?.map((index) => {
      const { IndexName = "", KeySchema, Projection } = index;
      const others = [...(Projection?.NonKeyAttributes ?? [])].sort().join(", ");
      const projection = `${Projection?.ProjectionType}${others && ` of ${others}`}`;
      return [IndexName, { index, text: `${keyText(KeySchema, definitions)} with ${projection}` }];
    }),
  );
}

function keyText(schema: readonly KeySchemaElement[] | undefined, definitions: Definitions): string {
  const typeOf = (name: string | undefined) =>
    definitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return (schema ?? [])
    .map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType}, ${typeOf(AttributeName)})`)
    .join(" and ");
}
