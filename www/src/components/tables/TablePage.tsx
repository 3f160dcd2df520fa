import {
  ActionIcon,
  Badge,
  Button,
  Center,
  Group,
  Loader,
  Stack,
  Tabs,
  Text,
  Title,
  Tooltip,
} from "@mantine/core";
import { IconInfoCircle, IconListDetails, IconRefresh, IconTrash, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { isNamed } from "../../source/failure";
import type { TableDescription } from "../../source/types";
import { navigate, type Tab, useRoute } from "../../state/route";
import { sourceNames, useSource } from "../../state/sources";
import { useRefresh, useTable } from "../../state/tables";
import { bytesText, countText } from "../bytes";
import { FailureAlert } from "../FailureAlert";
import { ItemsPage } from "../items/ItemsPage";
import { LoadPage } from "../loading/LoadPage";
import { DeleteTable } from "./DeleteTable";
import { Overview } from "./Overview";

export function TablePage({ name }: { name: string }) {
  const table = useTable(name);
  // What was read before is of no use once the table is gone; after any other failure it still is.
  if (table.data === undefined || isNamed(table.error, "ResourceNotFoundException")) {
    return table.error ? (
      <FailureAlert
        error={table.error}
        what={`The table ${name} could not be opened`}
        retry={() => void table.refetch()}
      />
    ) : (
      <Center mih="50vh">
        <Loader aria-label={`Opening ${name}`} />
      </Center>
    );
  }
  return (
    <Stack gap="md">
      <Heading table={table.data} />
      <Sections table={table.data} />
    </Stack>
  );
}

function Heading({ table }: { table: TableDescription }) {
  const { kind } = useSource();
  const refresh = useRefresh();
  const [deleting, setDeleting] = useState(false);
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={2} miw={0} flex="1 1 240px">
        <Group gap="sm">
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {table.TableName}
          </Title>
          <Badge variant="light" color={table.TableStatus === "ACTIVE" ? "teal" : "yellow"}>
            {table.TableStatus}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {sourceNames[kind]} · {countText(table.ItemCount ?? 0, "item")} ·{" "}
          {bytesText(table.TableSizeBytes ?? 0)}
        </Text>
      </Stack>
      <Group gap="xs">
        <Tooltip label="Refresh">
          <ActionIcon variant="default" size={36} aria-label="Refresh table" onClick={() => void refresh()}>
            <IconRefresh size={18} />
          </ActionIcon>
        </Tooltip>
        <Button
          variant="default"
          leftSection={<IconTrash size={18} color="var(--mantine-color-red-6)" />}
          onClick={() => setDeleting(true)}
        >
          Delete table
        </Button>
      </Group>
      <DeleteTable table={table} opened={deleting} onClose={() => setDeleting(false)} />
    </Group>
  );
}

function Sections({ table }: { table: TableDescription }) {
  const { tab } = useRoute();
  const { kind } = useSource();
  return (
    <Tabs
      value={tab}
      onChange={(value) => navigate({ source: kind, table: table.TableName, tab: value as Tab })}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="items" leftSection={<IconListDetails size={18} />}>
          Items
        </Tabs.Tab>
        <Tabs.Tab value="import" leftSection={<IconUpload size={18} />}>
          Import
        </Tabs.Tab>
        <Tabs.Tab value="overview" leftSection={<IconInfoCircle size={18} />}>
          Overview
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="items">
        <ItemsPage table={table} />
      </Tabs.Panel>
      <Tabs.Panel value="import">
        <LoadPage table={table} />
      </Tabs.Panel>
      <Tabs.Panel value="overview">
        <Overview table={table} />
      </Tabs.Panel>
    </Tabs>
  );
}
