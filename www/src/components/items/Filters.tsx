import { ActionIcon, Button, Group, NativeSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { IconFilterPlus, IconX } from "@tabler/icons-react";
import type { Problems } from "../../requests/build";
import {
  type Filter,
  type FilterOperator,
  type FilterType,
  filterOperators,
  filterTypes,
  newFilter,
  type Search,
  takesValue,
} from "../../requests/search";

interface Props {
  search: Search;
  problems: Problems;
  onChange: (changes: Partial<Search>) => void;
}

/** Conditions on what was read, applied before it is sent. */
export function Filters({ search, problems, onChange }: Props) {
  const { filters } = search;
  const change = (id: number, changes: Partial<Filter>) =>
    onChange({ filters: filters.map((filter) => (filter.id === id ? { ...filter, ...changes } : filter)) });
  return (
    <Stack gap="xs">
      {filters.map((filter, at) => (
        <FilterRow
          key={filter.id}
          filter={filter}
          label={`Filter ${at + 1}`}
          problems={problems}
          onChange={(changes) => change(filter.id, changes)}
          onRemove={() => onChange({ filters: filters.filter(({ id }) => id !== filter.id) })}
        />
      ))}
      <Group gap="sm">
        <Button
          variant="light"
          size="xs"
          leftSection={<IconFilterPlus size={16} />}
          onClick={() => onChange({ filters: [...filters, newFilter()] })}
        >
          Add filter
        </Button>
        {filters.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Filters that must match"
            value={search.match}
            onChange={(match) => onChange({ match: match === "any" ? "any" : "all" })}
            data={[
              { value: "all", label: "All must match" },
              { value: "any", label: "Any may match" },
            ]}
          />
        )}
      </Group>
    </Stack>
  );
}

interface RowProps {
  filter: Filter;
  label: string;
  problems: Problems;
  onChange: (changes: Partial<Filter>) => void;
  onRemove: () => void;
}

function FilterRow({ filter, label, problems, onChange, onRemove }: RowProps) {
  const field = `filter-${filter.id}`;
  return (
    <Group gap="xs" align="flex-start" role="group" aria-label={label}>
      <TextInput
        flex="2 1 160px"
        aria-label={`${label} attribute`}
        placeholder="attribute or path.to[0]"
        value={filter.path}
        error={problems[field]}
        onChange={(event) => onChange({ path: event.currentTarget.value })}
        autoComplete="off"
      />
      <NativeSelect
        flex="0 1 150px"
        aria-label={`${label} operator`}
        data={filterOperators}
        value={filter.operator}
        onChange={(event) => onChange({ operator: event.currentTarget.value as FilterOperator })}
      />
      {!filter.operator.startsWith("attribute_") && (
        <NativeSelect
          flex="0 1 110px"
          aria-label={`${label} type`}
          data={filterTypes}
          value={filter.type}
          onChange={(event) => onChange({ type: event.currentTarget.value as FilterType, value: "" })}
        />
      )}
      {takesValue(filter) && (
        <FilterValue
          filter={filter}
          label={`${label} value`}
          value={filter.value}
          error={problems[`${field}-value`]}
          onChange={(value) => onChange({ value })}
        />
      )}
      {takesValue(filter) && filter.operator === "between" && (
        <FilterValue
          filter={filter}
          label={`${label} upper value`}
          value={filter.upper}
          error={problems[`${field}-upper`]}
          onChange={(upper) => onChange({ upper })}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Remove ${label.toLowerCase()}`}
        onClick={onRemove}
      >
        <IconX size={18} />
      </ActionIcon>
    </Group>
  );
}

interface ValueProps {
  filter: Filter;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function FilterValue({ filter, label, value, error, onChange }: ValueProps) {
  if (filter.type === "BOOL") {
    return (
      <NativeSelect
        flex="2 1 120px"
        aria-label={label}
        data={[
          { value: "true", label: "true" },
          { value: "false", label: "false" },
        ]}
        value={value === "true" ? "true" : "false"}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      flex="2 1 140px"
      aria-label={label}
      placeholder={filter.operator === "between" && label.includes("upper") ? "and" : "value"}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
    />
  );
}
