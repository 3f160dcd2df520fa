/** What helps with a failure; loaded when the first one is met. The service's text stays the message of its exceptions. */

import type { Node } from "../codec/nodes.js";
import type { MarshallOptions } from "../codec/options.js";
import type { ListTablesOutput, TableDescription } from "../types/model.js";
import { expressionHelp } from "./expressions.js";
import { namesOf } from "./request.js";
import { nearest } from "./spelling.js";
import { explainValue } from "./values.js";

/** The request, as far as it matters here. */
export interface Explained {
  /** Whether the request has plain values, as the document client's have. */
  readonly plain: boolean;
  readonly input: Node;
  readonly marshall: MarshallOptions | undefined;
  ask(operation: string, input: object): Promise<object>;
}

const MOST_TABLES = 1000;
const SHOWN_TABLES = 20;

/** Adds to an error what helps with it. `asked` is the request: its bytes, or the object that could not be encoded. */
export async function explain(error: Error, call: Explained, asked: object): Promise<void> {
  if (!(asked instanceof Uint8Array)) return explainValue(error, asked, call.input, call.marshall ?? {});
  const names = namesOf(asked, call.input);
  const help =
    error.name === "ResourceNotFoundException"
      ? await tablesHelp(call, names)
      : error.name === "SerializationException"
        ? shapeHelp(call)
        : (expressionHelp(error.message) ?? (await keyHelp(call, names)));
  if (help !== undefined)
    Object.defineProperty(error, "cause", {
      value: causeOf(help),
      configurable: true,
      writable: true,
      enumerable: false,
    });
}

/** Its stack says nothing that the failure's own does not. */
function causeOf(help: string): Error {
  const cause = new Error(help);
  cause.stack = `Error: ${help}`;
  return cause;
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

/** How attribute values are written by the client that was used. */
function shapeHelp({ plain }: Explained): string {
  return plain
    ? 'Item, Key and ExpressionAttributeValues are objects of attributes, such as { id: "1" }; something in this request has another form.'
    : 'This client takes attribute values with their types, as in { id: { S: "1" } }: db.documentClient() takes plain values, as in { id: "1" }.';
}

/** Which table is missing, and which there are. */
async function tablesHelp(call: Explained, asked: readonly string[]): Promise<string> {
  const there: string[] = [];
  let ExclusiveStartTableName: string | undefined;
  do {
    const page: ListTablesOutput = await call.ask("ListTables", { ExclusiveStartTableName });
    there.push(...(page.TableNames ?? []));
    ExclusiveStartTableName = page.LastEvaluatedTableName;
  } while (ExclusiveStartTableName !== undefined && there.length < MOST_TABLES);
  const missing = asked.filter((name) => !there.includes(name));
  const what =
    missing.length > 0
      ? `There is no table ${quoted(missing)} here.`
      : "A table that was asked for is not here.";
  const meant = missing[0] === undefined ? undefined : nearest(missing[0], there);
  const more = there.length > SHOWN_TABLES ? ", .." : "";
  const others =
    there.length > 0
      ? `Tables: ${there.slice(0, SHOWN_TABLES).join(", ")}${more}.`
      : "This database has no tables: db.ensureTable({ TableName, KeySchema, AttributeDefinitions, .. }) makes one.";
  return `${what}${meant === undefined ? "" : ` Did you mean "${meant}"?`} ${others}`;
}

const TYPES: Readonly<Record<string, string>> = { S: "text", N: "a number", B: "bytes" };

/** What the keys of the tables are. */
async function keyHelp(call: Explained, names: readonly string[]): Promise<string | undefined> {
  const keys: string[] = [];
  for (const TableName of names.slice(0, 5)) {
    const { Table } = (await call.ask("DescribeTable", { TableName })) as { Table?: TableDescription };
    const typeOf = (name: string | undefined) =>
      Table?.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "";
    const parts = Table?.KeySchema?.map(
      ({ AttributeName, KeyType }) =>
        `${AttributeName} (${KeyType === "HASH" ? "partition" : "sort"} key, ${TYPES[typeOf(AttributeName)]})`,
    );
    keys.push(`The key of the table "${TableName}" is ${parts?.join(" and ")}.`);
  }
  return keys.length > 0 ? keys.join(" ") : undefined;
}
