import { Button, Center, EmptyState, Group, Loader, Title } from "@mantine/core";
import { IconDatabase, IconPlus, IconTablePlus } from "@tabler/icons-react";
import { useState } from "react";
import { sourcePlaces, useSource } from "../../state/sources";
import { useTableNames } from "../../state/tables";
import { countText } from "../bytes";
import { CreateTable } from "../create/CreateTable";

/** Shown while no table is chosen. */
export function Welcome() {
  const source = useSource();
  const names = useTableNames();
  const [creating, setCreating] = useState<"empty" | "sample" | null>(null);
  if (names.data === undefined) {
    return <Center mih="60vh">{names.error === null && <Loader aria-label="Loading tables" />}</Center>;
  }
  const empty = names.data.length === 0;
  const where = sourcePlaces[source.kind];
  return (
    <Center mih="60vh">
      <EmptyState
        size="lg"
        variant="light"
        maw={640}
        icon={empty ? <IconTablePlus /> : <IconDatabase />}
        title={
          <Title order={1} fz="inherit">
            {empty ? `No tables ${where} yet` : `${countText(names.data.length, "table")} ${where}`}
          </Title>
        }
        description={
          empty
            ? "A table needs a name and a partition key. The sample brings a few films to try queries on."
            : "Choose a table at the left, or create another one."
        }
      >
        <Group justify="center" mt="sm">
          <Button leftSection={<IconPlus size={18} />} onClick={() => setCreating("empty")}>
            {empty ? "Create your first table" : "Create another table"}
          </Button>
          {empty && (
            <Button variant="default" onClick={() => setCreating("sample")}>
              Start with the sample: Movies
            </Button>
          )}
        </Group>
      </EmptyState>
      <CreateTable
        opened={creating !== null}
        sample={creating === "sample"}
        onClose={() => setCreating(null)}
      />
    </Center>
  );
}
