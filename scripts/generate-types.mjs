// Writes the types of src/js/types (item_model.ts, table_model.ts, setting_model.ts, backup_model.ts, transfer_model.ts, global_model.ts, stream_model.ts) and operations.ts from the service's public models, of which that of streams
// stands beside the one that is named:
//   node scripts/generate-types.mjs <path of botocore's dynamodb/2012-08-10/service-2.json or .json.gz>
// Add an operation's name here once the engine has it, and run again.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { MEMBER_TEXTS } from "./member_texts.mjs";

const ITEM_OPERATIONS = [
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateItem",
];
const TABLE_OPERATIONS = ["CreateTable", "DeleteTable", "DescribeTable", "ListTables", "UpdateTable"];
/** What belongs to a table or to the service, and is not in a table's definition. */
const SETTING_OPERATIONS = [
  "DeleteResourcePolicy",
  "DescribeContributorInsights",
  "DescribeEndpoints",
  "DescribeKinesisStreamingDestination",
  "DescribeLimits",
  "DescribeTimeToLive",
  "DisableKinesisStreamingDestination",
  "EnableKinesisStreamingDestination",
  "GetResourcePolicy",
  "ListContributorInsights",
  "ListTagsOfResource",
  "PutResourcePolicy",
  "TagResource",
  "UntagResource",
  "UpdateContributorInsights",
  "UpdateKinesisStreamingDestination",
  "UpdateTimeToLive",
];
/** Backups, and points in time. */
const BACKUP_OPERATIONS = [
  "CreateBackup",
  "DeleteBackup",
  "DescribeBackup",
  "DescribeContinuousBackups",
  "ListBackups",
  "RestoreTableFromBackup",
  "RestoreTableToPointInTime",
  "UpdateContinuousBackups",
];
/** Exports, imports and bulk puts. */
const TRANSFER_OPERATIONS = [
  "CancelBulkOperation",
  "DescribeBulkOperation",
  "DescribeExport",
  "DescribeImport",
  "ExportTableToPointInTime",
  "ImportTable",
  "ListBulkOperations",
  "ListExports",
  "ListImports",
  "StartBulkPutItems",
];
/** Global tables of the older version; the newer ones are a matter of `UpdateTable`. */
const GLOBAL_OPERATIONS = [
  "CreateGlobalTable",
  "DescribeGlobalTable",
  "DescribeGlobalTableSettings",
  "ListGlobalTables",
  "UpdateGlobalTable",
  "UpdateGlobalTableSettings",
];
const OPERATIONS = [
  ...ITEM_OPERATIONS,
  ...TABLE_OPERATIONS,
  ...SETTING_OPERATIONS,
  ...BACKUP_OPERATIONS,
  ...TRANSFER_OPERATIONS,
  ...GLOBAL_OPERATIONS,
].sort();
const STREAM_OPERATIONS = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];
/** Names that TypeScript or hosts have for something else, as the SDK writes them. */
const TAKEN = ["Record", "Stream"];
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

function read(path) {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}

const header =
  "/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */\n\n";
/** The model that is being written. */
let shapes;
let operations;
let structures;
let formed;
/** Structures that are written, with their texts and the files that have them. */
const written = new Map();
const times = new Set();

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

function textOf(structure, member) {
  const text = MEMBER_TEXTS[`${structure}.${member}`] ?? MEMBER_TEXTS[member];
  if (text === undefined) throw new Error(`scripts/member_texts.mjs says nothing of ${member}`);
  return text;
}

function structure(name) {
  const shape = shapes[name];
  // What is required may be undefined, as in the SDK: names of tables come out of environments.
  const required = new Set(shape.required);
  const members = Object.entries(shape.members).map(([member, { shape: of }]) => {
    const text = lines.has(name) ? `  /** ${textOf(name, member)} */\n` : "";
    return `${text}  ${member}${required.has(member) ? "" : "?"}: ${typeOf(of)} | undefined;`;
  });
  if (members.length === 0) return `export type ${name} = object;\n`;
  const parameter = hasValues(name) ? "<F extends Form = Typed>" : "";
  return `export interface ${name}${parameter} {\n${members.join("\n")}\n}\n`;
}

/** Writes the types of a model, and the interface that has input and output of each of its operations. */
function write(file, model, names, all, about) {
  ({ shapes, operations } = model);
  structures = new Set();
  formed = new Map();
  for (const name of names) {
    const { input } = operations[name];
    line(input.shape);
    if (input.shape !== `${name}Input`) lines.set(`${name}Input`, lines.get(input.shape));
  }
  const entries = names.map((name) => {
    const { input, output = { shape: `${name}Output` } } = operations[name];
    shapes[output.shape] ??= { type: "structure", members: {} };
    structures.add(output.shape).add(input.shape);
    const [argument, result] = [input.shape, output.shape].map((shape) =>
      hasValues(shape) ? `${shape}<F>` : shape,
    );
    return `  ${name}: { input: ${argument}; output: ${result} };`;
  });
  const own = new Map();
  while (own.size < structures.size) {
    for (const name of [...structures]) if (!own.has(name)) own.set(name, structure(name));
  }
  // What several files need is one type.
  const elsewhere = new Map();
  for (const name of [...own.keys()].sort()) {
    const before = written.get(name);
    if (before?.text !== own.get(name)) written.set(name, { text: own.get(name), file });
    else elsewhere.set(before.file, [...(elsewhere.get(before.file) ?? []), name]);
  }
  const shared = [...elsewhere].map(([other, types]) => {
    const list = types.join(", ");
    return `import type { ${list} } from "./${other.replace(".ts", ".js")}";\n\nexport type { ${list} };\n`;
  });
  const texts = [...own].sort(([one], [two]) => (one < two ? -1 : 1));
  const body = texts
    .filter(([name]) => written.get(name).file === file)
    .map(([, text]) => text)
    .join("\n");
  const parameter = entries.some((entry) => entry.includes("<F>")) ? "<F extends Form = Typed>" : "";
  const forms = (body + parameter).includes("Typed") ? `import type { Form, Typed } from "./form.js";\n` : "";
  for (const [name, shape] of Object.entries(shapes))
    for (const [member, { shape: of }] of Object.entries(shape.members ?? {}))
      if (shapes[of].type === "timestamp" && !name.endsWith("Input")) times.add(member);
  writeFileSync(
    join(root, "src/js/types", file),
    `${header}${[forms, ...shared].join("")}
${body}
/** Input and output of each operation${about}, in one form of attribute values. */
export interface ${all}${parameter} {
${entries.join("\n")}
}
`,
  );
}

function streams() {
  const model = read(source.replace("dynamodb/2012-08-10", "dynamodbstreams/2012-08-10"));
  const text = JSON.stringify(model);
  return JSON.parse(
    TAKEN.reduce(
      (renamed, name) =>
        renamed.replaceAll(`"shape":"${name}"`, `"shape":"_${name}"`).replace(`"${name}":{`, `"_${name}":{`),
      text,
    ),
  );
}

write("item_model.ts", read(source), ITEM_OPERATIONS, "ItemOperations", " on items");
write("table_model.ts", read(source), TABLE_OPERATIONS, "TableOperations", " on tables");
write("setting_model.ts", read(source), SETTING_OPERATIONS, "SettingOperations", " on settings");
write("backup_model.ts", read(source), BACKUP_OPERATIONS, "BackupOperations", " on backups");
write(
  "transfer_model.ts",
  read(source),
  TRANSFER_OPERATIONS,
  "TransferOperations",
  " on exports and imports",
);
write("global_model.ts", read(source), GLOBAL_OPERATIONS, "GlobalOperations", " on global tables");
write("stream_model.ts", streams(), STREAM_OPERATIONS, "StreamOperations", " of streams");
writeFileSync(
  join(root, "src/js/types/operations.ts"),
  `${header}/** The operations of the clients, by their names on the wire. */
export const OPERATIONS = ${JSON.stringify(OPERATIONS)} as const;

/** Those of streams, which the SDK has a client of its own for. */
export const STREAM_OPERATIONS = ${JSON.stringify(STREAM_OPERATIONS)} as const;

/** Members of answers that are times, in seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set(${JSON.stringify([...times].sort())});
`,
);
// What `db.asOf` adds to requests, which the service does not have.
for (const name of ITEM_OPERATIONS) {
  if (/^(?:Get|BatchGet|TransactGet|Query|Scan|Execute|BatchExecute)/.test(name))
    lines.set(`${name}Input`, `${lines.get(`${name}Input`)} AsOf`);
}
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
