/** Turns the builder's texts into a request of the service, or into messages beside the fields that are wrong. */
import type { QueryInput, ScalarType, ScanInput } from "../source/types";
import type { AttributeValue } from "../values/attribute";
import { fromBase64 } from "../values/base64";
import { isNumberText } from "../values/json";
import { Expression } from "./expression";
import type { KeyAttribute, Target } from "./schema";
import type { Filter, FilterType, Search } from "./search";

export type Request = { kind: "query"; input: QueryInput } | { kind: "scan"; input: ScanInput };

/** Messages by field: `partition`, `sort`, `sortUpper`, `filter-1`, `filter-1-value`, … */
export type Problems = Record<string, string>;

export type Built = { request: Request; problems?: undefined } | { request?: undefined; problems: Problems };

export function buildRequest(table: string, target: Target, search: Search): Built {
  const problems: Problems = {};
  const expression = new Expression();
  const condition = search.mode === "query" ? keyCondition(target, search, expression, problems) : "";
  const filter = filterExpression(search, expression, problems);
  const projection = search.projection.map((path) => expression.path(path)).join(", ");
  if (Object.keys(problems).length > 0) return { problems };

  const input: ScanInput = {
    TableName: table,
    ...(target.name !== null && { IndexName: target.name }),
    ...(filter !== "" && { FilterExpression: filter }),
    ...(projection !== "" && { ProjectionExpression: projection }),
    ...expression.members(),
    // A global index knows only eventually consistent reads.
    ...(search.consistent && target.kind !== "global" && { ConsistentRead: true }),
    ...(search.limit !== null && { Limit: search.limit }),
    ReturnConsumedCapacity: "TOTAL",
  };
  if (search.mode === "scan") return { request: { kind: "scan", input } };
  const order = search.descending ? { ScanIndexForward: false } : {};
  return { request: { kind: "query", input: { ...input, KeyConditionExpression: condition, ...order } } };
}

function keyCondition(target: Target, search: Search, expression: Expression, problems: Problems): string {
  const { partition, sort } = target.keys;
  const equal = `${expression.name(partition.name)} = ${keyValue(partition, search.partition, "partition", expression, problems)}`;
  if (sort === null || search.sortOperator === "any") return equal;
  const name = expression.name(sort.name);
  const value = keyValue(sort, search.sort, "sort", expression, problems);
  switch (search.sortOperator) {
    case "begins_with":
      if (sort.type === "N") problems.sort = "A number has no beginning: choose another operator";
      return `${equal} AND begins_with(${name}, ${value})`;
    case "between": {
      const upper = keyValue(sort, search.sortUpper, "sortUpper", expression, problems);
      return `${equal} AND ${name} BETWEEN ${value} AND ${upper}`;
    }
    default:
      return `${equal} AND ${name} ${search.sortOperator} ${value}`;
  }
}

function keyValue(
  key: KeyAttribute,
  text: string,
  field: string,
  expression: Expression,
  problems: Problems,
): string {
  if (text === "") {
    problems[field] = `Enter a value for ${key.name}`;
    return "";
  }
  return typedValue(key.type, text, field, key.name, expression, problems);
}

function filterExpression(search: Search, expression: Expression, problems: Problems): string {
  const conditions = search.filters.map((filter) => filterCondition(filter, expression, problems));
  return conditions.join(search.match === "all" ? " AND " : " OR ");
}

function filterCondition(filter: Filter, expression: Expression, problems: Problems): string {
  const field = `filter-${filter.id}`;
  if (filter.path.trim() === "") {
    problems[field] = "Name an attribute";
    return "";
  }
  const path = expression.path(filter.path);
  const hint = filter.path;
  const operand = (text: string, suffix: string) =>
    typedValue(filter.type, text, `${field}-${suffix}`, hint, expression, problems);
  switch (filter.operator) {
    case "attribute_exists":
    case "attribute_not_exists":
      return `${filter.operator}(${path})`;
    case "begins_with":
    case "contains":
      return `${filter.operator}(${path}, ${operand(filter.value, "value")})`;
    case "not_contains":
      return `NOT contains(${path}, ${operand(filter.value, "value")})`;
    case "between":
      return `${path} BETWEEN ${operand(filter.value, "value")} AND ${operand(filter.upper, "upper")}`;
    default:
      return `${path} ${filter.operator} ${operand(filter.value, "value")}`;
  }
}

function typedValue(
  type: FilterType,
  text: string,
  field: string,
  hint: string,
  expression: Expression,
  problems: Problems,
): string {
  const value = readValue(type, text);
  if (typeof value === "string") {
    problems[field] = value;
    return "";
  }
  return expression.value(hint, value);
}

/** The value, or what is wrong with its text. */
export function readValue(type: FilterType | ScalarType, text: string): AttributeValue | string {
  switch (type) {
    case "S":
      return { S: text };
    case "N":
      return isNumberText(text) ? { N: text.trim() } : "Enter a number, such as 12.5";
    case "B": {
      const bytes = fromBase64(text.trim());
      return bytes === null ? "Enter base64, such as aGk=" : { B: bytes };
    }
    case "BOOL":
      return { BOOL: text === "true" };
    case "NULL":
      return { NULL: true };
  }
}
