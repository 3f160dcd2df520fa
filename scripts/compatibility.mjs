// Writes docs/compatibility.md: each operation of the service and each of its parameters, and what is done with it.
// `npm run compatibility` writes it; with `--check` it fails if the file is not what would be written.
//
// Operations and parameters come from the AWS SDK's copy of the service model, what is served from the registry, what is
// read from the sources, and the numbers of cases from the conformance corpus.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as client from "@aws-sdk/client-dynamodb";
import * as streams from "@aws-sdk/client-dynamodb-streams";
import { rowsOf } from "../tests/corpus/expand.ts";
import { root } from "./tools.mjs";

const TARGET = "docs/compatibility.md";
const sdk = { ...streams, ...client };
/** What a newer model has than the newest package of the SDK. */
const NEWER = { GetShardIterator: ["Timestamp"] };
/** Parameters whose own members are listed as well: what they hold is a request of its own. */
const OPENED = ["RequestItems", "TransactItems", "Statements", "TransactStatements"];
const STRUCTURE = 3;

/** What has to be said about parameters that work, or work in another way. By parameter, or operation and parameter. */
const NOTES = {
  ConsistentRead: "every read sees the newest data, also without it",
  ReturnItemCollectionMetrics: "tables with a local index only, as with the service",
  ClientRequestToken: "kept for ten minutes",
  TableClass: "kept and described; nothing costs anything",
  SSESpecification:
    "described; what is stored is encrypted where the database is, see [encryption](encryption.md)",
  ProvisionedThroughput: "throttles where [capacity](capacity.md) is enforced",
  OnDemandThroughput: "throttles where [capacity](capacity.md) is enforced",
  WarmThroughput: "kept and described",
  ClientToken: "kept for eight hours",
  S3Bucket: "any name; see [export and import](export-import.md)",
  S3BucketOwner: "kept and described",
  S3SseAlgorithm: "kept and described",
  S3SseKmsKeyId: "kept and described",
  MaxWriteRequestUnits: "kept and described; nothing is slowed down",
  "UpdateTableReplicaAutoScaling.ReplicaUpdates":
    "as read settings of each region; the others have to be connected",
  PerformanceTier: "kept and described",
  "StartBulkPutItems.OutputS3Configuration": "reports are objects of the bucket",
};

/** Operations that JavaScript answers: these go by what Application Auto Scaling keeps. */
const REPLICAS = JSON.parse(readFileSync(join(root, "src/js/services/models/replicas.json"), "utf8"));
const beside = Object.keys(REPLICAS.inputs);

const served = [
  ...[
    ...readFileSync(join(root, "src/operation/registry.rs"), "utf8").matchAll(
      /^ {4}"(\w+)" "\w+" \w+ \w+ (?!internal )/gm,
    ),
  ].map(([, name]) => name),
  ...beside,
].sort();

/** All texts in the sources that may name a parameter: what stands between quotes, tests and generated tables left out. */
function quoted() {
  const names = new Set();
  for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".rs") || /generated\.rs$|tests/.test(file)) continue;
    const text = readFileSync(join(root, "src", file), "utf8");
    for (const [, name] of text.matchAll(/"([A-Z][A-Za-z0-9]+)"/g)) names.add(name);
  }
  return names;
}
const read = quoted();
/** The same of the operations that JavaScript answers. */
const readBeside = new Set(
  readFileSync(join(root, "src/js/scaling/replicas.ts"), "utf8").match(/\b[A-Z][A-Za-z0-9]+\b/g),
);

/** What `operation::unsupported` refuses: parameters, and those of them that are refused only when they are switched on. */
const REFUSALS = "src/operation/tables/unsupported.rs";
const refusals = existsSync(join(root, REFUSALS)) ? readFileSync(join(root, REFUSALS), "utf8") : "";
const whenOn = new Set([...refusals.matchAll(/enabled\("(\w+)"/g)].map(([, name]) => name));
const refused = new Set(
  [
    ...refusals
      .replace(/const EXPRESSIONS[^;]*;[^;]*;/, "")
      .replaceAll(/not_yet\([^)]*\)/g, "")
      .matchAll(/"([A-Z][A-Za-z]+)"/g),
  ].map(([, name]) => name),
);

/** A schema's own shape behind references, lists and maps. */
function inner(schema) {
  const known = typeof schema === "function" ? schema() : schema;
  if (!Array.isArray(known)) return undefined;
  const [kind] = known;
  if (kind === STRUCTURE) return known;
  if (kind === 0) return inner(known[1]);
  if (kind === 1) return inner(known[4]);
  if (kind === 2) return inner(known[5]);
  return undefined;
}

/** The names of a structure's members, with those of opened ones behind them. */
function parameters(structure, prefix = "", opened = false) {
  const [, , , , names = [], schemas = []] = structure ?? [];
  return names.flatMap((name, at) => {
    const below = opened || OPENED.includes(name) ? inner(schemas[at]) : undefined;
    const path = prefix + name;
    return below === undefined ? [path] : [path, ...parameters(below, `${path}.`, true)];
  });
}

const operations = Object.keys(sdk)
  .filter((name) => name.endsWith("$") && Array.isArray(sdk[name]) && sdk[name][0] === 9)
  .map((name) => name.slice(0, -1))
  .sort();

/** Cases of the corpus: for each, what its steps ask. */
function cases() {
  const all = [];
  for (const name of readdirSync(join(root, "tests/corpus/cases")).sort()) {
    const file = JSON.parse(readFileSync(join(root, "tests/corpus/cases", name), "utf8"));
    for (const one of file.cases.flatMap((given) => rowsOf(given))) {
      const steps = (one.steps ?? [one]).filter((step) => step.op !== undefined);
      all.push({
        file: name.replace(".json", ""),
        about: file.about,
        asks: steps.map((step) => ({
          operation: step.op,
          input: { ...file.base?.[step.op], ...step.in },
        })),
      });
    }
  }
  return all;
}

/** Whether a request has something under a path; lists and maps on the way are looked through. */
function has(value, [first, ...rest]) {
  if (first === undefined) return value !== null && value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && Object.hasOwn(value, first)) return has(value[first], rest);
  return Object.values(value).some((below) => has(below, [first, ...rest]));
}

const corpus = cases();
const askers = (operation) =>
  corpus.flatMap(({ asks }) => {
    const inputs = asks.filter((ask) => ask.operation === operation).map(({ input }) => input);
    return inputs.length > 0 ? [inputs] : [];
  });

function treatment(operation, path) {
  const name = path.split(".").at(-1);
  const isBeside = beside.includes(operation);
  if (!isBeside && whenOn.has(name)) return "refused when it switches something on";
  if (!isBeside && refused.has(name)) return "refused";
  const note = NOTES[`${operation}.${path}`] ?? NOTES[name];
  const done = (isBeside ? readBeside : read).has(name) ? "yes" : "checked and ignored";
  return note === undefined ? done : `${done}: ${note}`;
}

function operationTable(operation) {
  const uses = askers(operation);
  const lines = [
    `### ${operation}`,
    "",
    `${uses.length} cases.`,
    "",
    "| parameter | served | cases |",
    "|---|---|---:|",
  ];
  for (const path of [...parameters(sdk[`${operation}Input$`]), ...(NEWER[operation] ?? [])]) {
    const steps = path.split(".");
    const count = uses.filter((inputs) => inputs.some((input) => has(input, steps))).length;
    lines.push(`| \`${path}\` | ${treatment(operation, path)} | ${count} |`);
  }
  if (lines.length === 6) lines.splice(3, 3, "It has no parameters.");
  return [...lines, ""];
}

function families() {
  const counts = new Map();
  for (const { file, about } of corpus)
    counts.set(`${file}: ${about}`, (counts.get(`${file}: ${about}`) ?? 0) + 1);
  return [...counts].map(([name, count]) => `| ${name.replace(": ", " | ")} | ${count} |`);
}

const missing = operations.filter((operation) => !served.includes(operation));
const page = [
  "# Compatibility",
  "",
  "What is done with each operation of DynamoDB and each of its parameters. Made by `npm run compatibility` from the",
  "service model, the registry of operations, and the conformance corpus; not edited by hand.",
  "",
  `Served: ${served.length} of ${operations.length} operations. An operation that is not served answers`,
  "`UnknownOperationException`. Every case of the corpus runs through the Rust API, the low-level client, the",
  "DocumentClient (where its requests can be said in plain values) and HTTP, with the same answers and errors.",
  "",
  '"checked and ignored" means: type and constraints are checked as the service does, and the parameter has no effect.',
  '"refused" means: not served yet; a request that uses it is answered with a `ValidationException` that says so.',
  "",
  "## The conformance corpus",
  "",
  `${corpus.length} cases in \`tests/corpus\`.`,
  "",
  "| file | about | cases |",
  "|---|---|---:|",
  ...families(),
  "",
  "## Operations that are served",
  "",
  ...served.flatMap(operationTable),
  "## Operations that are not served",
  "",
  missing.map((operation) => `\`${operation}\``).join(", ") || "None.",
  "",
].join("\n");

const path = join(root, TARGET);
if (process.argv.includes("--check")) {
  let there = "";
  try {
    there = readFileSync(path, "utf8");
  } catch {
    // Not there is not up to date.
  }
  if (there !== page) {
    console.error(`${TARGET} is not up to date: run \`npm run compatibility\`.`);
    process.exit(1);
  }
} else {
  writeFileSync(path, page);
}
