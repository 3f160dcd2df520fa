import { Button, Card, Group, NativeSelect, SegmentedControl, Stack } from "@mantine/core";
import { getHotkeyHandler } from "@mantine/hooks";
import { IconCode, IconPlayerPlay } from "@tabler/icons-react";
import type { FormEvent } from "react";
import type { Problems } from "../../requests/build";
import type { Target } from "../../requests/schema";
import type { Search } from "../../requests/search";
import { Filters } from "./Filters";
import { KeyCondition } from "./KeyCondition";
import { Options } from "./Options";

interface Props {
  search: Search;
  target: Target | undefined;
  targets: Target[];
  problems: Problems;
  busy: boolean;
  /** Whether the code is shown. */
  coded: boolean;
  onChange: (changes: Partial<Search>) => void;
  onRun: () => void;
  onReset: () => void;
  onCode: () => void;
}

/** The query and scan builder. Enter in any field runs it. */
export function SearchForm(props: Props) {
  const { search, target, targets, problems, busy, coded, onChange, onRun, onReset, onCode } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRun();
  };
  return (
    <Card withBorder padding="md" component="section" aria-label="Search">
      <form onSubmit={submit} onKeyDown={getHotkeyHandler([["mod+Enter", onRun]])} noValidate>
        <Stack gap="md">
          <Group gap="sm" align="flex-end">
            <SegmentedControl
              aria-label="Kind of request"
              value={search.mode}
              onChange={(mode) => onChange({ mode: mode === "query" ? "query" : "scan" })}
              data={[
                { value: "scan", label: "Scan" },
                { value: "query", label: "Query" },
              ]}
            />
            <NativeSelect
              aria-label="Table or index"
              flex="1 1 220px"
              maw={420}
              value={search.index ?? ""}
              onChange={({ currentTarget: { value } }) =>
                onChange({
                  index: value === "" ? null : value,
                  partition: "",
                  sort: "",
                  sortUpper: "",
                  sortOperator: "any",
                })
              }
              data={targets.map(({ name, kind, keys }) => ({
                value: name ?? "",
                label: `${name ?? "Table"} (${kind === "table" ? "" : `${kind}: `}${[keys.partition.name, keys.sort?.name].filter(Boolean).join(", ")})`,
              }))}
            />
            <Group gap="sm" ml="auto" wrap="nowrap">
              <Button
                variant="subtle"
                leftSection={<IconCode size={18} />}
                onClick={onCode}
                aria-expanded={coded}
              >
                Code
              </Button>
              <Button variant="default" onClick={onReset}>
                Reset
              </Button>
              <Button type="submit" loading={busy} leftSection={<IconPlayerPlay size={18} />}>
                Run
              </Button>
            </Group>
          </Group>
          {search.mode === "query" && target !== undefined && (
            <KeyCondition search={search} keys={target.keys} problems={problems} onChange={onChange} />
          )}
          <Filters search={search} problems={problems} onChange={onChange} />
          <Options search={search} target={target} onChange={onChange} />
        </Stack>
      </form>
    </Card>
  );
}
