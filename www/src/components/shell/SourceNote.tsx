import { AppShell, Code, Group, Progress, Stack, Text, Tooltip } from "@mantine/core";
import { IconBrowser, IconServer } from "@tabler/icons-react";
import { sourceNames, useSource, useStorageUse } from "../../state/sources";
import { bytesText } from "../bytes";

/** Says whose tables these are and where they are kept. */
export function SourceNote() {
  const source = useSource();
  const Icon = source.kind === "browser" ? IconBrowser : IconServer;
  return (
    <AppShell.Section p="md" style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}>
      <Stack gap={6} role="status" aria-label="Shown source">
        <Group gap={8} wrap="nowrap">
          <Icon size={18} aria-hidden />
          <Text size="sm" fw={600}>
            {sourceNames[source.kind]}
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          {source.kind === "browser" ? "IndexedDB database " : "Endpoint "}
          <Code>{source.place}</Code>
        </Text>
        <StorageMeter />
      </Stack>
    </AppShell.Section>
  );
}

function StorageMeter() {
  const use = useStorageUse(useSource());
  if (use === null) return null;
  const share = use.quota > 0 ? (100 * use.usage) / use.quota : 0;
  const text = `${bytesText(use.usage)} used of ${bytesText(use.quota)}`;
  return (
    <Tooltip
      multiline
      maw={280}
      label={`What this site keeps in this browser. ${
        use.persisted
          ? "The browser will not evict it by itself."
          : "The browser may evict it when the disk runs full."
      }`}
    >
      <Stack gap={4}>
        <Progress value={Math.max(share, 0.5)} size="sm" aria-label="Storage in use" />
        <Text size="xs" c="dimmed">
          {text}
        </Text>
      </Stack>
    </Tooltip>
  );
}
