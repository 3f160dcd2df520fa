/** What the query and scan builder holds: texts as people typed them. */
import type { ScalarType } from "../source/types";

export type SortOperator = "any" | "=" | "<" | "<=" | ">" | ">=" | "between" | "begins_with";

export type FilterOperator =
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "between"
  | "begins_with"
  | "contains"
  | "not_contains"
  | "attribute_exists"
  | "attribute_not_exists";

export type FilterType = ScalarType | "BOOL" | "NULL";

export interface Filter {
  id: number;
  path: string;
  operator: FilterOperator;
  type: FilterType;
  value: string;
  upper: string;
}

export interface Search {
  mode: "scan" | "query";
  /** Name of the index, or null for the table itself. */
  index: string | null;
  partition: string;
  sortOperator: SortOperator;
  sort: string;
  sortUpper: string;
  filters: Filter[];
  match: "all" | "any";
  projection: string[];
  descending: boolean;
  limit: number | null;
  consistent: boolean;
}

export const sortOperators: { value: SortOperator; label: string }[] = [
  { value: "any", label: "any value" },
  { value: "=", label: "=" },
  { value: "<", label: "<" },
  { value: "<=", label: "≤" },
  { value: ">", label: ">" },
  { value: ">=", label: "≥" },
  { value: "between", label: "between" },
  { value: "begins_with", label: "begins with" },
];

export const filterOperators: { value: FilterOperator; label: string }[] = [
  { value: "=", label: "=" },
  { value: "<>", label: "≠" },
  { value: "<", label: "<" },
  { value: "<=", label: "≤" },
  { value: ">", label: ">" },
  { value: ">=", label: "≥" },
  { value: "between", label: "between" },
  { value: "begins_with", label: "begins with" },
  { value: "contains", label: "contains" },
  { value: "not_contains", label: "does not contain" },
  { value: "attribute_exists", label: "exists" },
  { value: "attribute_not_exists", label: "does not exist" },
];

export const filterTypes: { value: FilterType; label: string }[] = [
  { value: "S", label: "String" },
  { value: "N", label: "Number" },
  { value: "BOOL", label: "Boolean" },
  { value: "NULL", label: "Null" },
  { value: "B", label: "Binary" },
];

export function takesValue(filter: Pick<Filter, "operator" | "type">): boolean {
  return !filter.operator.startsWith("attribute_") && filter.type !== "NULL";
}

let lastFilter = 0;

export function newFilter(): Filter {
  lastFilter += 1;
  return { id: lastFilter, path: "", operator: "=", type: "S", value: "", upper: "" };
}

export function newSearch(): Search {
  return {
    mode: "scan",
    index: null,
    partition: "",
    sortOperator: "any",
    sort: "",
    sortUpper: "",
    filters: [],
    match: "all",
    projection: [],
    descending: false,
    limit: 50,
    consistent: false,
  };
}
