/** The create-table form's values, their rules, and the request they become. */
import type {
  AttributeDefinition,
  BillingMode,
  CreateTableInput,
  IndexInput,
  KeyElement,
  ProjectionType,
  ScalarType,
} from "../source/types";

export interface KeyField {
  name: string;
  type: ScalarType;
}

export interface IndexFields {
  id: number;
  name: string;
  /** Ignored in local indexes, which share the table's partition key. */
  partition: KeyField;
  /** A name left empty means no sort key; local indexes must have one. */
  sort: KeyField;
  projection: ProjectionType;
  include: string[];
}

export interface TableFields {
  name: string;
  partition: KeyField;
  sort: KeyField;
  locals: IndexFields[];
  globals: IndexFields[];
  billing: BillingMode;
  readUnits: number;
  writeUnits: number;
}

let lastIndex = 0;

export function newIndex(): IndexFields {
  lastIndex += 1;
  return {
    id: lastIndex,
    name: "",
    partition: { name: "", type: "S" },
    sort: { name: "", type: "S" },
    projection: "ALL",
    include: [],
  };
}

export function newTable(): TableFields {
  return {
    name: "",
    partition: { name: "", type: "S" },
    sort: { name: "", type: "S" },
    locals: [],
    globals: [],
    billing: "PAY_PER_REQUEST",
    readUnits: 5,
    writeUnits: 5,
  };
}

export function moviesTable(): TableFields {
  return {
    ...newTable(),
    name: "Movies",
    partition: { name: "year", type: "N" },
    sort: { name: "title", type: "S" },
    globals: [
      {
        ...newIndex(),
        name: "genre-rating",
        partition: { name: "genre", type: "S" },
        sort: { name: "rating", type: "N" },
      },
    ],
  };
}

/** Messages by the form's paths, such as `globals.0.name`. */
export function checkTable(fields: TableFields, taken: readonly string[]): Record<string, string> {
  const problems: Record<string, string> = {};
  const say = (path: string, message: string | null) => {
    if (message !== null) problems[path] = message;
  };
  say("name", nameProblem(fields.name, "table"));
  if (taken.includes(fields.name)) say("name", "A table of this name exists already");
  say("partition.name", keyProblem(fields.partition.name));
  if (fields.sort.name !== "" && fields.sort.name === fields.partition.name) {
    say("sort.name", "The sort key must be another attribute than the partition key");
  }
  if (fields.locals.length > 0 && fields.sort.name === "") {
    say("sort.name", "Local indexes need a table with a sort key");
  }
  checkIndexes(fields, say);
  checkTypes(fields, say);
  return problems;
}

type Say = (path: string, message: string | null) => void;

function checkIndexes(fields: TableFields, say: Say): void {
  const names = [...fields.locals, ...fields.globals].map(({ name }) => name);
  const check = (list: "locals" | "globals") =>
    fields[list].forEach((index, position) => {
      const path = `${list}.${position}`;
      say(`${path}.name`, nameProblem(index.name, "index"));
      if (index.name !== "" && names.filter((name) => name === index.name).length > 1) {
        say(`${path}.name`, "Another index has this name");
      }
      if (list === "globals") say(`${path}.partition.name`, keyProblem(index.partition.name));
      if (list === "locals") say(`${path}.sort.name`, keyProblem(index.sort.name));
      const partition = list === "locals" ? fields.partition.name : index.partition.name;
      if (index.sort.name !== "" && index.sort.name === partition) {
        say(`${path}.sort.name`, "The sort key must be another attribute than the partition key");
      }
      if (index.projection === "INCLUDE" && index.include.length === 0) {
        say(`${path}.include`, "Name at least one attribute");
      }
    });
  check("locals");
  check("globals");
}

/** One attribute has one type, wherever it is a key. */
function checkTypes(fields: TableFields, say: Say): void {
  const types = new Map<string, ScalarType>();
  for (const [path, key] of keyFields(fields)) {
    const known = types.get(key.name);
    if (known !== undefined && known !== key.type) say(`${path}.name`, `Above, ${key.name} has another type`);
    types.set(key.name, known ?? key.type);
  }
}

function keyFields(fields: TableFields): [path: string, key: KeyField][] {
  const all: [string, KeyField][] = [
    ["partition", fields.partition],
    ["sort", fields.sort],
    ...fields.locals.map((index, at): [string, KeyField] => [`locals.${at}.sort`, index.sort]),
    ...fields.globals.flatMap((index, at): [string, KeyField][] => [
      [`globals.${at}.partition`, index.partition],
      [`globals.${at}.sort`, index.sort],
    ]),
  ];
  return all.filter(([, key]) => key.name !== "");
}

function nameProblem(name: string, what: "table" | "index"): string | null {
  if (name === "") return `Give the ${what} a name`;
  if (name.length < 3 || name.length > 255) return "Names have 3 to 255 characters";
  return /^[A-Za-z0-9_.-]+$/.test(name) ? null : "Names are made of letters, digits, _ - and .";
}

function keyProblem(name: string): string | null {
  if (name === "") return "Name the key's attribute";
  return name.length > 255 ? "Key attributes have at most 255 characters" : null;
}

export function tableRequest(fields: TableFields): CreateTableInput {
  const types = new Map(keyFields(fields).map(([, key]) => [key.name, key.type]));
  const definitions = [...types].map(
    ([AttributeName, AttributeType]): AttributeDefinition => ({ AttributeName, AttributeType }),
  );
  const throughput =
    fields.billing === "PROVISIONED"
      ? {
          ProvisionedThroughput: {
            ReadCapacityUnits: fields.readUnits,
            WriteCapacityUnits: fields.writeUnits,
          },
        }
      : {};
  const locals = fields.locals.map((index) => indexRequest(index, fields.partition));
  const globals = fields.globals.map((index) => ({ ...indexRequest(index, index.partition), ...throughput }));
  return {
    TableName: fields.name,
    AttributeDefinitions: definitions,
    KeySchema: keySchema(fields.partition, fields.sort),
    BillingMode: fields.billing,
    ...throughput,
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
  };
}

function indexRequest(index: IndexFields, partition: KeyField): IndexInput {
  return {
    IndexName: index.name,
    KeySchema: keySchema(partition, index.sort),
    Projection: {
      ProjectionType: index.projection,
      ...(index.projection === "INCLUDE" && { NonKeyAttributes: index.include }),
    },
  };
}

function keySchema(partition: KeyField, sort: KeyField): KeyElement[] {
  const hash: KeyElement = { AttributeName: partition.name, KeyType: "HASH" };
  return sort.name === "" ? [hash] : [hash, { AttributeName: sort.name, KeyType: "RANGE" }];
}
