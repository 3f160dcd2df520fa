import { Group, NativeSelect, NumberInput, Switch, TagsInput } from "@mantine/core";
import type { Target } from "../../requests/schema";
import type { Search } from "../../requests/search";

interface Props {
  search: Search;
  target: Target | undefined;
  onChange: (changes: Partial<Search>) => void;
}

/** What does not choose items, but how they come: attributes, order, page size, consistency. */
export function Options({ search, target, onChange }: Props) {
  const eventual = target?.kind === "global";
  return (
    <Group gap="sm" align="flex-end">
      <TagsInput
        flex="3 1 220px"
        label="Attributes"
        placeholder={search.projection.length === 0 ? "All" : ""}
        value={search.projection}
        onChange={(projection) => onChange({ projection })}
        acceptValueOnBlur
        clearable
      />
      {search.mode === "query" && (
        <NativeSelect
          w={130}
          label="Order"
          value={search.descending ? "descending" : "ascending"}
          onChange={(event) => onChange({ descending: event.currentTarget.value === "descending" })}
          data={[
            { value: "ascending", label: "Ascending" },
            { value: "descending", label: "Descending" },
          ]}
        />
      )}
      <NumberInput
        w={120}
        label="Page limit"
        placeholder="1 MB"
        min={1}
        allowDecimal={false}
        value={search.limit ?? ""}
        onChange={(limit) => onChange({ limit: typeof limit === "number" && limit > 0 ? limit : null })}
      />
      <Switch
        mb={8}
        label="Consistent read"
        title={eventual ? "Global indexes know only eventually consistent reads" : undefined}
        disabled={eventual}
        checked={search.consistent && !eventual}
        onChange={(event) => onChange({ consistent: event.currentTarget.checked })}
      />
    </Group>
  );
}
