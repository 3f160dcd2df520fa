import {
  ActionIcon,
  Button,
  Card,
  Group,
  NativeSelect,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { newIndex } from "../../requests/table";
import { projections, useTableForm } from "./form";
import { KeyFields } from "./KeyFields";

interface Props {
  list: "globals" | "locals";
  title: string;
  description: string;
}

/** The indexes of one kind: each a card of fields. */
export function IndexList({ list, title, description }: Props) {
  const form = useTableForm();
  const indexes = form.values[list];
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600} size="sm">
            {title}
          </Text>
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        </div>
        <Button
          variant="light"
          size="xs"
          flex="none"
          leftSection={<IconPlus size={16} />}
          onClick={() => form.insertListItem(list, newIndex())}
          aria-label={`Add ${list === "globals" ? "global" : "local"} index`}
        >
          Add
        </Button>
      </Group>
      {indexes.map((index, at) => (
        <IndexCard key={index.id} list={list} at={at} />
      ))}
    </Stack>
  );
}

function IndexCard({ list, at }: { list: Props["list"]; at: number }) {
  const form = useTableForm();
  const path = `${list}.${at}`;
  const index = form.values[list][at];
  const scope = `${list === "globals" ? "Global" : "Local"} index ${at + 1}`;
  if (index === undefined) return null;
  return (
    <Card withBorder padding="sm" role="group" aria-label={scope}>
      <Stack gap="sm">
        <Group align="flex-start" wrap="nowrap" gap="sm">
          <TextInput
            flex={1}
            label="Index name"
            aria-label={`${scope} name`}
            placeholder="by-genre"
            withAsterisk
            autoComplete="off"
            {...form.getInputProps(`${path}.name`)}
          />
          <ActionIcon
            mt={25}
            size={36}
            variant="subtle"
            color="red"
            aria-label={`Remove ${scope.toLowerCase()}`}
            onClick={() => form.removeListItem(list, at)}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
        {list === "globals" && (
          <KeyFields path={`${path}.partition`} label="Partition key" required scope={scope} />
        )}
        <KeyFields path={`${path}.sort`} label="Sort key" required={list === "locals"} scope={scope} />
        <NativeSelect
          label="Projection"
          aria-label={`${scope} projection`}
          data={projections}
          {...form.getInputProps(`${path}.projection`)}
        />
        {index.projection === "INCLUDE" && (
          <TagsInput
            label="Attributes to include"
            aria-label={`${scope} attributes to include`}
            placeholder="Type a name, then Enter"
            {...form.getInputProps(`${path}.include`)}
          />
        )}
      </Stack>
    </Card>
  );
}
