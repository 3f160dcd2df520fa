import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { TableDescription } from "../../source/types";
import { navigate } from "../../state/route";
import { sourceNames, useSource } from "../../state/sources";
import { useDeleteTable } from "../../state/tables";
import { countText } from "../bytes";
import { FailureAlert } from "../FailureAlert";
import { notifyDone } from "../notify";

interface Props {
  table: TableDescription;
  opened: boolean;
  onClose: () => void;
}

/** Deletes a table once its name has been typed. */
export function DeleteTable({ table, opened, onClose }: Props) {
  const { kind } = useSource();
  const [typed, setTyped] = useState("");
  const remove = useDeleteTable();
  const name = table.TableName;

  const close = () => {
    setTyped("");
    remove.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== name) return;
    remove.mutate(name, {
      onSuccess: () => {
        notifyDone(`Table ${name} deleted`);
        navigate({ source: kind, table: null, tab: "items" }, "replace");
      },
    });
  };
  return (
    <Modal opened={opened} onClose={close} title={`Delete table ${name}?`} centered>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            This deletes the table with {countText(table.ItemCount ?? 0, "item")} and all its indexes from{" "}
            {sourceNames[kind].toLowerCase()}. It cannot be undone.
          </Text>
          <TextInput
            data-autofocus
            label={`Type ${name} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
          {remove.error && <FailureAlert error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="red.8" disabled={typed !== name} loading={remove.isPending}>
              Delete
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
