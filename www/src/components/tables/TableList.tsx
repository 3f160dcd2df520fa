import {
  ActionIcon,
  AppShell,
  Badge,
  Button,
  Group,
  NavLink,
  ScrollArea,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPlus, IconRefresh, IconSearch, IconTable } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { type Route, routeHash, useRoute } from "../../state/route";
import { useReopen, useSource } from "../../state/sources";
import { useItemCounts, useRefresh, useTableNames } from "../../state/tables";
import { CreateTable } from "../create/CreateTable";
import { FailureAlert } from "../FailureAlert";

/** The navbar's list of tables with a filter; `/` goes to the filter. */
export function TableList() {
  const names = useTableNames();
  const refresh = useRefresh();
  const reopen = useReopen();
  const [filter, setFilter] = useState("");
  const [creating, setCreating] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => input.current?.focus()]]);

  const wanted = filter.trim().toLowerCase();
  const shown = (names.data ?? []).filter((name) => name.toLowerCase().includes(wanted));
  return (
    <>
      <AppShell.Section p="md" pb="xs">
        <Stack gap="sm">
          <Group justify="space-between" wrap="nowrap">
            <Text fw={650}>Tables{names.data && ` (${names.data.length})`}</Text>
            <Tooltip label="Refresh">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Refresh tables"
                loading={names.isFetching}
                onClick={() => void refresh()}
              >
                <IconRefresh size={18} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <Button leftSection={<IconPlus size={18} />} onClick={() => setCreating(true)} fullWidth>
            Create table
          </Button>
          <TextInput
            ref={input}
            aria-label="Filter tables"
            placeholder="Filter tables"
            leftSection={<IconSearch size={16} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </Stack>
      </AppShell.Section>
      <AppShell.Section grow component={ScrollArea} px="xs">
        {names.error && (
          <FailureAlert error={names.error} what="The tables could not be listed" retry={reopen} />
        )}
        <Links names={shown} />
        {names.data && shown.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            {names.data.length === 0 ? "No tables yet." : "No table has such a name."}
          </Text>
        )}
      </AppShell.Section>
      <CreateTable opened={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function Links({ names }: { names: string[] }) {
  const { kind } = useSource();
  const route = useRoute();
  const counts = useItemCounts(names);
  return names.map((name) => {
    const to: Route = { source: kind, table: name, tab: route.tab };
    const count = counts.get(name);
    return (
      <NavLink
        key={name}
        href={routeHash(to)}
        label={name}
        active={route.table === name}
        aria-current={route.table === name ? "page" : undefined}
        leftSection={<IconTable size={18} />}
        rightSection={
          count !== undefined && (
            <Badge variant="default" tt="none" aria-label={`${count} items`}>
              {count.toLocaleString("en")}
            </Badge>
          )
        }
        styles={{
          root: { borderRadius: "var(--mantine-radius-md)" },
          label: { overflow: "hidden", textOverflow: "ellipsis" },
        }}
      />
    );
  });
}
