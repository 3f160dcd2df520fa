/** What routers and the directory know of tables, from their descriptions. */

import type { ShardReply, TableKey } from "./messages.js";
import type { Json } from "./wire.js";

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

/** The name in a request, which may be an ARN. */
export function named(body: string | Json): string {
  const input = typeof body === "string" ? parsed(body) : body;
  const given = input["TableName"] ?? input["ResourceArn"];
  return typeof given === "string" ? tableName(given) : "";
}

/** The name of a table in a name or ARN. */
export function tableName(given: string): string {
  return given.startsWith("arn:") ? (given.split("/")[1] ?? given) : given;
}

export function parsed(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
  } catch {
    return {};
  }
}

/** The key of a table that a description shows. */
export function keyOf(id: string, table: Json): TableKey {
  const types = new Map(
    list(table["AttributeDefinitions"]).map((one) => [one["AttributeName"], String(one["AttributeType"])]),
  );
  const key = (given: unknown) => {
    const elements = (given ?? []) as KeyElement[];
    return elements.map(({ AttributeName: name, KeyType }) => ({
      name,
      type: types.get(name) ?? "S",
      sorts: KeyType === "RANGE",
    }));
  };
  const own = key(table["KeySchema"]);
  const [partition, sort] = [own.find(({ sorts }) => !sorts), own.find(({ sorts }) => sorts)];
  return {
    id,
    partition: partition?.name ?? "",
    type: partition?.type ?? "S",
    sort: sort?.name,
    sortType: sort?.type,
    indexes: Object.fromEntries(
      list(table["GlobalSecondaryIndexes"]).map((index) => [
        String(index["IndexName"]),
        key(index["KeySchema"]),
      ]),
    ),
  };
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** What creates the same table. */
export function definitionOf(table: Json): Json {
  const onDemand = (table["BillingModeSummary"] as Json | undefined)?.["BillingMode"] === "PAY_PER_REQUEST";
  const throughput = (given: unknown) => {
    const { ReadCapacityUnits, WriteCapacityUnits } = (given ?? {}) as Json;
    return onDemand ? {} : { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } };
  };
  const index = ({ IndexName, KeySchema, Projection }: Json) => ({ IndexName, KeySchema, Projection });
  const locals = list(table["LocalSecondaryIndexes"]).map(index);
  const globals = list(table["GlobalSecondaryIndexes"]).map((one) => ({
    ...index(one),
    ...throughput(one["ProvisionedThroughput"]),
  }));
  return {
    TableName: table["TableName"],
    KeySchema: table["KeySchema"],
    AttributeDefinitions: table["AttributeDefinitions"],
    BillingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    ...throughput(table["ProvisionedThroughput"]),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(table["DeletionProtectionEnabled"] === true && { DeletionProtectionEnabled: true }),
  };
}

const COUNTS = ["ItemCount", "TableSizeBytes", "IndexSizeBytes"];

/** One description of those of all shards. */
export function described(replies: readonly ShardReply[], shown: Json | undefined): ShardReply {
  const tables: Json[] = [];
  for (const reply of replies) {
    if (reply.kind !== "answer" || reply.status !== 200) return reply;
    tables.push((JSON.parse(reply.body) as { Table: Json }).Table);
  }
  const [first = {}, ...others] = tables;
  const Table = others.reduce(summed, first);
  return { kind: "answer", status: 200, body: JSON.stringify({ Table: { ...Table, ...shown } }) };
}

function summed(one: Json, two: Json): Json {
  const sum: Json = { ...one };
  for (const name of COUNTS)
    if (typeof one[name] === "number") sum[name] = Number(one[name]) + Number(two[name] ?? 0);
  for (const name of ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]) {
    const theirs = list(two[name]);
    if (one[name] === undefined) continue;
    sum[name] = list(one[name]).map((index) => {
      const other = theirs.find((their) => their["IndexName"] === index["IndexName"]) ?? {};
      const isActive = other["IndexStatus"] === "ACTIVE";
      return {
        ...summed(index, other),
        ...(!isActive && other["IndexStatus"] ? { IndexStatus: other["IndexStatus"] } : {}),
      };
    });
  }
  if (two["TableStatus"] !== "ACTIVE" && two["TableStatus"] !== undefined)
    sum["TableStatus"] = two["TableStatus"];
  return sum;
}
