/** `hashrange tables`, and what the other commands need to know of tables. */
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { TablesArguments } from "./arguments.js";
import { STANDARD } from "./items.js";
import { grouped, size } from "./progress.js";
import { type Answer, ServiceError, type Wire } from "./wire.js";

type Key = { AttributeName: string; KeyType: string };
type Index = { IndexName: string };

/** The description of a table; undefined if there is none. */
export async function tableOf(wire: Wire, TableName: string): Promise<Answer | undefined> {
  try {
    return (await wire.call("DescribeTable", { TableName }))["Table"] as Answer;
  } catch (error) {
    if (error instanceof ServiceError && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** Makes a table and waits until it can be used. */
export async function makeTable(wire: Wire, definition: object): Promise<Answer> {
  const made = (await wire.call("CreateTable", definition))["TableDescription"] as Answer;
  const name = String(made["TableName"]);
  for (;;) {
    const table = await tableOf(wire, name);
    if (table?.["TableStatus"] === "ACTIVE") return table;
    await sleep(250);
  }
}

async function removeTable(wire: Wire, TableName: string): Promise<void> {
  await wire.call("DeleteTable", { TableName });
  while ((await tableOf(wire, TableName)) !== undefined) await sleep(250);
}

export async function runTables(given: TablesArguments, wire: Wire): Promise<number> {
  const { action } = given;
  switch (action.kind) {
    case "list":
      await list(wire, given.json);
      return 0;
    case "describe": {
      const table = await tableOf(wire, action.table);
      if (table === undefined) throw new Error(`There is no table ${action.table}.`);
      process.stdout.write(`${JSON.stringify(table, undefined, 2)}\n`);
      return 0;
    }
    case "create": {
      const table = await makeTable(wire, readDefinition(action.file));
      process.stdout.write(`Created ${table["TableName"]}.\n`);
      return 0;
    }
    case "delete":
      await removeTable(wire, action.table);
      process.stdout.write(`Deleted ${action.table}.\n`);
      return 0;
  }
}

/** The parameters of CreateTable, as the AWS CLI takes them with `--cli-input-json`. */
function readDefinition(path: string): object {
  if (path !== STANDARD && !existsSync(path)) throw new Error(`${path}: There is no such file.`);
  const text = readFileSync(path === STANDARD ? 0 : path, "utf8");
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`);
  }
  if (typeof definition === "object" && definition !== null && "TableName" in definition) return definition;
  throw new Error(`${path} has to hold the parameters of CreateTable: TableName, KeySchema and so on.`);
}

async function list(wire: Wire, json: boolean): Promise<void> {
  const tables: Answer[] = [];
  let start: unknown;
  do {
    const page = await wire.call("ListTables", start === undefined ? {} : { ExclusiveStartTableName: start });
    for (const name of page["TableNames"] as string[]) {
      const table = await tableOf(wire, name);
      if (table !== undefined) tables.push(table);
    }
    start = page["LastEvaluatedTableName"];
  } while (start !== undefined);
  if (json) {
    process.stdout.write(`${JSON.stringify(tables, undefined, 2)}\n`);
    return;
  }
  if (tables.length === 0) {
    process.stdout.write("There are no tables.\n");
    return;
  }
  const head = ["TABLE", "STATUS", "ITEMS", "SIZE", "KEY", "INDEXES"];
  process.stdout.write(aligned([head, ...tables.map(row)]));
}

/** A table's key as `--key` has it: `artist:S,title:S`. */
export function keyOf(table: Answer): string {
  const keys = (table["KeySchema"] ?? []) as Key[];
  const types = new Map(
    ((table["AttributeDefinitions"] ?? []) as { AttributeName: string; AttributeType: string }[]).map(
      ({ AttributeName, AttributeType }) => [AttributeName, AttributeType],
    ),
  );
  return keys.map(({ AttributeName }) => `${AttributeName}:${types.get(AttributeName) ?? "?"}`).join(",");
}

function row(table: Answer): string[] {
  const indexes = [
    ...((table["LocalSecondaryIndexes"] ?? []) as Index[]),
    ...((table["GlobalSecondaryIndexes"] ?? []) as Index[]),
  ];
  return [
    String(table["TableName"]),
    String(table["TableStatus"]),
    grouped(Number(table["ItemCount"])),
    size(Number(table["TableSizeBytes"])),
    keyOf(table),
    indexes.map(({ IndexName }) => IndexName).join(",") || "-",
  ];
}

/** Rows as columns of a text. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  return rows
    .map(
      (cells) =>
        `${cells
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
