/** Key schemas as the console reads them. */
import type {
  AttributeDefinition,
  IndexDescription,
  KeyElement,
  ScalarType,
  TableDescription,
} from "../source/types";

export interface KeyAttribute {
  name: string;
  type: ScalarType;
}

export interface Keys {
  partition: KeyAttribute;
  sort: KeyAttribute | null;
}

export type IndexKind = "table" | "local" | "global";

/** Something that can be queried: the table itself (`name` null) or one of its indexes. */
export interface Target {
  name: string | null;
  kind: IndexKind;
  keys: Keys;
  projection: string;
}

export function targetsOf(table: TableDescription): Target[] {
  const index = (kind: IndexKind) => (description: IndexDescription) => ({
    name: description.IndexName,
    kind,
    keys: keysOf(description.KeySchema, table.AttributeDefinitions),
    projection: projectionText(description),
  });
  return [
    { name: null, kind: "table", keys: tableKeys(table), projection: "All attributes" },
    ...(table.LocalSecondaryIndexes ?? []).map(index("local")),
    ...(table.GlobalSecondaryIndexes ?? []).map(index("global")),
  ];
}

export function tableKeys(table: TableDescription): Keys {
  return keysOf(table.KeySchema, table.AttributeDefinitions);
}

export function keyNames(keys: Keys): string[] {
  return keys.sort === null ? [keys.partition.name] : [keys.partition.name, keys.sort.name];
}

export function keyAttributes(keys: Keys): KeyAttribute[] {
  return keys.sort === null ? [keys.partition] : [keys.partition, keys.sort];
}

export function projectionText({ Projection }: IndexDescription): string {
  switch (Projection?.ProjectionType) {
    case "KEYS_ONLY":
      return "Keys only";
    case "INCLUDE":
      return `Keys and ${(Projection.NonKeyAttributes ?? []).join(", ")}`;
    default:
      return "All attributes";
  }
}

function keysOf(schema: KeyElement[], definitions: AttributeDefinition[]): Keys {
  const named = (type: KeyElement["KeyType"]): KeyAttribute | null => {
    const name = schema.find((element) => element.KeyType === type)?.AttributeName;
    if (name === undefined) return null;
    const definition = definitions.find((candidate) => candidate.AttributeName === name);
    return { name, type: definition?.AttributeType ?? "S" };
  };
  return { partition: named("HASH") ?? { name: "", type: "S" }, sort: named("RANGE") };
}
