import { Button, Card, FileButton, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { tableKeys } from "../../requests/schema";
import type { TableDescription } from "../../source/types";
import type { Notation } from "../../values/text";
import classes from "./LoadPage.module.css";
import { LoadReport } from "./LoadReport";
import { useLoad } from "./useLoad";

const notations = [
  { value: "auto", label: "Detect" },
  { value: "plain", label: "Plain JSON" },
  { value: "typed", label: "DynamoDB JSON" },
];

/** Import of a JSON file into a table. */
export function LoadPage({ table }: { table: TableDescription }) {
  const { state, start, cancel } = useLoad(table.TableName, tableKeys(table));
  const [notation, setNotation] = useState<Notation | "auto">("auto");
  const [over, setOver] = useState(false);
  const busy = state.phase === "reading" || state.phase === "writing";

  const choose = (file: File | null) => {
    if (file !== null && !busy) void start(file, notation);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files.item(0));
  };
  return (
    <Stack gap="md" maw={880}>
      <Card
        withBorder
        padding="xl"
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Stack align="center" gap="md">
          <IconFileUpload size={40} stroke={1.4} aria-hidden />
          <Stack align="center" gap={4}>
            <Title order={2} size="h4">
              Import a JSON file
            </Title>
            <Text size="sm" c="dimmed" ta="center">
              An array of objects, JSON lines, or an object with <code>Items</code>. An item with a key that
              is there already is replaced.
            </Text>
          </Stack>
          <SegmentedControl
            aria-label="Notation of the file"
            value={notation}
            onChange={(value) => setNotation(value as Notation | "auto")}
            data={notations}
            disabled={busy}
          />
          <Group>
            <FileButton
              onChange={choose}
              accept=".json,.jsonl,.ndjson,application/json"
              inputProps={{ "aria-label": "JSON file" }}
            >
              {(props) => (
                <Button {...props} loading={busy}>
                  Choose a file
                </Button>
              )}
            </FileButton>
            {busy && (
              <Button variant="default" onClick={cancel}>
                Cancel
              </Button>
            )}
          </Group>
          <Text size="xs" c="dimmed" visibleFrom="sm">
            or drop it here
          </Text>
        </Stack>
      </Card>
      <LoadReport state={state} />
    </Stack>
  );
}
