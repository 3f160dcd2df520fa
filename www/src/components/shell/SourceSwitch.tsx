import { Box, Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { IconBrowser, IconServer } from "@tabler/icons-react";
import type { SourceKind } from "../../source/types";
import { navigate } from "../../state/route";
import { sourceNames, useServerAnswers } from "../../state/sources";

const icons = { browser: IconBrowser, server: IconServer };

/** Which database is shown: the browser's own or the server's. */
export function SourceSwitch({ kind }: { kind: SourceKind }) {
  const server = useServerAnswers();
  const choices: SourceKind[] = ["browser", "server"];
  return (
    <Tooltip
      label="This page comes from a static host: there is no server to show"
      disabled={server !== false}
      multiline
      maw={260}
    >
      <SegmentedControl
        aria-label="Source"
        value={kind}
        onChange={(value) => navigate({ source: value as SourceKind, table: null, tab: "items" })}
        data={choices.map((value) => ({
          value,
          disabled: value === "server" && server === false && kind !== "server",
          label: <Label kind={value} />,
        }))}
      />
    </Tooltip>
  );
}

function Label({ kind }: { kind: SourceKind }) {
  const Icon = icons[kind];
  return (
    <Group gap={6} wrap="nowrap" justify="center">
      <Box visibleFrom="xs" lh={0}>
        <Icon size={16} aria-hidden />
      </Box>
      <Text span size="sm" fw={500} inherit>
        {sourceNames[kind]}
      </Text>
    </Group>
  );
}
