import { Group, NativeSelect, TextInput } from "@mantine/core";
import type { Problems } from "../../requests/build";
import type { Keys } from "../../requests/schema";
import { type Search, type SortOperator, sortOperators } from "../../requests/search";
import { typeNames } from "../../values/attribute";

interface Props {
  search: Search;
  keys: Keys;
  problems: Problems;
  onChange: (changes: Partial<Search>) => void;
}

/** Which items of a collection a query reads: one partition key, and a condition on the sort key. */
export function KeyCondition({ search, keys, problems, onChange }: Props) {
  const { partition, sort } = keys;
  const operators = sortOperators.filter(({ value }) => value !== "begins_with" || sort?.type !== "N");
  return (
    <Group gap="sm" align="flex-start">
      <TextInput
        flex="1 1 200px"
        label={`Partition key: ${partition.name}`}
        placeholder={typeNames[partition.type]}
        value={search.partition}
        error={problems.partition}
        onChange={(event) => onChange({ partition: event.currentTarget.value })}
        autoComplete="off"
      />
      {sort !== null && (
        <>
          <NativeSelect
            label={`Sort key: ${sort.name}`}
            aria-label="Sort key operator"
            w={140}
            data={operators}
            value={search.sortOperator}
            onChange={(event) => onChange({ sortOperator: event.currentTarget.value as SortOperator })}
          />
          {search.sortOperator !== "any" && (
            <TextInput
              flex="1 1 160px"
              label="Value"
              aria-label="Sort key value"
              placeholder={typeNames[sort.type]}
              value={search.sort}
              error={problems.sort}
              onChange={(event) => onChange({ sort: event.currentTarget.value })}
              autoComplete="off"
            />
          )}
          {search.sortOperator === "between" && (
            <TextInput
              flex="1 1 160px"
              label="and"
              aria-label="Sort key upper value"
              placeholder={typeNames[sort.type]}
              value={search.sortUpper}
              error={problems.sortUpper}
              onChange={(event) => onChange({ sortUpper: event.currentTarget.value })}
              autoComplete="off"
            />
          )}
        </>
      )}
    </Group>
  );
}
