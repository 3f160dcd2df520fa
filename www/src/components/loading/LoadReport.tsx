import { Alert, Badge, Card, Group, Progress, Stack, Table, Text } from "@mantine/core";
import { IconCheck, IconInfoCircle } from "@tabler/icons-react";
import type { LoadFailure } from "../../loading/load";
import { notationNames } from "../../values/text";
import { countText } from "../bytes";
import { FailureAlert } from "../FailureAlert";
import type { LoadState } from "./useLoad";

const shownFailures = 100;

/** What has become of a file: progress while it is written, then the outcome and every failure. */
export function LoadReport({ state }: { state: LoadState }) {
  const { phase, file, notation, progress, error } = state;
  if (phase === "idle") return null;
  if (phase === "unreadable") return <FailureAlert error={error} what={`${file} could not be read`} />;
  const percent = progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
  return (
    <Stack gap="md">
      <Card withBorder>
        <Stack gap="sm">
          <Group justify="space-between">
            <Text fw={600}>{file}</Text>
            <Badge variant="light">{notationNames[notation]}</Badge>
          </Group>
          <Progress
            value={percent}
            size="lg"
            animated={phase === "reading" || phase === "writing"}
            color={phase === "done" ? "teal" : undefined}
            aria-label="Import progress"
          />
          <Text size="sm" c="dimmed">
            {progress.done.toLocaleString("en")} of {countText(progress.total, "item")}
          </Text>
        </Stack>
      </Card>
      <Outcome state={state} />
      {progress.failures.length > 0 && <Failures failures={progress.failures} />}
    </Stack>
  );
}

function Outcome({ state: { phase, progress, milliseconds } }: { state: LoadState }) {
  if (phase !== "done" && phase !== "cancelled") return null;
  const failed = progress.failures.length;
  const clean = phase === "done" && failed === 0;
  return (
    <Alert
      role="status"
      color={clean ? "teal" : "yellow"}
      icon={clean ? <IconCheck /> : <IconInfoCircle />}
      title={phase === "done" ? "Import finished" : "Import cancelled"}
    >
      {countText(progress.written, "item")} written in {(milliseconds / 1000).toFixed(1)} s
      {failed > 0 && `, ${failed.toLocaleString("en")} failed`}
      {phase === "cancelled" && `, ${(progress.total - progress.done).toLocaleString("en")} not tried`}
    </Alert>
  );
}

function Failures({ failures }: { failures: LoadFailure[] }) {
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer
        minWidth={480}
        maxHeight={360}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table aria-label="Failures" stickyHeader verticalSpacing="xs" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={90}>Item</Table.Th>
              <Table.Th w={200}>Error</Table.Th>
              <Table.Th>Message</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {failures.slice(0, shownFailures).map(({ position, name, message }) => (
              <Table.Tr key={position}>
                <Table.Td>{position.toLocaleString("en")}</Table.Td>
                <Table.Td fw={600}>{name}</Table.Td>
                <Table.Td>{message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {failures.length > shownFailures && (
        <Text size="sm" c="dimmed" p="md">
          and {(failures.length - shownFailures).toLocaleString("en")} more
        </Text>
      )}
    </Card>
  );
}
