/** The request as a program would write it: DocumentClient JavaScript, to be copied. */
import type { Source } from "../source/types";
import { type AttributeValue, type Item, tagOf } from "../values/attribute";
import { toBase64 } from "../values/base64";
import type { Request } from "./build";

export function requestCode({ kind, input }: Request, source: Pick<Source, "kind" | "place">): string {
  const { ExpressionAttributeValues: values, ReturnConsumedCapacity: _, ...members } = input;
  const lines = Object.entries(members).map(([name, value]) => `  ${name}: ${literal(value, "  ")},`);
  if (values !== undefined) lines.push(`  ExpressionAttributeValues: ${itemLiteral(values, "  ")},`);
  const call = `const { Items, LastEvaluatedKey } = await doc.${kind}({\n${lines.join("\n")}\n});`;
  return `${opening(source, call)}\n\n${call}\n`;
}

function opening({ kind, place }: Pick<Source, "kind" | "place">, call: string): string {
  const wrapped = call.includes("NumberValue.from(");
  if (kind === "browser") {
    const names = wrapped ? "NumberValue, open" : "open";
    return `import { ${names} } from "hashrange";

const db = await open(${JSON.stringify(place)});
const doc = db.documentClient();`;
  }
  const names = wrapped ? "DynamoDBDocument, NumberValue" : "DynamoDBDocument";
  return `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ${names} } from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({
  endpoint: ${JSON.stringify(place)},
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const doc = DynamoDBDocument.from(client);`;
}

function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, member]) => `${property(name)}: ${literal(member, `${indent}  `)}`,
  );
  return object(entries, indent);
}

function itemLiteral(item: Item, indent: string): string {
  return object(
    Object.entries(item).map(([name, value]) => `${property(name)}: ${valueLiteral(value)}`),
    indent,
  );
}

function object(entries: string[], indent: string): string {
  const line = `{ ${entries.join(", ")} }`;
  return line.length <= 80
    ? line
    : `{\n${entries.map((entry) => `${indent}  ${entry},\n`).join("")}${indent}}`;
}

/** The builder writes only scalars into a request. */
function valueLiteral(value: AttributeValue): string {
  if ("S" in value) return JSON.stringify(value.S);
  if ("N" in value)
    return isExact(value.N) ? String(Number(value.N)) : `NumberValue.from(${JSON.stringify(value.N)})`;
  if ("BOOL" in value) return String(value.BOOL);
  if ("B" in value)
    return `Uint8Array.from(atob(${JSON.stringify(toBase64(value.B))}), (c) => c.charCodeAt(0))`;
  return tagOf(value) === "NULL" ? "null" : "undefined";
}

/** True if a JavaScript number holds the very number of the text. */
function isExact(text: string): boolean {
  const digits = text
    .replace(/[eE].*$/, "")
    .replace(/[^0-9]/g, "")
    .replace(/^0+/, "");
  return digits.length <= 15 && Number.isFinite(Number(text));
}

function property(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : JSON.stringify(name);
}
