// Writes src/js/types/model.ts and src/js/types/operations.ts from the service's public model:
//   node scripts/generate-types.mjs <path of botocore's dynamodb/2012-08-10/service-2.json or .json.gz>
// Add an operation's name here once the engine has it, and run again.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { MEMBER_TEXTS } from "./member_texts.mjs";

const OPERATIONS = [
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeEndpoints",
  "DescribeLimits",
  "DescribeTable",
  "DescribeTimeToLive",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "TransactGetItems",
  "TransactWriteItems",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
];
/** Maps of attribute values, and the values themselves, differ between the clients; all else is the same. */
const MAPS = new Set([
  "AttributeMap",
  "Key",
  "PutItemInputAttributeMap",
  "ExpressionAttributeValueMap",
  "ItemCollectionKeyAttributeMap",
]);

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = process.argv[2];
if (source === undefined) throw new Error("Name the model's file");
const bytes = readFileSync(source);
const model = JSON.parse((source.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
const { shapes, operations } = model;

const structures = new Set();
const formed = new Map();

/** Whether a shape holds attribute values somewhere below. */
function hasValues(name, path = []) {
  if (MAPS.has(name) || name === "AttributeValue") return true;
  if (path.includes(name)) return false;
  if (!formed.has(name)) {
    const shape = shapes[name];
    const below = {
      structure: () => Object.values(shape.members).map((member) => member.shape),
      list: () => [shape.member.shape],
      map: () => [shape.value.shape],
    }[shape.type];
    formed.set(
      name,
      (below?.() ?? []).some((child) => hasValues(child, [...path, name])),
    );
  }
  return formed.get(name);
}

function typeOf(name) {
  if (MAPS.has(name)) return 'F["map"]';
  if (name === "AttributeValue") return 'F["value"]';
  const shape = shapes[name];
  switch (shape.type) {
    case "structure":
      structures.add(name);
      return hasValues(name) ? `${name}<F>` : name;
    case "list": {
      const element = typeOf(shape.member.shape);
      return element.includes("|") ? `(${element})[]` : `${element}[]`;
    }
    case "map":
      return `Record<string, ${typeOf(shape.value.shape)}>`;
    case "string":
      return shape.enum === undefined
        ? "string"
        : shape.enum.map((value) => JSON.stringify(value)).join(" | ");
    case "boolean":
      return "boolean";
    case "timestamp":
      return "Date";
    case "blob":
      return "Uint8Array";
    default:
      return "number";
  }
}

/** Structures below a request in which names can be misspelt, a line each; attribute values have names of their own. */
const lines = new Map();

function line(name) {
  if (lines.has(name)) return;
  lines.set(name, "");
  const words = Object.entries(shapes[name].members).map(([member, { shape: of }]) => {
    let [inner, stars] = [of, ""];
    while (!MAPS.has(inner) && (shapes[inner].type === "list" || shapes[inner].type === "map")) {
      inner = (shapes[inner].member ?? shapes[inner].value).shape;
      stars += "*";
    }
    if (MAPS.has(inner) || inner === "AttributeValue" || shapes[inner].type !== "structure") return member;
    line(inner);
    return `${member}>${stars}${inner}`;
  });
  lines.set(name, words.join(" "));
}

for (const name of OPERATIONS) {
  const { input } = operations[name];
  line(input.shape);
  if (input.shape !== `${name}Input`) lines.set(`${name}Input`, lines.get(input.shape));
}

function textOf(structure, member) {
  const text = MEMBER_TEXTS[`${structure}.${member}`] ?? MEMBER_TEXTS[member];
  if (text === undefined) throw new Error(`scripts/member_texts.mjs says nothing of ${member}`);
  return text;
}

function structure(name) {
  const shape = shapes[name];
  // What is required may be undefined, as in the SDK: names of tables come out of environments.
  const required = new Set(shape.required);
  const written = Object.entries(shape.members).map(([member, { shape: of }]) => {
    const text = lines.has(name) ? `  /** ${textOf(name, member)} */\n` : "";
    return `${text}  ${member}${required.has(member) ? "" : "?"}: ${typeOf(of)} | undefined;`;
  });
  if (written.length === 0) return `export type ${name} = object;\n`;
  const parameter = hasValues(name) ? "<F extends Form = Typed>" : "";
  return `export interface ${name}${parameter} {\n${written.join("\n")}\n}\n`;
}

const done = new Map();
const entries = [];
for (const name of OPERATIONS) {
  const { input, output = { shape: `${name}Output` } } = operations[name];
  shapes[output.shape] ??= { type: "structure", members: {} };
  structures.add(output.shape).add(input.shape);
  const [argument, result] = [input.shape, output.shape].map((shape) =>
    hasValues(shape) ? `${shape}<F>` : shape,
  );
  entries.push(`  ${name}: { input: ${argument}; output: ${result} };`);
}
while (done.size < structures.size) {
  for (const name of [...structures]) if (!done.has(name)) done.set(name, structure(name));
}
const times = [...new Set(Object.values(shapes).flatMap((shape) => Object.entries(shape.members ?? {})))]
  .filter(([, member]) => shapes[member.shape].type === "timestamp")
  .map(([member]) => member);

const header =
  "/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */\n\n";
writeFileSync(
  join(root, "src/js/types/model.ts"),
  `${header}import type { Form, Typed } from "./form.js";\n\n${[...done.keys()]
    .sort()
    .map((name) => done.get(name))
    .join("\n")}
/** Input and output of each operation, in one form of attribute values. */
export interface Operations<F extends Form = Typed> {
${entries.join("\n")}
}
`,
);
writeFileSync(
  join(root, "src/js/types/operations.ts"),
  `${header}/** The operations of the clients, by their names on the wire. */
export const OPERATIONS = ${JSON.stringify(OPERATIONS)} as const;

/** Members of answers that are times, in seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set(${JSON.stringify([...new Set(times)].sort())});
`,
);
writeFileSync(
  join(root, "src/js/advice/members.ts"),
  `${header}/**
 * The members of requests and of the structures in them: \`Name\`, or \`Name>Structure\` with a star for each list or map
 * between.
 */
export const MEMBERS: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(lines))};
`,
);
execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", "src/js/types", "src/js/advice"], {
  cwd: root,
  stdio: "inherit",
});
